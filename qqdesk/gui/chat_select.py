"""The log with a mouse: what is selected, links, and the way to try a message again."""

from PySide6.QtCore import QBasicTimer, QPoint, QPointF, Qt, QTextBoundaryFinder, QTimerEvent, Signal, Slot
from PySide6.QtGui import QClipboard, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.chat_selection import Place, Selection
from qqdesk.gui.chat_text import units
from qqdesk.gui.chat_view import LogView
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.texts import clock_text, day_text

_DRAG_SCROLL_MS = 40


class SelectableLog(LogView):
    """The names of the two sides are for copies and for screen readers."""

    link_activated = Signal(str)
    retry_wanted = Signal(object)  # Message

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(faces, parent)
        self._selection = Selection()
        self._names = ("", "")
        self._pressed_link = ""
        self._pressed_at = QPoint()
        self._drag_timer = QBasicTimer()
        self.viewport().setMouseTracking(True)

    def remove(self, row: int) -> None:
        self._selection.removed(row)
        super().remove(row)

    # What is selected

    def selected_in(self, row: int) -> tuple[int, int] | None:
        return None if self._selection.is_empty else self._selection.within(row, units(self.rows[row].text))

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

    def mouse_taken(self) -> None:
        """The mouse is used: what the keyboard was at is over."""

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
