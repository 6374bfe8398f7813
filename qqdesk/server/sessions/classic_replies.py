"""The last GetMsgEx reply of each classic session: plain functions on a connection.

A classic session cannot acknowledge. The messages of a reply count as received at the next new request of the account.
They also count as received at the end of the session or of the repeat window if the reply was written out in full. A
reply of which no copy could be written is lost: the same request gets it again, the next new request gets its messages.

The server may be killed, and the next request may come to another server. So the database knows the last reply and the
requests of the repeat window. It keeps ids instead of bytes: the entries between two ids of a mailbox, or of a room's
log (see `classic_rooms`), do not change. Only a message that was taken back or edited since comes as it is now.

The server notes a written reply afterwards. A missing note may mean that the server was killed before: the next request
gets the same messages again, rather twice than never.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qqdesk.protocol.codes import Status
from qqdesk.server.delivery import change_lines, mailbox
from qqdesk.server.delivery.delivery import Delivered, deliver
from qqdesk.server.delivery.mail import Mail, read_mails
from qqdesk.server.delivery.mailbox import MailboxQuery
from qqdesk.server.delivery.outgoing import Acknowledgement
from qqdesk.server.rooms import classic_rooms
from qqdesk.server.rooms.classic_rooms import Span
from qqdesk.server.sessions.reply_cache import WITHIN_S, Receipt
from qqdesk.server.storage.interface import Database

MOST_REPEATS = 3
MOST_BYTES = 1024 * 1024
_WITHIN_MS = round(WITHIN_S * 1000)


@dataclass(frozen=True, slots=True)
class Mark:
    """Identifies a reply to one account. `since` in milliseconds, by the database's clock."""

    request: bytes = field(repr=False)
    since: int
    last_id: int
    """The cursor after the acknowledgement; 0 if the reply holds no entries of the inbox."""
    rooms: tuple[Span, ...] = ()
    """The entries of rooms in the reply."""

    @property
    def is_stored(self) -> bool:
        """Whether the reply holds stored entries."""
        return bool(self.last_id or self.rooms)


@dataclass(slots=True)
class MadeReply:
    """The last reply to a session that this server made, and its copies on their way to the client."""

    mark: Mark
    is_doubtful: bool
    repeats: int = 0
    writes_in_progress: int = 0
    was_written: bool = False
    receipt: Receipt | None = None
    """Of the first copy that was received, else of the latest one."""
    is_due: bool = False
    """Another request came, or the session ended: acknowledge once a copy is written."""
    is_acknowledged: bool = False

    @property
    def is_lost(self) -> bool:
        return not self.was_written and not self.writes_in_progress

    @property
    def is_received(self) -> bool:
        """Whether the client's system has acknowledged a copy."""
        return self.receipt is not None and self.receipt.is_received


@dataclass(frozen=True, slots=True)
class Fetch:
    """One GetMsgEx request.

    `time` is by the database's clock, `now` by the server's, both in milliseconds. `news`: presence changes that this
    server has not sent yet. `made`: the last reply that this server made, unless it is lost; `is_received`: the client
    has it. `is_new`: the client has the reply to the same bytes before, so this is another request. `is_hidden`: the
    account looks offline, so the receipts for its messages are held back. `is_patient`: wait for the note that another
    server's reply was written. `changes_sequence` is False if the client is known to use one SEQ always. `has_rooms`:
    classic clients take part in rooms.
    """

    number: int
    address: str
    token: bytes = field(repr=False)
    request: bytes = field(repr=False)
    time: int = 0
    now: int = 0
    news: Mapping[int, Status] = field(default_factory=dict)
    made: Mark | None = None
    is_received: bool = False
    is_new: bool = False
    is_hidden: bool = False
    is_patient: bool = False
    changes_sequence: bool = True
    has_rooms: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply. Without a `mark` it is empty and not stored. `repeats`: how often it was sent before."""

    mails: list[Mail]
    news: dict[int, Status]
    mark: Mark | None = None
    repeats: int = 0
    is_doubtful: bool = False
    """The request may be a late copy, so the reply counts as received only with a receipt."""
    received: list[Delivered] = field(default_factory=list)
    """What the store reports: moved cursors, and the receipts for it."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A stored reply."""

    token: bytes = field(repr=False)
    mark: Mark
    after: int
    news: dict[int, Status]
    repeats: int
    state: int
    """One of the four below."""


_MADE, _WRITTEN, _DOUBTFUL, _LOST = 0, 1, 2, 3
"""Column `is_out`. MADE: no copy is known to be written. WRITTEN: a copy was written. DOUBTFUL: the request may be a
late copy that no client waits for, so the reply counts as received only with a receipt. LOST: no copy could be
written."""


def is_quiet(db: Database, number: int, *, has_rooms: bool) -> bool:
    """Return whether the account has neither unread messages nor a stored reply."""
    row = db.execute(
        "SELECT 1 FROM logs JOIN cursors ON account = number AND device = '' AND log = number "
        "WHERE number = ? AND last_seq > seq UNION ALL "
        "SELECT 1 FROM replies WHERE number = ? LIMIT 1",
        (number, number),
    ).fetchone()
    return row is None and not (has_rooms and classic_rooms.has_unread(db, number))


def next_reply(db: Database, fetch: Fetch) -> Reply | None:
    """Answer a GetMsgEx. Return None if another server may be writing its reply just now: call again in a moment.

    Runs in a write, so that two at once come one after the other.
    """
    row, news = _stored(db, fetch.number), dict(fetch.news)
    is_of_session = row is not None and row.token == fetch.token
    received = []
    if row is not None and is_of_session and _is_repeat(row, fetch):
        state = _MADE if row.state == _LOST else row.state
        db.execute("UPDATE replies SET repeats = repeats + 1, is_out = ? WHERE number = ?", (state, fetch.number))
        mails = _between(db, fetch, row.after, row.mark)
        return Reply(mails, row.news, row.mark, row.repeats + 1, is_doubtful=row.state == _DOUBTFUL)
    if _is_late_copy(db, fetch):
        return Reply([], {})
    if row is not None:
        if row.state == _WRITTEN or (row.mark == fetch.made and (row.state == _MADE or fetch.is_received)):
            received.append(_receive(db, fetch, row.mark.last_id, row.mark.rooms))
        elif row.state == _MADE and fetch.is_patient:
            return None
        elif is_of_session:
            news = {contact: status for contact, status in row.news.items() if contact not in news} | news
        db.execute("DELETE FROM replies WHERE number = ?", (fetch.number,))
    found = unread(fetch.number, has_rooms=fetch.has_rooms)(db)
    found = found._replace(mails=_without_own_leaving(fetch, found.mails))
    mails, spans = classic_rooms.unread(db, fetch.number, MOST_BYTES) if fetch.has_rooms else ([], [])
    # Nothing else acknowledges entries that the session does not get.
    passed_id, passed = 0 if found.mails else found.end, () if mails else spans
    if passed_id > found.cursor or passed:
        received.append(_receive(db, fetch, passed_id, passed))
    # A late copy of a request looks like a new one, too. Then this reply is not received.
    is_doubtful = _note_fetch(db, fetch) or fetch.is_new
    if not found.mails and not mails and not news:
        return Reply([], {}, received=received)
    mark = Mark(fetch.request, fetch.time, found.end if found.mails else 0, tuple(spans) if mails else ())
    state = _DOUBTFUL if is_doubtful else _MADE
    rooms = classic_rooms.pack(mark.rooms)
    db.execute(
        "INSERT INTO replies (number, token, request, after_id, up_to_id, news, rooms, since, repeats, is_out) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        (fetch.number, fetch.token, fetch.request, found.start, mark.last_id, _pack(news), rooms, fetch.time, state),
    )
    mails = classic_rooms.with_messages(db, found.mails, mails)
    return Reply(mails, news, mark, is_doubtful=is_doubtful, received=received)


def unread(number: int, *, has_rooms: bool) -> MailboxQuery:
    """Return the query for all entries of the inbox that wait for a classic session."""
    hidden = classic_rooms.HIDDEN if has_rooms else mailbox.CLASSIC
    return MailboxQuery(number, "", 0, 0, mailbox.MOST_WAITING, MOST_BYTES, hidden, has_changes=False)


def _receive(db: Database, fetch: Fetch, up_to: int, spans: Iterable[Span]) -> Delivered:
    classic_rooms.acknowledge(db, fetch.number, spans)
    acknowledgement = Acknowledgement(fetch.number, "", up_to, fetch.now, is_hidden=fetch.is_hidden)
    return deliver(db, [], [acknowledgement])


def note_empty(db: Database, fetch: Fetch) -> None:
    """Remember a GetMsgEx that was answered empty, so that a late copy of it is recognised."""
    if not _is_late_copy(db, fetch):
        _note_fetch(db, fetch)


def _is_late_copy(db: Database, fetch: Fetch) -> bool:
    """Return whether this GetMsgEx is a copy of one that its client has left behind.

    The latest one is a copy only in a later session: some clients send the same bytes each time. A client that signed
    in with the same SEQ never changes it.
    """
    rows = _recent(db, fetch)
    if fetch.is_new or all(request != fetch.request for request, _ in rows):
        return False
    request, token = rows[0]
    return request != fetch.request or (token != fetch.token and fetch.changes_sequence)


def _note_fetch(db: Database, fetch: Fetch) -> bool:
    """Remember a GetMsgEx. Return whether it may be a late copy all the same: the same bytes came before, from a
    client that changes its SEQ."""
    rows = _recent(db, fetch)
    last = db.execute(
        "SELECT max(place) FROM fetches WHERE number = ? AND address = ?", (fetch.number, fetch.address)
    ).fetchone()
    db.execute(
        "INSERT INTO fetches (number, address, request, token, since, place) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (number, address, request) "
        "DO UPDATE SET token = excluded.token, since = excluded.since, place = excluded.place",
        (fetch.number, fetch.address, fetch.request, fetch.token, fetch.time, (last[0] or 0) + 1),
    )
    return len(rows) > 1 and any(request == fetch.request for request, _ in rows)


def _recent(db: Database, fetch: Fetch) -> list[tuple[bytes, bytes]]:
    """Return request and session of each GetMsgEx of this client within the repeat window, the latest first."""
    rows = db.execute(
        "SELECT request, token FROM fetches WHERE number = ? AND address = ? AND since > ? ORDER BY place DESC",
        (fetch.number, fetch.address, fetch.time - _WITHIN_MS),
    )
    return [(bytes(request), bytes(token)) for request, token in rows.fetchall()]


def written(db: Database, number: int) -> Mark | None:
    """Return the mark of the last reply if it was written out and is not acknowledged."""
    return next((mark for _, mark in _unacknowledged(db, "number = ?", number)), None)


def overdue(db: Database, time: int) -> list[tuple[int, Mark]]:
    """Return number and mark of each written reply that no request can repeat any more and that is not acknowledged."""
    return _unacknowledged(db, "since <= ?", time - _WITHIN_MS)


def _unacknowledged(db: Database, condition: str, value: int) -> list[tuple[int, Mark]]:
    rows = db.execute(
        "SELECT number, request, since, up_to_id, rooms, up_to_id > seq FROM replies "
        "JOIN cursors ON account = number AND device = '' AND log = number "
        f"WHERE is_out = ? AND (up_to_id > seq OR rooms <> '') AND {condition}",
        (_WRITTEN, value),
    )
    found = [
        (number, Mark(request, since, last_id, classic_rooms.unpack(spans)), is_behind)
        for number, request, since, last_id, spans, is_behind in rows
    ]
    return [
        (number, mark)
        for number, mark, is_behind in found
        if is_behind or not classic_rooms.are_received(db, number, mark.rooms)
    ]


def _stored(db: Database, number: int) -> _Row | None:
    row = db.execute(
        "SELECT token, request, after_id, up_to_id, news, rooms, since, repeats, is_out FROM replies WHERE number = ?",
        (number,),
    ).fetchone()
    if row is None:
        return None
    token, request, after, last_id, news, rooms, since, repeats, state = row
    return _Row(token, Mark(request, since, last_id, classic_rooms.unpack(rooms)), after, _unpack(news), repeats, state)


def _is_repeat(row: _Row, fetch: Fetch) -> bool:
    is_late = fetch.is_new or fetch.time - row.mark.since >= _WITHIN_MS
    return row.mark.request == fetch.request and not is_late and (row.repeats < MOST_REPEATS or row.state == _LOST)


def _between(db: Database, fetch: Fetch, after: int, mark: Mark) -> list[Mail]:
    rows = db.execute(
        "SELECT seq, kind, peer, time, text, NULL, '', 0, NULL, file, ref_author, ref, sender FROM entries e "
        f"WHERE log = ? AND seq > ? AND seq <= ? AND {change_lines.IS_SHOWN} ORDER BY seq",
        (fetch.number, after, mark.last_id, fetch.number, after),
    )
    hidden = unread(fetch.number, has_rooms=fetch.has_rooms).hidden
    mails = read_mails(db, (row for row in rows if row[1] not in hidden))
    mails = change_lines.in_inbox(db, fetch.number, mails)
    in_rooms = classic_rooms.messages(db, fetch.number, mark.rooms)
    return classic_rooms.with_messages(db, _without_own_leaving(fetch, mails), in_rooms)


def _without_own_leaving(fetch: Fetch, mails: Iterable[Mail]) -> list[Mail]:
    return [mail for mail in mails if not classic_rooms.is_own_leaving(fetch.number, mail)]


def _pack(news: Mapping[int, Status]) -> str:
    return " ".join(f"{contact}:{int(status)}" for contact, status in news.items())


def _unpack(text: str) -> dict[int, Status]:
    pairs = (pair.split(":") for pair in text.split())
    return {int(contact): Status(int(status)) for contact, status in pairs}


_THIS = "number = ? AND request = ? AND since = ?"


def note_written(db: Database, number: int, mark: Mark) -> None:
    """Note that a copy of the reply was written out."""
    db.execute(
        f"UPDATE replies SET is_out = ? WHERE {_THIS} AND is_out IN (?, ?)",
        (_WRITTEN, number, mark.request, mark.since, _MADE, _LOST),
    )


def doubt_written(db: Database) -> None:
    """Forget of all replies that they were written out."""
    db.execute("UPDATE replies SET is_out = ? WHERE is_out = ?", (_MADE, _WRITTEN))


def note_lost(db: Database, number: int, mark: Mark, repeats: int) -> None:
    """Note that the latest copy could not be written. An earlier copy may still be."""
    values = (_LOST, number, mark.request, mark.since, _MADE, repeats)
    db.execute(f"UPDATE replies SET is_out = ? WHERE {_THIS} AND is_out = ? AND repeats = ?", values)
