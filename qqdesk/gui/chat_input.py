"""Where a message is written."""

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from qqdesk.gui.chat_text import is_blank
from qqdesk.gui.send_key import CTRL_ENTER, ENTER
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS

COUNT_FROM = 3900
"""From this length on it is shown how much room is left."""

_LEAST_LINES = 3
_MOST_CHARS = 8 * MAX_MESSAGE_CHARS
"""That a paste fills the field up to. Laying out one line of a megabyte would take Qt a minute."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class ChatInput(QPlainTextEdit):
    """Asks to send when Enter or Ctrl+Enter is pressed, as is set; the other one, and Shift+Enter, break the line.

    Only plain text comes in.
    """

    send_wanted = Signal()
    length_changed = Signal(object)  # int, in characters

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self.send_key = ENTER
        self.setProperty("role", "plain")
        self.setTabChangesFocus(True)
        self.set_open(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.document().setDocumentMargin(8)
        self.textChanged.connect(self._text_changed)
        self._fit()

    def set_open(self, is_open: bool) -> None:
        """Whether anything can be written here at all."""
        self.setEnabled(is_open)
        self.setPlaceholderText(
            self.tr("Write a message") if is_open else self.tr("Notices from the server cannot be answered.")
        )

    def text(self) -> str:
        return self.toPlainText()

    @property
    def is_too_long(self) -> bool:
        return len(self.text()) > MAX_MESSAGE_CHARS

    @property
    def can_be_sent(self) -> bool:
        return not self._composing and not self.is_too_long and not is_blank(self.text())

    def set_draft(self, text: str) -> None:
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.setTextCursor(cursor)

    @Slot()
    def _text_changed(self) -> None:
        self._fit()
        self.length_changed.emit(len(self.text()))

    def _fit(self) -> None:
        """As high as the text, but no higher than a third of the window."""
        spacing = self.fontMetrics().lineSpacing()
        # The layout of a QPlainTextEdit counts in lines.
        lines = max(round(self.document().size().height()), _LEAST_LINES)
        frame = 2 * (self.frameWidth() + 4) + 2 * round(self.document().documentMargin())
        most = max(self.window().height() // 3, _LEAST_LINES * spacing + frame)
        self.setFixedHeight(min(lines * spacing + frame, most))

    def fit(self) -> None:
        self._fit()

    # Qt

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Up to the bound: a cut one is still too long to be sent, and the counter says so."""
        if source.hasText():
            selected = len(self.textCursor().selectedText())
            room = max(_MOST_CHARS - len(self.text()) + selected, 0)
            self.insertPlainText(source.text()[:room])

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _ENTER or self._composing:
            super().keyPressEvent(event)
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sends = _CTRL if self.send_key == CTRL_ENTER else _NONE
        if modifiers == sends:
            self.send_wanted.emit()
        elif modifiers in (_NONE, _CTRL, Qt.KeyboardModifier.ShiftModifier):
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
