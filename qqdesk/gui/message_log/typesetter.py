"""Break text into lines, with room for quotes."""

import math
from dataclasses import dataclass, field
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from qqdesk.gui.message_log.quotes import Quote
from qqdesk.gui.message_text.links import Link

QUOTE_INDENT = 10
QUOTE_BAR = 3

_UNBREAKABLE = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


@dataclass(slots=True)
class SetText:
    """Text in lines, with its size and the bars beside its quotes."""

    layout: QTextLayout
    width: float = 0.0
    height: float = 0.0
    last_width: float = 0.0
    """The right end of the last line, or its left end if the text is right to left."""
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
        """`text` is in the form that QTextLayout expects (`layout_text`). No line is wider than `widest`."""
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


def ranges_of(layout: QTextLayout, start: int, length: int) -> list[QRectF]:
    """Return the areas of a range of text, one in each line."""
    areas = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, end = max(start, line.textStart()), min(start + length, line.textStart() + line.textLength())
        if first < end:
            edges = [cast(tuple[float, int], line.cursorToX(position))[0] for position in (first, end)]
            areas.append(QRectF(min(edges), line.y(), abs(edges[1] - edges[0]), line.height()))
    return areas


def line_at(layout: QTextLayout, y: float) -> QTextLine | None:
    """Return the line at this height; None below the last one."""
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        if y < line.y() + line.height():
            return line
    return None


def character_at(layout: QTextLayout | None, point: QPointF) -> int | None:
    """Return the character under a point, which counts from the layout's corner; None beside the text."""
    if layout is None:
        return None
    line = line_at(layout, point.y()) if point.y() >= 0 else None
    if line is None or not line.naturalTextRect().adjusted(-1, 0, 1, 0).contains(QPointF(point.x(), line.y() + 1)):
        return None
    place = int(line.xToCursor(point.x(), QTextLine.CursorPosition.CursorOnCharacter))
    return min(place, line.textStart() + line.textLength() - 1)  # where a line ends at its left, Qt goes one too far


def _line_of(font: QFont) -> tuple[float, float]:
    """Return the ascent and height of a line of Latin and Chinese letters."""
    sample = QTextLayout("Ag国", font)
    sample.beginLayout()
    line = sample.createLine()
    line.setLineWidth(1000)
    sample.endLayout()
    metrics = QFontMetricsF(font)
    return max(line.ascent(), metrics.ascent()), math.ceil(max(line.height(), metrics.lineSpacing())) + 2
