"""Fetch the part of the server's log that a new device lacks: each conversation's last message, and the unread ones."""

from collections import deque

from qqdesk.client.client import Client
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.engine.background_transfers import BackgroundTransfer
from qqdesk.engine.events import Emit, LogFilled
from qqdesk.history.history import History
from qqdesk.history.older_messages import add_last_messages, add_log_page
from qqdesk.history.room_store import Unread
from qqdesk.protocol.log_commands import MOST_UNREAD, GetLog, ListConversations

PAGE = 200
TALKS_PAGE = 100
BEFORE_UNREAD = 20
"""The messages that are fetched before the unread ones, if no message of mine is between these."""


class LogFiller(BackgroundTransfer):
    """Runs in the send loop, after the first sign-in and whenever this device missed a part of the log.

    Unread messages are fetched backwards, so that the unread counts are right. The reader fetches the rest on demand.
    """

    def __init__(self, client: Client, history: History, emit: Emit) -> None:
        super().__init__(client.clock)
        self._client = client
        self._history = history
        self._emit = emit
        self._needs_list = False
        self._before: int | None = None
        """LAST of the last conversation that was listed."""
        self._listed_to = self._top = 0
        """LAST of the first conversation in the previous and in this pass over the list."""
        self._unread: deque[Unread] = deque()
        """Conversations whose unread messages are still to come."""

    def start(self) -> None:
        self._before, self._listed_to = None, 0
        self._unread = deque(self._history.rooms.unread)
        self._needs_list = self._client.has_devices and self._history.server_log.needs_list
        super().start()

    @property
    def _has_steps(self) -> bool:
        return self._needs_list or bool(self._unread)

    def _run_step(self) -> None:
        if self._needs_list:
            self._list()
        elif self._fetch_unread(self._unread[0]):
            self._unread.popleft()
        if not self._has_steps:
            self._history.server_log.set_listed()

    def _list(self) -> None:
        """Fetch one page of the list of conversations.

        A new message moves its conversation to the front, past the pages to come. So the front is listed again.
        """
        reply = self._client.request(ListConversations(TALKS_PAGE, self._before))
        is_first = self._before is None
        if is_first:
            self._top = reply.conversations[0].last if reply.conversations else 0
        summaries = [summary for summary in reply.conversations if summary.last > self._listed_to]
        conversations = add_last_messages(self._history, summaries, self._client.number)
        self._unread += [
            Unread(ConversationId.person(summary.peer), summary.seen, summary.unread)
            for summary in summaries
            if summary.unread
        ]
        if summaries and len(summaries) == len(reply.conversations) and not reply.last_page:
            self._before = summaries[-1].last
        else:
            self._needs_list = not is_first
            self._before, self._listed_to = None, self._top
        self._emit(LogFilled(tuple(conversations), self._history.last_row))

    def _fetch_unread(self, unread: Unread) -> bool:
        """Fetch one page. Return whether no unread message is missing."""
        conversation = unread.conversation
        mark = self._history.server_log.page_mark(conversation)
        missing = MOST_UNREAD - self._history.unread.count(conversation, 0, self._history.last_row)
        if mark.is_complete or mark.oldest <= unread.seen + 1 or missing <= 0:
            return True
        page_size = min(PAGE, missing, unread.count + BEFORE_UNREAD)
        request = GetLog(conversation.number, before=mark.oldest, page_size=page_size)
        reply = self._client.request(request)
        add_log_page(self._history, request, reply, self._client.number)
        self._emit(LogFilled((conversation,), self._history.last_row))
        return False
