"""A dialog that asks for a name or another line of text, and validates it while the user types."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QWidget

from qqdesk.domain.contact_notes import NameFault
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.limits import MAX_GROUPS

_MARGIN = 16


def fault_text(fault: NameFault | None, most: int) -> str:
    """Return the error as a sentence; "" for a valid or empty name. `most` is the maximum length."""
    translate = QCoreApplication.translate
    match fault:
        case NameFault.TOO_LONG:
            return translate("NameFault", "At most {count} characters are possible.").format(count=most)
        case NameFault.CONTROL:
            return translate("NameFault", "It contains characters that cannot be displayed.")
        case NameFault.TOO_MANY:
            return translate("NameFault", "There are {count} groups already, which is the maximum.").format(
                count=MAX_GROUPS
            )
        case _:
            return ""


class NameDialog(QDialog):
    """`check` returns None for a valid text, else the error to show, which may be ""."""

    named = Signal(str)

    def __init__(
        self,
        title: str,
        label: str,
        text: str,
        check: Callable[[str], str | None],
        parent: QWidget | None,
        button_text: str,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._check = check
        self.setWindowTitle(title)
        self.edit = QLineEdit(text)
        self.edit.setAccessibleName(label)
        self.edit.selectAll()
        # Of the field, not of the dialog: the height is that of the labels at the preferred width.
        self.edit.setMinimumWidth(scaled(300) - 2 * _MARGIN)
        self.fault = wrapped_label(role="error")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok_button.setProperty("role", "primary")
        self.ok_button.setText(button_text)
        self.setLayout(column(wrapped_label(label), self.edit, self.fault, self.buttons, margins=_MARGIN, spacing=8))
        self.edit.textChanged.connect(self._validate)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._validate()

    @Slot()
    def _validate(self) -> None:
        fault = self._check(self.edit.text())
        self.ok_button.setEnabled(fault is None)
        self.fault.setText(fault or "")
        self.fault.setVisible(bool(fault))
        self.edit.setAccessibleDescription(fault or "")

    @Slot()
    def _accept(self) -> None:
        if self.ok_button.isEnabled():
            self.accept()
            self.named.emit(self.edit.text())
