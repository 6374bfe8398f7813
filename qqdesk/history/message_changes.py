"""Changes of messages: received ones, and mine that the server does not have yet.

A message has the result of the received changes. Mine are applied when it is read, so that a refused one leaves no
trace.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from qqdesk.domain.body import Recalled
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import ChangeKind, Delivery, Message, MessageChange, apply_change
from qqdesk.history import index
from qqdesk.history.eraser import AFTER_RECALLS, add_unfinished
from qqdesk.history.folding import fold_letters
from qqdesk.history.history_file import HistoryFile
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_from_row, message_row, plain_column
from qqdesk.history.server_log import read_page_mark
from qqdesk.protocol.message_ref import MessageRef

_OF_MESSAGE = "message = ? AND author = ? AND conversation = ?"
_UNSENT = "SELECT id, kind, author, message, maker, value, conversation FROM unsent_changes"

_UnsentRow = tuple[str, str, int, str, int, str, str]


class UnsentChanges:
    """My changes that the server does not have. Each call is on disk when it returns. Any thread may call.

    Raises HistoryError.
    """

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def add(self, conversation: ConversationId, change: MessageChange) -> None:
        """Store a change. It replaces an unsent one of the same kind; a recall replaces all of its message."""
        target = (change.target.client_id, change.target.author, str(conversation))
        with self._file.writing() as connection:
            connection.execute(
                f"DELETE FROM unsent_changes WHERE {_OF_MESSAGE} AND (kind = ?4 OR ?4 = ?5)",
                (*target, change.kind.value, ChangeKind.RECALL.value),
            )
            connection.execute(
                "INSERT INTO unsent_changes (message, author, conversation, id, kind, maker, value) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*target, change.id, change.kind.value, change.maker, change.value),
            )

    def first(self) -> tuple[ConversationId, MessageChange] | None:
        """Return the oldest unsent change."""
        with self._file.reading() as connection:
            row = connection.execute(f"{_UNSENT} ORDER BY rowid LIMIT 1").fetchone()
        return None if row is None else (ConversationId.parse(row[-1]), _change(row))

    def finish(
        self, conversation: ConversationId, change: MessageChange, server_id: int
    ) -> tuple[Message, Message] | None:
        """Apply a change that the server has stored under this id, see `store_change`."""
        with self._file.writing() as connection:
            _remove_unsent(connection, change)
            return store_change(connection, conversation, change, server_id)

    def drop(self, change: MessageChange) -> bool:
        """Remove a change that the server refuses. Return False if another one has replaced it."""
        with self._file.writing() as connection:
            return _remove_unsent(connection, change)


def _remove_unsent(connection: sqlite3.Connection, change: MessageChange) -> bool:
    return connection.execute("DELETE FROM unsent_changes WHERE id = ?", (change.id,)).rowcount > 0


def with_unsent(connection: sqlite3.Connection, messages: Sequence[Message]) -> list[Message]:
    """Return the messages with my changes that the server does not have yet."""
    changes: dict[tuple[ConversationId, MessageRef], list[MessageChange]] = {}
    for row in connection.execute(f"{_UNSENT} ORDER BY rowid").fetchall():
        change = _change(row)
        changes.setdefault((ConversationId.parse(row[-1]), change.target), []).append(change)
    shown = []
    for message in messages:
        for change in changes.get((message.conversation, message.ref), ()) if changes else ():
            message = apply_change(message, change)
        shown.append(message)
    return shown


def find_message(connection: sqlite3.Connection, conversation: ConversationId, id: str) -> Message | None:
    """Return a message with its changes, None if it is not stored."""
    row = connection.execute(
        f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE id = ? AND conversation = ?", (id, str(conversation))
    ).fetchone()
    return with_unsent(connection, [message_from_row(row)])[0] if row is not None else None


def _change(row: _UnsentRow) -> MessageChange:
    id, kind, author, message, maker, value, _ = row
    return MessageChange(id, ChangeKind(kind), MessageRef(author, message), maker, value)


def store_change(
    connection: sqlite3.Connection, conversation: ConversationId, change: MessageChange, server_id: int
) -> tuple[Message, Message] | None:
    """Apply a change in the caller's transaction. Return the message before and after it.

    Return None if the message is not here, or not changed. A change with a lower id than a stored one of this kind and
    maker has no effect. The change of a message that is still to come is kept for it.
    """
    target = (change.target.client_id, change.target.author, str(conversation))
    found = connection.execute(
        f"SELECT row, {MESSAGE_COLUMNS} FROM messages WHERE id = ? AND (sender = ? OR kind = 'recalled' "
        "AND conversation GLOB 'p*') AND conversation = ?",
        target,
    ).fetchone()
    if found is None and not _may_come(connection, conversation, change.target):
        return None
    recalled = f"SELECT 1 FROM message_changes WHERE {_OF_MESSAGE} AND kind = 'recall'"
    if connection.execute(recalled, target).fetchone():
        return None
    is_newer = connection.execute(
        "INSERT INTO message_changes (message, author, conversation, kind, maker, value, server_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message, author, conversation, kind, maker) DO UPDATE "
        "SET value = excluded.value, server_id = excluded.server_id WHERE excluded.server_id > server_id",
        (*target, change.kind.value, change.maker, change.value, server_id),
    ).rowcount
    if not is_newer:
        return None
    if change.kind is ChangeKind.RECALL:
        connection.execute(
            f"DELETE FROM message_changes WHERE {_OF_MESSAGE} AND kind != ?", (*target, change.kind.value)
        )
        connection.execute(f"DELETE FROM unsent_changes WHERE {_OF_MESSAGE}", target)
    if found is None:
        return None
    row, *columns = found
    before = message_from_row(tuple(columns))
    after = _apply(before, change)
    if after == before:
        return None
    _rewrite(connection, row, before, after)
    if change.kind is ChangeKind.RECALL:
        add_unfinished(connection, AFTER_RECALLS)
    return before, after


def with_changes(connection: sqlite3.Connection, message: Message) -> Message:
    """Return a new message with its changes, which were stored before it."""
    rows = connection.execute(
        "SELECT kind, author, maker, value FROM message_changes WHERE message = ? AND conversation = ? "
        "ORDER BY server_id",
        (message.id, str(message.conversation)),
    ).fetchall()
    for kind, author, maker, value in rows:
        if author == message.sender or (isinstance(message.body, Recalled) and not message.conversation.is_room):
            change = MessageChange("", ChangeKind(kind), MessageRef(author, message.id), maker, value)
            message = _apply(message, change)
    return message


def _apply(message: Message, change: MessageChange) -> Message:
    """Apply a change. That of a message which was taken back before names the author."""
    after, author = apply_change(message, change), change.target.author
    if change.kind is not ChangeKind.RECALL or message.sender == author:
        return after
    return replace(after, sender=author, delivery=None if author == message.conversation.number else Delivery.SENT)


def _may_come(connection: sqlite3.Connection, conversation: ConversationId, target: MessageRef) -> bool:
    """Return whether the server may still deliver a message that is not here: it was not deleted here."""
    if connection.execute("SELECT 1 FROM removed WHERE id = ?", (target.client_id,)).fetchone():
        return False
    return not read_page_mark(connection, conversation).is_complete


def _rewrite(connection: sqlite3.Connection, row: int, before: Message, after: Message) -> None:
    """Store a message after a change, and in the index."""
    if after.body != before.body:
        index.remove(connection, [(row, before.body)])
    _, _, sender, kind, body, _, delivery, _, reply, reactions, edited = message_row(after)
    plain = plain_column(after.body, fold_letters(after.text))
    connection.execute(
        "UPDATE messages SET sender = ?, kind = ?, body = ?, delivery = ?, reply = ?, reactions = ?, edited = ?, "
        "plain = ?, unread = unread AND ? WHERE row = ?",
        (sender, kind, body, delivery, reply, reactions, edited, plain, not isinstance(after.body, Recalled), row),
    )
    if after.body != before.body:
        index.add(connection, [(row, after.body)])
