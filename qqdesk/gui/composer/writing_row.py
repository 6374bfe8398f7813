"""The input between its tools and *Send*; in the look Classic blue, below the tools and above *Close* and *Send*."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QToolButton

from qqdesk.gui.composer.chat_input import ChatInput
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.theme import current_theme, theme_source

_CLASSIC_LINES = 3


class WritingRow(QFrame):
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
