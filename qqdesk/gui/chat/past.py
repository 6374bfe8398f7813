"""What a chat's log has of the stored conversation: earlier messages come as one scrolls, deleted ones go."""

from PySide6.QtCore import QDateTime, QObject, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.delete_question import DeleteQuestion, about_one
from qqdesk.gui.message_log.log import ChatLog
from qqdesk.gui.message_log.rows import NoticeLine
from qqdesk.gui.texts import problem_text
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.archive_api import ArchiveFailed, ConversationChanged, EarlierLoaded
from qqdesk.worker.messenger import Messenger


class Past(QObject):
    """Between one page's log and the archive."""

    def __init__(self, messenger: Messenger, log: ChatLog, number: int, page: QWidget) -> None:
        super().__init__(page)
        self._messenger = messenger
        self._archive = messenger.archive
        self._view = log
        self._number = number
        self._page = page
        self._loading = 0
        """The ticket of what was asked for."""
        self._deleting: set[int] = set()
        self._to_delete: Message | None = None
        self._gave_up = False
        log.can_delete = True
        log.earlier_wanted.connect(self._load_earlier)
        log.delete_wanted.connect(self.ask_to_delete)
        self._archive.earlier_loaded.connect(self._earlier_loaded)
        self._archive.conversation_changed.connect(self._conversation_changed)
        self._archive.failed.connect(self._failed)
        messenger.connection_changed.connect(self._connection_changed)

    def show(self) -> None:
        """Put into the log what is in memory, at its end."""
        self._view.show_messages(self._messenger.conversation(self._number).messages)
        self._view.set_complete(not len(self._view.rows))

    # Earlier messages

    def _first_key(self) -> str:
        for row in range(len(self._view.rows)):
            message = self._view.rows.message(row)
            if message is not None:
                return message.key
        return ""

    @Slot()
    def _load_earlier(self) -> None:
        self._loading = self._archive.load_earlier(self._number)

    @Slot(object)
    def _earlier_loaded(self, answer: EarlierLoaded) -> None:
        # Another window may have asked; the conversation in memory has it then, and so has the log.
        if answer.contact != self._number:
            return
        if answer.before == self._first_key():
            self._view.prepend(answer.messages, complete=answer.complete)
        elif answer.ticket == self._loading:
            self._view.set_complete(False)

    @Slot(object)
    def _failed(self, failed: ArchiveFailed) -> None:
        if self._loading and failed.ticket == self._loading:
            self._gave_up = True
            self._view.set_complete(True)
        if failed.ticket in self._deleting:
            self._deleting.remove(failed.ticket)
            self._view.append(NoticeLine(problem_text(failed.problem), QDateTime.currentMSecsSinceEpoch()))

    @Slot()
    def _connection_changed(self) -> None:
        if self._gave_up and self._messenger.connection.phase is ConnectionPhase.CONNECTED:
            self._gave_up = False
            self._view.set_complete(False)

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
            self._deleting.add(self._archive.delete_messages([self._to_delete.key]))
            self._to_delete = None

    @Slot(object)
    def _conversation_changed(self, change: ConversationChanged) -> None:
        """Messages went, or came in between: then the log is made anew, with the same message in view."""
        if change.contact != self._number:
            return
        self._view.begin_changes()
        for key in change.removed:
            self._view.remove(key)
        self._view.end_changes()
        if not change.removed:
            self._show_anew()

    def _show_anew(self) -> None:
        seen = self._view.visible_rows()
        first = self._view.rows.message(seen[0]) if seen and not self._view.at_end else None
        self.show()
        row = self._view.rows.find(first.key) if first is not None else None
        if row is not None:
            self._view.bring_into_view(row)
