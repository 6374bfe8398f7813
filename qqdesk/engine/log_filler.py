"""Fetch what a new device lacks of the server's log: each conversation's last message, and the unread ones."""

from collections import deque

from qqdesk.client.client import Client
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.engine.background_transfer import BackgroundTransfer
from qqdesk.engine.events import Emit, LogFilled
from qqdesk.history.history import History
from qqdesk.history.older_messages import add_last_message, add_log_page
from qqdesk.protocol.log_commands import MOST_UNREAD, GetLog, ListTalks, Talk

PAGE = 200


class LogFiller(BackgroundTransfer):
    """Runs in the send loop, after the first sign-in and whenever this device missed a part of the log.

    Unread messages are fetched backwards, so that the unread counts are right. The reader fetches the rest on demand.
    """

    def __init__(self, client: Client, history: History, emit: Emit) -> None:
        super().__init__()
        self._client = client
        self._history = history
        self._emit = emit
        self._needs_list = False
        self._before: int | None = None
        """LAST of the last conversation that was listed."""
        self._unread: deque[Talk] = deque()
        """Conversations whose unread messages are still to come."""

    def start(self) -> None:
        self._before = None
        self._unread.clear()
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
        """Fetch one page of the list of conversations."""
        reply = self._client.request(ListTalks(before=self._before))
        me, conversations = self._client.number, []
        for talk in reply.talks:
            if add_last_message(self._history, talk, me):
                conversations.append(ConversationId.person(talk.peer))
            if talk.unread:
                self._unread.append(talk)
        if reply.talks:
            self._before = reply.talks[-1].last
        self._needs_list = not reply.last_page and bool(reply.talks)
        self._emit(LogFilled(tuple(conversations), self._history.last_row))

    def _fetch_unread(self, talk: Talk) -> bool:
        """Fetch one page. Return whether no unread message is missing."""
        conversation = ConversationId.person(talk.peer)
        mark = self._history.server_log.page_mark(conversation)
        missing = MOST_UNREAD - self._history.count_unread(conversation, 0, self._history.last_row)
        if mark.is_complete or mark.oldest <= talk.seen + 1 or missing <= 0:
            return True
        request = GetLog(talk.peer, before=mark.oldest, page_size=min(PAGE, missing))
        reply = self._client.request(request)
        add_log_page(self._history, request, reply, self._client.number)
        self._emit(LogFilled((conversation,), self._history.last_row))
        return False
