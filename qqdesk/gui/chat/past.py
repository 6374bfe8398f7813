"""Keeps a chat's log in step with the stored conversation: loads what is scrolled to, removes what was deleted."""

from PySide6.QtCore import QDateTime, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.message_log.delete_question import DeleteQuestion, about_one
from qqdesk.gui.message_log.log import ChatLog
from qqdesk.gui.message_log.rows import NoticeLine
from qqdesk.gui.texts import problem_text
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.history_requests import (
    ContextLoaded,
    ConversationChanged,
    EarlierLoaded,
    HistoryRequestFailed,
    LaterLoaded,
)
from qqdesk.worker.messenger import Messenger


class Past(QObject):
    """Between one page's log and the history service."""

    around_shown = Signal(object)  # int: the ticket of `show_around`

    def __init__(self, messenger: Messenger, log: ChatLog, number: int, page: QWidget) -> None:
        super().__init__(page)
        self._messenger = messenger
        self._history_service = messenger.history_service
        self._view = log
        self._number = number
        self._page = page
        self._loading = 0
        """The ticket of what was asked for."""
        self._later = 0
        self._later_after = ""
        """Later messages were asked for after this one."""
        self._around = 0
        self._deleting: set[int] = set()
        self._to_delete: Message | None = None
        self._gave_up = False
        log.can_delete = True
        log.is_windowed = True
        log.earlier_wanted.connect(self._load_earlier)
        log.later_wanted.connect(self._load_later)
        log.newest_wanted.connect(self.show_newest)
        log.delete_wanted.connect(self.ask_to_delete)
        self._history_service.earlier_loaded.connect(self._earlier_loaded)
        self._history_service.later_loaded.connect(self._later_loaded)
        self._history_service.context_loaded.connect(self._context_loaded)
        self._history_service.conversation_changed.connect(self._conversation_changed)
        self._history_service.failed.connect(self._failed)
        messenger.connection_changed.connect(self._connection_changed)

    def show(self) -> None:
        """Put into the log what is in memory, at its end."""
        self._view.show_messages(self._messenger.conversation(ConversationId.person(self._number)).messages)
        self._view.set_complete(not len(self._view.rows))

    @Slot()
    def show_newest(self) -> None:
        """The same, with the "new" line where it is."""
        first_new = self._view.rows.first_new
        self.show()
        self._view.begin_new(first_new)

    # Earlier and later messages

    @Slot()
    def _load_earlier(self) -> None:
        self._loading = self._history_service.load_earlier(
            ConversationId.person(self._number), self._view.rows.first_key()
        )

    @Slot(object)
    def _earlier_loaded(self, answer: EarlierLoaded) -> None:
        if answer.ticket != self._loading:
            return
        if answer.before == self._view.rows.first_key():
            self._view.prepend(answer.messages, complete=answer.complete)
        else:
            self._view.set_complete(False)

    @Slot()
    def _load_later(self) -> None:
        self._later_after = self._view.rows.last_key()
        self._later = self._history_service.load_later(ConversationId.person(self._number), self._later_after)

    @Slot(object)
    def _later_loaded(self, answer: LaterLoaded) -> None:
        if answer.ticket != self._later:
            return
        if self._later_after != self._view.rows.last_key():
            self._view.set_later_complete(self._view.has_end)
            return
        # Messages may have come since the history was read.
        conversation = self._messenger.conversation(ConversationId.person(self._number))
        last = answer.messages[-1].id if answer.messages else self._later_after
        messages = [*answer.messages, *conversation.after(last)]
        at_end = not messages or conversation.last_id in {message.id for message in messages}
        self._view.append_many(messages, complete=at_end)

    def show_around(self, key: str) -> int:
        """Load and show the part of the conversation around this message, and emit `around_shown`. If the message is
        gone, nothing changes. Return the ticket."""
        self._around = self._history_service.load_context(key)
        return self._around

    @Slot(object)
    def _context_loaded(self, answer: ContextLoaded) -> None:
        if answer.ticket != self._around or not answer.messages:
            return
        self._view.show_part(answer.messages, answer.key)
        conversation = self._messenger.conversation(ConversationId.person(self._number))
        missing = conversation.after(answer.messages[-1].id)
        at_end = self._view.rows.find(conversation.last_id) is not None
        self._view.append_many(missing, complete=bool(missing) or at_end)
        self.around_shown.emit(answer.ticket)

    @Slot(object)
    def _failed(self, failed: HistoryRequestFailed) -> None:
        if failed.ticket and failed.ticket in (self._loading, self._later):
            self._gave_up = True
            if failed.ticket == self._loading:
                self._view.set_complete(True)
        if failed.ticket in self._deleting:
            self._deleting.remove(failed.ticket)
            self._view.append(NoticeLine(problem_text(failed.problem), QDateTime.currentMSecsSinceEpoch()))

    @Slot()
    def _connection_changed(self) -> None:
        if self._gave_up and self._messenger.connection.phase is ConnectionPhase.CONNECTED:
            self._gave_up = False
            self._view.set_complete(False)
            self._view.set_later_complete(self._view.has_end)

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
            self._deleting.add(self._history_service.delete_messages([self._to_delete.id]))
            self._to_delete = None

    @Slot(object)
    def _conversation_changed(self, change: ConversationChanged) -> None:
        """Messages went, or came in between: then the log is made anew, with the same message in view."""
        if change.conversation.number != self._number:
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
