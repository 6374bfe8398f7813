"""Read inboxes: the entries behind a device's cursor. `delivery` appends them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from qqdesk.protocol.codes import MessageKind
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.wire import escape
from qqdesk.server.files import message_files
from qqdesk.server.storage.interface import Database, execute_rows

MOST_WAITING = 5000
"""Entries of others that no device has received. A fuller inbox takes no messages."""
WITHOUT_DEVICES = frozenset(
    {
        MessageKind.DEVICE_ADDED,
        MessageKind.ANSWERED,
        MessageKind.CLEARED,
        MessageKind.REMOVED,
        MessageKind.OWN_TEXT,
        MessageKind.SEEN,
    }
)
"""Stored kinds that a session without CAN_DEVICES does not get."""
WITHOUT_ROOMS = frozenset(
    {MessageKind.ROOM_INVITED, MessageKind.ROOM_ASKED, MessageKind.ROOM_JOINED, MessageKind.ROOM_LEFT}
)
"""Stored kinds that a session without CAN_ROOMS does not get."""
WITHOUT_BOTH = WITHOUT_DEVICES | WITHOUT_ROOMS
CLASSIC = WITHOUT_BOTH | {MessageKind.DELIVERED}
"""Stored kinds that a classic session does not get."""
NOTHING: frozenset[MessageKind] = frozenset()
_FIELDS = 96
"""Bytes on the wire for a message without its text, roughly."""
_MOST_ESCAPED = 6
"""Bytes on the wire for one character, at most."""


class Mail(NamedTuple):
    """An entry. `time` in milliseconds since 1970, UTC; `kind` a MessageKind.

    `device` is the device that has caused it. Only entries in memory have it. An entry of a room's log has the room,
    and as `peer` who wrote it; `mentions` has numbers with blanks between them.
    """

    id: int
    kind: int
    peer: int
    time: int
    text: str
    client_id: bytes | None = None
    device: str = ""
    room: int = 0
    mentions: str | None = None
    file: FileInfo | None = None

    def __repr__(self) -> str:
        return f"Mail({self.id}, {self.kind}, {self.peer})"


class MailboxPage(NamedTuple):
    """The entries behind `start` up to `end`, without those that the session does not get.

    `cursor` is the cursor on disk, `last` the last id of the inbox.
    """

    start: int
    cursor: int
    last: int
    end: int
    mails: list[Mail]


@dataclass(frozen=True, slots=True)
class MailboxQuery:
    """Read the entries behind a device's cursor, oldest first: at most `most`, in at most `most_bytes` on the wire, but
    at least one. A store recognises by this class which mailbox is damaged.

    `floor` is a cursor that may not be on disk yet; `received` is the last id that the client says it has. An id beyond
    the end of the inbox is ignored: a backup may have been restored, and a repeated entry is better than a lost one.
    """

    owner: int
    device: str
    floor: int
    received: int
    most: int
    most_bytes: int
    hidden: frozenset[MessageKind] = NOTHING

    def __call__(self, db: Database) -> MailboxPage:
        row = db.execute(
            "SELECT last_seq, coalesce(seq, received) FROM logs "
            "LEFT JOIN cursors ON account = number AND device = ? AND log = number WHERE number = ?",
            (self.device, self.owner),
        ).fetchone()
        if row is None:
            return MailboxPage(0, 0, 0, 0, [])
        last, cursor = row
        start = max(cursor, self.floor)
        if start < self.received <= last:
            start = self.received
        if start >= last:
            return MailboxPage(start, cursor, last, last, [])
        kinds = f"AND kind NOT IN ({', '.join(map(str, sorted(map(int, self.hidden))))}) " if self.hidden else ""
        rows = db.execute(
            "SELECT seq, kind, peer, time, text, client_id, '', 0, NULL, file FROM entries "
            f"WHERE log = ? AND seq > ? {kinds}ORDER BY seq LIMIT ?",
            (self.owner, start, self.most),
        ).fetchall()
        mails = bounded(read_mails(db, rows), self.most_bytes)
        is_whole = len(mails) == len(rows) < self.most
        return MailboxPage(start, cursor, last, last if is_whole else mails[-1].id, mails)

    def reached_end(self, page: MailboxPage) -> bool:
        """Return whether all that waits was read, also if not all of it fits into the page."""
        return self.most >= MOST_WAITING or page.end == page.last


def read_mails(db: Database, rows: Iterable[Sequence[Any]]) -> list[Mail]:
    """Return the entries of rows whose last column is the id of a file."""
    rows = list(rows)
    files = message_files.read_infos(db, (row[-1] for row in rows))
    return [Mail._make((*row[:-1], files.get(row[-1]))) for row in rows]


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


def read_mentions(stored: str | None) -> tuple[int, ...]:
    """Return the numbers of the column `mentions`."""
    return tuple(map(int, stored.split())) if stored else ()


def time_of(db: Database, owner: int, id_: int) -> int:
    """Return the time of an entry, 0 if it was deleted."""
    row = db.execute("SELECT time FROM entries WHERE log = ? AND seq = ?", (owner, id_)).fetchone()
    return 0 if row is None else int(row[0])


def last_ids(db: Database, numbers: Sequence[int]) -> dict[int, int]:
    """Return the last id of each of these inboxes that exists."""
    rows = [(number,) for number in numbers]
    return dict(execute_rows(db, "SELECT number, last_seq FROM logs WHERE number IN ({rows})", rows))


def with_waiting(db: Database) -> list[tuple[int, int]]:
    """Return the accounts with entries that no device has received, each with the last id that one has received."""
    return db.execute("SELECT number, received FROM logs WHERE received < last_seq").fetchall()
