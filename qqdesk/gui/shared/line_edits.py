"""Search fields, and the field for the number of a user."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from qqdesk.gui.shared.icons import put_icon
from qqdesk.protocol.limits import MAX_NUMBER


def put_search_look(edit: QLineEdit) -> None:
    """Add a magnifier at the start, and a button to clear the text in the theme's colour."""
    edit.setProperty("role", "search")
    edit.setClearButtonEnabled(True)
    for action in edit.findChildren(QAction):
        action.setText(QCoreApplication.translate("SearchLine", "Clear"))
        put_icon(action, "close", "secondary")
    magnifier = QAction(QCoreApplication.translate("SearchLine", "Search"), edit)
    put_icon(magnifier, "search", "secondary")
    edit.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)


MAX_NEEDLE = 200


class SearchEdit(QLineEdit):
    """Down and Enter move to the list."""

    down_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        put_search_look(self)
        self.setMaxLength(MAX_NEEDLE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)


_MOST_DIGITS = len(str(MAX_NUMBER))


class _Digits(QValidator):
    """Accepts digits, and removes the spaces of a pasted number.

    Not a QRegularExpression: the first one takes 7 ms at the start of the program.
    """

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        digits = "".join(text.split())
        fits = len(digits) <= _MOST_DIGITS and digits.isascii() and (not digits or digits.isdecimal())
        state = QValidator.State.Acceptable if fits else QValidator.State.Invalid
        return state, digits, min(position, len(digits))


class NumberEdit(QLineEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setValidator(_Digits(self))
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setPlaceholderText(self.tr("Number"))
        self.setAccessibleName(self.tr("Number"))

    def number(self) -> int:
        """Return the number, or 0 if it is not valid."""
        digits = "".join(self.text().split())
        number = int(digits) if digits else 0
        return number if number <= MAX_NUMBER else 0
