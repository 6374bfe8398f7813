"""The head of a window."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from qqdesk.gui.shared.theme import current_theme, head_gradient


class Head(QFrame):
    """The head of a window with the theme's gradient. Text on it uses the roles `on_head` and `secondary_on_head`."""

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), head_gradient(theme, self.height()))
        painter.setPen(theme.head_hover if theme.is_classic else theme.line)
        if theme.head_bottom.lightness() - theme.head_top.lightness() < 40:
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
