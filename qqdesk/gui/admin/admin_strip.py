"""A strip of a page of the place's window."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from qqdesk.gui.kit.bar import BarKind
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.type_size import scaled

_HEIGHT, _LEAST_SENTENCE = 40, 140


class AdminStrip(QFrame):
    """A picture and a sentence, which may take several lines. The controls are at the right, or below if the sentence
    would have too little room."""

    def __init__(self, kind: BarKind, picture: QWidget, *controls: QWidget) -> None:
        super().__init__()
        self.setProperty("role", kind.value[0])
        self.label = wrapped_label()
        self._sentence, self._controls = row(picture, (self.label, 1)), row(None, *controls)
        self._parts: QBoxLayout = row((self._sentence, 1), self._controls, margins=(12, 5, 6, 5))
        self.setLayout(self._parts)
        self.setMinimumHeight(scaled(_HEIGHT))

    def show_text(self, text: str) -> None:
        self.label.setText(text)
        self.setAccessibleName(text)
        self._arrange()

    def text(self) -> str:
        return self.label.text()

    def _widths(self) -> tuple[int, int]:
        """Return the least widths of the sentence and of the controls."""
        sentence = max(self._sentence.minimumSize().width(), scaled(_LEAST_SENTENCE))
        return sentence, self._controls.minimumSize().width()

    def minimumSizeHint(self) -> QSize:
        """Return the size with the controls below."""
        margins = self._parts.contentsMargins()
        width = max(self._widths()) + margins.left() + margins.right() + 2 * self.frameWidth()
        return QSize(width, super().minimumSizeHint().height())

    def _arrange(self) -> None:
        is_narrow = self._parts.contentsRect().width() < sum(self._widths()) + self._parts.spacing()
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._parts.setDirection(direction)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
