"""The text of a row in lines, with links and quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout

from qqdesk.gui.message_log.quotes import Quote, find_quotes
from qqdesk.gui.message_log.typesetter import (
    SetText,
    Typesetter,
    character_at,
    format_range,
    line_at,
    link_ranges,
)
from qqdesk.gui.message_text.emoticons import with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.links import Link, find_links
from qqdesk.gui.message_text.text_units import is_right_to_left, layout_text, units


class Highlight(NamedTuple):
    """A range of text in other colours. Positions are UTF-16 units."""

    start: int
    end: int
    background: QColor
    foreground: QColor


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The font and colours of a text."""

    typesetter: Typesetter
    text: QColor
    link: QColor
    quote: QColor
    quote_bar: QColor
    is_centred: bool = False


class RowText:
    """Points are relative to the upper left corner of the text. Positions are UTF-16 units."""

    def __init__(self, text: str, style: TextStyle) -> None:
        self.text = text
        self.links = find_links(text)
        self._style = style
        self._quotes: list[Quote] = []
        if style.is_centred:
            self.is_right_to_left = False
            self._align = Qt.AlignmentFlag.AlignHCenter
            self._shown = layout_text(text)
        else:
            self.is_right_to_left = is_right_to_left(text)
            self._align = Qt.AlignmentFlag.AlignRight if self.is_right_to_left else Qt.AlignmentFlag.AlignLeft
            self._shown, self._quotes = find_quotes(with_emoji(text, is_drawable))
        self._set = SetText(QTextLayout())

    @property
    def layout(self) -> QTextLayout:
        return self._set.layout

    @property
    def quote_bars(self) -> list[QRectF]:
        return self._set.bars

    def lay_out(self, width: float) -> SetText:
        """Break the text into lines of this width."""
        style = self._style
        formats = [format_range(quote.start, quote.end - quote.start, style.quote) for quote in self._quotes]
        formats += link_ranges(self.links, style.link)
        self._set = style.typesetter.set(
            self._shown, width, self._align, formats, self._quotes, rtl=self.is_right_to_left
        )
        return self._set

    def paint(self, painter: QPainter, origin: QPointF, highlights: Sequence[Highlight], clip: QRectF) -> None:
        """Paint what lies in `clip`; an empty one means all."""
        if self._set.bars:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._style.quote_bar)
            for bar in self._set.bars:
                painter.drawRoundedRect(bar.translated(origin).adjusted(0, 1, 0, -1), 1.5, 1.5)
        painter.setPen(self._style.text)
        self._set.layout.draw(painter, origin, [_format(highlight) for highlight in highlights], clip)

    def position_at(self, point: QPointF) -> int:
        """Return the nearest position."""
        if point.y() < 0 or not self.layout.lineCount():
            return 0
        length = units(self.text)
        line = line_at(self.layout, point.y())
        return min(int(line.xToCursor(point.x())), length) if line is not None else length

    def link_at(self, point: QPointF) -> Link | None:
        place = character_at(self.layout, point)
        if place is None:
            return None
        return next((link for link in self.links if link.start <= place < link.start + link.length), None)

    def line_at(self, position: int) -> QRectF:
        """Return the line that holds this position; a null rectangle outside the text."""
        line = self.layout.lineForTextPosition(position)
        return line.rect() if line.isValid() else QRectF()


def _format(highlight: Highlight) -> QTextLayout.FormatRange:
    result = QTextLayout.FormatRange()
    result.start, result.length = highlight.start, highlight.end - highlight.start
    look = QTextCharFormat()
    look.setBackground(highlight.background)
    look.setForeground(highlight.foreground)
    result.format = look
    return result
