"""The notes on a contact in their profile: remark, group and online alert."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from qqdesk.gui.contacts.first_group import first_group_title
from qqdesk.gui.contacts.name_dialog import fault_text
from qqdesk.gui.contacts.person_actions import watch_choices
from qqdesk.gui.kit.form import LABEL_WIDTH
from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import form
from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.limits import MAX_REMARK_CHARS
from qqdesk.worker.messenger import Messenger


class _Line(QLineEdit):
    """Enter saves the text and does not reach the default button of the dialog."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class PersonNotes(QWidget):
    """Choices are saved at once; the remark when the line loses focus or on Enter."""

    def __init__(self, messenger: Messenger, number: int) -> None:
        super().__init__()
        self._messenger, self._number = messenger, number
        self.remark_edit = _Line()
        self.remark_fault = wrapped_label(role="fault")
        self.group_combo = QComboBox()
        self.watch_combo = QComboBox()
        leave_wheel_to_area(self.group_combo, self.watch_combo)
        self._form = form(margins=12)
        self._lay_out()
        self.refresh()
        self.remark_edit.textEdited.connect(self._clear_fault)
        self.remark_edit.editingFinished.connect(self.save_remark)
        self.group_combo.activated.connect(self._move)
        self.watch_combo.activated.connect(self._watch)
        messenger.presence.watch_changed.connect(self.refresh)

    def _lay_out(self) -> None:
        self.setLayout(self._form)
        self.remark_edit.setPlaceholderText(self.tr("Only you see this name"))
        self.remark_fault.hide()
        for watch, text in watch_choices():
            self.watch_combo.addItem(text, watch)
        self._add(self.tr("Re&mark"), self.remark_edit)
        self._form.addRow("", self.remark_fault)
        self._add(self.tr("&Group"), self.group_combo)
        self._add(self.tr("&Online alert"), self.watch_combo)

    def _add(self, text: str, field: QWidget) -> None:
        label = field_label(text, field)
        label.setProperty("role", "secondary")
        label.setFixedWidth(scaled(LABEL_WIDTH))
        label.setWordWrap(True)
        self._form.addRow(label, field)

    @Slot()
    def refresh(self) -> None:
        """Show the current notes. A remark with the focus stays."""
        contact = self._messenger.roster.get(self._number)
        if not self.remark_edit.isModified():
            self.remark_edit.setText(contact.remark)
            self.remark_edit.setCursorPosition(0)
        self.group_combo.clear()
        for name in self._messenger.contact_notes.group_names():
            self.group_combo.addItem(name or first_group_title(self._messenger.invitations.place), name)
        self.group_combo.setCurrentIndex(max(self.group_combo.findData(contact.group), 0))
        watch = self._messenger.presence.watched(self._number)
        self.watch_combo.setCurrentIndex([one for one, _ in watch_choices()].index(watch))
        self._form.setRowVisible(self.group_combo, not contact.stranger)
        self._form.setRowVisible(self.watch_combo, not contact.stranger and not contact.blocked)

    @Slot()
    def _clear_fault(self) -> None:
        self._show_fault("")

    def _show_fault(self, text: str) -> None:
        self.remark_fault.setText(text)
        self.remark_fault.setVisible(bool(text))
        self.remark_edit.setAccessibleDescription(text)

    @Slot()
    def save_remark(self) -> bool:
        """Return False if the remark is invalid. It stays in the line, with the reason below."""
        if not self.remark_edit.isModified():
            return True
        fault = self._messenger.contact_notes.set_remark(self._number, self.remark_edit.text())
        if fault is not None:
            self._show_fault(fault_text(fault, MAX_REMARK_CHARS))
            return False
        self.remark_edit.setModified(False)
        self.refresh()
        return True

    @Slot()
    def _move(self) -> None:
        self._messenger.contact_notes.move_to_group([self._number], str(self.group_combo.currentData()))

    @Slot()
    def _watch(self) -> None:
        self._messenger.presence.watch(self._number, self.watch_combo.currentData())
