"""The magnifier beside the pointer, with the value of the colour below it."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from qqdesk.gui.shared.theme import RADIUS, current_theme

SIDE = 120
_CAPTION = 24
_POINTS = 15
"""Pixels of the screen in a row of the magnifier: each is 8 pixels wide."""
_GAP = 16
"""To the pointer."""


def magnifier_place(pointer: QPoint, room: QRect) -> QRect:
    """Return the place below and to the right of the pointer, or at its other side at the edges of the screen."""
    height = SIDE + _CAPTION
    left, top = pointer.x() + _GAP, pointer.y() + _GAP
    if left + SIDE > room.right():
        left = pointer.x() - _GAP - SIDE
    if top + height > room.bottom():
        top = pointer.y() - _GAP - height
    return QRect(left, top, SIDE, height)


def paint_magnifier(painter: QPainter, image: QImage, pointer: QPoint, room: QRect) -> None:
    theme, place = current_theme(), magnifier_place(pointer, room)
    ratio = image.devicePixelRatio()
    middle = QPoint(int(pointer.x() * ratio), int(pointer.y() * ratio))
    lens = QRect(place.topLeft(), QSize(SIDE, SIDE))
    source = QRect(middle.x() - _POINTS // 2, middle.y() - _POINTS // 2, _POINTS, _POINTS)
    painter.fillRect(place, theme.surface)
    # Outside of the screen the copy is transparent.
    painter.drawImage(lens, image.copy(source))
    cell = SIDE / _POINTS
    centre = QRectF(lens.x() + (_POINTS // 2) * cell, lens.y() + (_POINTS // 2) * cell, cell, cell)
    painter.setPen(QPen(theme.accent, 1))
    painter.drawLine(QPoint(lens.left(), lens.center().y()), QPoint(int(centre.left()), lens.center().y()))
    painter.drawLine(QPoint(int(centre.right()), lens.center().y()), QPoint(lens.right(), lens.center().y()))
    painter.drawLine(QPoint(lens.center().x(), lens.top()), QPoint(lens.center().x(), int(centre.top())))
    painter.drawLine(QPoint(lens.center().x(), int(centre.bottom())), QPoint(lens.center().x(), lens.bottom()))
    painter.setPen(QPen(theme.text, 1))
    painter.drawRect(centre)
    colour = image.pixelColor(middle) if image.rect().contains(middle) else theme.surface
    caption = QRect(lens.left(), lens.bottom() + 1, SIDE, _CAPTION)
    swatch = QRectF(caption.left() + 8, caption.top() + 6, 12, 12)
    painter.fillRect(swatch, colour)
    painter.setPen(theme.field)
    painter.drawRect(swatch)
    painter.setPen(theme.text)
    painter.drawText(caption.adjusted(28, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, colour.name().upper())
    painter.setPen(theme.edge)
    painter.drawRoundedRect(place, RADIUS / 2, RADIUS / 2)
