"""The logs that a transaction changes: inboxes and rooms' logs. `delivery` and `message_changes` append to them.

Several servers may do this at once on one database: each locks the logs that it changes in ascending order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind, in_sql, kinds_where
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.server.delivery import client_ids, mailbox
from qqdesk.server.delivery.mail import Mail
from qqdesk.server.delivery.outgoing import Arrived, Outgoing
from qqdesk.server.errors import RefusedError
from qqdesk.server.storage.interface import Database, execute_rows
from qqdesk.server.storage.notifications import MAIL

MOST_WITH_RECEIPTS = 20_000
"""Entries of all kinds that no device has received. A fuller inbox takes no receipts."""
_DELIVERED = int(MessageKind.DELIVERED)
_TEXT = int(MessageKind.TEXT)
_OWN_TEXT = int(MessageKind.OWN_TEXT)
_OWN = kinds_where(lambda row: row.is_own)
COUNTED = kinds_where(lambda row: row.is_counted)
_COUNT = f"SELECT count(*) FROM entries WHERE log = ? AND seq > ? AND {in_sql(COUNTED)}"
_COUNT_OF_ONE = f"{_COUNT} AND sender = ?"
_LOCK = "SELECT number, last_seq, received FROM logs WHERE number IN ({rows})"
_LAST_TIME = "SELECT time FROM entries WHERE log = ? ORDER BY seq DESC LIMIT 1"
_APPEND = (
    "INSERT INTO entries "
    "(log, seq, peer, kind, sender, time, client_id, text, mentions, file, ref_author, ref) VALUES {rows}"
)
_MOVE_LOGS = (
    "INSERT INTO logs (number, last_seq, received) VALUES {rows} "
    "ON CONFLICT (number) DO UPDATE SET last_seq = excluded.last_seq, received = excluded.received"
)


@dataclass(slots=True)
class _Inbox:
    """A locked log, and the entries that this transaction appends to it."""

    last_seq: int
    received: int
    new: list[Mail] = field(default_factory=list)
    was_read: bool = False
    """`received` moved."""
    messages: int | None = None
    """Entries of others that no device has received, once they were counted."""
    by_sender: dict[int, int] = field(default_factory=dict)
    """Those of some senders, once they were counted."""
    last_time: int | None = None
    """The time of the last entry of a room's log, once it was read."""

    @property
    def waiting(self) -> int:
        return self.last_seq - self.received


class Inboxes:
    """The inboxes that a transaction changes."""

    def __init__(self, db: Database, numbers: Iterable[int]) -> None:
        self._db = db
        self._rows = execute_rows(
            db, f"{_LOCK} ORDER BY number{db.row_lock}", [(number,) for number in sorted(numbers)]
        )
        self._entries: list[tuple[Any, ...]] = []
        self._client_ids: list[client_ids.Row] = []
        self.by_number: dict[int, _Inbox] = {}

    def read(self) -> None:
        """Wait for the locks."""
        self.by_number = {number: _Inbox(*row) for number, *row in self._rows}

    def append(
        self,
        number: int,
        kind: int,
        peer: int,
        time: int,
        text: str,
        client_id: bytes | None = None,
        device: str = "",
        file: FileInfo | None = None,
        ref: MessageRef | None = None,
    ) -> int:
        """Return the sequence number of the new entry of an inbox."""
        inbox = self.by_number[number]
        inbox.last_seq += 1
        seq, maker = inbox.last_seq, ref.maker if ref is not None else 0
        is_own = kind in _OWN or maker == number
        sender = number if is_own else peer
        if is_own:
            if inbox.received == seq - 1:
                inbox.received = seq
        elif kind in COUNTED:
            if inbox.messages is not None:
                inbox.messages += 1
            if sender in inbox.by_sender:
                inbox.by_sender[sender] += 1
        inbox.new.append(Mail(seq, kind, peer, time, text, client_id, device, file=file, ref=ref))
        self._entries.append((number, seq, peer, kind, sender, time, client_id, text, None, _file_id(file), *_key(ref)))
        return seq

    def append_to_room(
        self,
        room: int,
        kind: int,
        sender: int,
        time: int,
        text: str,
        client_id: bytes | None = None,
        device: str = "",
        mentions: str | None = None,
        file: FileInfo | None = None,
        ref: MessageRef | None = None,
    ) -> tuple[int, int]:
        """Return the sequence number and the time of the new entry of a room's log. Times do not fall within a log:
        the clocks of several servers differ."""
        log = self.by_number[room]
        if log.last_time is None:
            # A change may have deleted the entry `last_seq`, which it replaces.
            last = self._db.execute(_LAST_TIME, (room,)).fetchone()
            log.last_time = int(last[0]) if last is not None else 0
        time = log.last_time = max(time, log.last_time)
        log.last_seq += 1
        seq = log.received = log.last_seq
        log.new.append(Mail(seq, kind, sender, time, text, client_id, device, room, mentions, file, ref))
        key = _file_id(file), *_key(ref)
        self._entries.append((room, seq, room, kind, sender, time, client_id, text, mentions, *key))
        return seq, time

    def append_message(self, message: Outgoing, file: FileInfo | None) -> int:
        """Append a message to both inboxes. Return its sequence number in the sender's."""
        sender, to, text, client_id, time = message.sender, message.to, message.text, message.client_id, message.time
        ref = message.reply_to
        seq = self.append(to, _TEXT, sender, time, text, client_id, file=file, ref=ref)
        own_seq = self.append(sender, _OWN_TEXT, to, time, text, client_id, message.device, file, ref)
        self.remember((sender, client_id, to, seq, own_seq, time, message.digest))
        return own_seq

    def append_room_message(self, message: Outgoing, file: FileInfo | None) -> int:
        """Append a message to a room, and set its time. Return its sequence number in the room's log."""
        sender, room, text, client_id, time = message.sender, message.to, message.text, message.client_id, message.time
        seq, time = self.append_to_room(
            room, _TEXT, sender, time, text, client_id, message.device, message.mentions, file, message.reply_to
        )
        message.time = time
        self.remember((sender, client_id, room, seq, seq if message.device else 0, time, message.digest))
        return seq

    def remember(self, row: client_ids.Row) -> None:
        """Store a client id."""
        self._client_ids.append(row)

    def append_receipt(self, number: int, recipient: int, client_id: bytes, time: int) -> None:
        """Append a receipt of `recipient` to the inbox of the sender `number`, if there is room."""
        inbox = self.by_number.get(number)
        if inbox is not None and inbox.waiting < MOST_WITH_RECEIPTS:
            self.append(number, _DELIVERED, recipient, time, client_id.hex())

    def is_full(self, number: int) -> bool:
        inbox = self.by_number[number]
        if inbox.waiting < mailbox.MOST_WAITING:
            return False
        if inbox.messages is None:
            new = sum(mail.kind in COUNTED and mail.id > inbox.received for mail in inbox.new)
            inbox.messages = count_messages(self._db, number, inbox.received) + new
        return inbox.messages >= mailbox.MOST_WAITING

    def check_room(self, number: int, sender: int) -> None:
        """Raise RefusedError if the inbox is full, or has all that it takes of this sender."""
        if self.is_full(number):
            raise RefusedError(Result.MAILBOX_FULL, "their mailbox is full")
        inbox = self.by_number[number]
        if inbox.waiting < mailbox.MOST_OF_ONE:
            return
        if sender not in inbox.by_sender:
            new = sum(mail.kind in COUNTED and mail.id > inbox.received and mail.peer == sender for mail in inbox.new)
            stored = self._db.execute(_COUNT_OF_ONE, (number, inbox.received, sender)).fetchone()[0]
            inbox.by_sender[sender] = int(stored) + new
        if inbox.by_sender[sender] >= mailbox.MOST_OF_ONE:
            raise RefusedError(Result.MAILBOX_FULL, "too many messages of yours wait for them")

    def write(self) -> Arrived:
        changed = [(number, inbox) for number, inbox in self.by_number.items() if inbox.new or inbox.was_read]
        execute_rows(self._db, _APPEND, self._entries)
        client_ids.remember(self._db, self._client_ids)
        execute_rows(self._db, _MOVE_LOGS, [(number, inbox.last_seq, inbox.received) for number, inbox in changed])
        arrived = {number: inbox.new for number, inbox in changed if inbox.new}
        if arrived:
            self._db.hint(MAIL, *arrived)
        return arrived


def lock(db: Database, numbers: Iterable[int]) -> Inboxes:
    """Lock these inboxes and rooms' logs; those that do not exist are missing."""
    inboxes = Inboxes(db, numbers)
    inboxes.read()
    return inboxes


def _file_id(file: FileInfo | None) -> bytes | None:
    return None if file is None else bytes.fromhex(file.id)


def _key(ref: MessageRef | None) -> tuple[int | None, bytes | None]:
    return (None, None) if ref is None else (ref.author, bytes.fromhex(ref.client_id))


def count_messages(db: Database, number: int, received: int) -> int:
    """Return how many entries of others an inbox has behind the id `received`."""
    return int(db.execute(_COUNT, (number, received)).fetchone()[0])
