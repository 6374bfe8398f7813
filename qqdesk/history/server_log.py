"""What the server's log of this account and this history have in common: ids, cursor, read marks, pages.

An id (`server_id`) is valid within one epoch of the server.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming
from qqdesk.history.account_values_table import send_values_again
from qqdesk.history.history_file import HistoryFile


class MarkKind(Enum):
    SEEN = "seen"
    """I have read the conversation up to there."""
    CLEARED = "cleared"
    """I deleted the conversation up to there, on this or another device."""


@dataclass(frozen=True, slots=True)
class Mark:
    kind: MarkKind
    conversation: ConversationId
    up_to: int
    """A server id."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """This device has all messages of a conversation from the id `oldest` on. `is_complete`: no older ones exist."""

    oldest: int
    is_complete: bool


class ServerLog:
    """Each change is on disk when the call returns. Any thread may call. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def start_session(self, epoch: int, cursor: int) -> None:
        """Compare with the epoch of the server, and the id `cursor` up to which it delivered to this device."""
        with self._file.writing() as connection:
            known = connection.execute("SELECT epoch, received_to FROM server_log").fetchone()
            if known is not None and known[0] == epoch and known[1] >= cursor:
                return
            if known is None or known[0] != epoch:
                # The ids may stand for other messages now.
                connection.execute("UPDATE messages SET server_id = NULL WHERE server_id IS NOT NULL")
                connection.execute("UPDATE message_changes SET server_id = 0")
                connection.execute("DELETE FROM marks")
                connection.execute("DELETE FROM pages")
                connection.execute("UPDATE rooms SET received_to = 0")
                # The server lost values, although later changes may have a higher revision than the known one.
                send_values_again(connection)
            # Entries before the cursor are missing here: they are fetched as older messages.
            connection.execute("DELETE FROM pages WHERE conversation GLOB 'p*'")
            connection.execute("DELETE FROM server_log")
            connection.execute("INSERT INTO server_log VALUES (?, ?, ?, 0)", (epoch, cursor, cursor))

    @property
    def received_to(self) -> int:
        """The id up to which all entries are stored here; 0 before the first session."""
        with self._file.reading() as connection:
            return received_up_to(connection, 0)

    # Marks

    def mark(self, kind: MarkKind, conversation: ConversationId) -> int:
        """Return the id up to which the conversation is marked, 0 if it is not."""
        with self._file.reading() as connection:
            return marked_up_to(connection, kind, conversation)

    def unsent_marks(self) -> list[Mark]:
        with self._file.reading() as connection:
            rows = connection.execute("SELECT kind, conversation, up_to FROM marks WHERE NOT sent").fetchall()
        return [Mark(MarkKind(kind), ConversationId.parse(conversation), up_to) for kind, conversation, up_to in rows]

    def mark_sent(self, mark: Mark) -> None:
        """The server has this mark. It may have moved on here."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE marks SET sent = 1 WHERE kind = ? AND conversation = ? AND up_to = ?",
                (mark.kind.value, str(mark.conversation), mark.up_to),
            )

    # Pages

    def page_mark(self, conversation: ConversationId) -> PageMark:
        """Return how far back the messages of a conversation are stored here. A server without logs has no others."""
        return self.page_marks([conversation])[0]

    def page_marks(self, conversations: Iterable[ConversationId]) -> list[PageMark]:
        with self._file.reading() as connection:
            return [read_page_mark(connection, conversation) for conversation in conversations]

    # The list of conversations

    @property
    def needs_list(self) -> bool:
        """Whether the server has messages from before this device, and their conversations were not listed yet."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT 1 FROM server_log WHERE log_start > 0 AND NOT is_listed").fetchone()
        return row is not None

    @property
    def log_start(self) -> int:
        """The id after which this device has received all entries; 0 if it has all."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT log_start FROM server_log").fetchone()
        return int(row[0]) if row else 0

    def set_listed(self) -> None:
        with self._file.writing() as connection:
            connection.execute("UPDATE server_log SET is_listed = 1")


def is_synchronized(connection: sqlite3.Connection) -> bool:
    """Return whether the ids of the server have an epoch."""
    return connection.execute("SELECT 1 FROM server_log").fetchone() is not None


def received_up_to(connection: sqlite3.Connection, log: int) -> int:
    """Return the id up to which all entries of a room's log, or of my inbox (0), are stored here."""
    select = "SELECT received_to FROM rooms WHERE number = ?" if log else "SELECT received_to FROM server_log"
    row = connection.execute(select, (log,) if log else ()).fetchone()
    return int(row[0]) if row else 0


def move_cursor(connection: sqlite3.Connection, log: int, id: int) -> None:
    """The entries of a log up to this id are stored, in the caller's transaction."""
    if log:
        connection.execute(
            "INSERT INTO rooms (number, received_to) VALUES (?, ?) ON CONFLICT (number) DO UPDATE "
            "SET received_to = max(received_to, excluded.received_to)",
            (log, id),
        )
    else:
        connection.execute("UPDATE server_log SET received_to = max(received_to, ?)", (id,))


def add_received_to(connection: sqlite3.Connection, items: Iterable[Incoming]) -> None:
    """These items and all before them are stored, in the caller's transaction."""
    last: dict[int, int] = {}
    for item in items:
        last[item.log] = max(last.get(item.log, 0), item.server_id)
    for log, id in last.items():
        move_cursor(connection, log, id)


def note_gaps(connection: sqlite3.Connection, items: Iterable[Incoming]) -> None:
    """Find logs of rooms whose entries do not follow the stored ones: I was away. The missing ones are fetched on
    demand. Call it before the items are stored."""
    first: dict[int, int] = {}
    for item in items:
        if item.log and item.server_id:
            first.setdefault(item.log, item.server_id)
    for room, id in first.items():
        if id > received_up_to(connection, room) + 1:
            save_page_mark(connection, ConversationId.room(room), PageMark(id, is_complete=False))


def add_own(connection: sqlite3.Connection, log: int, id: int) -> bool:
    """My own message with this id is stored. Return whether all entries before it are, in the caller's transaction.

    The server does not deliver it then.
    """
    if log:
        changed = connection.execute(
            "UPDATE rooms SET received_to = ?1 WHERE received_to = ?1 - 1 AND number = ?2", (id, log)
        )
    else:
        changed = connection.execute("UPDATE server_log SET received_to = ?1 WHERE received_to = ?1 - 1", (id,))
    return changed.rowcount > 0


def move_mark(
    connection: sqlite3.Connection, kind: MarkKind, conversation: ConversationId, up_to: int, *, sent: bool
) -> None:
    """Move a mark forward, in the caller's transaction. `sent`: the server has it."""
    connection.execute(
        "INSERT INTO marks VALUES (?, ?, ?, ?) ON CONFLICT (kind, conversation) DO UPDATE "
        "SET up_to = excluded.up_to, sent = excluded.sent WHERE excluded.up_to > up_to",
        (kind.value, str(conversation), up_to, sent),
    )


def marked_up_to(connection: sqlite3.Connection, kind: MarkKind, conversation: ConversationId) -> int:
    row = connection.execute(
        "SELECT up_to FROM marks WHERE kind = ? AND conversation = ?", (kind.value, str(conversation))
    ).fetchone()
    return int(row[0]) if row else 0


def save_page_mark(connection: sqlite3.Connection, conversation: ConversationId, mark: PageMark) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", (str(conversation), mark.oldest, mark.is_complete)
    )


def read_page_mark(connection: sqlite3.Connection, conversation: ConversationId) -> PageMark:
    """See ServerLog.page_mark."""
    row = connection.execute(
        "SELECT oldest, is_complete FROM pages WHERE conversation = ?", (str(conversation),)
    ).fetchone()
    if row is None and conversation.is_room:
        row = (1, True)
    elif row is None:
        # A conversation that the complete list does not have began after it.
        row = connection.execute("SELECT log_start + 1, is_listed FROM server_log").fetchone() or (0, False)
    oldest, is_complete = row
    deleted = marked_up_to(connection, MarkKind.CLEARED, conversation)
    return PageMark(oldest, bool(is_complete) or oldest <= deleted + 1)


def first_row(connection: sqlite3.Connection, conversation: ConversationId, oldest: int) -> int | None:
    """Return the row of the first message from this server id on."""
    row = connection.execute(
        "SELECT row FROM messages WHERE conversation = ? AND server_id >= ? ORDER BY server_id LIMIT 1",
        (str(conversation), oldest),
    ).fetchone()
    return int(row[0]) if row else None


def last_row(connection: sqlite3.Connection, conversation: ConversationId, up_to: int) -> int:
    """Return the row of the last message up to this server id, 0 without such a message."""
    row = connection.execute(
        "SELECT row FROM messages WHERE conversation = ? AND server_id <= ? ORDER BY server_id DESC LIMIT 1",
        (str(conversation), up_to),
    ).fetchone()
    return int(row[0]) if row else 0
