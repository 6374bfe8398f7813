"""A check box that is drawn as a switch."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from qqdesk.gui.shared.theme import current_theme, theme_source

_SIZE = QSize(40, 24)  # with room for the focus ring
_TRACK = QSize(34, 18)
RING = 3
"""The room for the focus ring at each side. A row's margin is that much narrower beside a switch."""
_KNOB = 12


class SwitchBox(QCheckBox):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme_source().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return _SIZE

    def minimumSizeHint(self) -> QSize:
        return _SIZE

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        on, usable = self.isChecked(), self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(0, 0, _TRACK.width(), _TRACK.height())
        track.moveCenter(QRectF(self.rect()).center())
        edge, ground, knob = theme.secondary, theme.surface, theme.secondary
        if on:
            ground = theme.accent_hover if self.underMouse() else theme.accent
            edge, knob = ground, theme.on_accent
        if not usable:
            edge, knob = theme.disabled, theme.disabled
            ground = theme.line if on else theme.window
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(ground)
        half = track.height() / 2
        painter.drawRoundedRect(track.adjusted(0.75, 0.75, -0.75, -0.75), half, half)
        circle = QRectF(0, 0, _KNOB, _KNOB)
        circle.moveCenter(track.center())
        circle.moveLeft(track.right() - _KNOB - 3 if on else track.left() + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(knob)
        painter.drawEllipse(circle)
        if self.hasFocus():
            painter.setPen(QPen(theme.text if on else theme.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = track.adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(ring, half + 2, half + 2)
        painter.end()
