"""Tool tips that show what others wrote."""

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """The tool tip that shows this text as it is; Qt takes what looks like HTML for that, and loads its pictures."""
    if not Qt.mightBeRichText(text):
        return text
    import html  # its table of entities takes 1 ms, before which the first window is there

    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>")
