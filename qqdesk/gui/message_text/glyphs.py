"""Checks whether the fonts of this computer can draw a text."""

from functools import lru_cache

from PySide6.QtGui import QGuiApplication, QTextLayout


@lru_cache(maxsize=2048)
def is_drawable(text: str) -> bool:
    """Whether fonts have glyphs for the whole text."""
    layout = QTextLayout(text, QGuiApplication.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    return bool(runs) and all(glyph for run in runs for glyph in run.glyphIndexes())
