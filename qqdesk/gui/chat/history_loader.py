"""Loads the pages of a stored conversation into a chat's log, and removes deleted messages."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.message_log.delete_question import question_about
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.texts import problem_text
from qqdesk.history.eraser import Selection
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
        self._around = ""
        """The id of the message around which messages were last requested."""
        log.message_actions.can_delete = True
        log.quotes.service = self._history_service
        log.message_actions.original_requested.connect(self._go_to_original)
        log.pager.earlier_requested.connect(self._load_earlier)
        log.pager.later_requested.connect(self._load_later)
        log.scroller.newest_requested.connect(self.show_newest)
        log.message_actions.delete_requested.connect(self.ask_to_delete)
        self._history_service.conversation_changed.connect(self._conversation_changed)
        messenger.connection_changed.connect(self._connection_changed)

    def show(self) -> None:
        """Show the newest messages, which are in memory."""
        messages = self._messenger.conversation(self._conversation).messages
        self._log.show_messages(messages, has_start=not messages)

    @Slot()
    def show_newest(self) -> None:
        """Show the newest messages, and keep the line above the new ones."""
        new = self._log.rows.first_new, self._log.rows.new_count
        self.show()
        self._log.begin_new(*new)

    @Slot(str)
    def _load_earlier(self, before: str) -> None:
        pending = self._history_service.load_earlier(self._conversation, before)
        pending.then(self, partial(self._log.pager.prepend, before))

    @Slot(str)
    def _load_later(self, after: str) -> None:
        pending = self._history_service.load_later(self._conversation, after)
        pending.then(self, partial(self._append, after))

    def _append(self, after: str, page: MessagePage) -> None:
        last = page.messages[-1].id if page.messages else after
        self._log.pager.append(after, self._with_received(page.messages, last))

    def _with_received(self, messages: tuple[Message, ...], last: str) -> MessagePage:
        """Add the messages that were received since these were read."""
        conversation = self._messenger.conversation(self._conversation)
        messages += tuple(conversation.after(last))
        return MessagePage(messages, not messages or conversation.last_id in {message.id for message in messages})

    def go_to(self, key: str, *, with_keyboard: bool = True) -> None:
        """Scroll to a message, and load it if necessary. A deleted message is ignored."""
        if not self._log.go_to(key, with_keyboard=with_keyboard):
            self.show_around(key, lambda: self._log.go_to(key, with_keyboard=with_keyboard))

    @Slot(str)
    def _go_to_original(self, key: str) -> None:
        """Scroll to the message that a reply answers. The keyboard follows only if it is in the log."""
        self.go_to(key, with_keyboard=self._log.contents.current_row() is not None)

    def show_around(self, key: str, shown: Callable[[], object] | None = None) -> None:
        """Load and show the messages around this one, then call `shown`.

        Does nothing if the message was deleted, or if another one is requested meanwhile.
        """
        self._around = key
        self._history_service.load_context(key).then(self, partial(self._show_part, key, shown))

    def _show_part(self, key: str, shown: Callable[[], object] | None, messages: tuple[Message, ...]) -> None:
        if key != self._around or not messages:
            return
        page = self._with_received(messages, messages[-1].id)
        self._log.show_part(page.messages, key, has_end=page.complete)
        if shown is not None:
            shown()

    @Slot()
    def _connection_changed(self) -> None:
        """Repeat a failed request after a new sign-in."""
        if self._messenger.connection.phase is ConnectionPhase.CONNECTED:
            self._log.pager.request_again()

    # Deletion

    @Slot(object)
    def ask_to_delete(self, message: Message) -> None:
        question = question_about(message, self._messenger.changes, self._page)
        question.confirmed.connect(partial(self._delete, message.id))
        question.open()

    def _delete(self, key: str) -> None:
        self._history_service.delete(Selection((key,))).then(self, failed=self._deletion_failed)

    def _deletion_failed(self, problem: Problem) -> None:
        line = NoticeLine(problem_text(problem), self._messenger.clock.now())
        self._log.append(line)
        self._log.accessible.announce(line)

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
        seen = self._log.contents.visible_rows()
        first = self._log.rows.message(seen[0]) if seen and not self._log.scroller.at_end else None
        if first is None:
            self.show_newest()
        else:
            self.show_around(first.id)
