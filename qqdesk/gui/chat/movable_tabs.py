"""A tab bar whose tabs can be pinned, dragged to another place, and torn off. Subclasses paint it."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QTabBar

from qqdesk.domain.conversation_id import ConversationId

_SLACK = 24
"""A tab is torn off at this distance from the bar, in logical pixels."""


@dataclass(frozen=True, slots=True)
class TornTab:
    """A tab that is dragged outside its bar. `place`: the pointer on the screen. `grip`: its offset in the tab."""

    conversation: ConversationId
    place: QPoint
    grip: QPoint


class MovableTabs(QTabBar):
    """Each tab has a conversation. Pinned tabs come first, and a tab stays among the pinned or the unpinned ones.

    Not the dragging of QTabBar, which draws the moved tab in the system's style and does not know pinned tabs. Not a
    QDrag: it shows a forbidden cursor over other programs, does not distinguish Esc from a drop on the desktop, and on
    Wayland keeps the pointer from other windows.
    """

    arranged = Signal()
    """Tabs were added, removed, moved or pinned, or another one is current."""
    menu_requested = Signal(object, QPoint)  # ConversationId, position on the screen
    torn = Signal(object)  # TornTab: it is dragged outside the bar
    torn_back = Signal()  # it is in its bar again, also after Esc
    dropped = Signal(object)  # TornTab

    def __init__(self) -> None:
        super().__init__()
        self._pinned: set[ConversationId] = set()
        self._grip: QPoint | None = None
        """The pointer's offset from the corner of the pressed tab."""
        self._pressed_at = QPoint()
        self._pressed: ConversationId | None = None
        self._dragged_to: int | None = None
        """The left edge of the tab that is dragged in the bar."""
        self._torn: TornTab | None = None
        self.drop_mark: int | None = None
        """The index at which a tab that is held over this bar would be inserted."""
        self.tabMoved.connect(self.arranged)
        self.currentChanged.connect(self.arranged)
        self.currentChanged.connect(self._current_changed)

    # Tabs by conversation

    def conversation_at(self, index: int) -> ConversationId:
        return ConversationId.parse(self.tabData(index))

    def conversations(self) -> list[ConversationId]:
        return [self.conversation_at(index) for index in range(self.count())]

    def index_of(self, conversation: ConversationId) -> int:
        """Return the index of a tab, or -1."""
        conversations = self.conversations()
        return conversations.index(conversation) if conversation in conversations else -1

    def current_conversation(self) -> ConversationId | None:
        index = self.currentIndex()
        return self.conversation_at(index) if index >= 0 else None

    def activate(self, index: int) -> None:
        if index < self.count():
            self.setCurrentIndex(index)

    def step(self, direction: int) -> None:
        """Activate the next tab (1) or the one before (-1), cyclically."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + direction) % self.count())

    # Order and pins

    def is_pinned(self, conversation: ConversationId) -> bool:
        return conversation in self._pinned

    def pinned(self) -> list[ConversationId]:
        return [conversation for conversation in self.conversations() if conversation in self._pinned]

    def set_pinned(self, conversation: ConversationId, pinned: bool) -> None:
        """Move a tab to the end of the pinned ones, or to the start of the others."""
        index = self.index_of(conversation)
        if index < 0 or pinned == self.is_pinned(conversation):
            return
        border = len(self.pinned())
        if pinned:
            self._pinned.add(conversation)
        else:
            self._pinned.discard(conversation)
            border -= 1
        self.moveTab(index, border)
        # Qt asks for a tab's size only after a change of the tab.
        self.setTabText(border, self.tabText(border))
        self._show_buttons(True)
        self.arranged.emit()

    def move(self, conversation: ConversationId, index: int) -> None:  # type: ignore[override]
        """Move a tab to an index, or to the nearest possible one."""
        first, last = self._bounds(conversation)
        self.moveTab(self.index_of(conversation), min(max(index, first), last))

    def move_current(self, offset: int) -> None:
        conversation = self.current_conversation()
        if conversation is not None:
            self.move(conversation, self.currentIndex() + offset)

    def _bounds(self, conversation: ConversationId) -> tuple[int, int]:
        """Return the first and the last possible index of a tab."""
        border = len(self.pinned())
        return (0, border - 1) if conversation in self._pinned else (border, self.count() - 1)

    def drop_index(self, position: QPoint) -> int:
        """Return the index for a tab that is dropped here."""
        return sum(self.tabRect(index).center().x() < position.x() for index in range(self.count()))

    def set_drop_mark(self, index: int | None) -> None:
        if index != self.drop_mark:
            self.drop_mark = index
            self.update()

    # Dragging

    @property
    def dragged(self) -> ConversationId | None:
        """The conversation of the tab that is dragged, in the bar or outside."""
        return self.current_conversation() if self._dragged_to is not None or self._torn is not None else None

    @property
    def dragged_rect(self) -> QRect:
        """The place at which to paint the dragged tab."""
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
            self._pressed = self.current_conversation()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.update()  # the tab under the pointer is highlighted
        if self._grip is None or not event.buttons() & Qt.MouseButton.LeftButton or self.current_conversation() is None:
            return
        position = event.position().toPoint()
        if self.dragged is None:
            if (position - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
                return
            self._watch_keys(True)
            self._show_buttons(False)
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
        """Swap the dragged tab with each neighbour whose middle it has passed."""
        conversation = self.current_conversation()
        assert conversation is not None
        first, last = self._bounds(conversation)
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
        """Leave the dragged tab at its present index."""
        if self._torn is not None:
            self.torn_back.emit()
        self._end_drag()

    @Slot()
    def _current_changed(self) -> None:
        """Cancel the drag if a key activated another tab, or if the tab was closed."""
        if self._grip is not None and self.current_conversation() != self._pressed:
            self.cancel_drag()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.cancel_drag()

    def _end_drag(self) -> None:
        self._watch_keys(False)
        self._show_buttons(True)
        self._grip = self._dragged_to = self._torn = None
        self.update()

    def _show_buttons(self, shown: bool) -> None:
        """Hide the close buttons while a tab is dragged: they would cover it. A pinned tab shows none."""
        for index, conversation in enumerate(self.conversations()):
            button = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
            button.setVisible(shown and not self.is_pinned(conversation))

    def _watch_keys(self, watch: bool) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if watch:
                application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cancel the drag on Esc, before the shortcut that closes the chat."""
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
            self.menu_requested.emit(self.conversation_at(index), self.mapToGlobal(place))
