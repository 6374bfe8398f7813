"""The input between its tools and *Send*; in the look Classic blue, below the tools and above *Close* and *Send*."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QToolButton

from qqdesk.gui.composer.chat_input import ChatInput
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.theme import current_theme, theme_source


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
        buttons = column(None, row(None, self.close_button, send_button))
        self._parts = row(self._tools, (field, 1), buttons, margins=8)
        self.setLayout(self._parts)
        theme_source().changed.connect(self._arrange)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        is_classic, directions = current_theme().is_classic, QBoxLayout.Direction
        self.close_button.setVisible(is_classic)
        # Else the tools stay at the bottom, in the middle of an input with one line.
        self._tool_row.setContentsMargins(*((4, 1, 4, 1) if is_classic else (0, 0, 0, 2)))
        self._parts.setDirection(directions.TopToBottom if is_classic else directions.LeftToRight)
        self._parts.setSpacing(4 if is_classic else 8)
