"""A chat's log as one uses it: selecting, copying, links, what to do with a message that failed, the keyboard."""

from PySide6.QtCore import QBasicTimer, QPoint, QPointF, Qt, QTextBoundaryFinder, QTimerEvent, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QClipboard,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from qqdesk.domain.message import Message, MessageState
from qqdesk.gui.chat_bubble import can_be_retried
from qqdesk.gui.chat_jump import JumpButton
from qqdesk.gui.chat_rows import NoticeLine
from qqdesk.gui.chat_selection import Place, Selection
from qqdesk.gui.chat_text import units
from qqdesk.gui.chat_view import LogView, failure_text
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.texts import clock_text, day_text, message_state_text

_DRAG_SCROLL_MS = 40
_READ_ALOUD = 3


class ChatLog(LogView):
    """The names of the two sides are for copies and for screen readers."""

    link_activated = Signal(str)
    retry_wanted = Signal(object)  # Message
    discard_wanted = Signal(object)  # Message
    typed = Signal(object)  # QKeyEvent: a letter that is meant for the input

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(faces, parent)
        self._selection = Selection()
        self._names = ("", "")
        self._current: str = ""
        self._pressed_link = ""
        self._pressed_at = QPoint()
        self._drag_timer = QBasicTimer()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._jump = JumpButton(self)
        self._jump.clicked.connect(self._go_to_newest)
        self.moved.connect(self._move_jump)

    def set_names(self, mine: str, theirs: str) -> None:
        self._names = (mine, theirs)
        self.setAccessibleName(self.tr("Messages with {name}").format(name=theirs))

    def append(self, entry: Message | NoticeLine) -> None:
        was_at_end = self.at_end
        super().append(entry)
        if not was_at_end and isinstance(entry, Message) and not entry.is_mine:
            self._jump.add_new()
        self._describe()

    def remove(self, row: int) -> None:
        self._selection.removed(row)
        super().remove(row)

    def announce(self, entry: Message | NoticeLine) -> None:
        """Have a screen reader say it now."""
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self, self.sentence(entry))
            QAccessible.updateAccessibility(event)

    def sentence(self, entry: Message | NoticeLine) -> str:
        """A row in words, as a screen reader says it."""
        if isinstance(entry, NoticeLine):
            return entry.text
        state = message_state_text(entry.state)
        if can_be_retried(entry):
            state = f"{state}: {failure_text(entry)}"
        parts = (self._names[0 if entry.is_mine else 1], clock_text(entry.time), entry.text, state)
        return ", ".join(part for part in parts if part)

    def _describe(self) -> None:
        last = range(max(len(self.rows) - _READ_ALOUD, 0), len(self.rows))
        self.setAccessibleDescription("\n".join(self.sentence(self.rows[row]) for row in last))

    # What is selected

    def selected_in(self, row: int) -> tuple[int, int] | None:
        return None if self._selection.is_empty else self._selection.within(row, units(self.rows[row].text))

    def current_row(self) -> int | None:
        return self.rows.find(self._current) if self._current and self.hasFocus() else None

    def selected_text(self) -> str:
        return self._selection.text(self.rows, self._heading)

    def _heading(self, message: Message) -> str:
        name = self._names[0 if message.is_mine else 1]
        return f"{name} {day_text(message.time)} {clock_text(message.time)}"

    @Slot()
    def select_all(self) -> None:
        if len(self.rows):
            last = len(self.rows) - 1
            self._selection.start(Place(0, 0))
            self._selection.extend(Place(last, units(self.rows[last].text)))
            self.viewport().update()

    @Slot()
    def copy(self) -> None:
        text = self.selected_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def _place_at(self, point: QPoint) -> Place | None:
        found = self.row_at(point.y())
        if found is None:
            return None
        row, top = found
        return Place(row, self.block(row).position_at(QPointF(point) - QPointF(0, top)))

    def _link_at(self, point: QPoint) -> str:
        found = self.row_at(point.y())
        link = self.block(found[0]).link_at(QPointF(point) - QPointF(0, found[1])) if found else None
        return link.url if link else ""

    def _retry_at(self, point: QPoint) -> Message | None:
        found = self.row_at(point.y())
        if found and self.block(found[0]).is_retry_at(QPointF(point) - QPointF(0, found[1])):
            return self.rows.message(found[0])
        return None

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        self._pressed_link, self._pressed_at = self._link_at(point), point
        place = self._place_at(point)
        self._current = ""
        if place is None:
            self._selection.clear()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._selection.anchor is not None:
            self._selection.extend(place)
        else:
            self._selection.start(place)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(point)
            outside = not 0 <= point.y() < self.viewport().height()
            if outside and not self._drag_timer.isActive():
                self._drag_timer.start(_DRAG_SCROLL_MS, self)
            elif not outside:
                self._drag_timer.stop()
            return
        if self._link_at(point) or self._retry_at(point):
            shape = Qt.CursorShape.PointingHandCursor
        else:
            found = self.row_at(point.y())
            inside = found is not None and self.block(found[0]).bubble.translated(0, found[1]).contains(QPointF(point))
            shape = Qt.CursorShape.IBeamCursor if inside else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag_timer.stop()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        if self._selection.is_empty:
            failed = self._retry_at(point)
            if failed is not None:
                self.retry_wanted.emit(failed)
            elif self._pressed_link and self._pressed_link == self._link_at(point):
                self.link_activated.emit(self._pressed_link)
        else:
            clipboard = QGuiApplication.clipboard()
            if clipboard.supportsSelection():
                clipboard.setText(self.selected_text(), QClipboard.Mode.Selection)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or place is None:
            return
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, self.rows[place.row].text)
        finder.setPosition(place.position)
        start = place.position if finder.isAtBoundary() else max(finder.toPreviousBoundary(), 0)
        finder.setPosition(place.position)
        end = finder.toNextBoundary()
        self._selection.start(Place(place.row, start))
        self._selection.extend(Place(place.row, end if end >= 0 else units(self.rows[place.row].text)))
        self.viewport().update()

    def _drag_to(self, point: QPoint) -> None:
        far = (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        place = self._place_at(point)
        if place is not None and (far or not self._selection.is_empty):
            self._selection.extend(place)
            self.viewport().update()

    def timerEvent(self, event: QTimerEvent) -> None:
        if event.timerId() != self._drag_timer.timerId():
            super().timerEvent(event)
            return
        point = self.viewport().mapFromGlobal(self.cursor().pos())
        below = point.y() - self.viewport().height()
        self.scroll_by(max(min(below if below > 0 else point.y(), 60), -60))
        self._drag_to(point)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(self.viewport().height() - 40, 20)
        moves = {
            Qt.Key.Key_PageUp: lambda: self.scroll_by(-page),
            Qt.Key.Key_PageDown: lambda: self.scroll_by(page),
            Qt.Key.Key_Home: self.scroll_to_start,
            Qt.Key.Key_End: self.scroll_to_end,
            Qt.Key.Key_Up: lambda: self._move_current(-1),
            Qt.Key.Key_Down: lambda: self._move_current(1),
            Qt.Key.Key_Return: self._activate_current,
            Qt.Key.Key_Enter: self._activate_current,
        }
        action = moves.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            row = self.current_row()
            if self._selection.is_empty and row is not None:
                QGuiApplication.clipboard().setText(self.rows[row].text)
            else:
                self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif action is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            action()
        elif event.text().isprintable() and event.text().strip() and not event.modifiers() & _CHORD:
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _move_current(self, step: int) -> None:
        seen = self.visible_rows()
        if not seen:
            return
        now = self.current_row()
        row = (seen[-1] if step < 0 else seen[0]) if now is None else now + step
        while 0 <= row < len(self.rows) and self.rows.message(row) is None:
            row += step
        message = self.rows.message(row)
        if message is not None:
            self._current = message.key
            self.bring_into_view(row)
            self.announce(message)

    def _activate_current(self) -> None:
        row = self.current_row()
        message = self.rows.message(row) if row is not None else None
        if row is None or message is None:
            return
        links = self.block(row).links
        if can_be_retried(message):
            self.retry_wanted.emit(message)
        elif links:
            self.link_activated.emit(links[0].url)

    # Menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = event.pos()
        row = self.current_row()
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            found = self.row_at(point.y())
            row = found[0] if found else None
        menu = self.menu_for(row, self._link_at(point))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu_for(self, row: int | None, link: str) -> QMenu:
        """What can be done with the message in this row, and with what is selected."""
        menu = QMenu(self)
        message = self.rows.message(row) if row is not None else None
        copy = menu.addAction(self.tr("&Copy"), self.copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(not self._selection.is_empty)
        clipboard = QGuiApplication.clipboard()
        if message is not None:
            menu.addAction(self.tr("Copy &message"), lambda: clipboard.setText(message.text))
        if link:
            menu.addAction(self.tr("&Open link"), lambda: self.link_activated.emit(link))
            menu.addAction(self.tr("Copy &link address"), lambda: clipboard.setText(link))
        everything = menu.addAction(self.tr("Select &all"), self.select_all)
        everything.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
        everything.setEnabled(len(self.rows) > 0)
        if message is not None and (can_be_retried(message) or message.state is MessageState.WAITING):
            menu.addSeparator()
            if can_be_retried(message):
                menu.addAction(self.tr("&Retry"), lambda: self.retry_wanted.emit(message))
            menu.addAction(self.tr("&Discard"), lambda: self.discard_wanted.emit(message))
        return menu

    # The way back to the end

    @Slot()
    def _go_to_newest(self) -> None:
        self.scroll_to_end()

    @Slot()
    def _move_jump(self) -> None:
        self._jump.follow(self.viewport().geometry(), at_end=self.at_end)


_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
