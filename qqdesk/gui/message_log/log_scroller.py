"""The position of a log: scrolls, and lays out the rows that are then visible."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QAbstractScrollArea

from qqdesk.gui.message_log.log_contents import LogContents

STEP = 20
_ABOVE_NEW = 24
"""The height above the "new" line that stays visible; less in a low view."""


class LogScroller(QObject):
    """The parts of a log reach its widget (`area`) and its `contents` through this object."""

    moved = Signal()
    """Other rows may be visible, or `at_end` has changed."""
    newest_requested = Signal()
    """The user goes to the end, which is not loaded."""

    def __init__(self, area: QAbstractScrollArea, contents: LogContents) -> None:
        super().__init__(area)
        self.area, self.contents = area, contents
        self.is_changing = False
        """Several rows change; they are laid out afterwards."""
        self.is_syncing = False
        """The scroll bar follows the rows, and not the rows the bar."""
        self.stays_at_new = False
        """Keep the "new" line visible until the user scrolls."""
        self.centred = ""
        """The id of the message that stays in the middle when the size changes."""

    @property
    def at_end(self) -> bool:
        return self.contents.layout.at_end and self.contents.has_end

    @Slot()
    def to_end(self) -> None:
        if not self.contents.has_end:
            self.newest_requested.emit()
        self._leave()
        self.contents.layout.scroll_to_end()
        self.lay_out()

    def to_start(self) -> None:
        self._leave()
        if len(self.contents.rows):
            self.contents.layout.scroll_to_row(0)
            self.lay_out()

    def by(self, distance: int) -> None:
        """Scroll down by pixels, or up if the distance is negative."""
        self._leave()
        self.contents.layout.scroll_by(distance)
        self.lay_out()

    def to_row(self, row: int) -> None:
        """Scroll as little as possible to show this row."""
        self._leave()
        self.contents.layout.bring_into_view(row)
        self.lay_out()

    def to_text(self, row: int, position: int) -> None:
        """Make a position in a row's text visible, in UTF-16 units. If it was not, centre it."""
        block, layout = self.contents.block(row), self.contents.layout
        line = block.content.line_at(position)
        if line.isNull():
            return
        top = round(block.content_origin.y() + line.y())
        height = self.area.viewport().height()
        visible = layout.visible.find(row)
        if visible is None or not 0 <= visible.top + top <= height - 2 * line.height():
            self._leave()
            layout.scroll_to_row(row, into=top - height // 2)
            self.lay_out()

    def follow_bar(self) -> None:
        """Scroll to the position of the scroll bar."""
        if not self.is_syncing:
            self._leave()
            self.contents.layout.scroll_to(self.area.verticalScrollBar().value())
            self.lay_out()

    def centre(self, id: str) -> None:
        """Centre a message, also after changes of the size."""
        self.stays_at_new, self.centred = False, id
        self.keep_centred()

    def keep_centred(self) -> None:
        row = self.contents.rows.find(self.centred) if self.centred else None
        if row is not None:
            self.contents.layout.centre(row, self.area.viewport().height())
            self.lay_out()

    def _leave(self) -> None:
        self.centred, self.stays_at_new = "", False

    def lay_out(self) -> None:
        """Lay out the visible rows after a change."""
        if self.is_changing:
            return
        layout, rows, height = self.contents.layout, self.contents.rows, self.area.viewport().height()
        new = rows.find(rows.first_new) if self.stays_at_new and rows.first_new else None
        if new is not None:
            layout.scroll_to_row(new, into=-min(_ABOVE_NEW, height // 8))
        layout.lay_out(height)
        bar = self.area.verticalScrollBar()
        self.is_syncing = True
        try:
            bar.setPageStep(max(height - 2 * STEP, 1))
            bar.setRange(0, layout.range)
            bar.setValue(layout.offset)
        finally:
            self.is_syncing = False
        self.area.viewport().update()
        self.moved.emit()
