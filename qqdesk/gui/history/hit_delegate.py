"""Paint a search hit: face, name, direction, time, and the line with the hit."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qqdesk.gui.history.hit_model import HitRole, HitRow
from qqdesk.gui.message_text.emoticons import with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.snippet import Snippet, snippet
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.person_list import Index, paint_heading, paint_row_background, row_height
from qqdesk.gui.shared.text_lines import marked_line
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.theme_colors import Theme

_FACE = 36
_SIDE, _ARROW = 12, 14
_AROUND = 8


class HitDelegate(QStyledItemDelegate):
    """All rows have one height. Only visible rows are searched for the hit."""

    def __init__(self, faces: FaceSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._faces = faces

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme = index.data(HitRole.ROW), current_theme()
        if not isinstance(row, HitRow):
            return
        rect, font = QRect(option.rect), QFont(option.font)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_background(painter, QRectF(rect).adjusted(4, 1, -4, -1), option.state, theme)
        face = self._faces.pixmap(row.face, _FACE, painter.device().devicePixelRatioF(), owner=row.owner)
        painter.drawPixmap(rect.left() + _SIDE, rect.top() + (rect.height() - _FACE) // 2, face)
        left = rect.left() + _SIDE + _FACE + _SIDE
        inner = QRect(left, rect.top() + _AROUND, rect.right() - _SIDE - left, rect.height() - 2 * _AROUND)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() - upper.height())
        arrow, colour = ("arrow-out", theme.accent) if row.message.is_mine else ("arrow-in", theme.secondary)
        pixmap = icon_pixmap(arrow, _ARROW, painter.device().devicePixelRatioF(), colour)
        painter.drawPixmap(upper.left(), upper.center().y() - _ARROW // 2 + 1, pixmap)
        heading = upper.adjusted(_ARROW + 4, 0, 0, 0)
        paint_heading(painter, heading, font, row.heading, moment_text(row.message.time))
        line = _snippet_line(row, font, theme, lower.width())
        painter.setPen(theme.secondary)
        place = QPointF(lower.left(), lower.top() + (lower.height() - line.lineAt(0).height()) / 2)
        line.draw(painter, place)
        painter.restore()


def _snippet_line(row: HitRow, font: QFont, theme: Theme, width: int) -> QTextLayout:
    room = width // max(QFontMetrics(font).averageCharWidth(), 1)
    found = snippet(row.text, row.needle, room)
    return marked_layout(replace(found, text=with_emoji(found.text, is_drawable)), font, theme, width)


def marked_layout(found: Snippet, font: QFont, theme: Theme, width: int) -> QTextLayout:
    """Return the elided line with its hits marked as in a log."""
    shown = QFontMetrics(font).elidedText(found.text, Qt.TextElideMode.ElideRight, width)
    whole = units(shown) - (shown != found.text)
    return marked_line(shown, font, [(start, min(end, whole)) for start, end in found.marks if start < whole], theme)
