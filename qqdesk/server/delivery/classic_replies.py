"""The last GetMsgEx reply of a classic session, where servers share it: plain functions on a connection.

`receipts` says when a reply counts as received. The next request may come to another server, so the database knows the
last reply and the requests of the repeat window. A reply is not kept byte by byte: what lies between two ids of a
mailbox does not change, and the rest of a reply is made of the request.

A server notes afterwards that a reply was written out. If that note is missing, the server may have been killed before:
the next request gets the same messages again, rather twice than never.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qqdesk.protocol.codes import MessageKind, Status
from qqdesk.server.delivery import mailbox
from qqdesk.server.delivery.mailbox import Mail
from qqdesk.server.delivery.reply_cache import WITHIN_S
from qqdesk.server.storage.interface import Database

MOST_REPEATS = 3
_MOST_IN_A_REPLY = mailbox.MOST_WAITING
_MOST_BYTES_IN_A_REPLY = 1024 * 1024
_WITHIN_MS = round(WITHIN_S * 1000)


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a reply from any other to the same user; `since` in milliseconds, by the database's clock."""

    request: bytes = field(repr=False)
    since: int
    up_to: int
    """The id to move the cursor to; 0 where nothing stored is in it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One GetMsgEx. `news` is what this server has to tell of contacts; `made` is the last reply that it made and that
    may have got out; `received` is the one up to which the cursor was moved; `is_patient` where the note that another
    server's reply got out is waited for. `changes_sequence` is False if the client is known to use one SEQ always."""

    number: int
    address: str
    token: bytes = field(repr=False)
    request: bytes = field(repr=False)
    time: int
    news: Mapping[int, Status]
    made: Mark | None = None
    received: Mark | None = None
    is_patient: bool = True
    changes_sequence: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. Without a `mark` it is empty, and nothing is kept of it; `repeats` is how often it went out
    before."""

    mails: list[Mail]
    news: dict[int, Status]
    mark: Mark | None = None
    repeats: int = 0
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Receive:
    """The cursor has to be moved first: everything up to there is received, by what a reply carried or because it is of
    no interest. Then ask again."""

    up_to: int
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Another server has made a reply a moment ago: ask again in a moment, whether it got out."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A reply as it is kept."""

    token: bytes = field(repr=False)
    mark: Mark
    after: int
    news: dict[int, Status]
    repeats: int
    state: int
    """One of the three below."""

    @property
    def is_out(self) -> bool:
        return self.state == _WRITTEN


_MADE, _WRITTEN, _DOUBTFUL, _LOST = 0, 1, 2, 3
"""Column `is_out`: it is not known whether the reply was written out; it was; the request may have been a late copy,
so that the reply never counts as received; or the last write failed and no copy was written."""


def is_quiet(db: Database, number: int) -> bool:
    """Whether nothing waits, and nothing is to be acknowledged."""
    row = db.execute(
        "SELECT 1 FROM mailboxes WHERE number = ? AND last_id > cursor UNION ALL "
        "SELECT 1 FROM replies WHERE number = ? LIMIT 1",
        (number, number),
    ).fetchone()
    return row is None


def next_reply(db: Database, asked: Asked) -> Reply | Receive | Wait:
    """What to do about a GetMsgEx, in a write: of two at once, one comes after the other."""
    row, news = _kept(db, asked.number), dict(asked.news)
    is_of_session = row is not None and row.token == asked.token
    if row is not None and is_of_session and _is_repeat(row, asked):
        state = _MADE if row.state == _LOST else row.state
        db.execute("UPDATE replies SET repeats = repeats + 1, is_out = ? WHERE number = ?", (state, asked.number))
        mails = _between(db, asked.number, row.after, row.mark.up_to)
        return Reply(mails, row.news, row.mark, row.repeats + 1, is_doubtful=row.state == _DOUBTFUL)
    if _is_late_copy(db, asked):
        return Reply([], {})
    if row is not None:
        if row.is_out or (row.mark == asked.made and row.state == _MADE):
            if row.mark.up_to and row.mark != asked.received:
                return Receive(row.mark.up_to, row.mark)
        elif row.state == _MADE and asked.is_patient:
            return Wait()
        elif is_of_session:
            news = {contact: status for contact, status in row.news.items() if contact not in news} | news
        db.execute("DELETE FROM replies WHERE number = ?", (asked.number,))
    found = mailbox.behind(db, asked.number, 0, 0, _MOST_IN_A_REPLY, _MOST_BYTES_IN_A_REPLY)
    shown = _shown(found.mails)
    if found.mails and not shown:
        return Receive(found.mails[-1].id, None)
    is_doubtful = note_fetch(db, asked)
    if not shown and not news:
        return Reply([], {})
    mark = Mark(asked.request, asked.time, found.mails[-1].id if found.mails else 0)
    state = _DOUBTFUL if is_doubtful else _MADE
    db.execute(
        "INSERT INTO replies (number, token, request, after_id, up_to_id, news, since, repeats, is_out) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
        (asked.number, asked.token, asked.request, found.start, mark.up_to, _written(news), asked.time, state),
    )
    return Reply(shown, news, mark, is_doubtful=is_doubtful)


def _is_late_copy(db: Database, asked: Asked) -> bool:
    """As `receipts.Receipts.is_late_copy`."""
    rows = _fetches(db, asked)
    last = rows[0] if rows else None
    if last is None or all(request != asked.request for request, _ in rows):
        return False
    return last[0] != asked.request or (last[1] != asked.token and asked.changes_sequence)


def note_fetch(db: Database, asked: Asked) -> bool:
    """As `receipts.Receipts.note_fetch`."""
    rows = _fetches(db, asked)
    last = db.execute(
        "SELECT max(place) FROM fetches WHERE number = ? AND address = ?", (asked.number, asked.address)
    ).fetchone()
    db.execute(
        "INSERT INTO fetches (number, address, request, token, since, place) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (number, address, request) "
        "DO UPDATE SET token = excluded.token, since = excluded.since, place = excluded.place",
        (asked.number, asked.address, asked.request, asked.token, asked.time, (last[0] or 0) + 1),
    )
    return len(rows) > 1 and any(request == asked.request for request, _ in rows)


def _fetches(db: Database, asked: Asked) -> list[tuple[bytes, bytes]]:
    """Request and session of each GetMsgEx of this client within the repeat window, the latest first."""
    rows = db.execute(
        "SELECT request, token FROM fetches WHERE number = ? AND address = ? AND since > ? ORDER BY place DESC",
        (asked.number, asked.address, asked.time - _WITHIN_MS),
    )
    return [(bytes(request), bytes(token)) for request, token in rows.fetchall()]


def written(db: Database, number: int) -> int:
    """The id up to which a user's last reply was written out; 0 if that is not known of it."""
    row = db.execute("SELECT up_to_id FROM replies WHERE number = ? AND is_out = ?", (number, _WRITTEN)).fetchone()
    return 0 if row is None else int(row[0])


def _kept(db: Database, number: int) -> _Row | None:
    row = db.execute(
        "SELECT token, request, after_id, up_to_id, news, since, repeats, is_out FROM replies WHERE number = ?",
        (number,),
    ).fetchone()
    if row is None:
        return None
    token, request, after, up_to, news, since, repeats, state = row
    return _Row(token, Mark(request, since, up_to), after, _news(news), repeats, state)


def _is_repeat(row: _Row, asked: Asked) -> bool:
    is_late = asked.time - row.mark.since >= _WITHIN_MS
    return row.mark.request == asked.request and not is_late and (row.repeats < MOST_REPEATS or row.state == _LOST)


def _shown(mails: list[Mail]) -> list[Mail]:
    """Receipts are nothing that such a client could make sense of."""
    return [mail for mail in mails if mail.kind != MessageKind.DELIVERED]


def _between(db: Database, number: int, after: int, up_to: int) -> list[Mail]:
    rows = db.execute(
        "SELECT id, kind, sender, time, text FROM mail WHERE owner = ? AND id > ? AND id <= ? ORDER BY id",
        (number, after, up_to),
    )
    return _shown([Mail._make(row) for row in rows.fetchall()])


def _written(news: Mapping[int, Status]) -> str:
    return " ".join(f"{contact}:{int(status)}" for contact, status in news.items())


def _news(written: str) -> dict[int, Status]:
    pairs = (pair.split(":") for pair in written.split())
    return {int(contact): Status(int(status)) for contact, status in pairs}


_THIS = "number = ? AND request = ? AND since = ?"


def note_out(db: Database, number: int, mark: Mark) -> None:
    """Note that a copy of the reply was written out."""
    db.execute(
        f"UPDATE replies SET is_out = ? WHERE {_THIS} AND is_out IN (?, ?)",
        (_WRITTEN, number, mark.request, mark.since, _MADE, _LOST),
    )


def note_lost(db: Database, number: int, mark: Mark, repeats: int) -> None:
    """Note that the latest copy could not be written. An earlier copy may still be."""
    values = (_LOST, number, mark.request, mark.since, _MADE, repeats)
    db.execute(f"UPDATE replies SET is_out = ? WHERE {_THIS} AND is_out = ? AND repeats = ?", values)
