"""The tools of a screenshot: how each looks in the bar, and the mark that it makes."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from qqdesk.gui.screenshot.marks import ArrowMark, DrawnMark, MosaicMark, PenMark, RectangleMark

translate = QCoreApplication.translate

_LINES = (2.0, 3.0, 6.0)
_LETTERS = (14.0, 18.0, 28.0)
FIRST_SIZE = 1
"""The size that is chosen at first."""


@dataclass(frozen=True, slots=True)
class Tool:
    """`make` is the mark of a drag; without it the tool writes text. A tool without sizes has no colours either."""

    icon: str
    name: str
    sizes: tuple[float, ...] = ()
    make: type[DrawnMark] | None = None


def tools() -> tuple[Tool, ...]:
    """Return the tools in their order in the bar, with names in the current language."""
    return (
        Tool("rectangle", translate("Screenshot", "Rectangle"), _LINES, RectangleMark),
        Tool("arrow", translate("Screenshot", "Arrow"), _LINES, ArrowMark),
        Tool("pen", translate("Screenshot", "Pen"), _LINES, PenMark),
        Tool("text", translate("Screenshot", "Text"), _LETTERS),
        Tool("mosaic", translate("Screenshot", "Mosaic"), make=MosaicMark),
    )


def colours() -> tuple[tuple[QColor, str], ...]:
    """Return the colours with their names."""
    return (
        (QColor("#D0382D"), translate("Screenshot", "Red")),
        (QColor("#F2AE1C"), translate("Screenshot", "Yellow")),
        (QColor("#1E9E4A"), translate("Screenshot", "Green")),
        (QColor("#1668B8"), translate("Screenshot", "Blue")),
        (QColor("#1F2329"), translate("Screenshot", "Black")),
        (QColor("#FFFFFF"), translate("Screenshot", "White")),
    )
