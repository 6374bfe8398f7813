"""The content of a clipboard or a drag: plain text, files or a picture."""

import re
from enum import Enum, auto

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextListFormat

from qqdesk.gui.shared.file_dialog import files_in

_OBJECT = "\ufffc"
"""The character for a picture in Qt's rich text."""


_SCHEME = re.compile("(https?://|mailto:)")
_BULLETS = (QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListCircle, QTextListFormat.Style.ListSquare)


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
        text = _text_of_html(source.html())
        if text.strip():
            return text
    if source.hasUrls():
        return "\n".join(url.toString() for url in source.urls())
    if source.hasImage() or source.hasHtml():
        return OtherContent.PICTURE
    return OtherContent.NOTHING


def _text_of_html(html: str) -> str:
    """Return the text, with the marks of lists and the addresses of links."""
    document = QTextDocument()
    document.setHtml(html)
    cursor = QTextCursor(document)
    block = document.lastBlock()
    while block.isValid():
        # From the end, so that the earlier positions stay.
        for position, address in reversed(_addresses(block)):
            cursor.setPosition(position)
            cursor.insertText(f" ({address})")
        if mark := _list_mark(block):
            cursor.setPosition(block.position())
            cursor.insertText(mark)
        block = block.previous()
    return document.toPlainText().replace(_OBJECT, "")


def _addresses(block: QTextBlock) -> list[tuple[int, str]]:
    """Return the addresses that the texts of links hide, and the ends of these texts in the document."""
    links: list[tuple[str, str, int]] = []
    places = block.begin()
    while not places.atEnd():
        piece = places.fragment()
        address, end = piece.charFormat().anchorHref(), piece.position() + piece.length()
        is_same_link = bool(links) and links[-1][0] == address
        links.append((address, links.pop()[1] + piece.text() if is_same_link else piece.text(), end))
        places += 1
    return [(end, address) for address, text, end in links if _SCHEME.match(address) and _bare(text) != _bare(address)]


def _bare(address: str) -> str:
    return _SCHEME.sub("", address.strip(), count=1).rstrip("/")


def _list_mark(block: QTextBlock) -> str:
    items = block.textList()
    if not items:
        return ""
    mark = "•" if items.format().style() in _BULLETS else items.itemText(block)
    return f"{'  ' * (items.format().indent() - 1)}{mark} "
