"""Breaks the texts of a chat's log into lines, with their links and quotes."""

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from qqdesk.gui.message_log.quotes import Quote, find_quotes
from qqdesk.gui.message_text.emoticons import with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.links import Link

QUOTE_INDENT = 10
QUOTE_BAR = 3

_UNBREAKABLE = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


@dataclass(slots=True)
class SetText:
    """A text in lines: how wide and high it is, and the bars of its quotes."""

    layout: QTextLayout
    width: float = 0.0
    height: float = 0.0
    last_width: float = 0.0
    """How far the last line reaches from where lines begin."""
    bars: list[QRectF] = field(default_factory=list)

    @property
    def last_baseline(self) -> float:
        last = self.layout.lineAt(self.layout.lineCount() - 1)
        return last.y() + last.ascent()


class Typesetter:
    """Lines on an even grid of baselines, so that a Chinese character in one does not push it down."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetricsF(font)
        self.ascent, self.line = _line_of(font)

    def set(
        self,
        text: str,
        widest: float,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        formats: list[QTextLayout.FormatRange] | None = None,
        quotes: list[Quote] | None = None,
        *,
        rtl: bool = False,
    ) -> SetText:
        """`text` as a QTextLayout takes it, no line wider than `widest`; `rtl` where it runs from right to left."""
        option = QTextOption(align)
        option.setWrapMode(_UNBREAKABLE)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        layout = QTextLayout(text, self.font)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        if formats:
            layout.setFormats(formats)
        result = SetText(layout)
        left = list(quotes or ())
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            start = line.textStart()
            while left and left[0].end < start:
                left.pop(0)
            depth = left[0].depth if left and left[0].start <= start else 0
            indent = min(depth * QUOTE_INDENT, widest / 2)
            line.setLineWidth(max(widest - indent, 1))
            step = max(self.line, math.ceil(line.height()))
            top = result.height + max(self.ascent - line.ascent(), 0)
            line.setPosition(QPointF(0 if rtl else indent, top))
            _add_bars(result.bars, depth, QRectF(0, result.height, widest, step), rtl)
            result.height += step
            result.last_width = line.naturalTextWidth() + indent
            result.width = max(result.width, result.last_width)
        layout.endLayout()
        result.width = math.ceil(result.width)
        return result

    def set_message(
        self, text: str, widest: float, links: list[Link], link_colour: QColor, quiet: QColor, *, rtl: bool
    ) -> SetText:
        """A message, whose quotes are in a `quiet` colour."""
        shown, quotes = find_quotes(with_emoji(text, is_drawable))
        formats = [format_range(quote.start, quote.end - quote.start, quiet) for quote in quotes]
        formats += link_ranges(links, link_colour)
        align = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        return self.set(shown, widest, align, formats, quotes, rtl=rtl)


def _add_bars(bars: list[QRectF], depth: int, line: QRectF, rtl: bool) -> None:
    for level in range(depth):
        x = level * QUOTE_INDENT
        bar = QRectF(line.right() - x - QUOTE_BAR if rtl else x, line.top(), QUOTE_BAR, line.height())
        above = next((one for one in bars if one.left() == bar.left() and one.bottom() == bar.top()), None)
        if above is not None:
            above.setBottom(bar.bottom())
        else:
            bars.append(bar)


def link_ranges(links: list[Link], colour: QColor) -> list[QTextLayout.FormatRange]:
    return [format_range(link.start, link.length, colour, underline=True) for link in links]


def format_range(start: int, length: int, colour: QColor, *, underline: bool = False) -> QTextLayout.FormatRange:
    result = QTextLayout.FormatRange()
    result.start, result.length = start, length
    look = QTextCharFormat()
    look.setForeground(colour)
    if underline:
        look.setFontUnderline(True)
    result.format = look
    return result


def _line_of(font: QFont) -> tuple[float, float]:
    """The ascent and height of a line that holds Latin and Chinese."""
    sample = QTextLayout("Ag国", font)
    sample.beginLayout()
    line = sample.createLine()
    line.setLineWidth(1000)
    sample.endLayout()
    metrics = QFontMetricsF(font)
    return max(line.ascent(), metrics.ascent()), math.ceil(max(line.height(), metrics.lineSpacing())) + 2
