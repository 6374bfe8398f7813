"""The facade's access to the stored messages: pages, search, jobs. Runs in the main thread and never blocks."""

import datetime

from PySide6.QtCore import Signal

from qqdesk.history.eraser import Selection
from qqdesk.history.message_search import SearchQuery
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
)
from qqdesk.worker.tasks import Task

PAGE = 100


class HistoryService(HistoryJobService):
    """Each call returns a ticket. The answer, or `failed`, carries it."""

    earlier_loaded = Signal(object)  # EarlierLoaded
    later_loaded = Signal(object)  # LaterLoaded
    context_loaded = Signal(object)  # ContextLoaded
    found = Signal(object)  # MessagesFound
    days_found = Signal(object)  # DaysFound
    counted = Signal(object)  # MessagesCounted

    # Reading back

    def load_earlier(self, contact: int, before: str, count: int = PAGE) -> int:
        """Read the messages before one: `earlier_loaded`."""
        return self._read(LoadEarlier(next(self._tickets), contact, before, count))

    def load_later(self, contact: int, after: str, count: int = PAGE) -> int:
        """Read the messages after one: `later_loaded`."""
        return self._read(LoadLater(next(self._tickets), contact, after, count))

    def load_context(self, key: str, count: int = PAGE) -> int:
        """Load a message and the messages around it: `context_loaded`."""
        return self._read(LoadContext(next(self._tickets), key, count))

    # Searching

    def search(self, scope: str, query: "SearchQuery", before: int | None = None, count: int = 50) -> int:
        """Find the newest hits, or those older than the row `before`: `found`. A new search cancels the running search
        of the same scope, which then has no answer."""
        ticket = next(self._tickets)
        if self._session is not None:
            self._session.supersede_search(scope, ticket)
        return self._read(FindMessages(ticket, scope, query, before, count))

    def find_days(self, contact: int | None, month: datetime.date) -> int:
        """Find the days of a month that have messages: `days_found`."""
        return self._read(FindDays(next(self._tickets), contact, month))

    def count_before(self, time_ms: int, contact: int | None = None, *, keep_unread: bool = False) -> int:
        """Count what `delete_before` would delete, or with `keep_unread` what `keep` would: `counted`."""
        selection = Selection((), contact, time_ms, keep_unread=keep_unread, shown_up_to=self._chats.told_row)
        return self._read(CountMessages(next(self._tickets), selection))

    def _read(self, task: Task) -> int:
        if self._session is None:
            self._fail(task)
        else:
            self._session.ask_history.emit(task)
        return task.ticket

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
