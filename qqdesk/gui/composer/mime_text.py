"""The content of a clipboard or a drag: plain text, files or a picture."""

from enum import Enum, auto

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextDocumentFragment

from qqdesk.gui.shared.dropped_files import files_in

_OBJECT = "\ufffc"
"""The character for a picture in Qt's rich text."""


class OtherContent(Enum):
    """The content that is not text."""

    PICTURE = auto()
    FILES = auto()
    NOTHING = auto()


def text_in(source: QMimeData) -> str | OtherContent:
    """Return the plain text. Files are not text, although file managers offer their paths as text."""
    if files_in(source):
        return OtherContent.FILES
    if source.hasFormat("text/plain") and source.text():
        return source.text()
    if source.hasHtml():
        text = QTextDocumentFragment.fromHtml(source.html()).toPlainText().replace(_OBJECT, "")
        if text.strip():
            return text
    if source.hasUrls():
        return "\n".join(url.toString() for url in source.urls())
    if source.hasImage() or source.hasHtml():
        return OtherContent.PICTURE
    return OtherContent.NOTHING
