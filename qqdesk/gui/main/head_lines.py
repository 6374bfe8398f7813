"""My signature and status in the head of the main window: buttons, and the field that edits a line in place."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.theme import current_theme
from qqdesk.protocol.profile import MAX_SIGNATURE_CHARS

_LEAST_WIDTH = 24
_ARROW = 16


class ElidedButton(QToolButton):
    """A button in a head, whose text ends in … if it has no room."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "head")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return super().text().replace("&&", "&")

    def setText(self, text: str) -> None:
        super().setText(text.replace("&", "&&"))  # a single & makes a shortcut of the letter after it

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.sizeHint().height())

    def edge(self) -> int:
        """Return the width between the edge and the text or icon."""
        return (self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())) // 2

    def elided_text(self) -> str:
        metrics = self.fontMetrics()
        # The width of the text is rounded.
        room = self.width() - self.sizeHint().width() + metrics.horizontalAdvance(self.text()) + 1
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self.elided_text().replace("&", "&&")
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)


class SignatureButton(ElidedButton):
    """Shows my signature, or asks for one."""

    def __init__(self) -> None:
        super().__init__()
        self.signature = ""
        self.setFont(small(self.font()))
        self.show_signature("")

    def show_signature(self, signature: str) -> None:
        self.signature = signature
        self.setText(signature or self.tr("Add a signature"))
        name = self.tr("My signature: {text}").format(text=signature) if signature else self.text()
        self.setAccessibleName(name)
        about = self.tr("Others see this line with your name")
        self.setToolTip(plain_tip(f"{signature}\n{about}" if signature else about))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        link = theme.on_head if theme.is_classic else theme.accent  # the head of Classic blue is as blue
        painter.setPen(theme.secondary_on_head if self.signature and self.isEnabled() else link)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(self.rect().adjusted(self.edge(), 0, 0, 0), flags, self.elided_text())


class StatusButton(ElidedButton):
    """Shows my status and a small arrow, as it has a menu. Without the text the icon is the arrow."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._arrow_room(), 0)

    def _arrow_room(self) -> int:
        return _ARROW - 4 if self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._arrow_room():
            painter = QPainter(self)
            arrow = icon_pixmap("chevron-down", _ARROW, self.devicePixelRatioF(), current_theme().on_head)
            painter.drawPixmap(self.width() - _ARROW - 4, (self.height() - _ARROW) // 2, arrow)
            painter.end()


class LineEditInPlace(QLineEdit):
    """Enter and another focus end with `edited`, Escape without."""

    edited = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.place: QWidget | None = None
        """The widget that the field replaces while it is open."""
        self.setProperty("role", "head")
        self.setMaxLength(MAX_SIGNATURE_CHARS)
        self.setFont(small(self.font()))
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.hide()

    def start(self, text: str, place: QWidget) -> None:
        """Edit a text in the place of a widget."""
        self.place = place
        self.setFixedHeight(place.height())
        self.setText(text)
        self.selectAll()
        self.show()
        self.setFocus()
        place.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            place = self.place
            self.finish(is_kept=event.key() != Qt.Key.Key_Escape)
            if place is not None:
                place.setFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.finish(is_kept=True)

    def finish(self, *, is_kept: bool) -> None:
        """Close the field, and show the widget that it replaced."""
        if self.place is None:
            return
        place, self.place = self.place, None
        place.show()
        self.hide()
        if is_kept:
            self.edited.emit(" ".join(self.text().split()))
