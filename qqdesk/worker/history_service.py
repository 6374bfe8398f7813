"""Access to the stored messages: pages, search, jobs. Runs in the main thread and never blocks."""

import datetime
from collections.abc import Callable
from typing import TypeVar

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.eraser import Selection
from qqdesk.history.history import History
from qqdesk.history.message_reader import SearchQuery
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.history_job_service import HistoryJobService
from qqdesk.worker.history_requests import HitPage, MessagePage, Read
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest

R = TypeVar("R")

PAGE = 100


class HistoryService(HistoryJobService):
    """The answers come by `PendingRequest.then`."""

    def __init__(self, chats: ConversationStore, state: MessengerState) -> None:
        super().__init__(chats, state)
        self._searches: dict[str, int] = {}
        """The ticket of the latest search of each scope."""

    # Reading back

    def load_earlier(self, conversation: ConversationId, before: str, count: int = PAGE) -> PendingRequest[MessagePage]:
        """Read the messages before the one with this id."""

        def read(history: History) -> MessagePage:
            messages = history.messages.before(conversation, before, count)
            return MessagePage(tuple(messages), len(messages) < count)

        return self._read(read)

    def load_later(self, conversation: ConversationId, after: str, count: int = PAGE) -> PendingRequest[MessagePage]:
        """Read the messages after the one with this id."""

        def read(history: History) -> MessagePage:
            messages = history.messages.after(conversation, after, count)
            return MessagePage(tuple(messages), len(messages) < count)

        return self._read(read)

    def load_context(self, key: str, count: int = PAGE) -> PendingRequest[tuple[Message, ...]]:
        """Read the message with this id, and up to `count` before and after it, oldest first; () if the
        message was deleted."""
        return self._read(lambda history: tuple(history.messages.around(key, count)))

    # Searching

    def search(
        self, scope: str, query: SearchQuery, before: int | None = None, count: int = 50
    ) -> PendingRequest[HitPage]:
        """Find the newest hits, or those older than the row `before`. A new search cancels the running search
        of the same scope, which then has no answer."""

        def read(history: History) -> HitPage:
            hits = history.messages.search(query, before, count)
            return HitPage(tuple(hits), len(hits) < count)

        return self._read(read, scope)

    def find_days(
        self, conversation: ConversationId | None, month: datetime.date
    ) -> PendingRequest[tuple[datetime.date, ...]]:
        """Find the days of a month that have messages. None means all conversations; the day of `month` is ignored."""
        return self._read(lambda history: tuple(history.messages.days(conversation, month)))

    def count_before(
        self, time_ms: int, conversation: ConversationId | None = None, *, keep_unread: bool = False
    ) -> PendingRequest[int]:
        """Count what `delete_before` would delete, or with `keep_unread` what `keep` would."""
        selection = Selection((), conversation, time_ms, keep_unread=keep_unread, shown_up_to=self._chats.emitted_row)
        return self._read(lambda history: history.eraser.count(selection))

    def _read(self, read: Callable[[History], R], scope: str = "") -> PendingRequest[R]:
        pending: PendingRequest[R] = self.pending.create()
        if scope:
            self.pending.drop(self._searches.get(scope, 0))
            self._searches[scope] = pending.ticket
        if self._session is None or self._chats.history is None:
            self._fail(pending.ticket)
        else:
            self._session.reader.read(self._chats.history, Read(pending.ticket, read, scope))
        return pending
