"""The controls of the rows, one function for each kind of row."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Qt, QTime, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from qqdesk.domain.problem import Problem
from qqdesk.gui.settings.setting_rows import (
    Action,
    Choice,
    Custom,
    Number,
    PathChoice,
    Percentage,
    Row,
    Switch,
    Text,
    TimeOfDay,
)
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.icons import icon_button, put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.layouts import row as layout_row
from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.shared.switch_box import SwitchBox
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger


class ProfileSwitch(SwitchBox):
    """A switch for a setting of the account, which the server stores. `name` is a field of ModifyInfo and of
    GetInfoReply. Disabled until the server has answered.
    """

    refused = Signal(str)  # why it was not saved, "" if it was

    def __init__(self, messenger: Messenger, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger, self._name = messenger, name
        self._is_known = self._is_saving = False
        self.clicked.connect(self._save)
        messenger.signed_in.connect(self._request)
        messenger.signed_out.connect(self._forget)
        self._request()

    def setEnabled(self, enabled: bool) -> None:
        super().setEnabled(enabled and self._is_known and not self._is_saving)

    @Slot()
    def _request(self) -> None:
        self._messenger.request_profile(self._messenger.me.number).then(self, self._show)

    @Slot()
    def _forget(self) -> None:
        self._is_known = self._is_saving = False
        self.setEnabled(False)

    def _show(self, reply: GetInfoReply) -> None:
        value = getattr(reply, self._name)
        if value is not None and not self._is_saving:
            self._is_known = True
            self.setChecked(value)
            self.setEnabled(True)

    @Slot(bool)
    def _save(self, value: bool) -> None:
        edit = replace(ModifyInfo({}), **{self._name: value})  # type: ignore[arg-type]
        self._messenger.request(edit).then(self, self._saved, self._failed)
        self._is_saving = True
        self.refused.emit("")
        self.setEnabled(False)

    def _saved(self, _: Done) -> None:
        self._is_saving = False
        self.setEnabled(True)

    def _failed(self, problem: Problem) -> None:
        self._is_saving = False
        self.setChecked(not self.isChecked())
        self.refused.emit(problem_text(problem))
        self.setEnabled(True)


class PathPicker(QWidget):
    """Choose a file or folder: its name, a button for the system's dialog, and one to choose none."""

    chosen = Signal(str)  # the path, "" for none

    def __init__(self, choice: PathChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice, self._path = choice, ""
        self._name = ElidedLabel("", "secondary", alignment=Qt.AlignmentFlag.AlignRight)
        self._name.setMinimumWidth(scaled(96))
        self.button = QPushButton(self.tr("Choose…"))
        self.button.clicked.connect(self._open_dialog)
        self.clear = icon_button("close", self.tr("None"), "secondary")
        self.clear.clicked.connect(self._clear)
        self.dialog: QFileDialog | None = None
        self.setLayout(row(self._name, self.clear, self.button, spacing=8))
        self.set_path("")

    def set_path(self, path: str) -> None:
        self._path = path
        self._name.setText(Path(path).name if path else self._choice.none_text)
        self._name.setToolTip(plain_tip(path))
        self.clear.setVisible(bool(path))

    @Slot()
    def _open_dialog(self) -> None:
        is_folder = self._choice.is_folder
        folder = (self._path if is_folder else str(Path(self._path).parent)) if self._path else ""
        self.dialog = dialog = QFileDialog(self.window(), self._choice.title, folder, self._choice.files)
        dialog.setFileMode(QFileDialog.FileMode.Directory if is_folder else QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        file_dialog.finish(dialog)

    @Slot()
    def _clear(self) -> None:
        self.button.setFocus()
        self.chosen.emit("")


WIDTH = 176
"""The width of combo boxes, in logical pixels."""


class Control(QObject):
    """The widget of a row, connected to the setting. The widget owns this object."""

    chosen = Signal(object)
    """The value that the user chose."""
    refused = Signal(str)
    """The reason why the input is invalid; "" if it is valid."""

    def __init__(
        self, row: Row, widget: QWidget, show: Callable[[Any], object] | None = None, focus: QWidget | None = None
    ) -> None:
        """`show` displays a value. `focus` is the part with the keyboard focus; Tab skips a part with a focus proxy."""
        super().__init__(widget)
        self.widget, self._show = widget, show
        focus = focus or widget
        focus.setAccessibleName(row.title)
        focus.setAccessibleDescription(row.sentence)

    def show_value(self, value: Any) -> None:
        """Display the value of the setting without emitting `chosen`."""
        if self._show is not None:
            with QSignalBlocker(self.widget):
                self._show(value)


def make_control(row: Row, parent: QWidget) -> Control:
    match row:
        case Switch():
            return _switch(row)
        case Choice():
            return _choice(row)
        case Number():
            return _number(row)
        case Percentage():
            return _percentage(row)
        case TimeOfDay():
            return _time(row)
        case Text():
            return _text(row)
        case PathChoice():
            return _path(row)
        case Action():
            return _action(row)
        case Custom():
            return _custom(row, parent)
    raise TypeError(f"no control for {row!r}")


def _switch(row: Switch) -> Control:
    box = SwitchBox()
    control = Control(row, box, box.setChecked)
    box.toggled.connect(control.chosen.emit)
    return control


def _choice(row: Choice) -> Control:
    box = QComboBox()
    box.setMinimumWidth(scaled(WIDTH))
    leave_wheel_to_area(box)
    values = [value for value, _ in row.choices()]
    box.addItems([text for _, text in row.choices()])
    # An unknown value counts as the first.
    control = Control(row, box, lambda value: box.setCurrentIndex(values.index(value) if value in values else 0))
    box.activated.connect(lambda index: control.chosen.emit(values[index]))
    return control


def _number(row: Number) -> Control:
    box = QSpinBox()
    box.setRange(row.least, row.most)
    box.setSingleStep(row.step)
    box.setSuffix(f"\u00a0{row.unit}" if row.unit else "")
    box.setSpecialValueText(row.least_text)
    box.setMinimumWidth(scaled(112))
    box.lineEdit().setTextMargins(6, 0, 0, 0)
    box.setKeyboardTracking(False)
    leave_wheel_to_area(box)
    control = Control(row, box, box.setValue)
    box.valueChanged.connect(control.chosen.emit)
    return control


def _percentage(row: Percentage) -> Control:
    box, slider, percent = QWidget(), QSlider(Qt.Orientation.Horizontal), QLabel()
    slider.setRange(0, 100)
    slider.setSingleStep(5)
    slider.setMinimumWidth(scaled(128))
    leave_wheel_to_area(slider)
    percent.setFixedWidth(percent.fontMetrics().horizontalAdvance(_percent(100)))
    box.setLayout(layout_row(slider, percent))
    slider.valueChanged.connect(lambda value: percent.setText(_percent(value)))
    control = Control(row, box, slider.setValue, slider)
    slider.valueChanged.connect(control.chosen.emit)
    return control


def _percent(value: int) -> str:
    return f"{value}\u00a0%"


def _time(row: TimeOfDay) -> Control:
    edit = QTimeEdit()
    edit.setMinimumWidth(scaled(96))
    edit.findChildren(QLineEdit)[0].setTextMargins(6, 0, 0, 0)  # the padding of the style sheet does not reach it
    edit.setKeyboardTracking(False)
    leave_wheel_to_area(edit)
    control = Control(row, edit, lambda minutes: edit.setTime(QTime(0, 0).addSecs(minutes * 60)))
    edit.timeChanged.connect(lambda time: control.chosen.emit(time.hour() * 60 + time.minute()))
    return control


def _text(row: Text) -> Control:
    """Return a line whose text is applied when the user leaves it or presses Enter."""
    edit = QLineEdit()
    edit.setMinimumWidth(scaled(WIDTH + 24))
    edit.setPlaceholderText(row.placeholder)

    def show(value: str) -> None:
        if edit.text() != value:
            edit.setText(value)
        control.refused.emit("")

    def apply() -> None:
        text = edit.text().strip()
        problem = row.check(text) if row.check is not None else ""
        control.refused.emit(problem)
        if not problem:
            control.chosen.emit(text)

    control = Control(row, edit, show)
    edit.editingFinished.connect(apply)
    return control


def _path(row: PathChoice) -> Control:
    picker = PathPicker(row)
    control = Control(row, picker, picker.set_path, picker.button)
    picker.chosen.connect(control.chosen.emit)
    return control


def _action(row: Action) -> Control:
    button = QPushButton(row.button)
    if row.icon:
        put_icon(button, row.icon)
    control = Control(row, button)
    button.setAccessibleName(f"{row.title}: {row.button.rstrip('…')}")
    button.clicked.connect(lambda: row.act())
    return control


def _custom(row: Custom, parent: QWidget) -> Control:
    control = Control(row, row.make(parent))
    if isinstance(control.widget, ProfileSwitch):
        control.widget.refused.connect(control.refused)
    return control
