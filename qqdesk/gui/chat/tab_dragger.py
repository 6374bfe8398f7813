"""Dragging a tab outside its bar: its picture follows the pointer, and a drop moves the chat."""

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.chat.movable_tabs import TornTab

_ASIDE = QPoint(12, 12)
"""From the pointer to the picture, which must not be under the pointer: `topLevelAt` would find it."""
_IN_WINDOW = QPoint(4, 2)
"""The position of the first tab in its window."""


class _Picture(QWidget):
    """The picture of the tab at the pointer."""

    def __init__(self, pixmap: QPixmap) -> None:
        super().__init__(None, Qt.WindowType.ToolTip | Qt.WindowType.WindowTransparentForInput)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._pixmap = pixmap
        self.setFixedSize(pixmap.deviceIndependentSize().toSize())
        self.setWindowOpacity(0.9)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        painter.end()


class TabDragger(QObject):
    """A drop on the tabs of another chat window moves the chat there; a drop anywhere else, to a new window.

    On Wayland a program does not know the positions of its windows. There every drop opens a new window, and the menu
    of the tab moves a chat to another window.
    """

    def __init__(self, chats: ChatWindows) -> None:
        super().__init__(chats)
        self._chats = chats
        self._picture: _Picture | None = None
        for window in chats.windows:
            self._watch(window)
        chats.window_made.connect(self._watch)

    @Slot(object)
    def _watch(self, window: ChatWindow) -> None:
        tabs = window.pages.tabs
        tabs.torn.connect(self.drag)
        tabs.torn_back.connect(self.stop)
        tabs.dropped.connect(self.drop)

    def _target(self, torn: TornTab) -> tuple[ChatWindow, int] | None:
        """Return the other window whose tabs are under the pointer, and the index for the tab."""
        top = QApplication.topLevelAt(torn.place)
        for window in self._chats.windows:
            if window is top and window is not self._chats.window_of(torn.conversation):
                tabs = window.pages.tabs
                position = tabs.mapFromGlobal(torn.place)
                if -_IN_WINDOW.y() <= position.y() < tabs.height():
                    return window, tabs.drop_index(position)
        return None

    @Slot(object)
    def drag(self, torn: TornTab) -> None:
        """Show the picture at the pointer, and the mark where a drop would insert the tab."""
        here = self._chats.window_of(torn.conversation)
        if here is None:
            return
        if self._picture is None:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.DragMoveCursor)
            self._picture = _Picture(here.pages.tabs.picture(torn.conversation))
        target = self._target(torn)
        for window in self._chats.windows:
            window.pages.tabs.set_drop_mark(target[1] if target is not None and window is target[0] else None)
        if _knows_positions():
            self._picture.move(torn.place + _ASIDE)
            self._picture.show()

    @Slot()
    def stop(self) -> None:
        """Remove the picture and the mark."""
        if self._picture is not None:
            QGuiApplication.restoreOverrideCursor()
            self._picture.hide()
            self._picture.deleteLater()
            self._picture = None
        for window in self._chats.windows:
            window.pages.tabs.set_drop_mark(None)

    @Slot(object)
    def drop(self, torn: TornTab) -> None:
        self.stop()
        here, target = self._chats.window_of(torn.conversation), self._target(torn)
        if target is not None:
            self._chats.move_to_window(torn.conversation, *target)
        elif here is not None:
            frame = here.geometry().topLeft() - here.frameGeometry().topLeft()
            corner = torn.place - torn.grip - _IN_WINDOW - frame
            self._chats.move_to_new_window(torn.conversation, corner if _knows_positions() else None)


def _knows_positions() -> bool:
    return not QGuiApplication.platformName().startswith("wayland")
