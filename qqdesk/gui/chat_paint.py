"""Draws one row of a chat's log, from its layout."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QTextCharFormat, QTextLayout

from qqdesk.domain.message import Message, MessageState
from qqdesk.gui.chat_bubble import STATE_WIDTH, Block
from qqdesk.gui.theme import RADIUS, Theme


@dataclass(frozen=True, slots=True)
class Pens:
    """What the rows of one view are drawn with. `face` gives the other's picture."""

    theme: Theme
    font: QFont
    small: QFont
    face: Callable[[], QPixmap]


def paint_block(
    painter: QPainter, block: Block, pens: Pens, selected: tuple[int, int] | None = None, *, current: bool = False
) -> None:
    """Draw a row at the painter's origin. `selected` is a part of its text, in UTF-16 units."""
    theme = pens.theme
    painter.setFont(pens.small)
    if block.day:
        painter.setPen(theme.secondary)
        painter.drawText(block.day_rect, Qt.AlignmentFlag.AlignCenter, block.day)
    if block.new:
        _paint_new_line(painter, block, pens)
    if not block.face_rect.isEmpty():
        painter.drawPixmap(block.face_rect.topLeft(), pens.face())
    if isinstance(block.entry, Message):
        _paint_bubble(painter, block, pens, current)
        painter.setPen(theme.text)
    else:
        painter.setPen(theme.secondary)
    if block.text is not None:
        block.text.draw(painter, block.text_origin, _selection(selected, theme))
    if isinstance(block.entry, Message):
        _paint_meta(painter, block, block.entry, pens)
        if block.failure is not None:
            painter.setPen(theme.danger)
            block.failure.draw(painter, block.failure_origin)


def _selection(selected: tuple[int, int] | None, theme: Theme) -> list[QTextLayout.FormatRange]:
    if selected is None or selected[0] >= selected[1]:
        return []
    chosen = QTextLayout.FormatRange()
    chosen.start, chosen.length = selected[0], selected[1] - selected[0]
    look = QTextCharFormat()
    look.setBackground(theme.accent)
    look.setForeground(theme.on_accent)
    chosen.format = look
    return [chosen]


def _paint_new_line(painter: QPainter, block: Block, pens: Pens) -> None:
    width = QFontMetricsF(pens.small).horizontalAdvance(block.new) + 16
    rect, middle = block.new_rect, round(block.new_rect.center().y()) + 0.5
    painter.setPen(pens.theme.accent)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, block.new)
    painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.center().x() - width / 2, middle))
    painter.drawLine(QPointF(rect.center().x() + width / 2, middle), QPointF(rect.right(), middle))


def _paint_bubble(painter: QPainter, block: Block, pens: Pens, current: bool) -> None:
    theme = pens.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.own_bubble if block.mine else theme.other_bubble)
    painter.drawRoundedRect(block.bubble, RADIUS, RADIUS)
    if current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent, 2))
        painter.drawRoundedRect(block.bubble.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)


def _paint_meta(painter: QPainter, block: Block, message: Message, pens: Pens) -> None:
    theme = pens.theme
    colour = theme.secondary_on_own if block.mine else theme.secondary
    painter.setFont(pens.small)
    painter.setPen(colour)
    painter.drawText(QPointF(block.meta_rect.left(), block.meta_baseline), block.meta)
    if not block.mine:
        return
    place = QRectF(0, 0, STATE_WIDTH, 12)
    place.moveRight(block.meta_rect.right())
    place.moveBottom(round(block.meta_baseline) + 2)
    if message.state is MessageState.FAILED:
        colour = theme.danger
    elif message.state is MessageState.DELIVERED:
        colour = theme.accent
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(_mark(message.state).translated(place.topLeft()))


def _mark(state: MessageState) -> QPainterPath:
    """A message's state in 16 x 12: a clock, a check, two checks, an exclamation in a ring."""
    path = QPainterPath()
    if state in (MessageState.WAITING, MessageState.SENDING):
        path.addEllipse(QPointF(10, 6), 4.75, 4.75)
        path.moveTo(10, 3.5)
        path.lineTo(10, 6.25)
        path.lineTo(12, 7.25)
    elif state is MessageState.FAILED:
        path.addEllipse(QPointF(10, 6), 4.75, 4.75)
        path.moveTo(10, 3.5)
        path.lineTo(10, 6.25)
        path.moveTo(10, 8.4)
        path.lineTo(10, 8.5)
    elif state in (MessageState.SENT, MessageState.DELIVERED):
        shift = 0.0 if state is MessageState.SENT else 2.5
        path.moveTo(5.5 - shift, 6.5)
        path.lineTo(8.5 - shift, 9.5)
        path.lineTo(14 - shift, 3)
        if state is MessageState.DELIVERED:
            path.moveTo(8.8, 9.2)
            path.lineTo(9, 9.5)
            path.lineTo(14.75, 3)
    return path
