"""Store received items in the caller's transaction. The caller adds them to the index."""

import sqlite3
from dataclasses import replace

from qqdesk.domain.body import Recalled
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import (
    AnsweredElsewhere,
    ChangeReceived,
    ContactRequested,
    ConversationCleared,
    Incoming,
    MessageDelivered,
    MessageReceived,
    MessagesRemoved,
    OwnMessage,
    OwnRoleChanged,
    ProfileChanged,
    ReadByOther,
    ReadMark,
    RoomAsked,
    RoomChanged,
)
from qqdesk.domain.message import Message
from qqdesk.history.contact_store import insert_profiles
from qqdesk.history.eraser import add_unfinished, cleared_selection
from qqdesk.history.message_changes import store_change as store_message_change
from qqdesk.history.message_changes import with_changes
from qqdesk.history.message_import import store_read_by
from qqdesk.history.message_row import MESSAGE_COLUMNS, MESSAGE_VALUES, message_from_row, message_row
from qqdesk.history.room_store import store_change, store_notice
from qqdesk.history.row_order import next_row, place_sent
from qqdesk.history.server_log import MarkKind, last_row, marked_up_to, move_mark

UNSTORED_NOTICES = (MessageReceived, OwnMessage, MessageDelivered, ContactRequested, ProfileChanged, MessagesRemoved)
"""Items that are stored even if the server does not number them."""


def store_item(connection: sqlite3.Connection, item: Incoming, now: int) -> Incoming | None:
    """Store one item; return it as stored, None if it was known."""
    if isinstance(item, MessageReceived) and (own := _recalled_own(connection, item)) is not None:
        item = own
    if isinstance(item, MessageReceived):
        message = with_changes(connection, item.message)
        is_read = isinstance(message.body, Recalled) or (item.log > 0 and _is_marked(connection, MarkKind.SEEN, item))
        row = _insert(connection, message, item, now, unread=not is_read)
        return replace(item, message=message, row=row, is_read=is_read) if row else None
    if isinstance(item, RoomChanged):
        row = _insert(connection, item.message, item, now, unread=False)
        return replace(store_change(connection, item), row=row) if row else None
    if isinstance(item, OwnMessage):
        return _store_own(connection, replace(item, message=with_changes(connection, item.message)), now)
    if isinstance(item, MessagesRemoved):
        return item if _insert(connection, item.message, item, now, unread=False) else None
    if item.server_id and not connection.execute("INSERT OR IGNORE INTO seen (key) VALUES (?)", (item.key,)).rowcount:
        return None
    match item:
        case MessageDelivered():
            row = connection.execute(
                "UPDATE messages SET delivery = 'delivered', failure = '' WHERE id = ? AND delivery IS NOT NULL "
                f"RETURNING {MESSAGE_COLUMNS}",
                (item.client_id,),
            ).fetchone()
            return replace(item, message=message_from_row(row)) if row else None
        case ChangeReceived():
            if changed := store_message_change(connection, item.conversation, item.change, item.server_id):
                return replace(item, before=changed[0], message=changed[1])
        case ReadByOther():
            store_read_by(connection, item)
        case ProfileChanged():
            insert_profiles(connection, [(item.sender, item.nickname, item.face)])
        case ContactRequested():
            connection.execute(
                "INSERT INTO requests VALUES (?, ?, ?) ON CONFLICT (number) DO UPDATE "
                "SET reason = excluded.reason, time = excluded.time",
                (item.sender, item.reason, item.time),
            )
        case AnsweredElsewhere():
            connection.execute("DELETE FROM requests WHERE number = ?", (item.sender,))
        case RoomAsked() | OwnRoleChanged():
            store_notice(connection, item)
        case ReadMark():
            # After a restored backup, messages that the server has lost have no server id.
            connection.execute(
                "UPDATE messages SET unread = 0 WHERE conversation = ? AND unread AND row <= ? "
                "AND coalesce(server_id, 0) <= ?",
                (str(item.conversation), last_row(connection, item.conversation, item.up_to), item.up_to),
            )
            move_mark(connection, MarkKind.SEEN, item.conversation, item.up_to, sent=True)
        case ConversationCleared():
            item = replace(item, last_row=last_row(connection, item.conversation, item.up_to))
            # The messages are deleted in steps, also after a restart.
            add_unfinished(connection, cleared_selection(item))
            move_mark(connection, MarkKind.CLEARED, item.conversation, item.up_to, sent=True)
    return item


def _is_marked(connection: sqlite3.Connection, kind: MarkKind, item: Incoming) -> bool:
    """Return whether my inbox had a mark of this room's entry before the entry."""
    return item.server_id <= marked_up_to(connection, kind, ConversationId.room(item.log))


def _insert(connection: sqlite3.Connection, message: Message, item: Incoming, now: int, *, unread: bool) -> int:
    """Store a message after all others; return its row, 0 if it was known or erased."""
    if connection.execute("SELECT 1 FROM seen WHERE key = ?", (item.key,)).fetchone():
        return 0
    if item.log and _is_marked(connection, MarkKind.CLEARED, item):
        return 0
    row = next_row(connection, min(item.time, now))
    # After a new epoch the server delivers it with another id.
    stored = connection.execute(
        f"INSERT INTO messages (row, {MESSAGE_COLUMNS}, server_id, unread) "
        f"VALUES (?, {MESSAGE_VALUES}, ?, ?) ON CONFLICT (id) DO UPDATE SET server_id = excluded.server_id "
        "WHERE conversation = excluded.conversation AND sender = excluded.sender RETURNING row",
        (row, *message_row(message), item.server_id or None, unread),
    ).fetchone()
    return row if stored == (row,) else 0


def _recalled_own(connection: sqlite3.Connection, item: MessageReceived) -> OwnMessage | None:
    """Return the message of mine that this is; None if it is of another.

    In an inbox, a message that was taken back before it came does not say who wrote it.
    """
    if not isinstance(item.message.body, Recalled):
        return None
    row = connection.execute(
        f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE id = ? AND conversation = ? AND delivery IS NOT NULL",
        (item.message.id, str(item.message.conversation)),
    ).fetchone()
    if row is None:
        return None
    return OwnMessage(item.server_id, item.key, item.sender, item.time, message_from_row(row), log=item.log)


def _store_own(connection: sqlite3.Connection, item: OwnMessage, now: int) -> OwnMessage | None:
    """Store a message of mine. One that waits here was sent: the reply was lost. One that was stored may move."""
    row = _insert(connection, item.message, item, now, unread=False)
    if row:
        return replace(item, row=row)
    stored = connection.execute(
        "UPDATE messages SET delivery = 'sent', failure = '' WHERE id = ? AND conversation = ? "
        f"AND delivery IN ('waiting', 'sending', 'failed') RETURNING {MESSAGE_COLUMNS}",
        (item.message.id, str(item.message.conversation)),
    ).fetchone()
    if place_sent(connection, item.message.id) and stored is None:
        stored = connection.execute(
            f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE id = ?", (item.message.id,)
        ).fetchone()
    return replace(item, message=message_from_row(stored)) if stored else None
