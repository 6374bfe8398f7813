"""Messages and cursors of a group, written in bulk.

One statement for many rows: each time SQLite is entered and left the interpreter's lock changes hands, and on the way
back the event loop has it. What is asked for each message (who may write to whom, how far a mailbox is) is known in
memory from the time before, for there is one writer; it is forgotten whenever somebody else may have changed it.
"""

import sqlite3
from collections.abc import Iterable

from qqdesk.protocol.codes import SYSTEM_NUMBER, MessageKind, Result
from qqdesk.server.accounts import accounts, rosters
from qqdesk.server.delivery import mailbox
from qqdesk.server.delivery.mailbox import Mail
from qqdesk.server.delivery.outgoing import Acknowledgement, Arrived, Outgoing
from qqdesk.server.errors import RefusedError, may_not_write, no_such_user
from qqdesk.server.storage.sqlite_recent import ClientId, Recent, Statement
from qqdesk.server.storage.store import Batch

_MOST_REMEMBERED = 20_000
"""Mailboxes, and pairs of people, each."""
_MOST_KEPT = 256
_DELIVERED = int(MessageKind.DELIVERED)
_TEXT = int(MessageKind.TEXT)


_insert_received = Statement("INSERT INTO received (owner, day, id) VALUES", 3, "ON CONFLICT DO NOTHING")
_hold_receipts = Statement("INSERT INTO held_receipts (owner, sender, client_id) VALUES", 3, "ON CONFLICT DO NOTHING")
_set_mailboxes = Statement(
    "INSERT INTO mailboxes (number, last_id, cursor, cursor_day) VALUES",
    4,
    "ON CONFLICT (number) DO UPDATE SET last_id = excluded.last_id, cursor = excluded.cursor, "
    "cursor_day = excluded.cursor_day",
)


class _Box:
    """How far a mailbox is. `kept` has sender and client id of what has one, among the ids from `kept_from` on."""

    __slots__ = ("cursor", "day", "kept", "kept_from", "last")

    def __init__(self, last: int, cursor: int, day: int) -> None:
        self.last = last
        self.cursor = cursor
        self.day = day
        self.kept: dict[int, tuple[int, bytes]] = {}
        self.kept_from = last + 1

    def keep(self, id_: int, sender: int, client_id: bytes) -> None:
        if len(self.kept) >= _MOST_KEPT:
            self.kept, self.kept_from = {}, id_
        self.kept[id_] = (sender, client_id)


class Traffic:
    """Belongs to the writer's thread; everything happens in the transaction of the caller."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._boxes: dict[int, _Box] = {}
        self._consent: set[tuple[int, int]] = set()
        self._recent = Recent(db)
        self._begin()

    def _begin(self) -> None:
        self._changed: dict[int, _Box] = {}
        self._mail: list[tuple[int, Mail, bytes | None]] = []
        self._received: list[int] = []
        self._held: list[int | bytes] = []
        self._arrived: Arrived = {}

    def forget(self) -> None:
        """Somebody else may have changed everything, or what was done last did not come to pass."""
        self._boxes.clear()
        self._consent.clear()
        self._recent.forget()

    def settle(self) -> None:
        """Put everything where it stays: for who reads much, or has nothing else to do."""
        self._recent.keep()

    def carry_out(self, group: Batch) -> None:
        """Write cursors and messages of a group. Raises sqlite3.Error, and then nothing of it holds."""
        self._begin()
        if len(self._boxes) > _MOST_REMEMBERED or len(self._consent) > _MOST_REMEMBERED:
            self.forget()
        # Cursors first: nobody can have received what is not there yet.
        for item in group.acknowledgements:
            group.received += self._acknowledge(item)
        self._send(group.messages)
        if self._mail:
            self._recent.put(self._mail)
        if self._received:
            _insert_received(self._db, self._received)
        if self._held:
            _hold_receipts(self._db, self._held)
        if self._changed:
            _set_mailboxes(
                self._db, [v for n, box in self._changed.items() for v in (n, box.last, box.cursor, box.day)]
            )
        group.arrived = self._arrived

    def _box(self, number: int) -> _Box | None:
        box = self._boxes.get(number)
        if box is None:
            row = self._db.execute(
                "SELECT last_id, cursor, cursor_day FROM mailboxes WHERE number = ?", (number,)
            ).fetchone()
            if row is None:
                return None
            box = self._boxes[number] = _Box(*row)
        return box

    # Cursors

    def _acknowledge(self, item: Acknowledgement) -> int:
        """How many messages the cursor passed."""
        number, up_to = item.number, item.up_to
        box = self._box(number)
        if box is None or not box.cursor < up_to <= box.last:
            return 0
        day = item.now // mailbox.DAY_MS
        if day > box.day:
            if box.cursor:
                self._received += (number, box.day or day - 1, box.cursor)
            box.day = day
        for sender, client_id in self._acknowledged(number, box, up_to):
            if item.is_hidden:
                self._held += (number, sender, client_id)
                continue
            target = self._box(sender)
            if target is not None and target.last - target.cursor < mailbox.MOST_WITH_RECEIPTS:
                target.last += 1
                self._put(sender, target, Mail(target.last, _DELIVERED, number, item.now, client_id.hex()), None)
        passed, box.cursor = up_to - box.cursor, up_to
        self._changed[number] = box
        return passed

    def _acknowledged(self, number: int, box: _Box, up_to: int) -> list[tuple[int, bytes]]:
        """Sender and client id of what the cursor passes."""
        if box.cursor + 1 >= box.kept_from:
            kept = box.kept
            return [kept.pop(id_) for id_ in range(box.cursor + 1, up_to + 1) if id_ in kept]
        box.kept = {id_: entry for id_, entry in box.kept.items() if id_ > up_to}
        return mailbox.senders(self._db, number, box.cursor, up_to)

    def _put(self, owner: int, box: _Box, mail: Mail, client_id: bytes | None) -> None:
        self._mail.append((owner, mail, client_id))
        self._changed[owner] = box
        arrived = self._arrived.get(owner)
        if arrived is None:
            self._arrived[owner] = [mail]
        else:
            arrived.append(mail)

    # Messages

    def _send(self, messages: list[Outgoing]) -> None:
        if not messages:
            return
        new, repeats = self._without_known(messages)
        for message in self._number(new):
            box = self._boxes[message.to]
            if message.client_id is not None:
                box.keep(message.id, message.sender, message.client_id)
            self._put(message.to, box, message.mail, message.client_id)
        for message, first in repeats:
            _take_from(message, first)

    def _number(self, messages: Iterable[Outgoing]) -> list[Outgoing]:
        """Give ids to those that may go out; the others get their error."""
        numbered = []
        for message in messages:
            to = message.to
            if (message.sender, to) not in self._consent and not self._may_write(message):
                continue
            box = self._boxes.get(to) or self._box(to)
            if box is None:
                message.error = no_such_user()
            elif box.last - box.cursor >= mailbox.MOST_WAITING and self._is_full(to, box):
                message.error = RefusedError(Result.MAILBOX_FULL, "their mailbox is full")
            else:
                box.last += 1
                message.id = box.last
                numbered.append(message)
        return numbered

    def _may_write(self, message: Outgoing) -> bool:
        if rosters.may_write(self._db, message.sender, message.to):
            self._consent.add((message.sender, message.to))
            return True
        if accounts.exists(self._db, message.to) or message.to == SYSTEM_NUMBER:
            message.error = may_not_write()
        else:
            message.error = no_such_user()
        return False

    def _is_full(self, owner: int, box: _Box) -> bool:
        on_their_way = sum(mail.kind != _DELIVERED for mail in self._arrived.get(owner, ()))
        # Those of this group that have an id already lie behind the last one on disk, and are no receipts.
        on_disk = self._db.execute("SELECT last_id FROM mailboxes WHERE number = ?", (owner,)).fetchone()[0]
        numbered = box.last - on_disk - len(self._arrived.get(owner, ()))
        return bool(mailbox.waiting_count(self._db, owner) + on_their_way + numbered >= mailbox.MOST_WAITING)

    def _without_known(self, messages: list[Outgoing]) -> tuple[list[Outgoing], list[tuple[Outgoing, Outgoing]]]:
        """Those that were not sent before, and those that repeat one of them, with it."""
        known = self._recent.known(messages)
        first_of: dict[ClientId, Outgoing] = {}
        new, repeats = [], []
        for message in messages:
            client_id = message.client_id
            if client_id is None:
                new.append(message)
                continue
            key = (message.sender, client_id)
            if key in known:
                (message.id, message.time), message.is_new = known[key], False
            elif (first := first_of.setdefault(key, message)) is message:
                new.append(message)
            else:
                repeats.append((message, first))
        return new, repeats


def _take_from(message: Outgoing, first: Outgoing) -> None:
    message.id, message.time, message.error, message.is_new = first.id, first.time, first.error, False
