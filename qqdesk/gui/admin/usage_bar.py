"""A bar that shows how much of a space is used."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qqdesk.gui.shared.theme import current_theme, repaint_on_theme_change

WIDTH, _HEIGHT = 160, 8
_HIGH, _FULL = 0.8, 0.95
"""Above these shares the bar warns."""


class UsageBar(QWidget):
    """The text beside it says the same, so a screen reader skips it."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        repaint_on_theme_change(self)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, _HEIGHT)

    def show_share(self, used: int, most: int) -> None:
        """Show `used` of `most`; nothing is used of 0."""
        self._share = min(used / most, 1.0) if most else 0.0
        self.update()

    @property
    def role(self) -> str:
        """The colour of the bar in the theme."""
        if self._share > _FULL:
            return "danger"
        return "away" if self._share > _HIGH else "accent"

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(self.rect())
        half = track.height() / 2
        painter.setBrush(theme.line)
        painter.drawRoundedRect(track, half, half)
        if self._share:
            track.setWidth(max(track.width() * self._share, track.height()))
            painter.setBrush(getattr(theme, self.role if self.isEnabled() else "disabled"))
            painter.drawRoundedRect(track, half, half)
        painter.end()
