"""Export, import, deletion and retention of messages, each after a question or dialog."""

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.history.delete_before_dialog import DeleteBeforeDialog
from qqdesk.gui.history.export_dialog import ExportDialog, import_dialog
from qqdesk.gui.history.history_jobs import HistoryJobs
from qqdesk.gui.message_log.delete_question import DeleteQuestion, everywhere, only_here, question_about
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.question_box import use_bold_title
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.history.eraser import Selection
from qqdesk.worker.messenger import Messenger

_DAY_MS = 24 * 60 * 60 * 1000


class HistoryActions(QObject):
    """The actions open their dialogs over `window`. Jobs continue after it is closed."""

    def __init__(self, messenger: Messenger, store: SettingsStore, jobs: HistoryJobs, window: QWidget) -> None:
        super().__init__(window)
        self._messenger, self._store, self._jobs, self._window = messenger, store, jobs, window
        self._keep_days = 0
        """The retention of the last count; a reply to an earlier one is ignored."""
        self.box: QMessageBox | None = None
        self.export_dialog: ExportDialog | None = None
        self.import_dialog: QFileDialog | None = None

    # Export and import

    def export(self, conversation: ConversationId | None, *, prefer_all: bool) -> None:
        """Offer the export of one conversation or all; `prefer_all` selects all at first."""
        contact = None if conversation is None else self._messenger.label(conversation)
        dialog = ExportDialog(conversation, contact, self._messenger.me.name, self._window, prefer_all=prefer_all)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._jobs.export)
        dialog.open()
        self.export_dialog = dialog

    @Slot()
    def import_file(self) -> None:
        self.import_dialog = import_dialog(self._window)
        self.import_dialog.fileSelected.connect(lambda path: self._jobs.import_file(Path(path)))
        self.import_dialog.open()
        file_dialog.finish(self.import_dialog)

    # Deletion

    def delete_messages(self, messages: list[Message]) -> None:
        """Ask about these messages. Unsent messages stay; the question mentions them."""
        gone = [message for message in messages if not message.is_unsent]
        if not gone:
            sentence = self.tr("It is not sent yet. Discard it first; then you can delete it.")
            self._show_notice(self.tr("This message cannot be deleted yet"), sentence)
            return
        more = "\n\n" + self.tr("Messages that are not sent yet stay.") if len(gone) < len(messages) else ""
        if len(gone) == 1:
            question = question_about(gone[0], self._messenger.changes, self._window, more)
        else:
            title = self.tr("Delete %Ln message(s)?", "", len(gone))
            question = DeleteQuestion(title, only_here() + more, self._window)
        selection = Selection(tuple(message.id for message in gone))
        question.confirmed.connect(partial(self._jobs.delete, selection))
        self._open(question)

    def delete_conversation(self, conversation: ConversationId) -> None:
        name = isolated(self._messenger.label(conversation).name)
        title = self.tr("Delete the conversation with {name}?").format(name=name)
        sentence = self.tr("All messages with {name} are deleted. Messages that are not sent yet stay.").format(
            name=name
        )
        words = f"{sentence}\n\n{everywhere(extended=self._messenger.extended)}"
        question = DeleteQuestion(title, words, self._window)
        question.confirmed.connect(partial(self._jobs.delete, Selection(conversation=conversation)))
        self._open(question)

    def delete_before(self, conversation: ConversationId | None) -> None:
        dialog = DeleteBeforeDialog(self._messenger, conversation, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.confirmed.connect(self._jobs.delete)
        dialog.open()

    # Retention

    def keep_for(self, days: int) -> None:
        """Keep messages for ever (0) without a question. Otherwise count those that would be deleted now."""
        if days <= 0:
            self._store.change("keep_days", 0)
        elif days != self._store.settings.keep_days:
            self._keep_days = days
            oldest = round(time.time() * 1000) - days * _DAY_MS
            pending = self._messenger.history_service.count(Selection(before=oldest, keep_unread=True))
            pending.then(self, partial(self._confirm_keep, days), self._count_failed)

    def _confirm_keep(self, days: int, count: int) -> None:
        if days != self._keep_days:
            return
        if not count:
            self._store.change("keep_days", days)
            return
        title = self.tr("Keep messages for %Ln day(s) only?", "", days)
        sentence = self.tr(
            "%Ln message(s) are older and are deleted now, others when they reach that age. Unread and "
            "unsent messages stay.",
            "",
            count,
        )
        words = f"{sentence}\n\n{everywhere(extended=self._messenger.extended)}"
        question = DeleteQuestion(title, words, self._window)
        self._open(question)
        question.confirmed.connect(lambda: self._store.change("keep_days", days))

    def _count_failed(self, problem: Problem) -> None:
        self._show_notice(self.tr("The messages could not be counted"), self.tr("Try again in a moment."))

    # Message boxes

    def _show_notice(self, title: str, sentence: str) -> None:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        put_icon(box, "info", "accent")
        box.setWindowTitle(self.tr("Delete messages"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(title)
        use_bold_title(box)
        box.setInformativeText(sentence)
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.open()
        self.box = box

    def _open(self, question: DeleteQuestion) -> None:
        question.open()
        self.box = question
