"""Delivery: who may write to whom, what gets into an inbox, and how cursors move.

`inboxes` appends to the logs, `cursors` moves the cursors. The rules are the same for every store. Functions run
inside a transaction. Several servers may run them at once on one database: each locks the logs that it changes, and
reads client ids only afterwards, so that it finds those that another server has stored.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.server.delivery import client_ids, cursors, message_files, room_writers
from qqdesk.server.delivery.client_ids import Sent
from qqdesk.server.delivery.inboxes import Inboxes, count_messages, lock
from qqdesk.server.delivery.outgoing import Acknowledgement, Arrived, Outgoing
from qqdesk.server.errors import RefusedError, may_not_write, no_such_file, no_such_user
from qqdesk.server.storage.interface import Database, execute_rows

_TEXT = int(MessageKind.TEXT)
# One has the other on the list, and the recipient has not blocked the sender. Joins make PostgreSQL look for keys; for
# a condition with EXISTS OR EXISTS it may read the whole roster.
_NOT_BLOCKED = "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.owner = recipient AND b.blocked = sender)"
_ALLOWED = f"""
WITH pairs (sender, recipient) AS (VALUES {{rows}})
SELECT sender, recipient FROM pairs CROSS JOIN roster r
WHERE r.owner = sender AND r.contact = recipient AND {_NOT_BLOCKED}
UNION ALL SELECT sender, recipient FROM pairs CROSS JOIN roster r
WHERE r.owner = recipient AND r.contact = sender AND {_NOT_BLOCKED}
""".strip()
_INTRODUCED = """
WITH pairs (sender, recipient) AS (VALUES {rows})
SELECT sender, recipient FROM pairs CROSS JOIN members m WHERE m.owner = sender AND m.contact = recipient
UNION ALL SELECT sender, recipient FROM pairs CROSS JOIN members m WHERE m.owner = recipient AND m.contact = sender
""".strip()
# The messages that no device had received before the acknowledgement.
_PASSED = """
WITH acknowledged (account, seq) AS (VALUES {rows})
SELECT e.log, e.seq, e.sender, e.client_id FROM acknowledged a CROSS JOIN entries e
WHERE e.log = a.account AND e.seq <= a.seq AND e.seq > (SELECT l.received FROM logs l WHERE l.number = a.account)
AND e.kind = ? AND e.client_id IS NOT NULL ORDER BY e.log, e.seq
""".strip()
_HOLD = "INSERT INTO held_receipts (owner, sender, client_id) VALUES {rows} ON CONFLICT DO NOTHING"


class Delivered(NamedTuple):
    """`received` is the number of entries that a first device has received."""

    arrived: Arrived
    received: int


def deliver(db: Database, messages: Sequence[Outgoing], acknowledgements: Sequence[Acknowledgement]) -> Delivered:
    """Move cursors, then store messages. Each message gets its `id`, or its `error`."""
    passed = _passed(db, acknowledgements)
    numbers = {number for message in messages for number in (message.sender, message.to)}
    numbers.update(item.number for item in acknowledgements)
    inboxes = Inboxes(db, numbers | {sender for entries in passed.values() for _, sender, _ in entries})
    # All questions go out before the first answer is read: PostgreSQL answers them in one go.
    known = client_ids.ask(db, ((item.sender, item.client_id) for item in messages))
    allowed = _ask_allowed(db, messages)
    inboxes.read()
    received = _acknowledge(db, inboxes, acknowledgements, passed)
    _store(db, inboxes, messages, known, allowed)
    return Delivered(inboxes.write(), received)


_Passed = dict[int, list[tuple[int, int, bytes]]]
"""By account: sequence number, sender and client id of the messages that an acknowledgement passes."""


def _passed(db: Database, acknowledgements: Sequence[Acknowledgement]) -> _Passed:
    furthest: dict[int, int] = {}
    for item in acknowledgements:
        furthest[item.number] = max(item.up_to, furthest.get(item.number, 0))
    passed: _Passed = {}
    for log, seq, sender, client_id in execute_rows(db, _PASSED, list(furthest.items()), (_TEXT,)):
        passed.setdefault(log, []).append((seq, sender, client_id))
    return passed


def _acknowledge(db: Database, inboxes: Inboxes, acknowledgements: Sequence[Acknowledgement], passed: _Passed) -> int:
    """Return how many entries a first device has received."""
    received, held = 0, []
    furthest: dict[tuple[int, str], int] = {}
    for item in acknowledgements:
        number, inbox = item.number, inboxes.by_number.get(item.number)
        if inbox is None or item.up_to > inbox.last_seq:
            continue
        key = (number, item.device)
        furthest[key] = max(item.up_to, furthest.get(key, 0))
        before = inbox.received
        if item.up_to <= before:
            continue
        inbox.received, inbox.was_read, inbox.messages = item.up_to, True, None
        inbox.by_sender.clear()
        received += item.up_to - before
        for seq, sender, client_id in passed.get(number, ()):
            if before < seq <= item.up_to:
                if item.is_hidden:
                    held.append((number, sender, client_id))
                else:
                    inboxes.append_receipt(sender, number, client_id, item.now)
    cursors.move(db, [(*key, key[0], seq) for key, seq in furthest.items()])
    execute_rows(db, _HOLD, held)
    return received


def _ask_allowed(db: Database, messages: Sequence[Outgoing]) -> Iterator[tuple[Any, ...]]:
    return execute_rows(db, _ALLOWED, list({(item.sender, item.to) for item in messages}))


def _store(
    db: Database,
    inboxes: Inboxes,
    messages: Sequence[Outgoing],
    known_rows: Iterable[tuple[Any, ...]],
    allowed_rows: Iterable[tuple[Any, ...]],
) -> None:
    known = client_ids.read(known_rows)
    allowed = set(allowed_rows)
    # Read only if needed: most places have no introductions, and most messages are to people.
    others = list({(item.sender, item.to) for item in messages} - allowed)
    shared_with, rooms = execute_rows(db, _INTRODUCED, others), room_writers.ask(db, others)
    allowed.update(shared_with)
    writers = room_writers.read(rooms)
    files = message_files.use(db, {(item.sender, item.file) for item in messages if item.file is not None})
    for item in messages:
        key = (item.sender, item.client_id)
        try:
            if key in known:
                item.id, item.time = client_ids.same(known[key], item.digest)
                continue
            file = None
            if item.file is not None and (file := files.get((item.sender, item.file))) is None:
                raise no_such_file()
            if (writer := writers.get((item.sender, item.to))) is not None:
                writer.check(item.time)
                item.id = inboxes.append_room_message(item, file)
            else:
                _check(item.to, exists=item.to in inboxes.by_number, is_allowed=(item.sender, item.to) in allowed)
                inboxes.check_room(item.to, item.sender)
                item.id = inboxes.append_message(item, file)
        except RefusedError as error:
            item.error = error
            continue
        known[key] = Sent(item.id, item.time), item.digest


def check(db: Database, sender: int, to: int) -> None:
    """Raise RefusedError if `sender` may not write to `to`."""
    exists = db.execute("SELECT 1 FROM logs WHERE number = ?", (to,)).fetchone() is not None
    _check(to, exists=exists, is_allowed=_is_allowed(db, sender, to))


def _is_allowed(db: Database, sender: int, to: int) -> bool:
    pair = [(sender, to)]
    return any(execute_rows(db, _ALLOWED, pair)) or any(execute_rows(db, _INTRODUCED, pair))


def _check(to: int, *, exists: bool, is_allowed: bool) -> None:
    if not exists and to != SYSTEM_NUMBER:
        raise no_such_user()
    if not exists or not is_allowed:
        raise may_not_write()


def waiting_count(db: Database, number: int) -> int:
    """Return how many entries of others no device of an account has received."""
    row = db.execute("SELECT received FROM logs WHERE number = ?", (number,)).fetchone()
    return count_messages(db, number, int(row[0]))


def send(db: Database, message: Outgoing) -> int:
    """Store one message; return its id in the sender's inbox, or the room's log. Raises RefusedError."""
    deliver(db, [message], [])
    if message.error is not None:
        raise message.error
    return message.id


def new_client_id() -> bytes:
    return secrets.token_bytes(16)


def append(
    db: Database,
    number: int,
    kind: MessageKind,
    peer: int,
    text: str,
    now: int,
    *,
    ref: MessageRef | None = None,
    limited: bool = False,
) -> int:
    """Append an event to an inbox; return its id.

    `ref` is the message that it is about. `limited` is for events that others can cause without end: it raises
    RefusedError if the inbox is full, or has all that it takes of `peer`.
    """
    inboxes = lock(db, [number])
    if limited:
        inboxes.check_room(number, peer)
    id_ = inboxes.append(number, int(kind), peer, now, text, ref=ref)
    inboxes.write()
    return id_


def append_to_room(db: Database, room: int, kind: MessageKind, sender: int, text: str, now: int) -> int:
    """Append an event to a room's log; return its id."""
    logs = lock(db, [room])
    id_, _ = logs.append_to_room(room, int(kind), sender, now, text)
    logs.write()
    return id_


def append_receipts(db: Database, recipient: int, receipts: Sequence[tuple[int, bytes]], now: int) -> list[int]:
    """Append receipts of `recipient` for messages, by sender and client id. Return the changed inboxes."""
    inboxes = lock(db, {sender for sender, _ in receipts})
    for sender, client_id in receipts:
        inboxes.append_receipt(sender, recipient, bytes(client_id), now)
    return list(inboxes.write())


def append_to_many(db: Database, numbers: Iterable[int], sender: int, text: str, now: int) -> int:
    """Append a message to each of these inboxes that exists and is not full; return to how many."""
    inboxes, client_id = lock(db, set(numbers)), new_client_id()
    for number in inboxes.by_number:
        if not inboxes.is_full(number):
            inboxes.append(number, _TEXT, sender, now, text, client_id)
    return len(inboxes.write())


def last_seq(db: Database, number: int) -> int:
    """Return the last id of a log that the transaction is going to append to."""
    return int(db.execute(f"SELECT last_seq FROM logs WHERE number = ?{db.row_lock}", (number,)).fetchone()[0])


def open_inbox(db: Database, number: int) -> None:
    """Create the inbox of a new account, or the log of a new room."""
    db.execute("INSERT INTO logs (number) VALUES (?)", (number,))
