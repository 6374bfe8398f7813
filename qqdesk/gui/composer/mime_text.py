"""The plain text of a clipboard or a drag."""

from enum import Enum, auto

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextDocumentFragment

_OBJECT = "\ufffc"
"""The character for a picture in Qt's rich text."""


class Unsendable(Enum):
    """The content without text."""

    PICTURE = auto()
    FILES = auto()
    NOTHING = auto()


def text_in(source: QMimeData) -> str | Unsendable:
    """Return the plain text. Files are not text, although file managers offer their paths as text."""
    if any(url.isLocalFile() for url in source.urls()):
        return Unsendable.FILES
    if source.hasFormat("text/plain") and source.text():
        return source.text()
    if source.hasHtml():
        text = QTextDocumentFragment.fromHtml(source.html()).toPlainText().replace(_OBJECT, "")
        if text.strip():
            return text
    if source.hasUrls():
        return "\n".join(url.toString() for url in source.urls())
    if source.hasImage() or source.hasHtml():
        return Unsendable.PICTURE
    return Unsendable.NOTHING
