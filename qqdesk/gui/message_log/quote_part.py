"""The quote above a reply: a bar, the author and one line of the message that it answers."""

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from qqdesk.domain.body import Recalled
from qqdesk.domain.message import Message
from qqdesk.gui.message_log.typesetter import Typesetter
from qqdesk.gui.message_text.emoticons import plain_with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.shared.file_texts import short_text

_BAR = 2
_INDENT = 10
_BELOW = 6
_MOST_CHARS = 200


def quoted_text(message: Message | None, *, is_known: bool) -> str:
    """Return the line for a message; `is_known`: whether it was looked up yet."""
    if message is None:
        return QCoreApplication.translate("LogTexts", "Message not here") if is_known else "…"
    if isinstance(message.body, Recalled):
        return QCoreApplication.translate("LogTexts", "Message taken back")
    return plain_with_emoji(" ".join(short_text(message.body)[:_MOST_CHARS].split()), is_drawable)


class QuotePart:
    """Its height depends on the fonts only. `id` is that of the quoted message, which may not be here."""

    def __init__(
        self,
        id: str,
        name: str,
        text: str,
        fonts: tuple[Typesetter, Typesetter],
        colours: tuple[QColor, QColor],
        *,
        is_here: bool,
    ) -> None:
        """`fonts` and `colours`: of the name and of the text."""
        self.id, self.name, self.text, self.is_here = id, name, text, is_here
        self._bold, self._small = fonts
        self._name_colour, self._text_colour = colours
        self._shown = ("", "")
        self.rect = QRectF()
        """In the row; set by the builder."""

    def lay_out(self, widest: float) -> None:
        """Fit the two lines into this width, and set the size of `rect`."""
        room = max(widest - _INDENT, 1)
        elide = Qt.TextElideMode.ElideRight
        self._shown = (
            self._bold.metrics.elidedText(self.name, elide, room),
            self._small.metrics.elidedText(self.text, elide, room),
        )
        width = max(
            self._bold.metrics.horizontalAdvance(self._shown[0]), self._small.metrics.horizontalAdvance(self._shown[1])
        )
        lines = math.ceil(self._bold.line) + math.ceil(self._small.line)
        self.rect.setSize(QRectF(0, 0, math.ceil(width) + _INDENT, lines).size())

    @property
    def height(self) -> float:
        """Return the height with the space below."""
        return self.rect.height() + _BELOW

    def paint(self, painter: QPainter) -> None:
        rect = self.rect
        painter.fillRect(QRectF(rect.left(), rect.top(), _BAR, rect.height()), self._name_colour)
        left, top = rect.left() + _INDENT, rect.top()
        painter.setFont(self._bold.font)
        painter.setPen(self._name_colour)
        painter.drawText(QPointF(left, top + self._bold.ascent), self._shown[0])
        painter.setFont(self._small.font)
        painter.setPen(self._text_colour)
        painter.drawText(QPointF(left, top + math.ceil(self._bold.line) + self._small.ascent), self._shown[1])
