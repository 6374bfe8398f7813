"""Labels: of one line, of a paragraph, with a link, and of form fields."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QSizePolicy, QWidget

from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.theme_colors import Theme


class ElidedLabel(QWidget):
    """One line of text that ends in … if it has no room. The tool tip then has the whole text."""

    def __init__(
        self,
        text: str = "",
        role: str = "text",
        parent: QWidget | None = None,
        *,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        theme: Theme | None = None,
    ) -> None:
        """`theme`: for a window that does not follow the theme of the program."""
        super().__init__(parent)
        self._text, self._role, self._alignment, self._theme = "", role, alignment, theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._set_tip()
        self.update()

    def _set_tip(self) -> None:
        short = self.fontMetrics().horizontalAdvance(self._text) <= self.contentsRect().width()
        self.setToolTip("" if short else plain_tip(self._text))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(getattr(self._theme or current_theme(), self._role if self.isEnabled() else "disabled"))
        rect = self.contentsRect()
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | self._alignment, text)
        painter.end()


def wrapped_label(text: str = "", role: str = "") -> QLabel:
    """Return a label for a paragraph of plain text."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


_HREF = re.compile(r'<a href="([^"]*)"')


class LinkLabel(QLabel):
    """Enter opens the link. With Qt's own link navigation Shift+Tab would not leave the label."""

    def __init__(self) -> None:
        super().__init__()
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


_MNEMONIC = re.compile(r"\(&.\)|&")


def without_mnemonic(text: str) -> str:
    """Return a label's text without its mnemonic, which is in brackets in Chinese: `性别(&X)`."""
    return _MNEMONIC.sub("", text)


def field_label(text: str, field: QWidget) -> QLabel:
    """Return a label whose mnemonic focuses `field`. Screen readers get its text as the name of the field."""
    label = QLabel(text)
    label.setBuddy(field)
    field.setAccessibleName(without_mnemonic(text))
    if isinstance(field, QAbstractSpinBox):
        field.lineEdit().setAccessibleName(without_mnemonic(text))  # the line edit inside has the focus
    return label


def small_label(text: str = "") -> QLabel:
    """Return a label for a sentence in the small secondary font."""
    label = wrapped_label(text, "secondary")
    label.setFont(small(label.font()))
    return label


def heading_label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(semibold(label.font()))
    return label
