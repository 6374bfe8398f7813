"""Pages of a conversation, to scroll back and forth."""

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_from_row
from qqdesk.history.message_search import MessageSearch

_SELECT = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND row"


class ConversationPages:
    """Reads over the connection of the search; its interruption raises SearchInterruptedError. Raises HistoryError.

    Messages come oldest first. The page of an unknown key is empty.
    """

    def __init__(self, search: MessageSearch) -> None:
        self._search = search

    def before(self, conversation: ConversationId, key: str, count: int) -> list[Message]:
        """Return up to `count` messages before the one with this key."""
        with self._search.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} < (SELECT row FROM messages WHERE id = ?) ORDER BY row DESC LIMIT ?",
                (str(conversation), key, count),
            ).fetchall()
        return [message_from_row(row) for row in reversed(rows)]

    def after(self, conversation: ConversationId, key: str, count: int) -> list[Message]:
        """Return up to `count` messages after the one with this key."""
        with self._search.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} > (SELECT row FROM messages WHERE id = ?) ORDER BY row LIMIT ?",
                (str(conversation), key, count),
            ).fetchall()
        return [message_from_row(row) for row in rows]
