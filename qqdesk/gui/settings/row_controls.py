"""The control of a row: it shows what holds, and says what the person chose."""

from typing import Any

from PySide6.QtCore import QObject, QTime, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from qqdesk.gui.settings.listed_switch import ListedSwitch
from qqdesk.gui.settings.path_picker import PathPicker
from qqdesk.gui.settings.setting_rows import Action, Choice, Custom, Number, PathChoice, Row, Switch, Text, TimeOfDay
from qqdesk.gui.settings.switch_box import SwitchBox
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.shared.type_size import scaled

WIDTH = 176
"""Of what has no width of its own, in logical pixels."""


class Control(QObject):
    """`widget` is what stands in the row. It belongs to the row; this belongs to the widget."""

    chosen = Signal(object)  # the new value
    refused = Signal(str)  # the sentence that says why, "" when it is right again

    def __init__(self, row: Row, widget: QWidget, focus: QWidget | None = None) -> None:
        """`focus` is the part of the widget that takes the keys, no focus proxy: Tab goes round one that is inside."""
        super().__init__(widget)
        self.row, self.widget, self.focus = row, widget, focus or widget.focusProxy() or widget
        self.focus.setAccessibleName(row.title)
        self.focus.setAccessibleDescription(row.sentence)

    def show_value(self, value: Any) -> None:
        """Another value holds now, whoever set it. Does not emit `chosen`."""


class _SwitchControl(Control):
    def __init__(self, row: Switch) -> None:
        self._box = SwitchBox()
        super().__init__(row, self._box)
        self._box.toggled.connect(self._choose)

    def show_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setChecked(bool(value))
        self._box.blockSignals(False)
        self._box.update()

    @Slot(bool)
    def _choose(self, on: bool) -> None:
        self.chosen.emit(on)


class _ChoiceControl(Control):
    def __init__(self, row: Choice) -> None:
        self._box = QComboBox()
        self._box.setMinimumWidth(scaled(WIDTH))
        super().__init__(row, self._box)
        self._values: list[Any] = []
        for value, text in row.choices():
            self._values.append(value)
            self._box.addItem(text)
        self._box.activated.connect(self._choose)
        leave_wheel_to_area(self._box)

    def show_value(self, value: Any) -> None:
        # One that is none of them counts as the first.
        self._box.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.chosen.emit(self._values[index])


class _NumberControl(Control):
    def __init__(self, row: Number) -> None:
        self._box = QSpinBox()
        self._box.setRange(row.least, row.most)
        self._box.setSingleStep(row.step)
        self._box.setSuffix(f"\u00a0{row.unit}" if row.unit else "")
        self._box.setSpecialValueText(row.least_text)
        self._box.setMinimumWidth(scaled(112))
        self._box.lineEdit().setTextMargins(6, 0, 0, 0)
        self._box.setKeyboardTracking(False)  # what is half typed does not hold
        super().__init__(row, self._box)
        self._box.valueChanged.connect(self._choose)
        leave_wheel_to_area(self._box)

    def show_value(self, value: Any) -> None:
        if self._box.value() != value:
            self._box.blockSignals(True)
            self._box.setValue(value)
            self._box.blockSignals(False)

    @Slot(int)
    def _choose(self, value: int) -> None:
        self.chosen.emit(value)


class _TimeControl(Control):
    def __init__(self, row: TimeOfDay) -> None:
        self._edit = QTimeEdit()
        self._edit.setMinimumWidth(scaled(96))
        for line in self._edit.findChildren(QLineEdit):  # a padding of the sheet does not reach it
            line.setTextMargins(6, 0, 0, 0)
        self._edit.setKeyboardTracking(False)
        super().__init__(row, self._edit)
        self._edit.timeChanged.connect(self._choose)
        leave_wheel_to_area(self._edit)

    def show_value(self, value: Any) -> None:
        self._edit.blockSignals(True)
        self._edit.setTime(QTime(0, 0).addSecs(int(value) * 60))
        self._edit.blockSignals(False)

    @Slot(QTime)
    def _choose(self, time: QTime) -> None:
        self.chosen.emit(time.hour() * 60 + time.minute())


class _TextControl(Control):
    """Holds when the line is left, or Enter is pressed: half an address is none."""

    def __init__(self, row: Text) -> None:
        self._edit, self._check = QLineEdit(), row.check
        self._edit.setMinimumWidth(scaled(WIDTH + 24))
        self._edit.setPlaceholderText(row.placeholder)
        if row.secret:
            self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(row, self._edit)
        self._edit.editingFinished.connect(self._choose)

    def show_value(self, value: Any) -> None:
        if self._edit.text() != str(value):
            self._edit.setText(str(value))
        self.refused.emit("")

    @Slot()
    def _choose(self) -> None:
        text = self._edit.text().strip()
        problem = self._check(text) if self._check is not None else ""
        self.refused.emit(problem)
        if not problem:
            self.chosen.emit(text)


class _PathControl(Control):
    def __init__(self, row: PathChoice) -> None:
        self._line = PathPicker(row)
        super().__init__(row, self._line, self._line.button)
        self._line.chosen.connect(self.chosen)

    def show_value(self, value: Any) -> None:
        self._line.set_path(str(value))


class _ActionControl(Control):
    def __init__(self, row: Action) -> None:
        button = QPushButton(row.button)
        if row.icon:
            put_icon(button, row.icon)
        super().__init__(row, button)
        button.setAccessibleName(f"{row.title}: {row.button.rstrip('…')}")
        button.clicked.connect(self._act)
        self._act_of_row = row.act

    @Slot()
    def _act(self) -> None:
        if self._act_of_row is not None:
            self._act_of_row()


class _CustomControl(Control):
    def __init__(self, row: Custom, parent: QWidget) -> None:
        super().__init__(row, row.make(parent) if row.make is not None else QWidget(parent))
        if isinstance(self.widget, ListedSwitch):
            self.widget.refused.connect(self.refused)


def make_control(row: Row, parent: QWidget) -> Control:
    """The control that a row's kind has."""
    match row:
        case Switch():
            return _SwitchControl(row)
        case Choice():
            return _ChoiceControl(row)
        case Number():
            return _NumberControl(row)
        case TimeOfDay():
            return _TimeControl(row)
        case Text():
            return _TextControl(row)
        case PathChoice():
            return _PathControl(row)
        case Action():
            return _ActionControl(row)
        case Custom():
            return _CustomControl(row, parent)
    raise TypeError(f"no control for {row!r}")
