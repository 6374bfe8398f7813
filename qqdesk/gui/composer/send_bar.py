"""Above the input: a question about what is to be sent, or why it was not."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QVBoxLayout, QWidget

from qqdesk.gui.composer.chat_input import MOST_CHARS
from qqdesk.gui.composer.mime_text import Unsendable
from qqdesk.gui.shared.focus import focus_is_in
from qqdesk.gui.shared.inline_message import InlineMessage


class _Message(InlineMessage):
    def __init__(self) -> None:
        super().__init__()
        self.dismiss_button = QPushButton()
        self.dismiss_button.setProperty("role", "link")
        row = self.layout()
        assert isinstance(row, QBoxLayout)
        row.addWidget(self.dismiss_button, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.button, self.dismiss_button):
            button.setAutoDefault(True)  # so that Enter presses it

    def keep_height(self) -> None:
        """A layout with too little room asks a label for one line, however many it has."""
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.keep_height()


class SendBar(QFrame):
    """The first button acts, if there is one; the second one puts the bar away."""

    left = Signal()
    """The focus was in it, and it went, or says something else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = _Message()
        self._act: Callable[[], None] | None = None
        self.is_complaint = False
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self.message)
        self.message.acted.connect(self._do_act)
        self.message.dismiss_button.clicked.connect(self.dismiss)
        self.hide()

    def text(self) -> str:
        """Empty where there is nothing to be seen."""
        return self.message.text()

    def ask(self, text: str, action: str, act: Callable[[], None]) -> None:
        """The focus goes to the button that acts."""
        self._show(self.message.show_notice, text, action, self.tr("Cancel"), act)
        self.message.button.setFocus()

    def complain(self, text: str, action: str, act: Callable[[], None]) -> None:
        """The focus stays where it is: the person may be typing."""
        self._show(self.message.show_error, text, action, self.tr("Cancel"), act)
        self.is_complaint = True

    def say(self, text: str) -> None:
        """The focus stays where it is."""
        self._show(self.message.show_notice, text, "", self.tr("Close"))

    @Slot(object)
    def refuse(self, what: Unsendable) -> None:
        """Somebody wants to put in something else than text."""
        if what is Unsendable.PICTURE:
            self.say(self.tr("Only text can be sent: a picture cannot be put in here."))
        elif what is Unsendable.FILES:
            self.say(self.tr("Only text can be sent: files cannot be put in here."))

    @Slot()
    def say_cut(self) -> None:
        sentence = self.tr("The text was too long: only its beginning was put in, up to {most} characters.")
        self.say(sentence.format(most=QLocale().toString(MOST_CHARS)))

    def _show(
        self,
        show: Callable[[str, str], None],
        text: str,
        action: str,
        dismiss: str,
        act: Callable[[], None] | None = None,
    ) -> None:
        if focus_is_in(self):
            self.left.emit()
        self._act = act
        self.is_complaint = False
        self.message.dismiss_button.setText(dismiss)
        self.message.dismiss_button.setAccessibleName(dismiss)
        show(text, action)
        self.show()
        self.message.keep_height()

    def clear(self) -> None:
        if focus_is_in(self):
            self.left.emit()
        self._act = None
        self.message.clear()
        self.hide()

    @Slot()
    def _do_act(self) -> None:
        if self._act is not None:
            self._act()

    @Slot()
    def dismiss(self) -> None:
        self.clear()
        self.left.emit()
