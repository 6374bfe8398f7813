"""Tabs by conversation; pinned tabs stand first."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from qqdesk.domain.conversation_id import ConversationId


class ConversationTabs(QTabBar):
    """Each tab carries a conversation. Pinned tabs and the others keep to their own part each."""

    arranged = Signal()
    """Tabs came, went, are in another order or pinned, or another one is the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pinned: set[ConversationId] = set()
        self.tabMoved.connect(self.arranged)
        self.currentChanged.connect(self.arranged)

    # Tabs by conversation

    def conversation_at(self, index: int) -> ConversationId:
        # Qt turns a tuple into a list.
        return ConversationId.parse(self.tabData(index))

    def conversations(self) -> list[ConversationId]:
        return [self.conversation_at(index) for index in range(self.count())]

    def index_of(self, conversation: ConversationId) -> int:
        """-1 where there is none."""
        conversations = self.conversations()
        return conversations.index(conversation) if conversation in conversations else -1

    def current_conversation(self) -> ConversationId | None:
        index = self.currentIndex()
        return self.conversation_at(index) if index >= 0 else None

    # Two parts

    def is_pinned(self, conversation: ConversationId) -> bool:
        return conversation in self._pinned

    def pinned(self) -> list[ConversationId]:
        return [conversation for conversation in self.conversations() if conversation in self._pinned]

    def set_pinned(self, conversation: ConversationId, pinned: bool) -> None:
        """To the end of the pinned ones, or to the beginning of the others."""
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
        # The style asks for a tab's size only when something about it changes.
        self.setTabText(border, self.tabText(border))
        self.arranged.emit()

    def move(self, conversation: ConversationId, index: int) -> None:  # type: ignore[override]
        """To this place, or the nearest one in its own part."""
        first, last = self._part(conversation)
        self.moveTab(self.index_of(conversation), min(max(index, first), last))

    def _part(self, conversation: ConversationId) -> tuple[int, int]:
        border = len(self.pinned())
        return (0, border - 1) if conversation in self._pinned else (border, self.count() - 1)

    def step(self, way: int) -> None:
        """To the next tab, or the one before; round at the ends."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + way) % self.count())

    def shift(self, way: int) -> None:
        """Let the current tab change places with its neighbour."""
        conversation = self.current_conversation()
        if conversation is not None:
            self.move(conversation, self.currentIndex() + way)

    def go_to(self, index: int) -> None:
        if index < self.count():
            self.setCurrentIndex(index)

    def place_at(self, position: QPoint) -> int:
        """Before which tab something goes that is dropped here."""
        return sum(self.tabRect(index).center().x() < position.x() for index in range(self.count()))
