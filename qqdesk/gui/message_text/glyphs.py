"""What the fonts of this computer can draw."""

from functools import lru_cache

from PySide6.QtGui import QGuiApplication, QTextLayout


@lru_cache(maxsize=2048)
def is_drawable(text: str) -> bool:
    """Whether there is a glyph for all of it, in whatever font; a box is none."""
    layout = QTextLayout(text, QGuiApplication.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    return bool(runs) and all(glyph for run in runs for glyph in run.glyphIndexes())
