"""The facade's access to the stored messages: pages, search, jobs. Runs in the main thread and never blocks."""

import datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.history.eraser import Selection
from qqdesk.history.message_search import SearchQuery
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.history_job_service import HistoryJobService
from qqdesk.worker.history_requests import (
    ContextLoaded,
    CountMessages,
    DaysFound,
    EarlierLoaded,
    FindDays,
    FindMessages,
    LaterLoaded,
    LoadContext,
    LoadEarlier,
    LoadLater,
    MessagesCounted,
    MessagesFound,
    Task,
)
from qqdesk.worker.pending_requests import PendingRequest

if TYPE_CHECKING:
    from qqdesk.worker.messenger import Messenger

R = TypeVar("R")

PAGE = 100


class HistoryService(HistoryJobService):
    """Runs in the main thread. The answers come by `PendingRequest.then`."""

    earlier_loaded = Signal(object)  # EarlierLoaded
    later_loaded = Signal(object)  # LaterLoaded
    context_loaded = Signal(object)  # ContextLoaded
    found = Signal(object)  # MessagesFound
    days_found = Signal(object)  # DaysFound
    counted = Signal(object)  # MessagesCounted

    def __init__(self, chats: ConversationStore, facade: "Messenger") -> None:
        super().__init__(chats, facade)
        self._searches: dict[str, int] = {}
        """The ticket of the latest search of each scope."""

    # Reading back

    def load_earlier(
        self, conversation: ConversationId, before: str, count: int = PAGE
    ) -> PendingRequest[EarlierLoaded]:
        """Read the messages before one."""
        pending: PendingRequest[EarlierLoaded] = self.pending.create()
        return self._read(pending, LoadEarlier(pending.ticket, conversation, before, count))

    def load_later(self, conversation: ConversationId, after: str, count: int = PAGE) -> PendingRequest[LaterLoaded]:
        """Read the messages after one."""
        pending: PendingRequest[LaterLoaded] = self.pending.create()
        return self._read(pending, LoadLater(pending.ticket, conversation, after, count))

    def load_context(self, key: str, count: int = PAGE) -> PendingRequest[ContextLoaded]:
        """Load a message and the messages around it."""
        pending: PendingRequest[ContextLoaded] = self.pending.create()
        return self._read(pending, LoadContext(pending.ticket, key, count))

    # Searching

    def search(
        self, scope: str, query: "SearchQuery", before: int | None = None, count: int = 50
    ) -> PendingRequest[MessagesFound]:
        """Find the newest hits, or those older than the row `before`. A new search cancels the running search
        of the same scope, which then has no answer."""
        pending: PendingRequest[MessagesFound] = self.pending.create()
        self.pending.drop(self._searches.get(scope, 0))
        self._searches[scope] = pending.ticket
        return self._read(pending, FindMessages(pending.ticket, scope, query, before, count))

    def find_days(self, conversation: ConversationId | None, month: datetime.date) -> PendingRequest[DaysFound]:
        """Find the days of a month that have messages."""
        pending: PendingRequest[DaysFound] = self.pending.create()
        return self._read(pending, FindDays(pending.ticket, conversation, month))

    def count_before(
        self, time_ms: int, conversation: ConversationId | None = None, *, keep_unread: bool = False
    ) -> PendingRequest[MessagesCounted]:
        """Count what `delete_before` would delete, or with `keep_unread` what `keep` would."""
        selection = Selection((), conversation, time_ms, keep_unread=keep_unread, shown_up_to=self._chats.told_row)
        pending: PendingRequest[MessagesCounted] = self.pending.create()
        return self._read(pending, CountMessages(pending.ticket, selection))

    def _read(self, pending: PendingRequest[R], task: Task) -> PendingRequest[R]:
        if self._session is None or self._chats.history is None:
            self._fail(task)
        else:
            self._session.reader.read(self._chats.history, task)
        return pending

    # Answers

    def _take_answer(self, answer: object) -> None:
        match answer:
            case EarlierLoaded():
                self.earlier_loaded.emit(answer)
            case LaterLoaded():
                self.later_loaded.emit(answer)
            case ContextLoaded():
                self.context_loaded.emit(answer)
            case MessagesFound():
                self.found.emit(answer)
            case DaysFound():
                self.days_found.emit(answer)
            case MessagesCounted():
                self.counted.emit(answer)
            case _:
                super()._take_answer(answer)
