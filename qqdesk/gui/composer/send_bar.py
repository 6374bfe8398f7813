"""The bar above the input: a question before sending, or an error."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame

from qqdesk.gui.composer.chat_input import MAX_CHARS
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.focus import focus_is_in
from qqdesk.gui.shared.layouts import column


class _Message(Bar):
    def keep_height(self) -> None:
        """Set the minimum height: a layout with too little room would give the label one line."""
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.keep_height()


class SendBar(QFrame):
    """The first button acts, if there is one; the second one dismisses the bar."""

    focus_released = Signal()
    """The bar had the focus, and was dismissed or shows something else."""

    def __init__(self) -> None:
        super().__init__()
        self.message = _Message()
        for button in (self.message.button, self.message.other_button):
            button.setAutoDefault(True)  # Enter presses it
        self._act: Callable[[], object] | None = None
        self.stays = False
        """Typing does not dismiss the bar."""
        self._end_timer = QTimer(self, singleShot=True)
        self._end_timer.timeout.connect(self.clear)
        self.setLayout(column(self.message, margins=8))
        self.message.acted.connect(self.dismiss)
        self.message.acted_otherwise.connect(self._do_act)
        self.hide()

    def text(self) -> str:
        """Return the shown text; "" if the bar is hidden."""
        return self.message.text()

    def ask(self, text: str, action: str, act: Callable[[], object]) -> None:
        """Show a question. Its first button gets the focus."""
        self._show(self.message.show_notice, text, action, self.tr("Cancel"), act)
        self.message.other_button.setFocus()

    def show_error(self, text: str, action: str, act: Callable[[], None]) -> None:
        """Show an error. The focus stays in the input."""
        self._show(self.message.show_error, text, action, self.tr("Cancel"), act)
        self.stays = True

    @Slot(str)
    def show_notice(
        self,
        text: str,
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        stays: bool = False,
        seconds: int = 0,
    ) -> None:
        """Show a notice, for some seconds if they are given. The focus stays in the input."""
        self._show(self.message.show_notice, text, action, self.tr("Close"), act)
        self.stays = stays
        if seconds:
            self._end_timer.start(seconds * 1000)

    @Slot()
    def show_cut(self) -> None:
        sentence = self.tr("The text was too long: only the first {most} characters were pasted.")
        self.show_notice(sentence.format(most=QLocale().toString(MAX_CHARS)))

    def _show(
        self,
        show: Callable[[str, str, str], None],
        text: str,
        action: str,
        dismiss: str,
        act: Callable[[], object] | None = None,
    ) -> None:
        if focus_is_in(self):
            self.focus_released.emit()
        self._end_timer.stop()
        self._act = act
        self.stays = False
        show(text, dismiss, action)
        self.show()
        self.message.keep_height()

    @Slot()
    def clear(self) -> None:
        self._end_timer.stop()
        if focus_is_in(self):
            self.focus_released.emit()
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
        self.focus_released.emit()
