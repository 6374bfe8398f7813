"""Load the rest of a conversation as the user scrolls, and drop rows that are far from the screen."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.log_surface import LogSurface

MOST_ROWS = 1000
"""A log with more rows drops some."""
AROUND = 300
"""Rows that are kept before and after the visible ones."""
MOST_HELD = 10_000
"""The rows of a longer selection are not kept."""
_LEAST_ROW = 20
"""The least height of a row in pixels, to estimate the height below the screen."""


class Pager(QObject):
    """`has_start` and `has_end`: the log holds the first and the last message of the conversation.

    Answer `earlier_requested` with `prepend`, `later_requested` with `append` (or with the setters, if nothing came),
    and `newest_requested` with `show_messages` of the log. Rows far from the screen are dropped.
    """

    earlier_requested = Signal()
    later_requested = Signal()
    newest_requested = Signal()

    def __init__(self, surface: LogSurface) -> None:
        super().__init__(surface.widget())
        self._list, self._contents = surface, surface.contents
        self.has_start = self.has_end = True
        self._is_earlier_requested = self._is_later_requested = False
        self._bar = surface.verticalScrollBar()
        self._bar.sliderReleased.connect(self.request_more)

    def reset(self, *, complete: bool) -> None:
        """Say whether both ends of the conversation are in the log."""
        self._set_start(complete)
        self._set_end(complete)

    def set_has_start(self, has_start: bool) -> None:
        self._set_start(has_start)
        self._contents.restyle_first()
        self._list.place()

    def set_has_end(self, has_end: bool) -> None:
        self._set_end(has_end)
        self._list.place()

    def _set_start(self, has_start: bool) -> None:
        self.has_start, self._is_earlier_requested = has_start, False
        self._contents.shows_loading = not has_start

    def _set_end(self, has_end: bool) -> None:
        self.has_end, self._is_later_requested = has_end, False

    def prepend(self, messages: Sequence[Message], *, complete: bool = False) -> None:
        """Add earlier messages above the first row. `complete`: they are the first ones."""
        fresh = self._fresh(messages)
        self._set_start(complete)
        if fresh:
            self._contents.prepend(fresh)
        else:
            self._contents.restyle_first()
        self._list.place()
        self.cut()

    def append(self, messages: Sequence[Message], *, complete: bool = False) -> None:
        """Add later messages below the last row, without scrolling. `complete`: they are the last ones."""
        fresh = self._fresh(messages)
        self._set_end(complete)
        if fresh:
            self._contents.append_many(fresh)
        self._list.place()
        self.cut()

    def _fresh(self, messages: Sequence[Message]) -> list[Message]:
        return [message for message in messages if self._contents.rows.find(message.id) is None]

    @Slot()
    def request_more(self) -> None:
        # While the scroll bar is dragged, new rows would move away under the pointer.
        if self._bar.isSliderDown() or not self._list.isVisible():
            return
        screen = self._list.viewport().height()
        if not self.has_start and not self._is_earlier_requested and self._contents.layout.offset < screen:
            self._is_earlier_requested = True
            self.earlier_requested.emit()
        below = (len(self._contents.rows) - self._contents.visible_rows().stop) * _LEAST_ROW
        if not self.has_end and not self._is_later_requested and below < screen:
            self._is_later_requested = True
            self.later_requested.emit()

    def cut(self) -> None:
        """Drop the rows that are far from the screen. The visible rows do not move."""
        count, visible = len(self._contents.rows), self._contents.visible_rows()
        if self._list.is_changing or count <= MOST_ROWS or self._bar.isSliderDown():
            return
        first = max(visible.start - AROUND, 0)
        end = count if self._contents.layout.at_end else min(visible.stop + AROUND, count)
        held = self._contents.selection.rows()
        if held and max(end, held.stop) - min(first, held.start) <= MOST_HELD:
            first, end = min(first, held.start), max(end, held.stop)
        if end - first == count:
            return
        self._list.accessible.drop_rows([*range(first), *range(end, count)])
        self._contents.cut(range(first, end))
        if first:
            self._set_start(False)
            self._contents.restyle_first()
        if end < count:
            self._set_end(False)
        self._list.place()
