"""Dragging contacts and groups inside the contact list, and files onto a contact."""

from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDrag, QDropEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLabel

from qqdesk.gui.contacts.contact_model import ContactModel
from qqdesk.gui.contacts.contact_rows import LAST_GROUPS, PROGRAM_GROUPS
from qqdesk.gui.contacts.list_source import ROOMS
from qqdesk.gui.contacts.order_freeze import OrderFreeze
from qqdesk.gui.contacts.room_actions import may_invite
from qqdesk.gui.contacts.two_height_list import TwoHeightList
from qqdesk.gui.shared.file_dialog import accept_copy, files_in
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.theme import RADIUS, current_theme

PEOPLE, GROUP = "application/x-qqdesk-contacts", "application/x-qqdesk-group"
_OPENS_MS = 600
"""Delay until a collapsed group under the pointer expands."""
_SCROLL_MS, _SCROLL_STEP, _EDGE = 25, 12, 26
_LABEL = 180


class ListDrag(QObject):
    """Handles the view's drag events: finds the target, scrolls, expands groups, and emits what was dropped."""

    people_dropped = Signal(object, str)  # list of numbers, group
    people_dropped_onto = Signal(object, object)  # list of numbers; int: the contact or room of the row
    files_dropped = Signal(object, object)  # list of paths; int: the contact or room of the row
    group_dropped = Signal(str, str)  # group, the group that it is put before; "" for the end

    def __init__(self, view: TwoHeightList, model: ContactModel, freeze: OrderFreeze) -> None:
        super().__init__(view)
        self._view, self._model, self._freeze = view, model, freeze
        self._place = QPoint()
        self.target: str | None = None
        """The group that gets the contacts, or that a dragged group is put before; None for no drop."""
        self.onto = 0
        """The contact or the room that gets the contacts; 0 for none."""
        self._is_group = self._is_files = False
        self._opening = QTimer(self)
        self._opening.setSingleShot(True)
        self._opening.setInterval(_OPENS_MS)
        self._opening.timeout.connect(self._open_group)
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)

    def start(self, numbers: list[int], group: str | None) -> None:
        """Run the drag; returns after the drop."""
        data = QMimeData()
        if group is not None:
            data.setData(GROUP, group.encode())
            text = self._model.title(group)
        else:
            data.setData(PEOPLE, ",".join(map(str, numbers)).encode())
            text = self._model.contact(numbers[0]).name
            if len(numbers) > 1:
                text = self.tr("{count} people").format(count=len(numbers))
        drag = QDrag(self._view)
        drag.setMimeData(data)
        drag.setPixmap(self._label(text))
        drag.setHotSpot(QPoint(-10, -6))
        self._freeze.start("drag")
        try:
            drag.exec(Qt.DropAction.MoveAction)
        finally:
            self.leave()
            self._freeze.stop("drag")

    def _label(self, text: str) -> QPixmap:
        label = QLabel(self._view.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _LABEL))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "drag")
        label.ensurePolished()
        label.adjustSize()
        return label.grab()

    # Drag events

    def over(self, event: QDropEvent) -> None:
        """Accept or ignore a drag at this position."""
        self._place = event.position().toPoint()
        self._is_group = event.mimeData().hasFormat(GROUP)
        self._is_files = bool(files_in(event.mimeData()))
        onto = self._find_row(event)
        target = self._find_target(event) if not onto else None
        if (target, onto) != (self.target, self.onto):
            self.target, self.onto = target, onto
            self._view.viewport().update()
            self._opening.stop()
            if target is not None and not self._is_group and target in self._model.contacts.collapsed:
                self._opening.start()
        near = self._place.y() < _EDGE or self._place.y() > self._view.viewport().height() - _EDGE
        if not near:
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()
        if target is None and not onto:
            event.ignore()
        elif self._is_files:
            accept_copy(event)
        else:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()

    def _find_row(self, event: QDropEvent) -> int:
        """Return the row that the files or contacts are dropped on, 0 for none, or the group of the contacts.

        Files can be dropped on any row, contacts on a room, on a contact of the same group, or on the face of a
        contact of another group.
        """
        index = self._view.indexAt(self._place)
        number = self._model.number_at(index.row())
        if self._is_files:
            return number
        if event.source() is not self._view or not event.mimeData().hasFormat(PEOPLE) or not number:
            return 0
        dragged = _people_of(event.mimeData())
        if number in dragged or not self._accepts_people(number):
            return 0
        group = self._model.contact(number).group
        is_inside = group == ROOMS or any(self._model.contact(one).group == group for one in dragged)
        return number if is_inside or self._place.x() < self._view.visualRect(index).height() else 0

    def _accepts_people(self, number: int) -> bool:
        """Whether contacts can be dropped on this row: on a contact, or a room to which I may add people."""
        listed = self._model.listed
        if listed.is_room(number):
            return may_invite(listed.rooms.get(number))
        return self._model.contacts.can_be_moved(number)

    def _group_around(self, row: int) -> str | None:
        """Return the group of this header row, or of the header above; None outside."""
        while self._model.number_at(row):
            row -= 1
        return self._model.group_at(row)

    def _find_target(self, event: QDropEvent) -> str | None:
        data = event.mimeData()
        if event.source() is not self._view or not (data.hasFormat(PEOPLE) or self._is_group):
            return None
        row = self._view.indexAt(self._place).row()
        group = self._group_around(row if row >= 0 else self._model.rowCount() - 1)
        if not self._is_group:
            return group if group not in PROGRAM_GROUPS else None
        dragged = bytes(data.data(GROUP).data()).decode()
        groups = map(self._model.group_at, self._model.header_rows())
        own = [name for name in groups if name and name not in PROGRAM_GROUPS]
        if dragged not in own:
            return None
        if group not in own:
            return own[0] if group in ("", ROOMS) else ""
        if own.index(group) <= own.index(dragged):
            return group
        after = own[own.index(group) + 1 :]
        return after[0] if after else ""

    def leave(self) -> None:
        """End the drag over the list."""
        self._opening.stop()
        self._scrolling.stop()
        if self.target is not None or self.onto:
            self.target, self.onto = None, 0
            self._view.viewport().update()

    def drop(self, event: QDropEvent) -> None:
        self.over(event)
        target, onto = self.target, self.onto
        self.leave()
        data = event.mimeData()
        if onto and self._is_files:
            self.files_dropped.emit(files_in(data), onto)
        elif onto:
            self.people_dropped_onto.emit(_people_of(data), onto)
        elif target is None:
            return
        elif data.hasFormat(GROUP):
            self.group_dropped.emit(bytes(data.data(GROUP).data()).decode(), target)
        else:
            self.people_dropped.emit(_people_of(data), target)

    @Slot()
    def _open_group(self) -> None:
        """Expand the target for this drag; the settings keep it collapsed."""
        if self.target is not None:
            self._model.set_collapsed(self.target, False)

    @Slot()
    def _scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + (_SCROLL_STEP if self._place.y() > _EDGE else -_SCROLL_STEP))

    def paint(self, painter: QPainter) -> None:
        """Paint a frame around the target, or a line where a group would go."""
        if self.target is None and not self.onto:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = self._view.rect_of_row(self._model.row_of(self.onto)) if self.onto else self._area()
        if self.onto:
            painter.drawRoundedRect(QRectF(area).adjusted(3, 1, -3, -1), RADIUS, RADIUS)
            self._paint_hint(painter, area)
        elif self._is_group:
            painter.drawLine(8, area.top(), area.right() - 8, area.top())
        else:
            painter.drawRoundedRect(QRectF(area).adjusted(3, 1, -3, -1), RADIUS, RADIUS)

    def _paint_hint(self, painter: QPainter, area: QRect) -> None:
        """Paint what a drop on this row does."""
        if self._is_files:
            text = self.tr("Send files")
        else:
            text = self.tr("Add to the room") if self._model.listed.is_room(self.onto) else self.tr("New room")
        painter.setFont(small(self._view.font()))
        metrics, theme = painter.fontMetrics(), current_theme()
        width, height = metrics.horizontalAdvance(text) + 16, metrics.height() + 4
        pill = QRectF(area.right() - width - 10, area.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(theme.on_accent)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def _area(self) -> QRect:
        """Return the viewport rectangle of the target's rows; below all groups for a move to the end."""
        headers, model, view = self._model.header_rows(), self._model, self._view
        row = model.row_of(self.target or "") if self.target or not self._is_group else -1
        if row < 0:
            behind = [other for other in headers if model.group_at(other) in LAST_GROUPS]
            row = behind[0] if behind else model.rowCount()
        end = next((other for other in headers if other > row), model.rowCount())
        top = view.row_geometry.top(row) - view.verticalOffset()
        return QRect(0, top, view.viewport().width(), view.row_geometry.top(end) - view.verticalOffset() - top)


def _people_of(data: QMimeData) -> list[int]:
    return [int(one) for one in bytes(data.data(PEOPLE).data()).split(b",")]
