"""The line above a log in which one searches it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qqdesk.gui.shared.icon_button import icon_button
from qqdesk.gui.shared.layouts import line
from qqdesk.gui.shared.search_line import put_search_look

MAX_CHARS = 200


class FindBar(QFrame):
    """What is searched for, how much was found, and the way from one to the next. The page sees to the keys."""

    text_changed = Signal(str)
    step_wanted = Signal(object)  # int: 1 to the next earlier one, -1 to the next later one
    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setMaxLength(MAX_CHARS)
        self.edit.setPlaceholderText(self.tr("Find in this chat"))
        self.edit.setAccessibleName(self.tr("Find in this chat"))
        put_search_look(self.edit)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.earlier = icon_button("chevron-up", self.tr("Next earlier (Enter)"))
        self.later = icon_button("chevron-down", self.tr("Next later (Shift+Enter)"))
        self.close_button = icon_button("close", self.tr("Close (Esc)"))
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addSpacing(4)
        row.addWidget(self.count)
        row.addSpacing(4)
        for button in (self.earlier, self.later, self.close_button):
            button.setFixedSize(28, 28)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line())
        self.edit.textChanged.connect(self.text_changed)
        self.earlier.clicked.connect(self._go_earlier)
        self.later.clicked.connect(self._go_later)
        self.close_button.clicked.connect(self.close_wanted)
        self.show_count("", can_step=False)
        self.hide()

    def show_count(self, words: str, *, can_step: bool, is_told: bool = False) -> None:
        """How much was found; `is_told`: a screen reader says it now."""
        self.count.setText(words)
        self.earlier.setEnabled(can_step)
        self.later.setEnabled(can_step)
        if is_told and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.count, words))

    @Slot()
    def _go_earlier(self) -> None:
        self.step_wanted.emit(1)

    @Slot()
    def _go_later(self) -> None:
        self.step_wanted.emit(-1)
