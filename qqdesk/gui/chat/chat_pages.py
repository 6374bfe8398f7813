"""The open chats of a window: a tab and a page each."""

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_tabs import ChatTabs
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.worker.api import DraftChange, Notice, RosterChange, UnreadChange


class TabStrip(QWidget):
    """The tabs of a chat window, and the button that lists them all. Is hidden while there is only one tab, and while
    the list takes its place.
    """

    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self._faces = faces
        self.is_off = False
        self.tabs = ChatTabs(faces)
        self.list_button = icon_button("chevron-down", self.tr("All open chats"), "secondary")
        self.list_button.clicked.connect(self.show_list)
        strip = row((self.tabs, 1), self.list_button, margins=(4, 2, 4, 0), spacing=4)
        self.setLayout(column(strip, line()))
        self.tabs.arranged.connect(self._arranged)
        self._arranged()

    def set_off(self, is_off: bool) -> None:
        self.is_off = is_off
        self._arranged()

    @Slot()
    def _arranged(self) -> None:
        self.setVisible(self.tabs.count() > 1 and not self.is_off)

    @Slot()
    def show_list(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.list_button.mapToGlobal(self.list_button.rect().bottomRight())
        place.setX(place.x() - menu.sizeHint().width())
        menu.popup(place)
        current = next((action for action in menu.actions() if action.isChecked()), None)
        if current is not None:
            menu.setActiveAction(current)

    def menu(self) -> QMenu:
        """Return a menu of all tabs with their numbers of unread messages. The current one is checked."""
        menu = QMenu(self)
        for index, conversation in enumerate(self.tabs.conversations()):
            contact, unread = self.tabs.contact(conversation), self.tabs.unread(conversation)
            name = isolated(contact.name.replace("&", "&&"))
            text = self.tr("{name} ({count})").format(name=name, count=unread) if unread else name
            face = self._faces.pixmap(
                contact.face, 20, self.devicePixelRatioF(), grey=not contact.is_shown_present, owner=contact.number
            )
            action = menu.addAction(QIcon(face), text)
            action.setCheckable(True)
            action.setChecked(index == self.tabs.currentIndex())
            if unread:
                font = action.font()
                font.setBold(True)
                action.setFont(font)
            action.triggered.connect(partial(self.tabs.setCurrentIndex, index))
        return menu


class ChatPages(QWidget):
    """Passes the messenger's events on to the tabs and pages.

    The page of a tab is made when the tab is shown for the first time, which keeps the start fast.
    """

    current_changed = Signal()
    emptied = Signal()
    back_chosen = Signal()
    page_made = Signal(object)  # ChatPage
    arranged = Signal()
    """Tabs were added, removed, moved or pinned, or another tab is current."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        messenger, navigator, faces = context.messenger, context.navigator, context.faces
        self._context, self._messenger = context, messenger
        self._pages: dict[ConversationId, ChatPage] = {}
        self._burst: set[ChatPage] | None = None
        """The changed pages of the running burst."""
        self.strip = TabStrip(faces)
        self.tabs = self.strip.tabs
        self._has_back = False
        self._stack = QStackedWidget()
        nothing = EmptyState("chat", self.tr("Choose a conversation"))
        nothing.setBackgroundRole(QPalette.ColorRole.Base)
        nothing.setAutoFillBackground(True)
        self._stack.addWidget(nothing)
        self.setLayout(column(self.strip, (self._stack, 1)))
        self.tabs.currentChanged.connect(self._show_current)
        self.tabs.close_clicked.connect(self.close_chat)
        self.tabs.files_dropped.connect(lambda chat, files: navigator.open(routes.Attach(chat, files)))
        self.tabs.arranged.connect(self._on_arranged)
        messenger.burst_started.connect(self._on_burst_started)
        messenger.burst_ended.connect(self._on_burst_ended)
        messenger.message_added.connect(self._on_message_added)
        messenger.message_changed.connect(self._on_message_changed)
        messenger.message_moved.connect(self._on_message_moved)
        messenger.unread_changed.connect(self._on_unread_changed)
        messenger.drafts.changed.connect(self._on_draft_changed)
        messenger.mutes.changed.connect(self._on_mutes_changed)
        messenger.roster_changed.connect(self._on_roster_changed)
        messenger.rooms_changed.connect(self._on_rooms_changed)
        messenger.me_changed.connect(self._on_me_changed)
        messenger.connection_changed.connect(self._on_connection_changed)
        messenger.notice_received.connect(self._on_notice_received)

    def conversations(self) -> list[ConversationId]:
        """Return the open conversations in the order of the tabs."""
        return self.tabs.conversations()

    def page(self, conversation: ConversationId) -> ChatPage | None:
        """Return a page; None for a tab that was not shown yet."""
        return self._pages.get(conversation)

    def current(self) -> ChatPage | None:
        conversation = self.tabs.current_conversation()
        return self._pages.get(conversation) if conversation is not None else None

    @Slot()
    def _on_arranged(self) -> None:
        for page in self._pages.values():
            page.partner.head.set_alone(self._is_alone)
        self.arranged.emit()

    @property
    def _is_alone(self) -> bool:
        return self.strip.is_off or self.tabs.count() <= 1

    def set_single(self, is_single: bool) -> None:
        """Show one chat without tabs. Close the others, except pinned ones and those with attachments or an edit."""
        self.strip.set_off(is_single)
        for page in self._pages.values():
            self._set_up(page)
        self._on_arranged()
        self._close_unseen()

    def set_back(self, has_back: bool) -> None:
        """Show a button in the heads that goes back to the list."""
        self._has_back = has_back
        for page in self._pages.values():
            page.head.back.setVisible(has_back)

    def _set_up(self, page: ChatPage) -> None:
        """Fit a page to its window. Beside a list, the keys of a page work in the page only."""
        contexts = Qt.ShortcutContext
        context = contexts.WidgetWithChildrenShortcut if self.strip.is_off else contexts.WindowShortcut
        for shortcut in page.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
            shortcut.setContext(context)
        page.partner.head.set_alone(self._is_alone)
        page.head.back.setVisible(self._has_back)

    @Slot()
    def _close_unseen(self) -> None:
        if self.strip.is_off:
            editing = [conversation for conversation, page in self._pages.items() if page.composer.reply_bar.edited]
            kept = {self.tabs.current_conversation(), *self.tabs.pinned(), *self.with_attachments(), *editing}
            for conversation in self.conversations():
                if conversation not in kept:
                    self._close_chat(conversation)

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
        """Append a tab, unless the conversation has one."""
        if self.tabs.index_of(conversation) < 0:
            contact = self._messenger.label(conversation)
            self.tabs.add(conversation, contact, self._messenger.unread_counts().get(conversation, 0), pinned=pinned)
            self.tabs.show_draft(conversation, bool(self._messenger.drafts.get(conversation).text))
            self.tabs.show_muted(conversation, bool(self._messenger.mutes.until(conversation)))

    def open_tabs(
        self,
        conversations: Sequence[ConversationId],
        pinned: Collection[ConversationId] = (),
        current: ConversationId | None = None,
    ) -> None:
        """Append tabs without pages. The page of the current one is made when the window is shown."""
        for conversation in conversations:
            self.add_tab(conversation, pinned=conversation in pinned)
        blocked = self.tabs.blockSignals(True)
        if current is not None and current in conversations:
            self.tabs.setCurrentIndex(self.tabs.index_of(current))
        self.tabs.blockSignals(blocked)
        if self.isVisible():
            self._show_current()

    def _make_page(self, conversation: ConversationId) -> ChatPage:
        page = ChatPage(self._context, conversation)
        page.go_to_unread()
        self._add_page(page)
        self.page_made.emit(page)
        return page

    def _add_page(self, page: ChatPage) -> None:
        self._pages[page.conversation] = page
        page.head.back_chosen.connect(self.back_chosen)
        page.composer.close_button.clicked.connect(self.close_current)
        self._set_up(page)
        self._stack.addWidget(page)

    def _remove(self, conversation: ConversationId) -> ChatPage | None:
        """Remove a tab, and return its page."""
        page = self._pages.pop(conversation, None)
        self.tabs.remove(conversation)
        if page is not None:
            self._stack.removeWidget(page)
            page.head.back_chosen.disconnect(self.back_chosen)
            page.composer.close_button.clicked.disconnect(self.close_current)
        if not self.tabs.count():
            self.emptied.emit()
        return page

    def with_attachments(self) -> list[ConversationId]:
        """Return the chats with attachments that are not sent."""
        return [conversation for conversation, page in self._pages.items() if page.composer.attachments.items]

    def discard_attachments(self) -> None:
        for page in self._pages.values():
            page.composer.discard_attachments()

    def save_drafts(self) -> None:
        for page in self._pages.values():
            page.composer.save_draft()

    @Slot(object)
    def close_chat(self, conversation: ConversationId) -> None:
        """Close a tab. Its draft is kept; if it has attachments, ask first."""
        page = self._pages.get(conversation)
        close = partial(self._close_chat, conversation)
        if page is not None and page.composer.ask_about_attachments(self.tr("Close the chat"), close):
            self.tabs.setCurrentIndex(self.tabs.index_of(conversation))
        else:
            close()

    def _close_chat(self, conversation: ConversationId) -> None:
        page = self._remove(conversation)
        if page is not None:
            page.composer.save_draft()
            page.composer.discard_attachments()
            page.deleteLater()

    def move_chat(self, conversation: ConversationId, target: "ChatPages", index: int = -1) -> None:
        """Move a tab with its page to another window, to this index among its tabs; -1: to the end."""
        if target is self or self.tabs.index_of(conversation) < 0:
            return
        pinned = self.tabs.is_pinned(conversation)
        page = self._remove(conversation)
        if page is not None:
            target._add_page(page)
        target.add_tab(conversation, pinned=pinned)
        if index >= 0:
            target.tabs.move(conversation, index)
        target._show_current()

    def close_others(self, conversation: ConversationId) -> None:
        """Close all other tabs that are not pinned."""
        self.tabs.setCurrentIndex(self.tabs.index_of(conversation))
        for other in self.conversations():
            if other != conversation and not self.tabs.is_pinned(other):
                self.close_chat(other)

    @Slot()
    def close_current(self) -> None:
        """Close the current tab; if it is pinned, hide the window, or go back to the list beside it."""
        conversation = self.tabs.current_conversation()
        if conversation is not None and not self.tabs.is_pinned(conversation):
            self.close_chat(conversation)
        elif self.strip.is_off:
            self.back_chosen.emit()
        else:
            self.window().hide()

    def close_all(self) -> None:
        """Close all tabs, also the pinned ones, and discard their attachments."""
        current = self.tabs.current_conversation()
        for conversation in self.conversations():
            if conversation != current:  # closing the current tab would make the page of the next one
                self._close_chat(conversation)
        if current is not None:
            self._close_chat(current)

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
        QTimer.singleShot(0, self, self._close_unseen)

    # Events of the messenger

    @Slot()
    def _on_burst_started(self) -> None:
        self._burst = set()

    @Slot()
    def _on_burst_ended(self) -> None:
        burst, self._burst = self._burst or set(), None
        for page in burst:
            page.end_burst()

    def _page_of(self, message: Message) -> ChatPage | None:
        """Return the page of a message. During a burst its layout is deferred."""
        page = self._pages.get(message.conversation)
        if page is not None and self._burst is not None and page not in self._burst:
            self._burst.add(page)
            page.start_burst()
        return page

    @Slot(object)
    def _on_message_added(self, message: Message) -> None:
        page = self._page_of(message)
        if page is not None:
            page.add_message(message)

    @Slot(object)
    def _on_message_changed(self, message: Message) -> None:
        page = self._page_of(message)
        if page is not None:
            page.update_message(message)

    @Slot(object)
    def _on_message_moved(self, message: Message) -> None:
        page = self._page_of(message)
        if page is not None:
            page.move_message(message)

    @Slot(object)
    def _on_unread_changed(self, change: UnreadChange) -> None:
        self.tabs.show_contact(change.conversation, self._messenger.label(change.conversation), change.count)
        page = self._pages.get(change.conversation)
        if page is not None:
            page.update_unread(change.count)

    @Slot(object)
    def _on_draft_changed(self, change: DraftChange) -> None:
        self.tabs.show_draft(change.conversation, bool(change.text))

    @Slot()
    def _on_mutes_changed(self) -> None:
        for conversation in self.conversations():
            self.tabs.show_muted(conversation, bool(self._messenger.mutes.until(conversation)))

    @Slot(object)
    def _on_roster_changed(self, change: RosterChange) -> None:
        for conversation in self.conversations():
            if not conversation.is_room and (change.everything or conversation.number in change.numbers):
                page = self._pages.get(conversation)
                if page is not None:
                    page.update_people()
                self._update_label(conversation)

    @Slot(object)
    def _on_rooms_changed(self, numbers: frozenset[int]) -> None:
        for conversation in self.conversations():
            if conversation.is_room and conversation.number in numbers:
                self._update_label(conversation)

    def _update_label(self, conversation: ConversationId) -> None:
        unread = self._messenger.unread_counts().get(conversation, 0)
        self.tabs.show_contact(conversation, self._messenger.label(conversation), unread)

    @Slot()
    def _on_me_changed(self) -> None:
        for page in self._pages.values():
            page.update_people()

    @Slot()
    def _on_connection_changed(self) -> None:
        for page in self._pages.values():
            page.update_connection()

    @Slot(object)
    def _on_notice_received(self, notice: Notice) -> None:
        page = self._pages.get(ConversationId.person(notice.number))
        if page is not None and not notice.room:
            page.show_notice(notice)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.current() is None:
            self._show_current()
