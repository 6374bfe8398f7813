"""Tool tips that show what others wrote."""

import html

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """The tool tip that shows this text as it is; Qt takes what looks like HTML for that, and loads its pictures."""
    if not Qt.mightBeRichText(text):
        return text
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>")
