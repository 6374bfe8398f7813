"""Pages of a conversation, to scroll back and forth."""

from dataclasses import dataclass

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_from_row
from qqdesk.history.message_search import MessageSearch
from qqdesk.history.server_log import first_row, read_page_mark

_SELECT = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND row"


@dataclass(frozen=True, slots=True)
class EarlierMessages:
    """`missing_before`: the server has more messages, before this id; None if the next ones are stored here, or there
    are none. `is_gap`: they belong below the requested message."""

    messages: list[Message]
    has_more: bool
    missing_before: int | None = None
    is_gap: bool = False


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
        messages = [message_from_row(row) for row in reversed(rows)]
        is_full = len(rows) == count
        return EarlierMessages(messages, is_full or missing is not None, None if is_full else missing, is_gap)

    def after(self, conversation: ConversationId, key: str, count: int) -> list[Message]:
        """Return up to `count` messages after the one with this key."""
        with self._search.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} > (SELECT row FROM messages WHERE id = ?) ORDER BY row LIMIT ?",
                (str(conversation), key, count),
            ).fetchall()
        return [message_from_row(row) for row in rows]
