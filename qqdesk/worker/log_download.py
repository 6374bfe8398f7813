"""Fetch all messages of conversations that only the server has, page by page. Runs in the main thread."""

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.protocol.log_commands import GetLog, GetLogReply
from qqdesk.worker.history_requests import ConversationChanged, HistoryRequestFailed, JobDone, JobProgressed
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest

PAGE = 500


class LogDownload(QObject):
    """`apply` gets the answers: JobProgressed, then JobDone or HistoryRequestFailed. Fetched messages stay in any case.

    The total is not known.
    """

    def __init__(
        self,
        ticket: int,
        conversations: Sequence[ConversationId],
        find_oldest: Callable[[ConversationId], PendingRequest[int | None]],
        apply: Callable[[object], None],
        state: MessengerState,
        most_pages: int | None = None,
    ) -> None:
        """`find_oldest` reads the id before which the server has more messages of a conversation, or None.

        `most_pages`: how many pages of each to fetch; None: all.
        """
        super().__init__(state)
        self._ticket = ticket
        self._left = deque(conversations)
        self._find_oldest = find_oldest
        self._apply = apply
        self._state = state
        self._most_pages = most_pages
        self._pages = 0
        """The pages of the first conversation that is left."""
        self._count = 0
        self._is_cancelled = False

    def start(self) -> None:
        if self._left and not self._is_cancelled:
            self._find_oldest(self._left[0]).then(self, self._fetch, self._fail)
        else:
            self._end(JobDone(self._ticket, self._count, self._is_cancelled))

    def cancel(self) -> None:
        self._is_cancelled = True

    def _fetch(self, oldest: int | None) -> None:
        if oldest is None or self._is_cancelled or self._pages == self._most_pages:
            self._pages = 0
            self._apply(ConversationChanged(self._left.popleft()))
            self.start()
        else:
            request = GetLog(self._left[0].number, before=oldest, page_size=PAGE)
            self._state.request(request).then(self, self._on_page, self._fail)

    def _on_page(self, reply: GetLogReply) -> None:
        self._count += len(reply.messages)
        self._pages += 1
        self._apply(JobProgressed(self._ticket, self._count, 0))
        self.start()

    def _fail(self, problem: Problem) -> None:
        self._apply(ConversationChanged(self._left[0]))
        self._end(HistoryRequestFailed(self._ticket, problem))

    def _end(self, answer: object) -> None:
        self._apply(answer)
        self.deleteLater()
