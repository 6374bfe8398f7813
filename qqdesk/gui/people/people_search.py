"""The search field of *Add people*: a number or nickname, and more fields on demand."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QWidget

from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.line_edits import SearchEdit
from qqdesk.protocol.codes import MAX_NUMBER, Sex
from qqdesk.worker.api import PeopleQuery

_HIGHEST_AGE = 255
_PAUSE_MS = 300
"""A pause in typing after which the search starts."""


class PeopleSearch(QWidget):
    changed = Signal()  # the text or a field, after a pause or on Enter
    list_wanted = Signal()  # Enter or Down while the list shows the results of the text

    def __init__(self) -> None:
        super().__init__()
        self.edit = SearchEdit()
        self.more_button = QPushButton(self.tr("M&ore"))
        self.more_button.setProperty("role", "link")
        self.more_button.setCheckable(True)
        self.age_spin = QSpinBox()
        self.sex_combo = QComboBox()
        self.province_edit = QLineEdit()
        self._classic = wrapped_label(self.tr("This place does not search by nickname."), "secondary")
        self.province_edit.setMaxLength(64)
        self.age_spin.setRange(0, _HIGHEST_AGE)
        self.age_spin.setSpecialValueText(self.tr("Any"))
        self.age_spin.lineEdit().setTextMargins(8, 0, 0, 0)
        self.sex_combo.addItem(self.tr("Any"), None)
        self.sex_combo.addItem(self.tr("Male"), int(Sex.MALE))
        self.sex_combo.addItem(self.tr("Female"), int(Sex.FEMALE))
        self._fields = QWidget()
        self._fields.setLayout(self._field_row())
        self._fields.hide()
        self.setLayout(
            column(row((self.edit, 1), self.more_button), self._classic, self._fields, margins=12, spacing=8)
        )
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.changed)
        self.more_button.toggled.connect(self._fields.setVisible)
        self.edit.textEdited.connect(self._timer.start)
        self.edit.down_pressed.connect(self._on_enter)
        self.province_edit.textEdited.connect(self._timer.start)
        self.age_spin.valueChanged.connect(self._timer.start)
        self.sex_combo.currentIndexChanged.connect(self._timer.start)

    def _field_row(self) -> QHBoxLayout:
        age = column(field_label(self.tr("A&ge"), self.age_spin), self.age_spin, spacing=4)
        sex = column(field_label(self.tr("Se&x"), self.sex_combo), self.sex_combo, spacing=4)
        province = column(field_label(self.tr("Pro&vince"), self.province_edit), self.province_edit, spacing=4)
        return row((age, 2), (sex, 2), (province, 3))

    def set_extended(self, extended: bool) -> None:
        """`extended`: the server has the extensions, such as the search by nickname."""
        text = self.tr("Number or nickname") if extended else self.tr("Number")
        self.edit.setPlaceholderText(text)
        self.edit.setAccessibleName(text)
        self._classic.setVisible(not extended)

    def number(self) -> int:
        """Return the number that was typed, or 0."""
        text = "".join(self.edit.text().split())
        return int(text) if text.isascii() and text.isdecimal() and int(text) <= MAX_NUMBER else 0

    def query(self) -> PeopleQuery:
        return PeopleQuery(
            age=self.age_spin.value() or None,
            sex=self.sex_combo.currentData(),
            province=self.province_edit.text().strip(),
            nickname=self.edit.text().strip(),
        )

    @Slot()
    def _on_enter(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.changed.emit()
        else:
            self.list_wanted.emit()
