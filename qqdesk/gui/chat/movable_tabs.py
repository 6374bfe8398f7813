"""Tabs that the pointer puts in another order, and pulls out of their bar. What they look like is not said here."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.conversation_tabs import ConversationTabs

_SLACK = 24
"""How far the pointer may stray from the bar before the tab comes off, in logical pixels."""


@dataclass(frozen=True, slots=True)
class TornTab:
    """A tab that is held outside of its bar; `place` is the pointer on the screen, `grip` where it holds the tab."""

    conversation: ConversationId
    place: QPoint
    grip: QPoint


class MovableTabs(ConversationTabs):
    """In the bar a tab changes places within its own part.

    Not the dragging that QTabBar has: it draws tabs in the system's look meanwhile, and knows no parts. And no QDrag:
    it shows a forbidden sign over everything that is not ours, cannot tell Esc from a drop on the desktop, and keeps
    the pointer from the windows on Wayland, where this can at least be let go of outside.
    """

    menu_wanted = Signal(object, QPoint)  # conversation, place on the screen
    torn = Signal(object)  # TornTab: it is being moved about outside
    torn_back = Signal()  # it is in its bar again, or was let go of by Esc
    dropped = Signal(object)  # TornTab

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grip: QPoint | None = None
        """Where the pointer holds the tab that is pressed, from the tab's corner."""
        self._pressed_at = QPoint()
        self._held: ConversationId | None = None
        self._dragged_to: int | None = None
        """The left edge of the tab that is dragged in the bar."""
        self._torn: TornTab | None = None
        self._hidden: list[QWidget] = []
        """The buttons of the tabs, while one is held."""
        self.drop_mark: int | None = None
        """Before which tab one that is held over this bar would go."""
        self.currentChanged.connect(self._current_changed)

    def set_drop_mark(self, index: int | None) -> None:
        if index != self.drop_mark:
            self.drop_mark = index
            self.update()

    # The pointer

    @property
    def dragged(self) -> ConversationId | None:
        """The number of the tab that is held, in the bar or outside."""
        return self.current_conversation() if self._dragged_to is not None or self._torn is not None else None

    @property
    def dragged_rect(self) -> QRect:
        """Where the tab that is dragged is to be drawn."""
        rect = self.tabRect(self.currentIndex())
        if self._dragged_to is not None:
            rect.moveLeft(self._dragged_to)
        return rect

    @property
    def is_torn(self) -> bool:
        return self._torn is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        position = event.position().toPoint()
        index = self.tabAt(position)
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._pressed_at = position
            self._grip = position - self.tabRect(index).topLeft()
            self._held = self.current_conversation()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.update()  # what is under the pointer is drawn another way
        if self._grip is None or not event.buttons() & Qt.MouseButton.LeftButton or self.current_conversation() is None:
            return
        position = event.position().toPoint()
        if self.dragged is None:
            if (position - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
                return
            self._watch_keys(True)
            self._hide_buttons()
        if self.visibleRegion().boundingRect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(position):
            if self._torn is not None:
                self._torn = None
                self.torn_back.emit()
            self._drag_to(position.x() - self._grip.x())
        else:
            conversation = self.current_conversation()
            assert conversation is not None
            self._dragged_to = None
            self._torn = TornTab(conversation, event.globalPosition().toPoint(), self._grip)
            self.torn.emit(self._torn)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            torn = self._torn
            self._end_drag()
            if torn is not None:
                self.dropped.emit(torn)

    def _drag_to(self, left: int) -> None:
        """Change places with each neighbour whose middle the dragged tab has passed."""
        conversation = self.current_conversation()
        assert conversation is not None
        first, last = self._part(conversation)
        index, width = self.currentIndex(), self.tabRect(self.currentIndex()).width()
        left = min(max(left, self.tabRect(first).left()), self.tabRect(last).right() + 1 - width)
        self._dragged_to = left
        while index > first and left < self.tabRect(index - 1).center().x():
            self.moveTab(index, index - 1)
            index -= 1
        while index < last and left + width > self.tabRect(index + 1).center().x():
            self.moveTab(index, index + 1)
            index += 1
        self.update()

    def cancel_drag(self) -> None:
        """The tab stays where it is now."""
        if self._torn is not None:
            self.torn_back.emit()
        self._end_drag()

    @Slot()
    def _current_changed(self) -> None:
        """By a key, or because the tab is gone: then nothing is held any more."""
        if self._grip is not None and self.current_conversation() != self._held:
            self.cancel_drag()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.cancel_drag()

    def _end_drag(self) -> None:
        self._watch_keys(False)
        for button in self._hidden:
            if button in self._buttons():  # its tab may be gone
                button.show()
        self._hidden = []
        self._grip = self._dragged_to = self._torn = None
        self.update()

    def _hide_buttons(self) -> None:
        """They would lie on the tab that is drawn over them."""
        self._hidden = [button for button in self._buttons() if not button.isHidden()]
        for button in self._hidden:
            button.hide()

    def _buttons(self) -> list[QWidget]:
        buttons = (self.tabButton(index, QTabBar.ButtonPosition.RightSide) for index in range(self.count()))
        return [button for button in buttons if button is not None]

    def _watch_keys(self, watch: bool) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if watch:
                application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a tab is held: Esc lets go of it, and closes nothing."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.cancel_drag()
                return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.tabAt(event.pos())
        if index >= 0:
            place = self.tabRect(index).bottomLeft() if by_key else event.pos()
            self.menu_wanted.emit(self.conversation_at(index), self.mapToGlobal(place))
