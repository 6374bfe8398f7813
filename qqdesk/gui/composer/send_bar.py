"""The bar above the input: a question before sending, or an error."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QToolButton

from qqdesk.gui.composer.chat_input import MAX_CHARS, ChatInput
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.focus import focus_is_in
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.theme import current_theme, theme_source

_CLASSIC_LINES = 3


class WritingRow(QFrame):
    """The input between its tools and *Send*; in the look Classic blue below the tools, above *Close* and *Send*."""

    def __init__(self, tools: Sequence[QToolButton], field: ChatInput, send_button: QPushButton) -> None:
        super().__init__()
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.setAccessibleName(self.tr("Close the chat"))
        self._tools = QFrame()
        self._tools.setProperty("role", "bar")
        self._tool_row = row(*tools, None, spacing=2)
        self._tools.setLayout(column(None, self._tool_row))
        self._field, self._send_button = field, send_button
        self._pane = QFrame()
        self._pane.setProperty("role", "writing")
        self._inner = row(self._tools, (field, 1))
        self._pane.setLayout(self._inner)
        self.close_button.setStyleSheet(send_button.styleSheet())
        buttons = column(None, row(None, self.close_button, send_button))
        self._parts = row((self._pane, 1), buttons)
        self.setLayout(self._parts)
        theme_source().changed.connect(self._arrange)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        is_classic, directions = current_theme().is_classic, QBoxLayout.Direction
        self.close_button.setVisible(is_classic)
        # Else the tools stay at the bottom, in the middle of an input with one line.
        self._tool_row.setContentsMargins(*((4, 1, 4, 1) if is_classic else (0, 0, 0, 2)))
        self._inner.setSpacing(0 if is_classic else 8)
        for parts in (self._inner, self._parts):
            parts.setDirection(directions.TopToBottom if is_classic else directions.LeftToRight)
        self._parts.setContentsMargins(*((0, 0, 0, 0) if is_classic else (8, 8, 8, 8)))
        self.close_button.setMinimumWidth(self._send_button.sizeHint().width())
        self._field.set_least_lines(_CLASSIC_LINES if is_classic else 1)


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
