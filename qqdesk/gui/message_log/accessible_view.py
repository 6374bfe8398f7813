"""What a screen reader is told of a log: its rows, what comes, and where the keyboard is."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.accessible_log import AccessibleLog, AccessibleRows
from qqdesk.gui.message_log.log_menu import MenuLog
from qqdesk.gui.message_log.log_mouse import can_be_acted_on
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.log_texts import log_texts
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.texts import clock_text, delivery_text
from qqdesk.gui.shared.widgets import announce


class SpokenLog(MenuLog):
    """Nothing is done for screen readers where there are none."""

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(faces, parent)
        self.parts = AccessibleRows(self)
        self._telling = QTimer(self, singleShot=True, interval=0)
        self._telling.timeout.connect(self._tell_current)

    # Rows

    def show_messages(self, messages: Sequence[Message]) -> None:
        self.parts.clear()
        super().show_messages(messages)

    def append(self, entry: Message | NoticeLine) -> None:
        super().append(entry)
        if self.has_end:
            self._tell_of_row(len(self.rows) - 1, QAccessible.Event.ObjectCreated)

    def replace(self, row: int, message: Message) -> None:
        super().replace(row, message)
        if message in self.parts:
            self._tell_of_row(row, QAccessible.Event.NameChanged)

    def _remove_row(self, row: int) -> None:
        self._drop_part(row)
        super()._remove_row(row)

    def rows_cut(self, first: int, end: int) -> None:
        super().rows_cut(first, end)
        for row in (*range(first), *range(end, len(self.rows))):
            self._drop_part(row)

    def _drop_part(self, row: int) -> None:
        entry = self.rows[row]
        part = self.parts.part(row) if entry in self.parts else None
        if part is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.ObjectDestroyed))
        self.parts.drop(entry)

    def _tell_of_row(self, row: int, kind: QAccessible.Event) -> None:
        if QAccessible.isActive():
            event = QAccessibleEvent(self, kind)
            event.setChild(row)
            QAccessible.updateAccessibility(event)

    # Words

    def announce(self, entry: Message | NoticeLine) -> None:
        """Have a screen reader say it now."""
        announce(self, self.sentence(entry))

    def sentence(self, entry: Message | NoticeLine) -> str:
        """A row in words, as a screen reader says it."""
        if isinstance(entry, NoticeLine):
            return entry.text
        state = delivery_text(entry.delivery)
        if can_be_acted_on(entry):
            state = self.state_text(entry)
        parts = (self.name_of(entry), clock_text(entry.time), entry.text, state)
        return ", ".join(part for part in parts if part)

    def words_above(self, row: int) -> str:
        """What is drawn above a row: the day, and that what follows is new."""
        texts, marks = log_texts(), self.rows.marks(row)
        day = texts.day(self.rows[row].time) if marks.day is not None else ""
        return ", ".join(part for part in (day, texts.new if marks.starts_new else "") if part)

    # Where the keyboard is

    def tell_current(self) -> None:
        """Have it read where the keyboard is now; later, since Qt itself tells of the whole log when it gets the
        focus, and the last that is told holds."""
        if QAccessible.isActive():
            self._telling.start()

    @Slot()
    def _tell_current(self) -> None:
        row = self.current_row()
        if row is not None:
            self._tell_of_row(row, QAccessible.Event.Focus)

    def tell_selection(self) -> None:
        """Have it say how much is selected."""
        if QAccessible.isActive():
            count = len(self._selection.pieces(self.rows))
            announce(self, self.tr("%n messages are selected", "", count))

    def is_selected(self, row: int) -> bool:
        return self.selected_in(row) is not None

    # Places

    def rect_on_screen(self, row: int) -> QRect:
        """Of a row that is to be seen, in pixels of the screen; else an empty one."""
        placed = next((one for one in self._layout.placed if one.row == row), None)
        if placed is None:
            return QRect()
        view = self.viewport()
        place = QRect(0, placed.top, view.width(), placed.height).intersected(view.rect())
        return QRect(view.mapToGlobal(place.topLeft()), place.size()) if not place.isEmpty() else QRect()

    def over_rows(self) -> list[QWidget]:
        """What a person can operate over the rows."""
        return []


def _part_for(key: str, thing: QObject) -> QAccessibleInterface | None:
    return AccessibleLog(thing) if isinstance(thing, SpokenLog) else None


# For the whole process, as Qt has it for its own widgets.
QAccessible.installFactory(_part_for)
