"""A setting of the place with a few choices, each with a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QWidget

from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.type_size import scaled

_INDENT = 22
"""The width of the mark of a radio button and its space."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: StrEnum
    title: str
    sentence: str


class _ChoiceRow(QWidget):
    """The whole row can be clicked."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        self.button = QRadioButton(choice.title)
        self.sentence = small_label()
        self.show_reason("")
        self.setLayout(column(self.button, row(scaled(_INDENT), (self.sentence, 1), spacing=0), margins=(10, 6, 12, 7)))

    def show_reason(self, reason: str) -> None:
        """Disable the choice for a reason, which replaces its sentence; "" enables it."""
        self.button.setEnabled(not reason)
        self.sentence.setEnabled(not reason)
        self.sentence.setText(reason or self._choice.sentence)
        self.button.setAccessibleDescription(self.sentence.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.button.click()


class ChoiceCard(QFrame):
    """Up and Down change the choice."""

    chosen = Signal(object)
    """The value that the user chose."""

    def __init__(self, name: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        self._rows = {choice.value: _ChoiceRow(choice) for choice in choices}
        self._group = QButtonGroup(self)
        parts: list[QWidget] = []
        for value, choice_row in self._rows.items():
            self._group.addButton(choice_row.button)
            choice_row.button.clicked.connect(lambda _, value=value: self.chosen.emit(value))
            parts += [line(), choice_row] if parts else [choice_row]
        self.setLayout(column(*parts, margins=1))

    def button(self, value: StrEnum) -> QRadioButton:
        return self._rows[value].button

    def sentence(self, value: StrEnum) -> str:
        return self._rows[value].sentence.text()

    def show_value(self, value: str, reasons: Mapping[StrEnum, str]) -> None:
        """Check a value, if it is one of the choices, and disable the choices that have a reason."""
        self._group.setExclusive(False)
        for choice, choice_row in self._rows.items():
            choice_row.button.setChecked(choice == value)
            choice_row.show_reason(reasons.get(choice, ""))
        self._group.setExclusive(True)
