"""A chat's log as one uses it: the keyboard, the menu of a message, the way back to the end."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.accessible_view import SpokenLog
from qqdesk.gui.message_log.block_painter import RowLook
from qqdesk.gui.message_log.jump_button import JumpButton
from qqdesk.gui.message_log.log_mouse import can_be_acted_on
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import current_theme


class MessageListView(SpokenLog):
    """What a person does with a log.

    Of use without a chat, too: `show_context` shows a part of a conversation around a message, `set_read_only` leaves
    out of the menus what only a chat can do.
    """

    zoom_wanted = Signal(object)  # int: 1 larger, -1 smaller
    typed = Signal(object)  # QKeyEvent: a letter, or what pastes, that is meant for the input

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        self._current = ""
        self._wheel = 0
        self._by_key = False
        super().__init__(faces, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._jump = JumpButton(self)
        self._jump.clicked.connect(self._go_to_newest)
        self.moved.connect(self._move_jump)

    def set_title(self, name: str) -> None:
        """Name the conversation, for screen readers."""
        self.setAccessibleName(self.tr("Messages with {name}").format(name=name))

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self._move_jump()

    def append(self, entry: Message | NoticeLine) -> None:
        was_at_end = self.at_end
        super().append(entry)
        if not was_at_end and isinstance(entry, Message) and not entry.is_mine:
            self._jump.add_new()

    def go_to_new(self, count: int) -> None:
        """Show the line above the last `count` messages of the other side, and stay there until somebody moves on."""
        self.stay_at_new()
        self._jump.set_new(0 if self.at_end else count)

    def over_rows(self) -> list[QWidget]:
        return [self._jump]

    # Keyboard

    def current_row(self) -> int | None:
        return self.rows.find(self._current) if self._current and self.hasFocus() else None

    def row_look(self, row: int) -> RowLook:
        entry = self.rows[row]
        key = entry.id if isinstance(entry, Message) else ""
        current = bool(key) and key == self._current and self.hasFocus()
        return replace(super().row_look(row), selected=self.selected_in(row), is_current=current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(self.viewport().height() - 40, 20)
        moves = {
            Qt.Key.Key_PageUp: lambda: self.scroll_by(-page),
            Qt.Key.Key_PageDown: lambda: self.scroll_by(page),
            Qt.Key.Key_Home: self.scroll_to_start,
            Qt.Key.Key_End: self.scroll_to_end,
            Qt.Key.Key_Up: lambda: self._move_current(_STEPS[Qt.Key.Key_Up]),
            Qt.Key.Key_Down: lambda: self._move_current(_STEPS[Qt.Key.Key_Down]),
            Qt.Key.Key_Return: self._activate_current,
            Qt.Key.Key_Enter: self._activate_current,
        }
        action = moves.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
            self.tell_selection()
        elif event.key() in _STEPS and event.modifiers() & ~_KEYPAD == Qt.KeyboardModifier.ShiftModifier:
            self._move_current(_STEPS[Qt.Key(event.key())], selecting=True)
        elif event.key() == Qt.Key.Key_R and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.quote(self.current_row())
        elif action is not None and not event.modifiers() & ~_KEYPAD:
            action()
        elif event.matches(QKeySequence.StandardKey.Paste) or _is_written(event):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        # A touchpad tells of a step in many parts.
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / 120)
        self._wheel -= steps * 120
        if steps:
            self.zoom_wanted.emit(steps)

    def mouse_taken(self) -> None:
        self._current = ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._by_key = by_key
        # A screen reader puts the focus here for no reason that is known.
        is_read = QAccessible.isActive() and event.reason() != Qt.FocusReason.MouseFocusReason
        if (by_key or is_read) and self.current_row() not in self.visible_rows():
            self._enter_view()
        self.tell_current()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._by_key and self.hasFocus() and self.current_row() is None:
            painter = QPainter(self.viewport())
            painter.setPen(current_theme().accent)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def go_to(self, key: str) -> bool:
        """Put a message into the middle, with the keyboard at it; False where it is not here."""
        row = self.rows.find(key)
        if row is None:
            return False
        self.move_on()
        self._current = key
        self.setFocus()
        self.centre(row)
        self._centred = key
        self.tell_current()
        return True

    def _enter_view(self) -> None:
        """So that it is to be seen where the keyboard is; nothing moves for that."""
        for row in reversed(self.visible_rows()):
            message = self.rows.message(row)
            if message is not None:
                self._current = message.id
                return

    def _move_current(self, step: int, *, selecting: bool = False) -> None:
        """On from the message that the keyboard is at; from what is in view, where that was scrolled away. `selecting`
        takes whole messages, from where that began."""
        seen = self.visible_rows()
        if not seen:
            return
        now = self.current_row()
        row = now + step if now is not None and now in seen else seen[-1] if step < 0 else seen[0]
        while 0 <= row < len(self.rows) and self.rows.message(row) is None:
            row += step
        message = self.rows.message(row)
        if message is not None:
            self._current = message.id
            if selecting:
                anchor = self._selection.anchor if not self._selection.is_empty else None
                self.select_rows(anchor.row if anchor is not None else row if now is None else now, row)
            else:
                self._selection.clear()
            self.bring_into_view(row)
            self.tell_current()
            if selecting:
                self.tell_selection()

    def _activate_current(self) -> None:
        """Open the only link of the message, or a menu where there is more to choose from."""
        row = self.current_row()
        message = self.rows.message(row) if row is not None else None
        if row is None or message is None:
            return
        links = self.block(row).links
        if can_be_acted_on(message) and not self._read_only:
            self._open_state_menu(message, self._below(row))
        elif len(links) == 1:
            self.link_activated.emit(links[0].url)
        elif links:
            self._open_menu(self.menu_for(row, ""), self._below(row))

    # The way back to the end

    @Slot()
    def _go_to_newest(self) -> None:
        self.scroll_to_end()

    @Slot()
    def _move_jump(self) -> None:
        self._jump.follow(self.viewport().geometry(), at_end=self.at_end or self._read_only)


_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def _is_written(event: QKeyEvent) -> bool:
    return bool(event.text().strip()) and event.text().isprintable() and not event.modifiers() & _CHORD
