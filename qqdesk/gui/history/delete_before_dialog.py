"""The dialog that deletes messages from before a date."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.history.history_filters import midnight
from qqdesk.gui.message_log.delete_question import everywhere
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.day_calendar import DayEdit
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.type_size import scaled
from qqdesk.history.eraser import Selection
from qqdesk.worker.messenger import Messenger


class DeleteBeforeDialog(QDialog):
    """Choose a day and a scope. The messages are counted before the deletion can be confirmed."""

    confirmed = Signal(object)  # Selection

    def __init__(
        self, messenger: Messenger, conversation: ConversationId | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._messenger, self._history_service = messenger, messenger.history_service
        self._chosen = conversation
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
        if self._chosen is not None:
            name = isolated(self._messenger.label(self._chosen).name)
            self.scope.addItem(self.tr("The conversation with {name}").format(name=name))
        self.scope.addItem(self.tr("All conversations"))
        self.scope.setAccessibleName(self.tr("Which messages"))
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        today = date.today()
        self.day.set_day(today.replace(year=today.year - 1, day=min(today.day, 28)))
        heading = wrapped_label(self.tr("Delete messages from before a date"))
        heading.setFont(semibold(self.font()))
        days = row(field_label(self.tr("&Before"), self.day), (self.day, 1))
        self.delete_button.setProperty("role", "danger")
        buttons = row(None, self.delete_button, self.cancel_button)
        hint = wrapped_label(everywhere(extended=self._messenger.extended), "secondary")
        self.setLayout(column(heading, self.scope, days, self.count, hint, None, buttons, margins=16, spacing=12))
        self.cancel_button.setDefault(True)

    @Slot()
    def _request_count(self) -> None:
        self.delete_button.setEnabled(False)
        self.count.setText(self.tr("Counting…"))
        selection = self._selection()
        self._history_service.count(selection).then(self, partial(self._show_count, selection), self._failed)

    def _selection(self) -> Selection:
        conversation = self._chosen if self.scope.currentIndex() == 0 else None
        return Selection(conversation=conversation, before=midnight(self.day.day()))

    def _show_count(self, selection: Selection, count: int) -> None:
        if selection == self._selection():
            counted = self.tr("That is %Ln message(s).", "", count)
            self.count.setText(counted if count else self.tr("There are no messages from before this day."))
            self.delete_button.setEnabled(count > 0)

    def _failed(self, problem: Problem) -> None:
        self.count.setText(self.tr("The messages could not be counted. Try again in a moment."))

    @Slot()
    def _confirm(self) -> None:
        self.confirmed.emit(self._selection())
        self.accept()
