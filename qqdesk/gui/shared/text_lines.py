"""One line of text: painting, and layout with marks, in either direction."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption

from qqdesk.gui.shared.theme_colors import Theme


def paint_line(painter: QPainter, rect: QRect, text: str) -> None:
    """Paint one line of text at the left of `rect`, in the painter's font. Chinese and Latin names have the same base
    line."""
    metrics = painter.fontMetrics()
    base = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
    painter.drawText(rect.left(), base, text)


def marked_line(text: str, font: QFont, marks: Sequence[tuple[int, int]], theme: Theme) -> QTextLayout:
    """Lay out a line at 0. `marks` are places in UTF-16 units."""
    look = QTextCharFormat()
    look.setForeground(theme.on_found)
    look.setBackground(theme.found)
    ranges = []
    for start, end in marks:
        mark = QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = start, end - start, look
        ranges.append(mark)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.setFormats(ranges)
    layout.beginLayout()
    layout.createLine().setLineWidth(1e6)
    layout.endLayout()
    return layout


def elided_marked_line(
    text: str, font: QFont, marks: Sequence[tuple[int, int]], theme: Theme, width: int
) -> QTextLayout:
    """Lay out a marked line that is elided at its right."""
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
    end = len(shown.encode("utf-16-le", "surrogatepass")) // 2 - (shown != text)
    return marked_line(shown, font, [(start, min(stop, end)) for start, stop in marks if start < end], theme)
