"""Insert messages of another computer or time into the history."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from qqdesk.domain.message import Message, MessageState
from qqdesk.history import index
from qqdesk.history.folding import fold_letters, stored_folding
from qqdesk.history.row_order import RowAllocator

_UNSENT = (MessageState.WAITING, MessageState.SENDING)


def message_values(message: Message) -> tuple[str, int, str, int, str, str]:
    """Return key, contact, text, time, state and failure."""
    return (message.key, message.contact, storable(message.text), message.time, message.state.value, message.failure)


def storable(text: str) -> str:
    """Replace lone surrogates, which SQLite rejects."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def import_batch(connection: sqlite3.Connection, batch: Sequence[Message], allocator: RowAllocator) -> int:
    """Store the new ones of these messages in the caller's transaction; return how many. The caller starts the index
    builder."""
    new = _new_messages(connection, batch)
    rows = allocator.allocate(connection, [message.time for message in new])
    stored = [
        (row, *message_values(message), message.is_mine, stored_folding(message.text, fold_letters(message.text)))
        for row, message in zip(rows, new, strict=True)
    ]
    # Sorted rows share database pages.
    stored.sort()
    connection.executemany(
        "INSERT INTO messages (id, key, contact, text, time, state, failure, mine, plain) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        stored,
    )
    index.defer(connection, sorted(rows))
    return len(new)


def _new_messages(connection: sqlite3.Connection, batch: Iterable[Message]) -> list[Message]:
    """Return the messages whose keys are not stored yet, in the state to store."""
    # Keeps the first of several with the same key.
    found = {message.key: message for message in reversed(list(batch))}
    for (key,) in connection.execute(
        "SELECT messages.key FROM json_each(?) CROSS JOIN messages ON messages.key = json_each.value",
        (json.dumps(list(found)),),
    ).fetchall():
        del found[key]
    # The outbox would send a waiting message; an import must not send anything.
    return [
        message.in_state(MessageState.FAILED) if message.state in _UNSENT else message
        for message in reversed(found.values())
    ]
