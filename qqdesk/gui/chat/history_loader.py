"""Keeps a chat's log in step with the stored conversation: loads what is scrolled to, removes what was deleted."""

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
    """Between one page's log and the history service."""

    def __init__(self, messenger: Messenger, log: MessageListView, conversation: ConversationId, page: QWidget) -> None:
        super().__init__(page)
        self._messenger = messenger
        self._history_service = messenger.history_service
        self._view = log
        self._conversation = conversation
        self._page = page
        self._before = self._after = self._around = ""
        """The ids of the messages before, after and around which messages were requested last."""
        self._to_delete: Message | None = None
        self._gave_up = False
        log.can_delete = True
        log.pager.is_windowed = True
        log.pager.earlier_requested.connect(self._load_earlier)
        log.pager.later_requested.connect(self._load_later)
        log.pager.newest_requested.connect(self.show_newest)
        log.delete_requested.connect(self.ask_to_delete)
        self._history_service.conversation_changed.connect(self._conversation_changed)
        messenger.connection_changed.connect(self._connection_changed)

    def show(self) -> None:
        """Put into the log what is in memory, at its end."""
        self._view.show_messages(self._messenger.conversation(self._conversation).messages)
        self._view.pager.set_has_start(not len(self._view.rows))

    @Slot()
    def show_newest(self) -> None:
        """The same, with the "new" line where it is."""
        first_new = self._view.rows.first_new
        self.show()
        self._view.begin_new(first_new)

    # Earlier and later messages

    @Slot()
    def _load_earlier(self) -> None:
        self._before = self._view.rows.first_key()
        pending = self._history_service.load_earlier(self._conversation, self._before)
        pending.then(self, partial(self._earlier_loaded, self._before), self._earlier_failed)

    def _earlier_loaded(self, before: str, page: MessagePage) -> None:
        if before != self._before:
            return
        if before == self._view.rows.first_key():
            self._view.pager.prepend(page.messages, complete=page.complete)
        else:
            self._view.pager.set_has_start(False)

    def _earlier_failed(self, problem: Problem) -> None:
        self._gave_up = True
        self._view.pager.set_has_start(True)

    @Slot()
    def _load_later(self) -> None:
        self._after = self._view.rows.last_key()
        pending = self._history_service.load_later(self._conversation, self._after)
        pending.then(self, partial(self._later_loaded, self._after), self._later_failed)

    def _later_loaded(self, after: str, page: MessagePage) -> None:
        if after != self._after:
            return
        if after != self._view.rows.last_key():
            self._view.pager.set_has_end(self._view.pager.has_end)
            return
        # Messages may have come since the history was read.
        conversation = self._messenger.conversation(self._conversation)
        last = page.messages[-1].id if page.messages else after
        messages = [*page.messages, *conversation.after(last)]
        at_end = not messages or conversation.last_id in {message.id for message in messages}
        self._view.pager.append(messages, complete=at_end)

    def _later_failed(self, problem: Problem) -> None:
        self._gave_up = True

    def go_to(self, key: str) -> None:
        """Show this message in the middle; load it if need be. If it is gone, nothing changes."""
        if not self._view.go_to(key):
            self.show_around(key, lambda: self._view.go_to(key))

    def show_around(self, key: str, shown: Callable[[], object] | None = None) -> None:
        """Load and show the part of the conversation around this message, then call `shown`. If the message is gone, or
        another one was requested meanwhile, nothing happens."""
        self._around = key
        self._history_service.load_context(key).then(self, partial(self._show_part, key, shown))

    def _show_part(self, key: str, shown: Callable[[], object] | None, messages: tuple[Message, ...]) -> None:
        if key != self._around or not messages:
            return
        self._view.show_part(messages, key)
        conversation = self._messenger.conversation(self._conversation)
        missing = conversation.after(messages[-1].id)
        at_end = self._view.rows.find(conversation.last_id) is not None
        self._view.pager.append(missing, complete=bool(missing) or at_end)
        if shown is not None:
            shown()

    @Slot()
    def _connection_changed(self) -> None:
        if self._gave_up and self._messenger.connection.phase is ConnectionPhase.CONNECTED:
            self._gave_up = False
            self._view.pager.set_has_start(False)
            self._view.pager.set_has_end(self._view.pager.has_end)

    # What goes

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
        self._view.append(NoticeLine(problem_text(problem), QDateTime.currentMSecsSinceEpoch()))

    @Slot(object)
    def _conversation_changed(self, change: ConversationChanged) -> None:
        """Messages went, or came in between: then the log is made anew, with the same message in view."""
        if change.conversation != self._conversation:
            return
        self._view.begin_changes()
        for key in change.removed:
            self._view.remove(key)
        self._view.end_changes()
        if not change.removed or not len(self._view.rows):
            self._show_anew()

    def _show_anew(self) -> None:
        seen = self._view.visible_rows()
        first = self._view.rows.message(seen[0]) if seen and not self._view.at_end else None
        if first is None:
            self.show()
        else:
            self.show_around(first.id)
