"""Read inboxes: the entries behind a device's cursor. `delivery` appends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qqdesk.protocol.codes import CAN_CHANGES, CAN_DEVICES, CAN_ROOMS, EXTENDED
from qqdesk.protocol.entry_kinds import MessageKind, hidden_without
from qqdesk.server.delivery import change_lines
from qqdesk.server.delivery.mail import Mail, bounded, read_mails
from qqdesk.server.storage.interface import Database, execute_rows

MOST_WAITING = 5000
"""Entries of others that no device has received. A fuller inbox takes no messages."""
MOST_OF_ONE = 1000
"""Those of one sender among them: nobody fills the inbox for all others."""
WITHOUT_ROOMS = hidden_without(CAN_ROOMS)
"""Stored kinds that a session without CAN_ROOMS does not get."""
WITHOUT_BOTH = hidden_without(CAN_ROOMS, CAN_DEVICES)
WITHOUT_CHANGES = hidden_without(CAN_CHANGES)
"""Stored kinds that a session without CAN_CHANGES does not get. It gets lines in place of changes."""
CLASSIC = hidden_without(CAN_ROOMS, CAN_DEVICES, CAN_CHANGES, EXTENDED)
"""Stored kinds that a classic session does not get."""
NOTHING: frozenset[MessageKind] = frozenset()


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
    has_changes: bool = True
    """The session has CAN_CHANGES. Else it gets lines in place of changes."""

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
        lines = "" if self.has_changes else f"AND {change_lines.IS_SHOWN} "
        rows = db.execute(
            "SELECT seq, kind, peer, time, text, client_id, '', 0, NULL, file, ref_author, ref, sender FROM entries e "
            f"WHERE log = ? AND seq > ? {kinds}{lines}ORDER BY seq LIMIT ?",
            (self.owner, start, *(() if self.has_changes else (self.owner, start)), self.most),
        ).fetchall()
        mails = bounded(read_mails(db, rows), self.most_bytes)
        if not self.has_changes:
            mails = change_lines.in_inbox(db, self.owner, mails)
        is_whole = len(mails) == len(rows) < self.most
        return MailboxPage(start, cursor, last, last if is_whole else mails[-1].id, mails)

    def reached_end(self, page: MailboxPage) -> bool:
        """Return whether all that waits was read, also if not all of it fits into the page."""
        return self.most >= MOST_WAITING or page.end == page.last


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
