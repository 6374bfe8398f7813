"""Ask for the rest of a conversation as the user scrolls, and drop rows that are far from the screen."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.accessible_log import AccessibleView
from qqdesk.gui.message_log.block import UpperLine
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.worker.history_requests import MessagePage

MOST_ROWS = 1000
"""A log with more rows drops some."""
AROUND = 300
"""Rows that are kept before and after the visible ones."""
MOST_HELD = 10_000
"""The rows of a longer selection are not kept."""
_LEAST_ROW = 20
"""The least height of a row in pixels, to estimate the height below the screen."""


class Pager(QObject):
    """`has_start`: the log holds the first message of the conversation.

    The owner of the log answers `earlier_requested` with `prepend` and `later_requested` with `append`. Each end is
    requested once until the answer.
    """

    earlier_requested = Signal(str)  # the id of the first message
    later_requested = Signal(str)  # the id of the last message

    def __init__(self, scroller: LogScroller, accessible: AccessibleView) -> None:
        super().__init__(scroller.area)
        self._scroller, self._contents, self._area = scroller, scroller.contents, scroller.area
        self._accessible = accessible
        self.has_start = True
        self._before = self._after = ""
        """The ids of the running requests."""
        self._bar = scroller.area.verticalScrollBar()
        self._bar.sliderReleased.connect(self.request_more)
        scroller.moved.connect(self.request_more)

    def set_start(self, has_start: bool) -> None:
        self.has_start, self._before = has_start, ""
        self._contents.upper_line = UpperLine.NONE if has_start else UpperLine.LOADING

    def set_end(self, has_end: bool) -> None:
        self._contents.has_end, self._after = has_end, ""

    def prepend(self, before: str, page: MessagePage) -> None:
        """Add the messages before this one. If it is not the first row any more, ask again."""
        if before == self._contents.rows.first_key():
            self.set_start(page.complete)
            if page.is_on_server:
                self._before = before
                self._contents.upper_line = UpperLine.ON_SERVER
            elif page.begins:
                self._contents.upper_line = UpperLine.BEGAN
            if page.messages:
                self._contents.prepend(page.messages)
            else:
                self._contents.restyle_first()
            self._scroller.lay_out()
            self.cut()
        elif before == self._before:
            self.request_again()

    def append(self, after: str, page: MessagePage) -> None:
        """Add the messages after this one, without scrolling. If it is not the last row any more, ask again."""
        if after == self._contents.rows.last_key():
            self.set_end(page.complete)
            if page.messages:
                self._contents.append_many(page.messages)
            self._scroller.lay_out()
            self.cut()
        elif after == self._after:
            self.request_again()

    def move(self, message: Message, later: Sequence[str]) -> None:
        """Move a message before the first of these, else to the end. If that is not loaded, it comes with its page."""
        rows = self._contents.rows
        row = rows.find(message.id)
        if row is not None:
            self._accessible.drop_rows([row])
            self._contents.remove(row)
        place = next((found for key in later if (found := rows.find(key)) is not None), len(rows))
        if place < len(rows) or self._contents.has_end:
            self._contents.insert(place, message)
            self._accessible.row_added(place)
        self._scroller.lay_out()

    def request_again(self) -> None:
        """Request what is missing, also if a request is running or has failed."""
        self.try_again()
        self._before = self._after = ""
        self.request_more()

    def try_again(self) -> None:
        """Request earlier messages again, if the server could not be reached."""
        if self._contents.upper_line is UpperLine.ON_SERVER:
            self.set_start(False)
            self._contents.restyle_first()
            self._scroller.lay_out()

    @Slot()
    def request_more(self) -> None:
        # While the scroll bar is dragged, new rows would move away under the pointer.
        if self._bar.isSliderDown() or not self._area.isVisible():
            return
        screen, rows = self._area.viewport().height(), self._contents.rows
        if not self.has_start and not self._before and self._contents.layout.offset < screen:
            self._before = rows.first_key()
            self.earlier_requested.emit(self._before)
        below = (len(rows) - self._contents.visible_rows().stop) * _LEAST_ROW
        if not self._contents.has_end and not self._after and below < screen:
            self._after = rows.last_key()
            self.later_requested.emit(self._after)

    def cut(self) -> None:
        """Drop the rows that are far from the screen. The visible rows do not move."""
        count, visible = len(self._contents.rows), self._contents.visible_rows()
        if self._scroller.is_changing or count <= MOST_ROWS or self._bar.isSliderDown():
            return
        first = self._contents.rows.run(max(visible.start - AROUND, 0)).start
        end = count if self._contents.layout.at_end else min(visible.stop + AROUND, count)
        held = self._contents.selection.rows()
        if held and max(end, held.stop) - min(first, held.start) <= MOST_HELD:
            first, end = min(first, held.start), max(end, held.stop)
        if end - first == count:
            return
        self._accessible.drop_rows([*range(first), *range(end, count)])
        self._contents.cut(range(first, end))
        if first:
            self.set_start(False)
            self._contents.restyle_first()
        if end < count:
            self.set_end(False)
        self._scroller.lay_out()
