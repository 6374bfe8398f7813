"""Loads the pages of a stored conversation into a chat's log, and removes deleted messages."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QObject, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.message_log.delete_question import DeleteQuestion, about_one
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.texts import problem_text
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.history_requests import ConversationChanged, MessagePage
from qqdesk.worker.messenger import Messenger


class HistoryLoader(QObject):
    """Connects a page's log to the history service."""

    def __init__(self, messenger: Messenger, log: MessageListView, conversation: ConversationId, page: QWidget) -> None:
        super().__init__(page)
        self._messenger = messenger
        self._history_service = messenger.history_service
        self._log = log
        self._conversation = conversation
        self._page = page
        self._before = self._after = self._around = ""
        """The ids of the messages before, after and around which messages were last requested."""
        self._to_delete: Message | None = None
        self._has_failed = False
        log.can_delete = True
        log.pager.earlier_requested.connect(self._load_earlier)
        log.pager.later_requested.connect(self._load_later)
        log.pager.newest_requested.connect(self.show_newest)
        log.delete_requested.connect(self.ask_to_delete)
        self._history_service.conversation_changed.connect(self._conversation_changed)
        messenger.connection_changed.connect(self._connection_changed)

    def show(self) -> None:
        """Show the newest messages, which are in memory."""
        self._log.show_messages(self._messenger.conversation(self._conversation).messages)
        self._log.pager.set_has_start(not len(self._log.rows))

    @Slot()
    def show_newest(self) -> None:
        """Show the newest messages, and keep the line above the new ones."""
        first_new = self._log.rows.first_new
        self.show()
        self._log.begin_new(first_new)

    # Earlier and later messages

    @Slot()
    def _load_earlier(self) -> None:
        self._before = self._log.rows.first_key()
        pending = self._history_service.load_earlier(self._conversation, self._before)
        pending.then(self, partial(self._earlier_loaded, self._before), self._earlier_failed)

    def _earlier_loaded(self, before: str, page: MessagePage) -> None:
        if before != self._before:
            return
        if before == self._log.rows.first_key():
            self._log.pager.prepend(page.messages, complete=page.complete)
        else:
            self._log.pager.set_has_start(False)

    def _earlier_failed(self, problem: Problem) -> None:
        self._has_failed = True
        self._log.pager.set_has_start(True)

    @Slot()
    def _load_later(self) -> None:
        self._after = self._log.rows.last_key()
        pending = self._history_service.load_later(self._conversation, self._after)
        pending.then(self, partial(self._later_loaded, self._after), self._later_failed)

    def _later_loaded(self, after: str, page: MessagePage) -> None:
        if after != self._after:
            return
        if after != self._log.rows.last_key():
            self._log.pager.set_has_end(self._log.pager.has_end)
            return
        # Messages may have been received since the page was read.
        conversation = self._messenger.conversation(self._conversation)
        last = page.messages[-1].id if page.messages else after
        messages = [*page.messages, *conversation.after(last)]
        at_end = not messages or conversation.last_id in {message.id for message in messages}
        self._log.pager.append(messages, complete=at_end)

    def _later_failed(self, problem: Problem) -> None:
        self._has_failed = True

    def go_to(self, key: str) -> None:
        """Scroll to a message, and load it if necessary. A deleted message is ignored."""
        if not self._log.go_to(key):
            self.show_around(key, lambda: self._log.go_to(key))

    def show_around(self, key: str, shown: Callable[[], object] | None = None) -> None:
        """Load and show the messages around this one, then call `shown`.

        Does nothing if the message was deleted, or if another one is requested meanwhile.
        """
        self._around = key
        self._history_service.load_context(key).then(self, partial(self._show_part, key, shown))

    def _show_part(self, key: str, shown: Callable[[], object] | None, messages: tuple[Message, ...]) -> None:
        if key != self._around or not messages:
            return
        self._log.show_part(messages, key)
        conversation = self._messenger.conversation(self._conversation)
        missing = conversation.after(messages[-1].id)
        at_end = self._log.rows.find(conversation.last_id) is not None
        self._log.pager.append(missing, complete=bool(missing) or at_end)
        if shown is not None:
            shown()

    @Slot()
    def _connection_changed(self) -> None:
        if self._has_failed and self._messenger.connection.phase is ConnectionPhase.CONNECTED:
            self._has_failed = False
            self._log.pager.set_has_start(False)
            self._log.pager.set_has_end(self._log.pager.has_end)

    # Deletion

    @Slot(object)
    def ask_to_delete(self, message: Message) -> None:
        self._to_delete = message
        question = DeleteQuestion(*about_one(message), self._page)
        question.confirmed.connect(self._delete)
        question.open()

    @Slot()
    def _delete(self) -> None:
        if self._to_delete is not None:
            pending = self._history_service.delete_messages([self._to_delete.id])
            pending.then(self, failed=self._deletion_failed)
            self._to_delete = None

    def _deletion_failed(self, problem: Problem) -> None:
        self._log.append(NoticeLine(problem_text(problem), QDateTime.currentMSecsSinceEpoch()))

    @Slot(object)
    def _conversation_changed(self, change: ConversationChanged) -> None:
        """Remove deleted messages. If messages were inserted, reload, with the same message in view."""
        if change.conversation != self._conversation:
            return
        self._log.begin_changes()
        for key in change.removed:
            self._log.remove(key)
        self._log.end_changes()
        if not change.removed or not len(self._log.rows):
            self._reload()

    def _reload(self) -> None:
        seen = self._log.visible_rows()
        first = self._log.rows.message(seen[0]) if seen and not self._log.at_end else None
        if first is None:
            self.show()
        else:
            self.show_around(first.id)
