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
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(self.list)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def is_narrow(self) -> bool:
        return self.chat is not None and self.width() < scaled(NARROW)

    def add_chat(self, chat: QWidget, list_width: int) -> None:
        """Show a widget beside the list, which gets this width."""
        self.chat = chat
        self.addWidget(chat)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self._arrange()
        self.setSizes([list_width, max(self.width() - list_width, 1)])

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
        has_both = self.chat is not None and not self.is_narrow
        self.list.setMinimumWidth(scaled(LEAST_LIST) if has_both else 0)
        self.list.setMaximumWidth(scaled(MOST_LIST) if has_both else _NO_LIMIT)
        self.list.setVisible(not self.is_narrow or not self._is_chat_wanted)
        if self.chat is not None:
            self.chat.setVisible(has_both or self._is_chat_wanted)
        self.arranged.emit()

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
        has_both = self.chat is not None and not self.is_narrow
        height = self.list.heightForWidth(self.sizes()[0] if has_both else width)
        return height if self.chat is None else max(height, self.chat.minimumHeight())
