"""The input of a chat."""

import re
from math import ceil

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from qqdesk.gui.composer.mime_text import OtherContent, text_in
from qqdesk.gui.composer.send_key import CTRL_ENTER, ENTER
from qqdesk.gui.message_text.text_units import is_blank
from qqdesk.gui.shared.type_size import line_room

COUNT_FROM = 3900
"""From this length on the composer shows the number of characters."""

_EDGE = 5
"""Border and padding in the style sheet."""
_MARGIN = 1
_MOST_LINES = 6
MAX_CHARS = 200_000
"""The limit for pasted text: about fifty messages."""
_LONG_WORD = re.compile(r"[^\s\u2e80-\uffff]{500}")
"""Texts with such a word wrap anywhere: Qt's search for its end takes quadratic time. Chinese breaks anywhere."""
_LINE_ENDS = "\u2028\u2029\ufdd0\ufdd1"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class ChatInput(QPlainTextEdit):
    """A plain text input. Enter or Ctrl+Enter sends, as set; the other one and Shift+Enter start a new line."""

    send_pressed = Signal()
    length_changed = Signal(object)  # int, in characters
    attached = Signal(QMimeData)
    """Files or a picture were pasted or dropped."""
    up_pressed = Signal()
    """In the empty input."""
    was_cut = Signal()
    """A paste was cut to MAX_CHARS."""
    edited = Signal()
    """The user changed the text, and it is not blank."""

    def __init__(self) -> None:
        super().__init__()
        self._composing = False
        self._wanted, self._least_lines = 0, 1
        self._is_loading = False
        self.send_key = ENTER
        self.setProperty("role", "message")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.document().setDocumentMargin(_MARGIN)
        self.textChanged.connect(self._text_changed)
        self.fit()

    def set_open(self, is_open: bool, hint: str) -> None:
        """Accept text or not. `hint` is shown in the empty input."""
        self.setEnabled(is_open)
        self.setPlaceholderText(hint)
        self.fit()

    def text(self) -> str:
        """Return the text with its no-break spaces, which toPlainText() replaces."""
        text = self.document().toRawText()
        for end in _LINE_ENDS:
            text = text.replace(end, "\n")
        return text

    @property
    def is_composing(self) -> bool:
        """Whether an input method is at work."""
        return self._composing

    @property
    def can_be_sent(self) -> bool:
        return not self._composing and not self.isReadOnly() and not is_blank(self.text())

    def text_after(self, mark: QTextCursor | None) -> str:
        """Return the text after a mark, or all of it."""
        if mark is None:
            return self.text()
        before = self.text().encode("utf-16-le", "surrogatepass")
        return before[2 * mark.position() :].decode("utf-16-le", "surrogatepass")

    def mark_after(self, mark: QTextCursor | None, length: int) -> QTextCursor:
        """Return a mark `length` characters after another, or after the start. It moves with the text before it."""
        start = 0 if mark is None else mark.position()
        units = len(self.text_after(mark)[:length].encode("utf-16-le", "surrogatepass")) // 2
        cursor = QTextCursor(self.document())
        cursor.setPosition(start + units)
        cursor.setKeepPositionOnInsert(True)
        return cursor

    def break_line_at(self, mark: QTextCursor) -> None:
        """Start a new line at a mark, unless nothing follows."""
        # Not a copy of the mark: Qt moves its anchor with insertions, and insertBlock() replaces a selection.
        cursor = QTextCursor(self.document())
        cursor.setPosition(mark.position())
        if not cursor.atEnd():
            cursor.insertBlock()

    def delete_until(self, mark: QTextCursor) -> None:
        """Delete the text before a mark, without `edited`."""
        self._is_loading = True
        if mark.position() == self.document().characterCount() - 1:
            self.clear()
        else:
            cursor = QTextCursor(self.document())
            cursor.setPosition(mark.position(), QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            # Undo would restore the sent text.
            self.document().clearUndoRedoStacks()
        self._is_loading = False

    def set_draft(self, text: str) -> None:
        self._is_loading = True
        self.setPlainText(text)
        self._is_loading = False
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.setTextCursor(cursor)

    @Slot()
    def _text_changed(self) -> None:
        self._break_lines()
        self.fit()
        self.length_changed.emit(len(self.text()))
        if not self._is_loading and not is_blank(self.text()):
            self.edited.emit()

    def set_least_lines(self, lines: int) -> None:
        self._least_lines = lines
        self.fit()

    def fit(self) -> None:
        """Make the input as high as its text or hint: `_least_lines` to six lines, up to a third of the window."""
        frame = 2 * (_EDGE + _MARGIN)
        least = line_room(self.font())
        most = max(min(_MOST_LINES * least, self.window().height() // 3 - frame), least)
        # Add up the blocks: lines in fonts of other scripts are higher.
        height, block = 0.0, self.document().begin()
        while block.isValid() and height < most:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        if not self.text():
            room = QRect(0, 0, self.viewport().width() - 2 * _MARGIN, most)
            wrapped = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.placeholderText())
            height = max(height, wrapped.height())
        self._wanted = min(max(ceil(height), self._least_lines * least), most) + frame
        self.setMaximumHeight(self._wanted)
        self.updateGeometry()

    def _break_lines(self) -> None:
        mode = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        if _LONG_WORD.search(self.text()):
            mode = QTextOption.WrapMode.WrapAnywhere
        if mode != self.wordWrapMode():
            self.setWordWrapMode(mode)

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._wanted)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), line_room(self.font()) + 2 * (_EDGE + _MARGIN))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return text_in(source) is not OtherContent.NOTHING

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert text up to MAX_CHARS; report files, pictures and a cut."""
        text = text_in(source)
        if not isinstance(text, str):
            self.attached.emit(source)
            return
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        room = max(MAX_CHARS - len(self.text()) + len(self.textCursor().selectedText()), 0)
        if _LONG_WORD.search(text):
            # Before the first layout.
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.insertPlainText(text[:room])
        self.ensureCursorVisible()
        if len(text) > room:
            self.was_cut.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files and pictures to the page."""
        if isinstance(text_in(event.mimeData()), str):
            super().dragEnterEvent(event)
        else:
            event.ignore()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if self._composing:
            self.edited.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Up and is_plain and not self._composing and self.document().isEmpty():
            self.up_pressed.emit()
            return
        if event.key() not in _ENTER or self._composing:
            super().keyPressEvent(event)
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sends = _CTRL if self.send_key == CTRL_ENTER else _NONE
        if modifiers == sends:
            self.send_pressed.emit()
        elif modifiers in (_NONE, _CTRL, Qt.KeyboardModifier.ShiftModifier):
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
