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
"""Bytes on the wire for a message without its text, roughly."""
_MOST_ESCAPED = 6
"""Bytes on the wire for one character, at most."""


class Mail(NamedTuple):
    """`time` in milliseconds since 1970, UTC; `kind` a MessageKind."""

    id: int
    kind: int
    sender: int
    time: int
    text: str

    def __repr__(self) -> str:
        return f"Mail({self.id}, {self.kind}, {self.sender})"


class MailboxPage(NamedTuple):
    """Entries behind `start`. `cursor` is the cursor on disk, `last` the last id of the inbox."""

    start: int
    cursor: int
    last: int
    mails: list[Mail]


def behind(db: Database, owner: int, floor: int, received: int, most: int, most_bytes: int) -> MailboxPage:
    """Return the entries behind the cursor, oldest first: at most `most`, in at most `most_bytes` on the wire, but at
    least one.

    `floor` is a cursor that may not be on disk yet; `received` is the last id that the client says it has. An id beyond
    the end of the inbox is ignored: a backup may have been restored, and a repeated entry is better than a lost one.
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
    """The arguments of `behind`. A store recognises by this class which mailbox is damaged."""

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
    """Return the first entries that fit into `most_bytes` on the wire, but at least one."""
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
    """Return the time of an entry, 0 if it was deleted."""
    row = db.execute("SELECT time FROM entries WHERE log = ? AND seq = ?", (owner, id_)).fetchone()
    return 0 if row is None else int(row[0])


def last_ids(db: Database, numbers: Sequence[int]) -> dict[int, int]:
    """Return the last id of each of these inboxes that exists."""
    rows = [(number,) for number in numbers]
    return dict(execute_rows(db, "SELECT number, last_seq FROM logs WHERE number IN ({rows})", rows))


def purge(db: Database, owners: Iterable[int], now: int, retention_days: int) -> None:
    """Delete the entries that these accounts received more than `retention_days` days ago.

    The table `received` tells where the cursor was at the end of each day on which it moved.
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
    """Return the accounts with unread entries."""
    rows = db.execute("SELECT number FROM logs JOIN cursors ON account = number WHERE seq < last_seq")
    return [row[0] for row in rows.fetchall()]


def owners(db: Database, after: int, limit: int) -> list[int]:
    """Return accounts that ever received an entry, ascending."""
    rows = db.execute(
        "SELECT account FROM cursors WHERE account > ? AND seq > 0 ORDER BY account LIMIT ?", (after, limit)
    )
    return [row[0] for row in rows.fetchall()]
