"""The main window's contents: the list, and in one window the chat beside it."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QSplitter, QWidget

from qqdesk.gui.shared.scrolling import WrappedContents
from qqdesk.gui.shared.type_size import scaled

NARROW = 600
"""A window that is less wide shows the list or the chat."""
LEAST_LIST, MOST_LIST = 240, 360
_NO_LIMIT = 16_777_215


class Panes(QSplitter):
    """Without a chat, the list fills the window. `is_narrow`: there is room for the list or the chat only."""

    arranged = Signal()
    """`is_narrow` may have changed."""

    def __init__(self, contents: QLayout) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.list = WrappedContents(contents)
        self.chat: QWidget | None = None
        self._is_chat_wanted = False
        self._list_width = 0
        self.splitterMoved.connect(self._on_moved)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(self.list)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def is_narrow(self) -> bool:
        return self.chat is not None and self.width() < scaled(NARROW)

    @property
    def has_both(self) -> bool:
        """Whether a chat is beside the list."""
        return self.chat is not None and not self.is_narrow

    def add_chat(self, chat: QWidget, list_width: int) -> None:
        """Show a widget beside the list, which gets this width."""
        self.chat, self._list_width = chat, list_width
        self.addWidget(chat)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self._arrange()

    def remove_chat(self) -> None:
        """Make the chat a window again, which is hidden."""
        if self.chat is not None:
            self.chat.setParent(None, Qt.WindowType.Window)
            self.chat = None
            self._arrange()

    @Slot()
    def show_list(self) -> None:
        self._is_chat_wanted = False
        self._arrange()

    @Slot()
    def show_chat(self) -> None:
        self._is_chat_wanted = True
        self._arrange()

    def _arrange(self) -> None:
        has_both = self.has_both
        self.list.setMinimumWidth(scaled(LEAST_LIST) if has_both else 0)
        self.list.setMaximumWidth(scaled(MOST_LIST) if has_both else _NO_LIMIT)
        self.list.setVisible(not self.is_narrow or not self._is_chat_wanted)
        if self.chat is not None:
            self.chat.setVisible(has_both or self._is_chat_wanted)
        if has_both:
            # The splitter remembers the width of a list alone, and leaves a gap beside a list that may not be so wide.
            width = min(self._list_width, scaled(MOST_LIST))
            self.setSizes([width, max(self.width() - width, 1)])
        self.arranged.emit()

    @Slot()
    def _on_moved(self) -> None:
        self._list_width = self.sizes()[0]

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the larger of list and chat, so that the window can become narrow."""
        least = self.list.minimumSizeHint()
        return least if self.chat is None else least.expandedTo(self.chat.minimumSize())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = self.list.heightForWidth(self.sizes()[0] if self.has_both else width)
        return height if self.chat is None else max(height, self.chat.minimumHeight())
