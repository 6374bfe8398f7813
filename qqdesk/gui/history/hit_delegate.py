"""Paint a search hit: face, name, direction, time, and the line with the hit."""

import math
import time
from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qqdesk.gui.history.hit_model import HitRole, HitRow
from qqdesk.gui.history.snippet import Snippet, snippet
from qqdesk.gui.message_text.emoticons import with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.people.person_list import paint_row_ground
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.marked_line import marked_line
from qqdesk.gui.shared.mirroring import paint_line, row_painter
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.theme import Theme, current_theme
from qqdesk.gui.shared.type_size import line_room
from qqdesk.gui.shared.widgets import semibold, small

BUDGET_MS = 6
"""The time that one paint event may spend on layouts."""
_KEPT = 256
_FACE = 36
_SIDE, _GAP, _ARROW = 12, 8, 14
_AROUND = 8

Index = QModelIndex | QPersistentModelIndex

_snippet = lru_cache(maxsize=512)(snippet)


def row_height(font: QFont) -> int:
    """Return the height of a name and a line of text in the font of the list."""
    return 2 * line_room(font) + 2 * _AROUND


class HitDelegate(QStyledItemDelegate):
    """All rows have one height. Visible rows only are searched for the hit, and their layouts are kept.

    Characters that a font shows for the first time can take a millisecond a row. When the budget is spent, later rows
    are painted in the next turn of the event loop, so that typing stays fluent.
    """

    def __init__(self, faces: FaceSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._faces = faces
        self._lines: dict[Hashable, QTextLayout] = {}
        self._deadline = math.inf
        self.deferred_rows: list[QRect] = []
        """The rows whose line is not painted yet."""

    def start_turn(self) -> None:
        self._deadline = math.inf  # the first line of a turn has no limit
        self.deferred_rows = []

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme = index.data(HitRole.ROW), current_theme()
        if not isinstance(row, HitRow):
            return
        rect, font = QRect(option.rect), QFont(option.font)
        plain, painter = painter, row_painter(painter, option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, QRectF(rect).adjusted(4, 1, -4, -1), option.state, theme)
        face = self._faces.pixmap(row.contact.face, _FACE, painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left() + _SIDE, rect.top() + (rect.height() - _FACE) // 2, face)
        left = rect.left() + _SIDE + _FACE + _SIDE
        inner = QRect(left, rect.top() + _AROUND, rect.right() - _SIDE - left, rect.height() - 2 * _AROUND)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() - upper.height())
        _paint_heading(painter, upper, font, row, theme)
        line = self._line(lower.width(), font, row, theme)
        if line is None:
            self.deferred_rows.append(rect)
        else:
            painter.setPen(theme.secondary)
            place = QPointF(lower.left(), lower.top() + (lower.height() - line.lineAt(0).height()) / 2)
            if painter is not plain:
                place.setX(rect.left() + rect.right() + 1 - lower.left() - line.lineAt(0).naturalTextWidth())
            line.draw(plain, place)
        painter.restore()

    def _line(self, width: int, font: QFont, row: HitRow, theme: Theme) -> QTextLayout | None:
        key = (row.message.text, row.needle, width, font.key(), theme.name)
        line = self._lines.get(key)
        if line is None and time.perf_counter() < self._deadline:
            self._deadline = min(self._deadline, time.perf_counter() + BUDGET_MS / 1000)
            room = width // max(QFontMetrics(font).averageCharWidth(), 1)
            found = _snippet(row.message.text, row.needle, room)
            found = replace(found, text=with_emoji(found.text, is_drawable))
            line = marked_layout(found, font, theme, width)
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            self._lines[key] = line
        return line


def _paint_heading(painter: QPainter, rect: QRect, font: QFont, row: HitRow, theme: Theme) -> None:
    time_font, name_font = small(font), semibold(font)
    time = moment_text(row.message.time)
    painter.setFont(time_font)
    painter.setPen(theme.secondary)
    time_width = QFontMetrics(time_font).horizontalAdvance(time)
    paint_line(painter, rect.adjusted(rect.width() - time_width, 0, 0, 0), time)
    arrow = icon_pixmap(
        "arrow-out" if row.message.is_mine else "arrow-in",
        _ARROW,
        painter.device().devicePixelRatioF(),
        theme.accent if row.message.is_mine else theme.secondary,
    )
    painter.drawPixmap(rect.left(), rect.center().y() - _ARROW // 2 + 1, arrow)
    name_rect = rect.adjusted(_ARROW + 4, 0, -time_width - _GAP, 0)
    name = QFontMetrics(name_font).elidedText(row.contact.name, Qt.TextElideMode.ElideRight, name_rect.width())
    painter.setFont(name_font)
    painter.setPen(theme.text)
    paint_line(painter, name_rect, name)


def marked_layout(found: Snippet, font: QFont, theme: Theme, width: int) -> QTextLayout:
    """Return the elided line with its hits marked as in a log."""
    shown = QFontMetrics(font).elidedText(found.text, Qt.TextElideMode.ElideRight, width)
    whole = units(shown) - (shown != found.text)
    return marked_line(shown, font, [(start, min(end, whole)) for start, end in found.marks if start < whole], theme)
