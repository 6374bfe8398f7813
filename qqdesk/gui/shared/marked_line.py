"""One line of text with marks over parts of it, in whatever direction its letters run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextOption

from qqdesk.gui.shared.theme_colors import Theme


def marked_line(text: str, font: QFont, marks: Sequence[tuple[int, int]], theme: Theme) -> QTextLayout:
    """Lay out a line that begins at 0. `marks` are places in UTF-16 units."""
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
