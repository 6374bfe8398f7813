"""A question before an action that cannot be undone, and a message about one that failed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget

from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import put_icon


class QuestionBox(QMessageBox):
    """Emits `confirmed` if the action is chosen. Enter and Esc choose Cancel, or `cancel` if it is given."""

    confirmed = Signal()

    def __init__(
        self,
        window: QWidget,
        title: str,
        question: str,
        details: str,
        action: str,
        *,
        icon: str = "warning",
        cancel: str = "",
    ) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        put_icon(self, icon, "danger")
        self.setWindowTitle(title)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(question)
        use_bold_title(self)
        self.setInformativeText(details)
        self.action = self.add_answer(action)
        self.action.clicked.connect(self.confirmed)
        if cancel:
            no = self.addButton(cancel, QMessageBox.ButtonRole.RejectRole)
        else:
            no = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(no)
        self.setEscapeButton(no)

    def add_answer(self, text: str) -> QPushButton:
        """Add a button for an action that cannot be undone."""
        button = self.addButton(text, QMessageBox.ButtonRole.DestructiveRole)
        button.setProperty("role", "danger")
        button.style().unpolish(button)  # the style was applied before the role
        button.style().polish(button)
        return button


def use_bold_title(box: QMessageBox) -> None:
    """Draw the text of a box in a font with a bold style: the stylesheet sets the weight, but no Chinese font."""
    [label] = box.findChildren(QLabel, "qt_msgbox_label")
    label.setFont(semibold(label.font()))


def show_message_box(window: QWidget, title: str, text: str) -> None:
    """Show a text with the button OK."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, QMessageBox.StandardButton.Ok, window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    use_bold_title(box)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
