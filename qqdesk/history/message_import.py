"""Insert messages of another computer or time into the history."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from qqdesk.domain.message import Delivery, Message
from qqdesk.history import index
from qqdesk.history.folding import fold_letters
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_row, plain_column
from qqdesk.history.row_order import RowAllocator


def import_batch(connection: sqlite3.Connection, batch: Sequence[Message], allocator: RowAllocator) -> int:
    """Store the new ones of these messages in the caller's transaction; return how many. The caller starts the index
    builder."""
    new = _new_messages(connection, batch)
    rows = allocator.allocate(connection, [message.time for message in new])
    stored = [
        (row, *message_row(message), plain_column(message.body, fold_letters(message.text)))
        for row, message in zip(rows, new, strict=True)
    ]
    # Sorted rows share database pages.
    stored.sort(key=lambda values: values[0])
    connection.executemany(
        f"INSERT INTO messages (row, {MESSAGE_COLUMNS}, plain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        stored,
    )
    index.defer(connection, sorted(rows))
    return len(new)


def _new_messages(connection: sqlite3.Connection, batch: Iterable[Message]) -> list[Message]:
    """Return the messages whose keys are not stored yet, in the state to store."""
    # Keeps the first of several with the same key.
    found = {message.id: message for message in reversed(list(batch))}
    for (id,) in connection.execute(
        "SELECT messages.id FROM json_each(?) CROSS JOIN messages ON messages.id = json_each.value",
        (json.dumps(list(found)),),
    ).fetchall():
        del found[id]
    # The outbox would send a waiting message; an import must not send anything.
    return [
        message.with_delivery(Delivery.FAILED) if message.is_unsent else message for message in reversed(found.values())
    ]
