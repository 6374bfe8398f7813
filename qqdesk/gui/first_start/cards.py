"""Cards: large buttons with a title and a sentence, as push buttons and as radio buttons."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from qqdesk.gui.shared.labels import heading_label, small_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.theme import current_theme

_MARK = 20
_DOT = 8


class Card(QAbstractButton):
    """`is_likely` gives the frame the accent colour; the focus makes it wider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_likely = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def let_clicks_through(self) -> None:
        """Pass clicks on the children to the card. Call it when all children are there."""
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_likely(self, likely: bool) -> None:
        self.is_likely = likely
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = self.underMouse() and self.isEnabled()
        strong = self.is_likely or self.hasFocus()
        width = 2.0 if self.hasFocus() else 1.0
        if self.isDown():
            ground = theme.selection
        elif self.is_likely:
            ground = theme.notice_ground
        else:
            ground = theme.hover if hovered else theme.surface
        painter.setBrush(ground)
        painter.setPen(QPen(theme.accent if strong or hovered else theme.edge, width))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.radius, theme.radius)
        self.paint_mark(painter)
        painter.end()

    def paint_mark(self, painter: QPainter) -> None:
        """Paint over the background. Override."""


class RadioCard(Card):
    """A radio button: the cards of one parent exclude each other, and the arrow keys move between them."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(title)
        self.setText(title)
        heading = heading_label(title)
        heading.setWordWrap(True)
        self._sentence = small_label()
        self._sentence.setTextFormat(Qt.TextFormat.RichText)
        texts = column(heading, self._sentence, spacing=4)
        self.setLayout(row((texts, 1), margins=(12 + _MARK + 12, 12, 16, 12)))
        self.toggled.connect(self.set_likely)
        self.let_clicks_through()

    def set_sentence(self, html: str, spoken: str) -> None:
        """Show a sentence, in rich text; `spoken` is the same without markup."""
        self._sentence.setText(html)
        self.setAccessibleDescription(spoken)

    def paint_mark(self, painter: QPainter) -> None:
        theme = current_theme()
        square = QRectF(12, 12, _MARK, _MARK).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(theme.accent if self.isChecked() else theme.field, 1.5))
        painter.setBrush(theme.surface)
        painter.drawEllipse(square)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawEllipse(QPointF(square.center()), _DOT / 2, _DOT / 2)
