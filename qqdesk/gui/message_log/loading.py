"""A log of which only a part is in memory: it asks for what comes before, and after, when that is about to be seen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.message_log.view import LogView

_NEAR = 64


class LoadingLog(LogView):
    """A log is complete at both ends until it is told otherwise, by `set_complete(False)` after `show_messages`.

    `earlier_wanted` comes once, when the view is within a screen of the first row; answer it with `prepend`, or with
    `set_complete` where nothing came. `later_wanted` and `append_many` are the same at the other end, for a window that
    shows a part of a conversation (`show_context`).
    """

    earlier_wanted = Signal()
    later_wanted = Signal()

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
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

    def prepend(self, messages: Sequence[Message], *, complete: bool = False) -> None:
        """Put earlier messages before the first row; nothing on the screen moves. `complete`: nothing is before them.

        What is here already is left out.
        """
        here = self.rows.keys(0, len(messages) + _NEAR)
        fresh = [message for message in messages if message.key not in here]
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

    def rows_prepended(self, count: int) -> None:
        """Rows have other numbers now."""

    def append_many(self, messages: Sequence[Message], *, complete: bool = False) -> None:
        """Put later messages after the last row, without going to the end. `complete`: nothing comes after them."""
        here = self.rows.keys(max(len(self.rows) - len(messages) - _NEAR, 0), len(self.rows))
        fresh = [message for message in messages if message.key not in here]
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
    def at_end(self) -> bool:
        return super().at_end and self._later_complete

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
