"""The log with a mouse: what is selected, links, and what became of a message."""

from typing import Protocol

from PySide6.QtCore import (
    QBasicTimer,
    QDateTime,
    QEvent,
    QLocale,
    QPoint,
    QPointF,
    Qt,
    QTextBoundaryFinder,
    QTimerEvent,
    Signal,
    Slot,
)
from PySide6.QtGui import QClipboard, QGuiApplication, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.block import Block
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.log_texts import full_time_text, state_sentence
from qqdesk.gui.message_log.search_highlights import MarkedLog
from qqdesk.gui.message_log.selection import Place, Selection
from qqdesk.gui.message_text.links import target_of
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.plain_tip import plain_tip

_DRAG_SCROLL_MS = 40


class Outbox(Protocol):
    """What is known of messages that wait."""

    def waiting_text(self, message: Message) -> str: ...

    def can_send_now(self, message: Message) -> bool: ...


class SelectableLog(MarkedLog):
    link_activated = Signal(str)
    retry_wanted = Signal(object)  # Message

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        self._selection = Selection()
        super().__init__(faces, parent)
        self.outbox: Outbox | None = None
        self._pressed_link = ""
        self._pressed_at = QPoint()
        self._drag_timer = QBasicTimer()
        self.viewport().setMouseTracking(True)

    def _remove_row(self, row: int) -> None:
        self._selection.removed(row)
        super()._remove_row(row)

    def rows_prepended(self, count: int) -> None:
        self._selection.prepended(count)

    def rows_cut(self, first: int, end: int) -> None:
        self._selection.cut(first, end)

    def held_rows(self) -> range:
        return self._selection.rows()

    # What is selected

    def selected_in(self, row: int) -> tuple[int, int] | None:
        """The selected part of a row's text."""
        return None if self._selection.is_empty else self._selection.within(row, units(self.rows[row].text))

    def selected_text(self) -> str:
        return self._selection.text(self.rows, self._heading)

    def _heading(self, message: Message) -> str:
        """With the date: a copy is read on other days, too."""
        moment = QLocale().toString(QDateTime.fromMSecsSinceEpoch(message.time), QLocale.FormatType.ShortFormat)
        return f"{self.public_name_of(message)} {moment}"

    def name_of(self, message: Message) -> str:
        return self.sender_name(message.sender)

    def public_name_of(self, message: Message) -> str:
        """The sender's name without my remark."""
        return self.public_name(message.sender)

    @Slot()
    def select_all(self) -> None:
        if len(self.rows):
            last = len(self.rows) - 1
            self._selection.start(Place(0, 0))
            self._selection.extend(Place(last, units(self.rows[last].text)))
            self.viewport().update()

    def select_rows(self, first: int, last: int) -> None:
        """Whole rows, from one to the other, which may be above it."""
        down = first <= last
        self._selection.start(Place(first, 0 if down else units(self.rows[first].text)))
        self._selection.extend(Place(last, units(self.rows[last].text) if down else 0))
        self.viewport().update()

    @Slot()
    def copy(self) -> None:
        text = self.selected_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    # What is at a point of the viewport

    def _block_at(self, point: QPoint) -> tuple[int, Block, QPointF] | None:
        """The row, its layout, and the point counted from its corner."""
        found = self.row_at(point.y())
        if found is None:
            return None
        row, top = found
        return row, self.block(row), QPointF(point) - QPointF(self.left_edge, top)

    def _place_at(self, point: QPoint) -> Place | None:
        found = self._block_at(point)
        return Place(found[0], found[1].position_at(found[2])) if found else None

    def _link_at(self, point: QPoint) -> str:
        found = self._block_at(point)
        link = found[1].link_at(found[2]) if found else None
        return link.url if link else ""

    def _retry_at(self, point: QPoint) -> Message | None:
        found = self._block_at(point)
        return self.rows.message(found[0]) if found and found[1].is_retry_at(found[2]) else None

    def _state_at(self, point: QPoint) -> Message | None:
        """The message whose state is told at this point."""
        found = self._block_at(point)
        return self.rows.message(found[0]) if found and found[1].is_state_at(found[2]) else None

    def state_text(self, message: Message) -> str:
        """What became of a message, and why, in a sentence."""
        if message.delivery is Delivery.WAITING and self.outbox is not None:
            return self.outbox.waiting_text(message)
        return state_sentence(message)

    def tip_at(self, point: QPoint) -> str:
        """What a rest of the pointer tells: where a link really leads, what became of a message, when it was."""
        link = self._link_at(point)
        if link:
            target = target_of(link)
            return target.address if target else ""
        message = self._state_at(point)
        if message is not None:
            return f"{self.state_text(message)}\n{full_time_text(message.time)}"
        found = self._block_at(point)
        if found is None or isinstance(found[1].entry, NoticeLine):
            return ""
        _, block, inside = found
        on_heading = block.heading is not None and inside.y() < block.text_origin.y()
        return full_time_text(block.entry.time) if block.meta_rect.contains(inside) or on_heading else ""

    # Mouse

    def mouse_taken(self) -> None:
        """The mouse is used: what the keyboard was at is over."""

    def state_clicked(self, message: Message, point: QPoint) -> None:
        """What became of a message of mine was clicked on."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        self._pressed_link, self._pressed_at = self._link_at(point), point
        place = self._place_at(point)
        self.mouse_taken()
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
        state = self._state_at(point)
        if self._link_at(point) or self._retry_at(point) or (state is not None and can_be_acted_on(state)):
            shape = Qt.CursorShape.PointingHandCursor
        else:
            found = self._block_at(point)
            inside = found is not None and found[1].frame.contains(found[2])
            shape = Qt.CursorShape.IBeamCursor if inside else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag_timer.stop()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        if not self._selection.is_empty:
            clipboard = QGuiApplication.clipboard()
            if clipboard.supportsSelection():
                clipboard.setText(self.selected_text(), QClipboard.Mode.Selection)
            return
        failed, told = self._retry_at(point), self._state_at(point)
        if failed is not None:
            self.retry_wanted.emit(failed)
        elif told is not None and can_be_acted_on(told):
            self.state_clicked(told, point)
        elif self._pressed_link and self._pressed_link == self._link_at(point):
            self.link_activated.emit(self._pressed_link)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or place is None:
            return
        start, end = word_at(self.rows[place.row].text, place.position)
        self._selection.start(Place(place.row, start))
        self._selection.extend(Place(place.row, end))
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

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.tip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)


def can_be_acted_on(message: Message) -> bool:
    """Whether a person can still change what becomes of a message of theirs."""
    return message.delivery in (Delivery.WAITING, Delivery.FAILED)


def word_at(text: str, position: int) -> tuple[int, int]:
    """Start and end of the word at a place, in UTF-16 units; what is one sign to the eye is never cut."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, text)
    finder.setPosition(position)
    start = position if finder.isAtBoundary() else max(finder.toPreviousBoundary(), 0)
    finder.setPosition(position)
    end = finder.toNextBoundary()
    return start, end if end >= 0 else units(text)
