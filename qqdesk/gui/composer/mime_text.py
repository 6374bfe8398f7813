"""What of a clipboard or a drag can be written into a message: plain text, and nothing else."""

from enum import Enum, auto

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextDocumentFragment

_OBJECT = "\ufffc"
"""What Qt makes of a picture in a rich text."""


class Unsendable(Enum):
    """What there is instead of text."""

    PICTURE = auto()
    FILES = auto()
    NOTHING = auto()


def text_in(source: QMimeData) -> str | Unsendable:
    """The plain text. Files are not text, although a file manager gives their paths as such."""
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
