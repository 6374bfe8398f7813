"""Read inboxes: the entries behind an account's cursor. `delivery` appends them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qqdesk.protocol.wire import escape
from qqdesk.server.storage.interface import Database, execute_rows

MOST_WAITING = 5000
"""Entries behind the cursor, receipts not counted. A fuller inbox takes no messages."""
DAY_MS = 24 * 3600 * 1000
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
    row = db.execute(
        "SELECT last_seq, seq FROM logs JOIN cursors ON account = number WHERE number = ?", (owner,)
    ).fetchone()
    if row is None:
        return MailboxPage(0, 0, 0, [])
    last, cursor = row
    start = max(cursor, floor)
    if start < received <= last:
        start = received
    if start >= last:
        return MailboxPage(start, cursor, last, [])
    rows = db.execute(
        "SELECT seq, kind, sender, time, text FROM entries WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?",
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
    row = db.execute("SELECT time FROM entries WHERE log = ? AND seq = ?", (owner, id_)).fetchone()
    return 0 if row is None else int(row[0])


def last_id(db: Database, owner: int) -> int:
    row = db.execute("SELECT last_seq FROM logs WHERE number = ?", (owner,)).fetchone()
    return int(row[0]) if row else 0


def last_ids(db: Database, numbers: Sequence[int]) -> dict[int, int]:
    """The last id given out in each of these mailboxes that is there."""
    rows = [(number,) for number in numbers]
    return dict(execute_rows(db, "SELECT number, last_seq FROM logs WHERE number IN ({rows})", rows))


def purge(db: Database, owners: Iterable[int], now: int, retention_days: int) -> None:
    """Delete what those users received more than so many days ago.

    When something was received is known by the day: where the cursor stood at the end of each day on which it moved.
    """
    oldest = now // DAY_MS - retention_days
    for owner in owners:
        row = db.execute("SELECT max(seq) FROM received WHERE account = ? AND day < ?", (owner, oldest)).fetchone()
        up_to = row[0] or 0
        row = db.execute("SELECT seq, day FROM cursors WHERE account = ?", (owner,)).fetchone()
        if row is not None and 0 < row[1] < oldest:
            up_to = row[0]
        if up_to:
            db.execute("DELETE FROM entries WHERE log = ? AND seq <= ?", (owner, up_to))
            db.execute("DELETE FROM received WHERE account = ? AND day < ?", (owner, oldest))


def with_waiting(db: Database) -> list[int]:
    """Return the users for whom something waits."""
    rows = db.execute("SELECT number FROM logs JOIN cursors ON account = number WHERE seq < last_seq")
    return [row[0] for row in rows.fetchall()]


def owners(db: Database, after: int, limit: int) -> list[int]:
    """Users who ever received something, ascending."""
    rows = db.execute(
        "SELECT account FROM cursors WHERE account > ? AND seq > 0 ORDER BY account LIMIT ?", (after, limit)
    )
    return [row[0] for row in rows.fetchall()]
