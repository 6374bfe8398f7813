"""Insert messages of another computer or time into the history."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import ReadByOther
from qqdesk.domain.message import Delivery, Message, MessageChange
from qqdesk.history import index
from qqdesk.history.folding import fold_letters
from qqdesk.history.message_changes import store_change, with_changes
from qqdesk.history.message_row import MESSAGE_COLUMNS, MESSAGE_VALUES, message_row, plain_column
from qqdesk.history.row_order import RowAllocator, row_before
from qqdesk.history.server_log import (
    MarkKind,
    PageMark,
    first_row,
    marked_up_to,
    move_mark,
    received_up_to,
    save_page_mark,
)
from qqdesk.protocol.message_ref import write_message_ref


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
        f"INSERT INTO messages (row, {MESSAGE_COLUMNS}, plain) VALUES (?, {MESSAGE_VALUES}, ?)",
        stored,
    )
    index.defer(connection, sorted(rows))
    return len(new)


@dataclass(frozen=True, slots=True)
class OlderMessages:
    """Messages that the server keeps of a conversation, ascending by their server ids.

    The messages of others after the id `seen` become unread; None keeps my read mark. `page` is the new page mark.
    `changes` and `reads` belong to messages of this or another page.
    """

    conversation: ConversationId
    messages: Sequence[tuple[int, Message]]
    seen: int | None = None
    page: PageMark | None = None
    changes: Sequence[tuple[int, MessageChange]] = ()
    reads: Sequence[ReadByOther] = ()


def insert_older(connection: sqlite3.Connection, older: OlderMessages, now: int) -> list[Message]:
    """Store older messages in the caller's transaction; return the new ones. See History.add_older."""
    conversation, messages = older.conversation, older.messages
    if older.seen is not None:
        move_mark(connection, MarkKind.SEEN, conversation, older.seen, sent=True)
    if older.page is not None:
        save_page_mark(connection, conversation, older.page)
    cleared = marked_up_to(connection, MarkKind.CLEARED, conversation)
    seen = marked_up_to(connection, MarkKind.SEEN, conversation)
    last = received_up_to(connection, conversation.log)
    next_row = first_row(connection, conversation, messages[-1][0] + 1) if messages else None
    limit = now + 1 if next_row is None else next_row
    new, rows = list[Message](), list[int]()
    # The server's order, whatever its clock did: each message comes before the next one.
    for server_id, message in reversed(messages):
        # The receive loop stores later messages, and announces them.
        if not cleared < server_id <= last:
            continue
        known, is_known = _update_known(connection, server_id, message)
        limit = min(limit, known or limit)
        if is_known:
            continue
        message = with_changes(connection, message)
        row = row_before(connection, message.time, limit)
        unread = not message.is_mine and isinstance(message.body, Text) and server_id > seen
        plain = plain_column(message.body, fold_letters(message.text))
        # Another person's message may have the same id.
        stored = connection.execute(
            f"INSERT OR IGNORE INTO messages (row, {MESSAGE_COLUMNS}, server_id, unread, plain) "
            f"VALUES (?, {MESSAGE_VALUES}, ?, ?, ?)",
            (row, *message_row(message), server_id, unread, plain),
        )
        if stored.rowcount:
            new.append(message)
            rows.append(row)
            limit = row
    index.defer(connection, rows[::-1])
    for server_id, change in older.changes:
        if cleared < server_id <= last:
            store_change(connection, conversation, change, server_id)
    for item in older.reads:
        store_read_by(connection, item)
    return new[::-1]


def store_read_by(connection: sqlite3.Connection, item: ReadByOther) -> None:
    """Store how far another person has read, in the caller's transaction, unless a later entry is known."""
    connection.execute(
        "INSERT INTO read_by VALUES (?, ?, ?, ?) ON CONFLICT (conversation, person) DO UPDATE "
        "SET message = excluded.message, time = excluded.time WHERE excluded.time >= time",
        (str(item.conversation), item.person, item.ref.client_id, item.time),
    )


def _update_known(connection: sqlite3.Connection, server_id: int, message: Message) -> tuple[int | None, bool]:
    """Set the server's id of a stored message. Return its row, and whether it is known: stored or deleted."""
    if connection.execute("SELECT 1 FROM removed WHERE id = ?", (message.id,)).fetchone():
        return None, True
    delivery = message.delivery.value if message.delivery is not None else None
    # The list of conversations has the last messages without it.
    reply = write_message_ref(message.reply_to) if message.reply_to is not None else None
    row = connection.execute(
        "UPDATE messages SET server_id = ?, delivery = iif(delivery = 'delivered', delivery, ?), "
        "reply = coalesce(?, reply) "
        "WHERE id = ? AND conversation = ? RETURNING row",
        (server_id, delivery, reply, message.id, str(message.conversation)),
    ).fetchone()
    return (int(row[0]), True) if row else (None, False)


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
