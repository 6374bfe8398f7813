"""Pages of a conversation, to scroll back and forth."""

import sqlite3
from dataclasses import dataclass

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.message_changes import with_unsent
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_from_row
from qqdesk.history.message_search import MessageSearch
from qqdesk.history.server_log import first_row, read_page_mark

_SELECT = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND row"


@dataclass(frozen=True, slots=True)
class EarlierMessages:
    """`missing_before`: the server has more messages, before this id; None if the next ones are stored here, or there
    are none. `is_gap`: they belong below the requested message. `begins`: the first entry of the room's log is stored
    here, and nothing is before these messages."""

    messages: list[Message]
    has_more: bool
    missing_before: int | None = None
    is_gap: bool = False
    begins: bool = False


class ConversationPages:
    """Reads over the connection of the search; its interruption raises SearchInterruptedError. Raises HistoryError.

    Messages come oldest first. The page of an unknown key is empty.
    """

    def __init__(self, search: MessageSearch) -> None:
        self._search = search

    def before(
        self, conversation: ConversationId, key: str, count: int, *, across_gaps: bool = False
    ) -> EarlierMessages:
        """Return up to `count` messages before the one with this key, and not across a gap that the server can fill.

        With `across_gaps` the stored messages on the other side are returned.
        """
        with self._search.reading() as connection:
            start = connection.execute("SELECT row FROM messages WHERE id = ?", (key,)).fetchone()
            if start is None:
                return EarlierMessages([], has_more=False)
            end = int(start[0])
            mark = read_page_mark(connection, conversation)
            first = 0 if mark.is_complete else first_row(connection, conversation, mark.oldest)
            is_gap = first is None or first > end
            lowest = 0 if across_gaps else end if first is None else min(first, end)
            missing = None if mark.is_complete else mark.oldest
            rows = connection.execute(
                f"{_SELECT} < ? AND row >= ? ORDER BY row DESC LIMIT ?", (str(conversation), end, lowest, count)
            ).fetchall()
            has_more = len(rows) == count or missing is not None
            begins = not has_more and conversation.is_room and _has_first_entry(connection, conversation)
            messages = with_unsent(connection, [message_from_row(row) for row in reversed(rows)])
        return EarlierMessages(messages, has_more, None if len(rows) == count else missing, is_gap, begins)

    def after(self, conversation: ConversationId, key: str, count: int) -> list[Message]:
        """Return up to `count` messages after the one with this key."""
        with self._search.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} > (SELECT row FROM messages WHERE id = ?) ORDER BY row LIMIT ?",
                (str(conversation), key, count),
            ).fetchall()
            return with_unsent(connection, [message_from_row(row) for row in rows])

    def around(self, key: str, count: int) -> list[Message]:
        """Return the message with this key, and up to `count` before and after it in its conversation."""
        with self._search.reading() as connection:
            found = connection.execute("SELECT conversation, row FROM messages WHERE id = ?", (key,)).fetchone()
            if found is None:
                return []
            rows = connection.execute(f"{_SELECT} <= ? ORDER BY row DESC LIMIT ?", (*found, count + 1)).fetchall()
            rows = rows[::-1] + connection.execute(f"{_SELECT} > ? ORDER BY row LIMIT ?", (*found, count)).fetchall()
            return with_unsent(connection, [message_from_row(row) for row in rows])

    def first_since(self, conversation: ConversationId, time: int) -> str:
        """Return the id of the first message at or after a time in milliseconds since 1970; "" if there is none."""
        with self._search.reading() as connection:
            # The plus keeps SQLite from the index by conversation, which would read the whole one.
            found = connection.execute(
                "SELECT id FROM messages WHERE time >= ? AND +conversation = ? ORDER BY time, row LIMIT 1",
                (time, str(conversation)),
            ).fetchone()
        return found[0] if found else ""

    def with_files(self, conversation: ConversationId) -> list[Message]:
        """Return all messages with a picture or another file."""
        with self._search.reading() as connection:
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND kind = 'file' ORDER BY row",
                (str(conversation),),
            ).fetchall()
            return with_unsent(connection, [message_from_row(row) for row in rows])


def _has_first_entry(connection: sqlite3.Connection, conversation: ConversationId) -> bool:
    select = "SELECT 1 FROM messages WHERE conversation = ? AND server_id = 1"
    return connection.execute(select, (str(conversation),)).fetchone() is not None
