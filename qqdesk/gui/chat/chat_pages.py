"""The open chats: a tab and a page each."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.notice_line import notice_line
from qqdesk.gui.chat.tab_strip import TabStrip
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.layouts import line
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.api import DraftChange, Notice, RosterChange, UnreadChange
from qqdesk.worker.messenger import Messenger


class ChatPages(QWidget):
    """Hears the facade, and tells the pages what is theirs.

    A tab has its page from the moment that it is looked at: twenty that were open yesterday cost nothing at the start.
    """

    profile_wanted = Signal(object)  # int: conversations do not fit into 32 bits
    delete_wanted = Signal(object)  # int
    add_wanted = Signal(object)  # int
    history_wanted = Signal(object)  # ConversationId
    why_wanted = Signal()
    """Why is there no connection?"""
    comparison_wanted = Signal(object)  # Problem with a certificate
    current_changed = Signal()
    """Another chat is the current one, or its contact is called otherwise."""
    end_seen = Signal()
    """There may be something on the screen now that was not read."""
    emptied = Signal()
    hide_wanted = Signal()
    arranged = Signal()
    """Other tabs are open, or in another order, or another one is the current one."""

    def __init__(
        self, messenger: Messenger, faces: FaceSource, store: SettingsStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._faces = faces
        self._store = store
        self._pages: dict[ConversationId, ChatPage] = {}
        self._burst: set[ChatPage] | None = None
        """The pages of what is told together just now."""
        self.strip = TabStrip(faces)
        self.tabs = self.strip.tabs
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(line())
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._show_current)
        self.tabs.close_wanted.connect(self.close_chat)
        self.tabs.arranged.connect(self.arranged)
        messenger.burst_started.connect(self._on_burst_started)
        messenger.burst_ended.connect(self._on_burst_ended)
        messenger.message_added.connect(self._message_added)
        messenger.message_changed.connect(self._message_changed)
        messenger.unread_changed.connect(self._unread_changed)
        messenger.drafts.changed.connect(self._draft_changed)
        messenger.roster_changed.connect(self._roster_changed)
        messenger.me_changed.connect(self._me_changed)
        messenger.connection_changed.connect(self._connection_changed)
        messenger.notice_received.connect(self._notice_received)

    def conversations(self) -> list[ConversationId]:
        """Whose chats are open, in the order of the tabs."""
        return self.tabs.conversations()

    def page(self, conversation: ConversationId) -> ChatPage | None:
        """None also for a tab that nobody has looked at yet."""
        return self._pages.get(conversation)

    def current(self) -> ChatPage | None:
        conversation = self.tabs.current_conversation()
        return self._pages.get(conversation) if conversation is not None else None

    # Opening and closing

    def open_chat(self, conversation: ConversationId) -> ChatPage:
        self.add_tab(conversation)
        self.tabs.setCurrentIndex(self.tabs.index_of(conversation))
        self._show_current()
        page = self._pages[conversation]
        if not page.is_seen:
            page.go_to_unread()
        page.input.setFocus()
        return page

    def add_tab(self, conversation: ConversationId, *, pinned: bool = False) -> None:
        """Put a tab behind the others; where there is one of this conversation, nothing happens."""
        if self.tabs.index_of(conversation) < 0:
            self.tabs.add(
                conversation,
                self._messenger.label(conversation),
                self._messenger.unread_counts().get(conversation, 0),
                pinned=pinned,
            )
            self.tabs.show_draft(conversation, bool(self._messenger.drafts.get(conversation)))

    def open_tabs(
        self,
        conversations: Sequence[ConversationId],
        pinned: Collection[ConversationId],
        current: ConversationId | None,
    ) -> None:
        """Those of the last time. What is current is made when this is shown."""
        for conversation in conversations:
            self.add_tab(conversation, pinned=conversation in pinned)
        blocked = self.tabs.blockSignals(True)
        if current is not None and current in conversations:
            self.tabs.setCurrentIndex(self.tabs.index_of(current))
        self.tabs.blockSignals(blocked)
        if self.isVisible():
            self._show_current()

    def _make_page(self, conversation: ConversationId) -> ChatPage:
        page = ChatPage(self._messenger, self._faces, self._store, conversation)
        page.go_to_unread()
        self._adopt(page)
        return page

    def _adopt(self, page: ChatPage) -> None:
        page.profile_wanted.connect(self.profile_wanted)
        page.add_wanted.connect(self.add_wanted)
        page.delete_wanted.connect(self.delete_wanted)
        page.history_wanted.connect(self.history_wanted)
        page.why_wanted.connect(self.why_wanted)
        page.comparison_wanted.connect(self.comparison_wanted)
        page.end_seen.connect(self.end_seen)
        self._pages[page.conversation] = page
        self._stack.addWidget(page)

    def _let_go(self, conversation: ConversationId) -> ChatPage | None:
        page = self._pages.pop(conversation, None)
        if page is not None:
            page.profile_wanted.disconnect(self.profile_wanted)
            page.add_wanted.disconnect(self.add_wanted)
            page.delete_wanted.disconnect(self.delete_wanted)
            page.history_wanted.disconnect(self.history_wanted)
            page.why_wanted.disconnect(self.why_wanted)
            page.comparison_wanted.disconnect(self.comparison_wanted)
            page.end_seen.disconnect(self.end_seen)
        self.tabs.remove(conversation)
        if page is not None:
            self._stack.removeWidget(page)
        if not self.tabs.count():
            self.emptied.emit()
        return page

    def keep_drafts(self) -> None:
        """Now, and not in a moment."""
        for page in self._pages.values():
            page.composer.keep_draft()

    @Slot(object)
    def close_chat(self, conversation: ConversationId) -> None:
        """Close a tab; what was written in it is there when it is opened again."""
        page = self._let_go(conversation)
        if page is not None:
            page.composer.keep_draft()
            page.deleteLater()

    def move_chat(self, conversation: ConversationId, there: "ChatPages", index: int = -1) -> None:
        """Move a tab with its page, as it is, to other pages; `index` is where among the tabs, -1 at the end."""
        if there is self or self.tabs.index_of(conversation) < 0:
            return
        pinned = self.tabs.is_pinned(conversation)
        page = self._let_go(conversation)
        if page is not None:
            there._adopt(page)
        there.add_tab(conversation, pinned=pinned)
        if index >= 0:
            there.tabs.move(conversation, index)
        there._show_current()

    def close_others(self, conversation: ConversationId) -> None:
        """Close every tab but this one and those that are pinned."""
        self.tabs.setCurrentIndex(self.tabs.index_of(conversation))
        for other in self.conversations():
            if other != conversation and not self.tabs.is_pinned(other):
                self.close_chat(other)

    def close_current(self) -> None:
        """What is pinned stays: then the window goes, and comes back with it."""
        conversation = self.tabs.current_conversation()
        if conversation is not None and not self.tabs.is_pinned(conversation):
            self.close_chat(conversation)
        else:
            self.hide_wanted.emit()

    def close_all(self) -> None:
        """What is pinned, too."""
        current = self.tabs.current_conversation()
        for conversation in self.conversations():
            if conversation != current:  # the next one would be shown, and so be made first
                self.close_chat(conversation)
        if current is not None:
            self.close_chat(current)

    @Slot()
    def _show_current(self) -> None:
        conversation = self.tabs.current_conversation()
        if conversation is None:
            return
        page = self._pages.get(conversation) or self._make_page(conversation)
        if self._stack.currentWidget() is not page:
            page.go_to_unread()
            self._stack.setCurrentWidget(page)
            page.input.setFocus()
        self.current_changed.emit()

    # What happens

    @Slot()
    def _on_burst_started(self) -> None:
        self._burst = set()

    @Slot()
    def _on_burst_ended(self) -> None:
        """Each page is laid out once for all that came or changed in it."""
        burst, self._burst = self._burst or set(), None
        for page in burst:
            page.end_burst()
        if burst:
            self.end_seen.emit()

    def _page_of(self, message: Message) -> ChatPage | None:
        """Ready to be told of it, alone or with others."""
        page = self._pages.get(message.conversation)
        if page is not None and self._burst is not None and page not in self._burst:
            self._burst.add(page)
            page.begin_burst()
        return page

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        page = self._page_of(message)
        if page is not None:
            page.message_added(message)
            if self._burst is None:
                self.end_seen.emit()

    @Slot(object)
    def _message_changed(self, message: Message) -> None:
        page = self._page_of(message)
        if page is not None:
            page.message_changed(message)

    @Slot(object)
    def _unread_changed(self, change: UnreadChange) -> None:
        if self.tabs.index_of(change.conversation) >= 0:
            contact = self._messenger.label(change.conversation)
            self.tabs.show_contact(change.conversation, contact, change.count)
        page = self._pages.get(change.conversation)
        if page is not None and not change.count:
            page.log.move_on()

    @Slot(object)
    def _draft_changed(self, change: DraftChange) -> None:
        self.tabs.show_draft(change.conversation, bool(change.text))

    @Slot(object)
    def _roster_changed(self, change: RosterChange) -> None:
        unread = self._messenger.unread_counts()
        for conversation in self.conversations():
            if not change.everything and conversation.number not in change.numbers:
                continue
            page = self._pages.get(conversation)
            if page is not None:
                page.update_people()
            contact = self._messenger.label(conversation)
            self.tabs.show_contact(conversation, contact, unread.get(conversation, 0))
            if conversation == self.tabs.current_conversation():
                self.current_changed.emit()

    @Slot()
    def _me_changed(self) -> None:
        for page in self._pages.values():
            page.update_people()

    @Slot()
    def _connection_changed(self) -> None:
        for page in self._pages.values():
            page.update_connection()

    @Slot(object)
    def _notice_received(self, notice: Notice) -> None:
        page = self._pages.get(ConversationId.person(notice.number))
        if page is not None:
            page.tell(notice_line(notice))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.current() is None:
            self._show_current()
