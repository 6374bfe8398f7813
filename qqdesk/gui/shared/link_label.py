"""A label with one link that the keyboard can reach."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from qqdesk.gui.shared.theme import current_theme

_HREF = re.compile(r'<a href="([^"]*)"')


class LinkLabel(QLabel):
    """Enter opens the link. With Qt's own link navigation Shift+Tab would not leave the label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def focusNextPrevChild(self, next_: bool) -> bool:
        parent = self.parentWidget()
        return parent.focusNextPrevChild(next_) if parent is not None else False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        link = _HREF.search(self.text())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and link is not None:
            self.linkActivated.emit(link[1].replace("&amp;", "&"))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(current_theme().accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()
