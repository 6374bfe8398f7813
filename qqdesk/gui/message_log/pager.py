"""A log that holds a window of a conversation: it asks for earlier and later messages before they are seen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.view import LogView
from qqdesk.gui.shared.faces import FaceSource

MOST_ROWS = 1000
"""A windowed log that holds more rows cuts itself."""
AROUND = 300
"""So many rows stay before and after those on the screen."""
MOST_HELD = 10_000
"""A longer selection does not keep its rows."""


class LoadingLog(LogView):
    """A log is complete at both ends until it is told otherwise, by `set_complete(False)` after `show_messages`.

    `earlier_wanted` comes once, when the view is within a screen of the first row; answer it with `prepend`, or with
    `set_complete` where nothing came. `later_wanted` and `append_many` are the same at the other end, for a window that
    shows a part of a conversation (`show_context`).

    A windowed log (`is_windowed`) keeps the rows around the screen and the selected ones, and cuts the others. While
    its last row is not the end of the conversation, `append` adds nothing: the message comes back with `later_wanted`.
    `newest_wanted` asks for the end; answer it with `show_messages`.
    """

    earlier_wanted = Signal()
    later_wanted = Signal()
    newest_wanted = Signal()

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        self.is_windowed = False
        self._complete = self._later_complete = True
        self._asked = self._later_asked = False
        self._marked = ""
        self._centred = ""
        super().__init__(faces, parent)
        self.moved.connect(self._want_more)
        self.verticalScrollBar().sliderReleased.connect(self._want_more)

    # Rows

    def show_messages(self, messages: Sequence[Message]) -> None:
        self._complete = self._later_complete = True
        self._asked = self._later_asked = False
        self._marked = self._centred = ""
        super().show_messages(messages)

    def show_context(self, messages: Sequence[Message], key: str) -> None:
        """Begin anew with a part of a conversation, at the message with this key, which gets a frame.

        Then `set_complete(False)` and `set_later_complete(False)`, where there is more.
        """
        self.show_messages(messages)
        self._marked = self._centred = key
        self._centre_marked()

    def show_part(self, messages: Sequence[Message], key: str) -> None:
        """Begin anew with a part of a conversation, the message with this key in the middle."""
        self.move_on()
        first_new = self.rows.first_new
        self.begin_changes()
        self.show_messages(messages)
        self.rows.begin_new(first_new)
        self._complete = self._later_complete = False
        row = self.rows.find(key)
        if row is not None:
            self._layout.centre(row, self.viewport().height())
        self.end_changes()

    def append(self, entry: Message | NoticeLine) -> None:
        if self._later_complete:
            super().append(entry)
            self._keep_window()

    def begin_new(self, key: str) -> None:
        """Draw the "new" line above this message, here or to come."""
        old = self.rows.find(self.rows.first_new) if self.rows.first_new else None
        self.rows.begin_new(key)
        for row in (old, self.rows.find(key)):
            if row is not None:
                self._forget_with_next(row)
        self._place()

    def mark_new(self, count: int) -> None:
        # Without the end of the conversation there is nothing to count from; `begin_new` has set the line.
        if self._later_complete or not count:
            super().mark_new(count)

    def prepend(self, messages: Sequence[Message], *, complete: bool = False) -> None:
        """Put earlier messages before the first row; nothing on the screen moves. `complete`: nothing is before them.

        What is here already is left out.
        """
        fresh = [message for message in messages if self.rows.find(message.id) is None]
        self._asked = False
        self._complete = complete
        if not fresh:
            self._restyle_first()
            return
        old = self.rows.first_new
        self.rows.prepend(fresh)
        count = len(fresh)
        # What was the first row has another one above it now.
        self._blocks = {row + count: block for row, block in self._blocks.items() if row}
        self.rows_prepended(count)
        self._layout.prepended(count)
        if old and self.rows.first_new != old:
            row = self.rows.find(old)
            if row is not None:
                self._forget(row)
        self._place()
        self._keep_window()

    def rows_prepended(self, count: int) -> None:
        """Rows have other numbers now."""

    def rows_cut(self, first: int, end: int) -> None:
        """Only the rows from `first` to before `end` are about to be kept."""

    def held_rows(self) -> range:
        """Return the rows that are in use although they may be out of sight."""
        return range(0)

    def append_many(self, messages: Sequence[Message], *, complete: bool = False) -> None:
        """Put later messages after the last row, without going to the end. `complete`: nothing comes after them."""
        fresh = [message for message in messages if self.rows.find(message.id) is None]
        self._later_asked = False
        self._later_complete = complete
        if fresh:
            last = len(self.rows) - 1
            for message in fresh:
                self.rows.append(message)
            if last >= 0:
                self._forget(last)
                self._layout.stay()
            self._layout.appended(len(fresh))
        self._place()
        self._keep_window()

    def set_complete(self, complete: bool) -> None:
        """Whether the first row is the beginning of the conversation."""
        self._asked = False
        self._complete = complete
        self._restyle_first()

    def set_later_complete(self, complete: bool) -> None:
        """Whether the last row is the end of the conversation."""
        self._later_asked = False
        self._later_complete = complete
        self._place()

    @property
    def is_loading(self) -> bool:
        return not self._complete

    @property
    def has_end(self) -> bool:
        """Whether the last row is the end of the conversation."""
        return self._later_complete

    @property
    def at_end(self) -> bool:
        return super().at_end and self._later_complete

    def scroll_to_end(self) -> None:
        if not self._later_complete:
            self.newest_wanted.emit()
        super().scroll_to_end()

    def end_changes(self) -> None:
        super().end_changes()
        self._keep_window()

    def _keep_window(self) -> None:
        """Cut the rows that are far from the screen. What is on the screen stays where it is."""
        count, seen = len(self.rows), self.visible_rows()
        if not self.is_windowed or self._changing or count <= MOST_ROWS or self.verticalScrollBar().isSliderDown():
            return
        first = max(seen.start - AROUND, 0)
        end = count if super().at_end else min(seen.stop + AROUND, count)
        held = self.held_rows()
        if held and max(end, held.stop) - min(first, held.start) <= MOST_HELD:
            first, end = min(first, held.start), max(end, held.stop)
        if end - first == count:
            return
        self.rows_cut(first, end)
        self.rows.cut(first, end)
        self._blocks = {row - first: block for row, block in self._blocks.items() if first <= row < end}
        self._layout.cut(first, end)
        if first:
            self._complete = self._asked = False
            self._restyle_first()
        if end < count:
            self._later_complete = self._later_asked = False
            self._forget(len(self.rows) - 1)
        self._place()

    def _restyle_first(self) -> None:
        if len(self.rows):
            self._blocks.pop(0, None)
            self._layout.changed_above(0)
        self._place()

    def _want_more(self) -> None:
        # While the bar is held, what is loaded would run away under the pointer.
        if self.verticalScrollBar().isSliderDown() or not self.isVisible():
            return
        screen = self.viewport().height()
        if not self._complete and not self._asked and self._layout.offset < screen:
            self._asked = True
            self.earlier_wanted.emit()
        if not self._later_complete and not self._later_asked:
            last = self._layout.placed[-1].row + 1 if self._layout.placed else 0
            below = (len(self.rows) - last) * 20
            if below < screen:
                self._later_asked = True
                self.later_wanted.emit()

    def _centre_marked(self) -> None:
        row = self.rows.find(self._centred) if self._centred else None
        if row is not None:
            self._layout.centre(row, self.viewport().height())
            self._place()

    # Qt

    def scroll_by(self, distance: int) -> None:
        self._centred = ""
        super().scroll_by(distance)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._syncing:
            self._centred = ""
        super().scrollContentsBy(dx, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The window that shows a hit gets its size after it was told of it.
        self._centre_marked()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._want_more()
