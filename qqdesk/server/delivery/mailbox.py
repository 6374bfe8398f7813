"""Mailboxes: what waits for a user, in order, with ids that rise without gaps, and a cursor behind what was received.

Plain functions on a connection. Ids are taken in the transaction that inserts, so one that was given out is there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qqdesk.protocol.codes import MessageKind, Result
from qqdesk.protocol.wire import escape
from qqdesk.server.errors import RefusedError
from qqdesk.server.storage.interface import Database

MOST_WAITING = 5000
MOST_WITH_RECEIPTS = 20_000
"""Receipts are no mail, and lock nobody out; of a user who never comes to fetch them there is an end all the same."""
DAY_MS = 24 * 3600 * 1000
_ASKED_AT_ONCE = 500
_FIELDS = 48
"""Bytes on the wire for a message beside its text, about."""
_MOST_ESCAPED = 6
"""Bytes that a character can become."""


class Mail(NamedTuple):
    """`time` in milliseconds since 1970, UTC; `kind` a MessageKind."""

    id: int
    kind: int
    sender: int
    time: int
    text: str

    def __repr__(self) -> str:
        return f"Mail({self.id}, {self.kind}, {self.sender})"


def put(
    db: Database,
    owner: int,
    kind: MessageKind,
    sender: int,
    text: str,
    now: int,
    *,
    client_id: bytes | None = None,
    limited: bool = False,
) -> int:
    """Put something into the mailbox of a user; its id. `limited`, for what others can send without end: RefusedError
    where the mailbox is full."""
    if limited and _is_full(db, owner):
        raise RefusedError(Result.MAILBOX_FULL, "their mailbox is full")
    row = db.execute(
        "UPDATE mailboxes SET last_id = last_id + 1 WHERE number = ? RETURNING last_id", (owner,)
    ).fetchone()
    db.execute(
        "INSERT INTO mail (owner, id, kind, sender, time, client_id, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (owner, row[0], int(kind), sender, now, client_id, text),
    )
    return int(row[0])


def put_receipt(db: Database, owner: int, recipient: int, client_id: bytes, now: int) -> bool:
    """Tell `owner` that `recipient` has received a message. False if too much waits for them already."""
    if _behind_cursor(db, owner) >= MOST_WITH_RECEIPTS:
        return False
    put(db, owner, MessageKind.DELIVERED, recipient, client_id.hex(), now)
    return True


def _behind_cursor(db: Database, owner: int) -> int:
    row = db.execute("SELECT last_id - cursor FROM mailboxes WHERE number = ?", (owner,)).fetchone()
    # A user who was deleted has none, and gets nothing.
    return int(row[0]) if row else MOST_WITH_RECEIPTS


def _is_full(db: Database, owner: int) -> bool:
    return _behind_cursor(db, owner) >= MOST_WAITING and waiting_count(db, owner) >= MOST_WAITING


def waiting_count(db: Database, owner: int) -> int:
    """How much waits that counts: receipts do not."""
    count = db.execute(
        "SELECT count(*) FROM mail "
        "WHERE owner = ? AND id > (SELECT cursor FROM mailboxes WHERE number = ?) AND kind != ?",
        (owner, owner, int(MessageKind.DELIVERED)),
    ).fetchone()
    return int(count[0])


def senders(db: Database, owner: int, after: int, up_to: int) -> list[tuple[int, bytes]]:
    """Whom the owner's receipts go to: sender and client id of each message in between that has one."""
    return db.execute(
        "SELECT sender, client_id FROM mail "
        "WHERE owner = ? AND id > ? AND id <= ? AND kind = ? AND client_id IS NOT NULL ORDER BY id",
        (owner, after, up_to, int(MessageKind.TEXT)),
    ).fetchall()


def waiting(db: Database, owner: int, most: int, most_bytes: int) -> list[Mail]:
    """What lies behind the cursor, the oldest first: at most so many, and so many bytes on the
    wire, but one at least."""
    return behind(db, owner, 0, 0, most, most_bytes).mails


class MailboxPage(NamedTuple):
    """What lies in a mailbox behind `start`; `cursor` is where that stands on disk, `last` the last id given out."""

    start: int
    cursor: int
    last: int
    mails: list[Mail]


def behind(db: Database, owner: int, floor: int, received: int, most: int, most_bytes: int) -> MailboxPage:
    """The same for somebody who has received everything up to `floor`, which the cursor may not show yet, and says that
    it was up to `received`.

    An id that was never given out is none of this mailbox (a backup was restored, say): it says nothing of what is
    here, which rather comes once more than not at all.
    """
    row = db.execute("SELECT last_id, cursor FROM mailboxes WHERE number = ?", (owner,)).fetchone()
    if row is None:
        return MailboxPage(0, 0, 0, [])
    last, cursor = row
    start = max(cursor, floor)
    if start < received <= last:
        start = received
    if start >= last:
        return MailboxPage(start, cursor, last, [])
    rows = db.execute(
        "SELECT id, kind, sender, time, text FROM mail WHERE owner = ? AND id > ? ORDER BY id LIMIT ?",
        (owner, start, most),
    )
    return MailboxPage(start, cursor, last, bounded(map(Mail._make, rows.fetchall()), most_bytes))


@dataclass(frozen=True, slots=True)
class MailboxQuery:
    """The question of `behind` as data: a store may answer many of them at once."""

    owner: int
    floor: int
    received: int
    most: int
    most_bytes: int

    def __call__(self, db: Database) -> MailboxPage:
        return behind(db, self.owner, self.floor, self.received, self.most, self.most_bytes)

    def reached_end(self, page: MailboxPage) -> bool:
        """Return whether all that waits was read, also if not all of it fits into the page."""
        return self.most >= MOST_WAITING or not page.mails or page.mails[-1].id == page.last


def bounded(mails: Iterable[Mail], most_bytes: int) -> list[Mail]:
    """As many as make so many bytes on the wire, but one at least."""
    mails = list(mails)
    if sum([len(mail.text) for mail in mails]) * _MOST_ESCAPED + len(mails) * _FIELDS <= most_bytes:
        return mails
    found: list[Mail] = []
    size = 0
    for mail in mails:
        size += len(escape(mail.text).encode()) + _FIELDS
        if found and size > most_bytes:
            break
        found.append(mail)
    return found


def time_of(db: Database, owner: int, id_: int) -> int:
    """When it was put there; 0 where it is not there any more."""
    row = db.execute("SELECT time FROM mail WHERE owner = ? AND id = ?", (owner, id_)).fetchone()
    return 0 if row is None else int(row[0])


def last_id(db: Database, owner: int) -> int:
    row = db.execute("SELECT last_id FROM mailboxes WHERE number = ?", (owner,)).fetchone()
    return int(row[0]) if row else 0


def last_ids(db: Database, numbers: Sequence[int]) -> dict[int, int]:
    """The last id given out in each of these mailboxes that is there."""
    found: dict[int, int] = {}
    for start in range(0, len(numbers), _ASKED_AT_ONCE):
        some = numbers[start : start + _ASKED_AT_ONCE]
        marks = ", ".join("?" * len(some))
        found.update(db.execute(f"SELECT number, last_id FROM mailboxes WHERE number IN ({marks})", some).fetchall())
    return found


def purge(db: Database, owners: Iterable[int], now: int, retention_days: int) -> None:
    """Delete what those users received more than so many days ago.

    When something was received is known by the day: where the cursor stood at the end of each day on which it moved.
    """
    oldest = now // DAY_MS - retention_days
    for owner in owners:
        row = db.execute("SELECT max(id) FROM received WHERE owner = ? AND day < ?", (owner, oldest)).fetchone()
        up_to = row[0] or 0
        row = db.execute("SELECT cursor, cursor_day FROM mailboxes WHERE number = ?", (owner,)).fetchone()
        # A cursor without a day is from before days were kept: it has one as soon as it moves.
        if row is not None and 0 < row[1] < oldest:
            up_to = row[0]
        if up_to:
            db.execute("DELETE FROM mail WHERE owner = ? AND id <= ?", (owner, up_to))
            db.execute("DELETE FROM received WHERE owner = ? AND day < ?", (owner, oldest))


def with_waiting(db: Database) -> list[int]:
    """Return the users for whom something waits."""
    return [row[0] for row in db.execute("SELECT number FROM mailboxes WHERE cursor < last_id").fetchall()]


def owners(db: Database, after: int, limit: int) -> list[int]:
    """Users who ever received something, ascending."""
    rows = db.execute(
        "SELECT number FROM mailboxes WHERE number > ? AND cursor > 0 ORDER BY number LIMIT ?", (after, limit)
    )
    return [row[0] for row in rows.fetchall()]
