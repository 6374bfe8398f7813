"""The last reply with messages to a session without a token, where servers share it: plain functions on a connection.

Such a session acknowledges nothing: what a reply carried counts as received at its next GetMsgEx, unless that is a
repeat. The next one may come to another server, so it is the database that knows the last reply. It is not kept byte by
byte: what lies between two ids of a mailbox does not change, and the rest of a reply is made of the request.

That the reply got out of the machine is noted afterwards. Where that is missing, the server that made it may have been
killed before: whoever comes to another server next gets the same messages again, rather once more than not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qqdesk.protocol.codes import MessageKind, Status
from qqdesk.server import mailbox
from qqdesk.server.database.interface import Database
from qqdesk.server.mailbox import Mail
from qqdesk.server.repeats import WITHIN_S

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
    server's reply got out is waited for."""

    number: int
    token: bytes = field(repr=False)
    request: bytes = field(repr=False)
    time: int
    news: Mapping[int, Status]
    made: Mark | None = None
    received: Mark | None = None
    is_patient: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. Without a `mark` it is empty, and nothing is kept of it; `repeats` is how often it went out
    before."""

    mails: list[Mail]
    news: dict[int, Status]
    mark: Mark | None = None
    repeats: int = 0


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
    is_out: bool


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
    if row is not None and row.token == asked.token:
        if _is_repeat(row, asked):
            db.execute("UPDATE replies SET repeats = repeats + 1 WHERE number = ?", (asked.number,))
            return Reply(_between(db, asked.number, row.after, row.mark.up_to), row.news, row.mark, row.repeats + 1)
        if row.is_out or row.mark == asked.made:
            if row.mark.up_to and row.mark != asked.received:
                return Receive(row.mark.up_to, row.mark)
        elif asked.is_patient:
            return Wait()
        else:
            news = {contact: status for contact, status in row.news.items() if contact not in news} | news
    if row is not None:
        # Of a session of before nothing is received.
        db.execute("DELETE FROM replies WHERE number = ?", (asked.number,))
    found = mailbox.behind(db, asked.number, 0, 0, _MOST_IN_A_REPLY, _MOST_BYTES_IN_A_REPLY)
    shown = _shown(found.mails)
    if found.mails and not shown:
        return Receive(found.mails[-1].id, None)
    if not shown and not news:
        return Reply([], {})
    mark = Mark(asked.request, asked.time, found.mails[-1].id if found.mails else 0)
    db.execute(
        "INSERT INTO replies (number, token, request, after_id, up_to_id, news, since, repeats, is_out) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)",
        (asked.number, asked.token, asked.request, found.start, mark.up_to, _written(news), asked.time),
    )
    return Reply(shown, news, mark)


def _kept(db: Database, number: int) -> _Row | None:
    row = db.execute(
        "SELECT token, request, after_id, up_to_id, news, since, repeats, is_out FROM replies WHERE number = ?",
        (number,),
    ).fetchone()
    if row is None:
        return None
    token, request, after, up_to, news, since, repeats, is_out = row
    return _Row(token, Mark(request, since, up_to), after, _news(news), repeats, bool(is_out))


def _is_repeat(row: _Row, asked: Asked) -> bool:
    is_late = asked.time - row.mark.since >= _WITHIN_MS
    return row.mark.request == asked.request and not is_late and row.repeats < MOST_REPEATS


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
    """It got out of the machine."""
    db.execute(f"UPDATE replies SET is_out = 1 WHERE {_THIS}", (number, mark.request, mark.since))


def take_back(db: Database, number: int, mark: Mark, repeats: int) -> bool:
    """It got nowhere, and did not go out once more meanwhile: nobody has received it. Whether it was so."""
    values = (number, mark.request, mark.since, repeats)
    return db.execute(f"DELETE FROM replies WHERE {_THIS} AND is_out = 0 AND repeats = ?", values).rowcount > 0
