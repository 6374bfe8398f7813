"""The field in which a text is written on a screenshot."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from qqdesk.gui.screenshot.marks import Style, TextMark, text_font

_MARGIN = 4
_LEAST_WIDTH = 60
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextEditor(QPlainTextEdit):
    """Grows with its text. Enter ends the text, Shift+Enter starts a new line, Esc drops it."""

    ended = Signal(object)  # TextMark, or None without a text

    def __init__(self, corner: QPointF, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._corner, self._style = corner, style
        self._has_ended = False
        self.setAccessibleName(self.tr("Text on the screenshot"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._fit)
        self.set_style(style)
        self.show()
        self.setFocus()

    def set_style(self, style: Style) -> None:
        self._style = style
        self.setFont(text_font(style.size))
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: transparent; color: {style.colour.name()};"
            f" border: 1px dashed {style.colour.name()}; border-radius: 0; padding: {_MARGIN - 1}px;"
            f" font-size: {round(style.size)}px; font-weight: 600; }}"
        )
        self._fit()

    @property
    def mark(self) -> TextMark | None:
        text = self.toPlainText().rstrip()
        return TextMark(self._corner, text, self._style) if text else None

    @Slot()
    def _fit(self) -> None:
        bounds = TextMark(self._corner, self.toPlainText() or "M", self._style).bounds
        size = QSize(max(round(bounds.width()) + round(self._style.size), _LEAST_WIDTH), round(bounds.height()))
        self.setGeometry(
            round(self._corner.x()) - _MARGIN,
            round(self._corner.y()) - _MARGIN,
            size.width() + 2 * _MARGIN,
            size.height() + 2 * _MARGIN,
        )

    def end(self) -> None:
        """Emit the mark, once."""
        self._end(self.mark)

    def drop(self) -> None:
        self._end(None)

    def _end(self, mark: TextMark | None) -> None:
        if not self._has_ended:
            self._has_ended = True
            self.ended.emit(mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.end()
        else:
            super().keyPressEvent(event)
