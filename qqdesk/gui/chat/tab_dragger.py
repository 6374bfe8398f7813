"""A tab that is held outside of its bar: it is shown at the pointer, and goes where it is let go of."""

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.chat.movable_tabs import TornTab

_ASIDE = QPoint(12, 12)
"""From the pointer to the picture: what lies under the pointer has to be found."""
_IN_WINDOW = QPoint(4, 2)
"""Where the first tab is in its window."""


class _Picture(QWidget):
    """Follows the pointer, and takes no click."""

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
    """Over the tabs of another chat window it goes in among them; anywhere else it gets a window of its own.

    Wayland tells no program where its windows are: there a tab can be let go of anywhere outside its bar, for a window
    of its own, and the menu takes it into another window.
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
        tabs.torn.connect(self.carry)
        tabs.torn_back.connect(self.stop)
        tabs.dropped.connect(self.drop)

    def _target(self, torn: TornTab) -> tuple[ChatWindow, int] | None:
        """The other window whose tabs are under the pointer, and before which of them."""
        top = QApplication.topLevelAt(torn.place)
        for window in self._chats.windows:
            if window is top and window is not self._chats.window_of(torn.conversation):
                tabs = window.pages.tabs
                position = tabs.mapFromGlobal(torn.place)
                if -_IN_WINDOW.y() <= position.y() < tabs.height():
                    return window, tabs.place_at(position)
        return None

    @Slot(object)
    def carry(self, torn: TornTab) -> None:
        """Show the tab beside the pointer, and where among others it would go."""
        here = self._chats.window_of(torn.conversation)
        if here is None:
            return
        if self._picture is None:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.DragMoveCursor)
            self._picture = _Picture(here.pages.tabs.picture(torn.conversation))
        target = self._target(torn)
        for window in self._chats.windows:
            window.pages.tabs.set_drop_mark(target[1] if target is not None and window is target[0] else None)
        if _knows_places():
            self._picture.move(torn.place + _ASIDE)
            self._picture.show()

    @Slot()
    def stop(self) -> None:
        """The tab is in its bar again."""
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
            self._chats.move_to_new_window(torn.conversation, corner if _knows_places() else None)


def _knows_places() -> bool:
    return not QGuiApplication.platformName().startswith("wayland")
