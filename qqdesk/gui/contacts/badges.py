"""Pills with the number of unread messages, and with a sign."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.type_size import line_room

MOST = 99


def paint_count(
    painter: QPainter, font: QFont, count: int, right: int, middle: int, ground: QColor, colour: QColor
) -> int:
    """Paint a number in a pill that ends at `right`. Return its left edge."""
    return paint_pill(painter, font, count_text(count), right, middle, ground, colour)


def paint_pill(
    painter: QPainter, font: QFont, text: str, right: int, middle: int, ground: QColor, colour: QColor
) -> int:
    """Paint a text in a pill that ends at `right`. Return its left edge."""
    height, width = _height(font), _width(font, text)
    pill = QRectF(right - width, middle - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setFont(semibold(small(font)))
    painter.setPen(colour)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    return right - width


def count_width(font: QFont, count: int) -> int:
    return _width(font, count_text(count))


def count_text(count: int) -> str:
    """Return the number, or "99+"."""
    return str(count) if count <= MOST else f"{MOST}+"


def _height(font: QFont) -> int:
    return line_room(semibold(small(font)))


def _width(font: QFont, text: str) -> int:
    return max(_height(font), QFontMetrics(semibold(small(font))).horizontalAdvance(text) + 10)
