"""Delete messages, each time after a question about what is deleted on this computer."""

import time
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.history.day_calendar import DayEdit
from qqdesk.gui.history.history_filters import midnight
from qqdesk.gui.history.history_jobs import HistoryJobs
from qqdesk.gui.message_log.delete_question import DeleteQuestion, about_one, only_here
from qqdesk.gui.people.person_card import wrapped_label
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_box_icon
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import semibold
from qqdesk.worker.messenger import Messenger

_DAY_MS = 24 * 60 * 60 * 1000


class DeleteBeforeDialog(QDialog):
    """Choose a day and a scope. The messages are counted before the deletion can be confirmed."""

    wanted = Signal(object, object)  # int, milliseconds since 1970; ConversationId or None for all

    def __init__(self, messenger: Messenger, contact: Contact | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history_service = messenger.history_service
        self._contact = contact
        self.scope = QComboBox()
        self.day = DayEdit(self.tr("Before"))
        self.count = wrapped_label("", "secondary")
        self.delete_button = QPushButton(self.tr("&Delete"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.setWindowTitle(self.tr("Delete before a date"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._lay_out()
        self.day.dateChanged.connect(self._request_count)
        self.scope.activated.connect(self._request_count)
        self.delete_button.clicked.connect(self._confirm)
        self.cancel_button.clicked.connect(self.reject)
        self._request_count()

    def _lay_out(self) -> None:
        self.setMinimumWidth(scaled(400))
        if self._contact is not None:
            self.scope.addItem(self.tr("The conversation with {name}").format(name=isolated(self._contact.name)))
        self.scope.addItem(self.tr("All conversations"))
        self.scope.setAccessibleName(self.tr("Which messages"))
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        today = date.today()
        self.day.set_day(today.replace(year=today.year - 1, day=min(today.day, 28)))
        heading = wrapped_label(self.tr("Delete messages from before a date"))
        heading.setFont(semibold(self.font()))
        days = QHBoxLayout()
        days.setSpacing(8)
        before = QLabel(self.tr("&Before"))
        before.setBuddy(self.day)
        days.addWidget(before)
        days.addWidget(self.day, 1)
        self.delete_button.setProperty("role", "danger")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.delete_button)
        buttons.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(self.scope)
        column.addLayout(days)
        column.addWidget(self.count)
        column.addWidget(wrapped_label(only_here(), "secondary"))
        column.addStretch(1)
        column.addLayout(buttons)
        self.cancel_button.setDefault(True)

    def _conversation(self) -> ConversationId | None:
        if self._contact is None or self.scope.currentIndex() != 0:
            return None
        return ConversationId.person(self._contact.number)

    @Slot()
    def _request_count(self) -> None:
        self.delete_button.setEnabled(False)
        self.count.setText(self.tr("Counting…"))
        selection = self._selection()
        self._history_service.count_before(*selection).then(self, partial(self._show_count, selection), self._failed)

    def _selection(self) -> tuple[int, ConversationId | None]:
        """Return the time in milliseconds since 1970, and the conversation or None for all."""
        return midnight(self.day.day()), self._conversation()

    def _show_count(self, selection: tuple[int, ConversationId | None], count: int) -> None:
        if selection == self._selection():
            self.count.setText(self.tr("That is %Ln message(s).", "", count))
            self.delete_button.setEnabled(count > 0)

    def _failed(self, problem: Problem) -> None:
        self.count.setText(self.tr("The messages could not be counted. Try again in a moment."))

    @Slot()
    def _confirm(self) -> None:
        self.wanted.emit(*self._selection())
        self.accept()


class HistoryDeletion(QObject):
    """Ask, then start the deletion. `window` is the parent of the question."""

    def __init__(self, messenger: Messenger, store: SettingsStore, jobs: HistoryJobs, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger, self._store, self._jobs = messenger, store, jobs
        self._keep_days = 0
        self.box: QMessageBox | None = None

    def ask_about_messages(self, messages: list[Message], window: QWidget) -> None:
        """Ask about these messages. Unsent messages stay; the question mentions them."""
        gone = [message for message in messages if not message.is_unsent]
        if not gone:
            self._show_unsent_notice(window)
            return
        if len(gone) == 1:
            title, words = about_one(gone[0])
        else:
            title = self.tr("Delete %Ln message(s)?", "", len(gone))
            words = only_here()
        if len(gone) < len(messages):
            words += "\n\n" + self.tr("What is still to be sent stays.")
        keys = [message.id for message in gone]
        self._open_question(window, title, words).confirmed.connect(lambda: self._jobs.delete_messages(keys))

    def ask_about_conversation(self, conversation: ConversationId, window: QWidget) -> None:
        contact = self._messenger.label(conversation)
        title = self.tr("Delete the conversation with {name}?").format(name=isolated(contact.name))
        words = self.tr("All messages with {name} go. What is still to be sent stays.").format(
            name=isolated(contact.name)
        )
        question = self._open_question(window, title, f"{words}\n\n{only_here()}")
        question.confirmed.connect(lambda: self._jobs.delete_conversation(conversation))

    def ask_before(self, conversation: ConversationId | None, window: QWidget) -> DeleteBeforeDialog:
        contact = None if conversation is None else self._messenger.label(conversation)
        dialog = DeleteBeforeDialog(self._messenger, contact, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._jobs.delete_before)
        dialog.open()
        return dialog

    # Retention

    def ask_to_keep(self, days: int, window: QWidget) -> None:
        """Keep messages for ever (0) without a question. Otherwise count those that would be deleted now."""
        if days <= 0:
            self._store.change("keep_days", 0)
        elif days != self._store.settings.keep_days:
            self._keep_days = days
            oldest = round(time.time() * 1000) - days * _DAY_MS
            pending = self._messenger.history_service.count_before(oldest, keep_unread=True)
            pending.then(window, partial(self._confirm_keep, days, window), partial(self._keep_failed, window))

    def _confirm_keep(self, days: int, window: QWidget, count: int) -> None:
        if days != self._keep_days:
            return
        if not count:
            self._store.change("keep_days", days)
            return
        title = self.tr("Keep messages for %Ln day(s) only?", "", days)
        words = self.tr(
            "%Ln message(s) are older and go now, others when they are. What was not read or not sent stays.",
            "",
            count,
        )
        question = self._open_question(window, title, f"{words}\n\n{only_here()}")
        question.confirmed.connect(lambda: self._store.change("keep_days", days))

    def _keep_failed(self, window: QWidget, problem: Problem) -> None:
        self._show_notice(window, self.tr("The messages could not be counted"), self.tr("Try again in a moment."))

    # Message boxes

    def _show_unsent_notice(self, window: QWidget) -> None:
        words = self.tr("It is still to be sent. Discard it first, then it can be deleted.")
        self._show_notice(window, self.tr("This message cannot be deleted yet"), words)

    def _show_notice(self, window: QWidget, title: str, words: str) -> None:
        box = QMessageBox(window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        put_box_icon(box, "info", "accent")
        box.setWindowTitle(self.tr("Delete messages"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(title)
        box.setInformativeText(words)
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.open()
        self.box = box

    def _open_question(self, window: QWidget, title: str, words: str) -> DeleteQuestion:
        question = DeleteQuestion(title, words, window)
        question.open()
        self.box = question
        return question
