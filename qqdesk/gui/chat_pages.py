"""The open chats: a tab and a page each, and what was written and not sent."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.chat_notices import notice_line
from qqdesk.gui.chat_page import ChatPage
from qqdesk.gui.chat_tabs import ChatTabs
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.gui.widgets import line
from qqdesk.worker.api import Notice, RosterChange, UnreadChange
from qqdesk.worker.messenger import Messenger


class ChatPages(QWidget):
    """Hears the facade, and tells the pages what is theirs. Drafts are kept in memory, by contact."""

    profile_wanted = Signal(object)  # int: numbers do not fit into 32 bits
    delete_wanted = Signal(object)  # int
    add_wanted = Signal(object)  # int
    current_changed = Signal()
    """Another chat is the current one, or its contact is called otherwise."""
    end_seen = Signal()
    """There may be something on the screen now that was not read."""
    emptied = Signal()

    def __init__(
        self, messenger: Messenger, faces: FaceSource, store: SettingsStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._faces = faces
        self._store = store
        self._pages: dict[int, ChatPage] = {}
        self._drafts: dict[int, str] = {}
        self.tabs = ChatTabs(faces)
        self._stack = QStackedWidget()
        top = QHBoxLayout()
        top.setContentsMargins(4, 2, 4, 0)
        top.addWidget(self.tabs, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._show_current)
        self.tabs.close_wanted.connect(self.close_chat)
        messenger.message_added.connect(self._message_added)
        messenger.message_changed.connect(self._message_changed)
        messenger.unread_changed.connect(self._unread_changed)
        messenger.roster_changed.connect(self._roster_changed)
        messenger.me_changed.connect(self._me_changed)
        messenger.connection_changed.connect(self._connection_changed)
        messenger.notice_received.connect(self._notice_received)

    def numbers(self) -> list[int]:
        """Whose chats are open, in the order of the tabs."""
        return self.tabs.numbers()

    def page(self, number: int) -> ChatPage | None:
        return self._pages.get(number)

    def current(self) -> ChatPage | None:
        number = self.tabs.current_number()
        return self._pages.get(number) if number is not None else None

    # Opening and closing

    def open_chat(self, number: int) -> ChatPage:
        page = self._pages.get(number) or self._make_page(number)
        self.tabs.setCurrentIndex(self.tabs.index_of(number))
        self._show_current()
        page.input.setFocus()
        return page

    def _make_page(self, number: int) -> ChatPage:
        page = ChatPage(self._messenger, self._faces, self._store, number)
        page.profile_wanted.connect(self.profile_wanted)
        page.add_wanted.connect(self.add_wanted)
        page.delete_wanted.connect(self.delete_wanted)
        page.end_seen.connect(self.end_seen)
        page.input.set_draft(self._drafts.pop(number, ""))
        page.show_new_line()
        self._pages[number] = page
        self._stack.addWidget(page)
        self.tabs.add(self._messenger.roster.get(number), self._messenger.conversation(number).unread)
        return page

    @Slot(object)
    def close_chat(self, number: int) -> None:
        """Close a tab; what was written in it is there when it is opened again."""
        page = self._pages.pop(number, None)
        if page is None:
            return
        if page.input.text():
            self._drafts[number] = page.input.text()
        self.tabs.remove(number)
        self._stack.removeWidget(page)
        page.deleteLater()
        if self._pages:
            self._show_current()
        else:
            self.emptied.emit()

    def close_current(self) -> None:
        number = self.tabs.current_number()
        if number is not None:
            self.close_chat(number)
        else:
            self.emptied.emit()

    def forget_all(self) -> None:
        """No chat and no draft is left."""
        for number in self.numbers():
            self.close_chat(number)
        self._drafts.clear()

    def step(self, way: int) -> None:
        """To the next tab, or the one before; round at the ends."""
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + way) % self.tabs.count())

    def go_to(self, index: int) -> None:
        if index < self.tabs.count():
            self.tabs.setCurrentIndex(index)

    @Slot()
    def _show_current(self) -> None:
        page = self.current()
        if page is None:
            return
        if self._stack.currentWidget() is not page:
            page.show_new_line()
            self._stack.setCurrentWidget(page)
            page.input.setFocus()
        self.current_changed.emit()

    # What happens

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        page = self._pages.get(message.contact)
        if page is not None:
            seen = page.is_seen
            page.message_added(message)
            if not seen and not message.is_mine:
                page.show_new_line()
            self.end_seen.emit()

    @Slot(object)
    def _message_changed(self, message: Message) -> None:
        page = self._pages.get(message.contact)
        if page is not None:
            page.message_changed(message)

    @Slot(object)
    def _unread_changed(self, change: UnreadChange) -> None:
        if change.contact in self._pages:
            self.tabs.show_contact(self._messenger.roster.get(change.contact), change.count)

    @Slot(object)
    def _roster_changed(self, change: RosterChange) -> None:
        for number in list(self._pages) if change.everything else change.numbers & self._pages.keys():
            self._pages[number].update_people()
            unread = self._messenger.conversation(number).unread
            self.tabs.show_contact(self._messenger.roster.get(number), unread)
            if number == self.tabs.current_number():
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
        page = self._pages.get(notice.number)
        if page is not None:
            page.tell(notice_line(notice, self._messenger.roster.get(notice.number)))
