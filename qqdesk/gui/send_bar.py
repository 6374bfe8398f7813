"""Above the input: a question about what is to be sent, or why it was not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from qqdesk.gui.widgets import InlineMessage


class SendBar(InlineMessage):
    """The first button acts, the second one puts the bar away."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dismiss_button = QPushButton()
        self.dismiss_button.setProperty("role", "link")
        self.dismiss_button.clicked.connect(self.dismissed)
        row = self.layout()
        assert isinstance(row, QBoxLayout)
        row.addWidget(self.dismiss_button, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.button, self.dismiss_button):
            button.setAutoDefault(True)  # so that Enter presses it

    def ask(self, text: str, action: str, dismiss: str) -> None:
        self._name_second(dismiss)
        self.show_notice(text, action)
        self._keep_height()

    def complain(self, text: str, action: str, dismiss: str) -> None:
        self._name_second(dismiss)
        self.show_error(text, action)
        self._keep_height()

    def _name_second(self, text: str) -> None:
        self.dismiss_button.setText(text)
        self.dismiss_button.setAccessibleName(text)

    def _keep_height(self) -> None:
        """A layout with too little room asks a label for one line, however many it has."""
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._keep_height()
