"""Paints the list of servers."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.theme import RADIUS, current_theme
from qqdesk.gui.sign_in.server_items import PlaceRole

_ROW, _HEADER = 32, 28
_SIDE, _GAP = 8, 12

Index = QModelIndex | QPersistentModelIndex


class ServerRowDelegate(QStyledItemDelegate):
    """A name with its address at the right; a line above a header."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(option.font)
        height = max(_HEADER if index.data(PlaceRole.HEADER) else _ROW, metrics.height() + 8)
        width = 2 * _SIDE + metrics.horizontalAdvance(str(index.data())) + 1
        if aside := self._aside(index):
            width += _GAP + QFontMetrics(small(option.font)).horizontalAdvance(aside)
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        rect = QRect(option.rect)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if enabled and option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.selection if option.state & QStyle.StateFlag.State_Selected else theme.hover)
            painter.drawRoundedRect(QRectF(rect).adjusted(0, 1, 0, -1), RADIUS, RADIUS)
        inside = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        line = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        small_font = small(option.font)
        if index.data(PlaceRole.HEADER):
            painter.setPen(theme.line)
            painter.drawLine(rect.left(), rect.top() + 1, rect.right(), rect.top() + 1)
        aside = self._aside(index)
        painter.setFont(small_font)
        painter.setPen(theme.secondary)
        if aside:
            most = inside.width() * 3 // 5
            aside = QFontMetrics(small_font).elidedText(aside, Qt.TextElideMode.ElideMiddle, most)
            painter.drawText(inside, line | int(Qt.AlignmentFlag.AlignRight), aside)
            inside.setRight(inside.right() - QFontMetrics(small_font).horizontalAdvance(aside) - _GAP)
        if enabled:
            painter.setFont(option.font)
            painter.setPen(theme.text)
        metrics = QFontMetrics(painter.font())
        painter.drawText(
            inside, line, metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inside.width())
        )
        painter.restore()

    def _aside(self, index: Index) -> str:
        address = str(index.data(PlaceRole.ADDRESS) or "")
        return "" if address == index.data() else address
