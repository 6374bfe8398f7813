"""All chat windows of the one who is signed in: which chat is in which, and how one gets into another."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QRect, Signal, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.screens import in_view
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.api import SignedIn
from qqdesk.worker.messenger import Messenger

_MOST_AT_ONCE = 100
_STEP = 32
"""How far a new window stands from the one it came out of."""


class ChatWindows(QObject):
    """`main` is made with the first chat, and is hidden while nothing is in it; the others were torn off, and go with
    their last tab. A chat is in one window only."""

    profile_wanted = Signal(object)  # int: conversations do not fit into 32 bits
    delete_wanted = Signal(object)  # int
    add_wanted = Signal(object)  # int
    history_wanted = Signal(object)  # ConversationId, or None for all
    why_wanted = Signal()
    """Why is there no connection?"""
    comparison_wanted = Signal(object)  # Problem with a certificate
    jump_wanted = Signal(object)  # ChatWindow: from where somebody wants to go to another contact
    arranged = Signal()
    """Tabs or windows are in other places now."""
    window_made = Signal(object)  # ChatWindow: `main`, too
    attended_changed = Signal(object)  # ConversationId that somebody is looking at, or None

    def __init__(
        self, messenger: Messenger, faces: FaceSource, store: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._messenger, self._faces, self._store = messenger, faces, store
        self._me = messenger.me.number
        self._in_use = False
        self._attended: ConversationId | None = None
        self._main: ChatWindow | None = None
        self._others: list[ChatWindow] = []
        self._last: ChatWindow | None = None
        self.main_geometry = ""
        """Where `main` will be, as its `saved_geometry` says; of no meaning once it is made."""
        messenger.signed_in.connect(self._signed_in)
        messenger.signed_out.connect(self.forget_all)

    @property
    def main(self) -> "ChatWindow":
        if self._main is None:
            self._main = self._make_window()
            self._main.restore(self.main_geometry)
            self.window_made.emit(self._main)
        return self._main

    @property
    def has_main(self) -> bool:
        """Whether `main` is made by now."""
        return self._main is not None

    @property
    def _latest(self) -> "ChatWindow":
        return self._last or self.main

    def _make_window(self) -> "ChatWindow":
        window = ChatWindow(self._messenger, self._faces, self._store)
        window.profile_wanted.connect(self.profile_wanted)
        window.delete_wanted.connect(self.delete_wanted)
        window.add_wanted.connect(self.add_wanted)
        window.history_wanted.connect(self.history_wanted)
        window.why_wanted.connect(self.why_wanted)
        window.comparison_wanted.connect(self.comparison_wanted)
        window.jump_wanted.connect(self._jump)
        window.new_window_wanted.connect(self.move_to_new_window)
        window.closed.connect(self._window_closed)
        window.used_changed.connect(self._follow_use)
        window.pages.current_changed.connect(self._follow_attention)
        window.pages.emptied.connect(self._follow_attention)
        window.moved.connect(self.arranged)
        window.pages.arranged.connect(self.arranged)
        window.pages.emptied.connect(self._window_emptied)
        return window

    def new_window(self) -> "ChatWindow":
        """One more, with nothing in it yet; without a chat it does not stay."""
        window = self._make_window()
        self._others.append(window)
        self.window_made.emit(window)
        return window

    # Which chat is where

    @property
    def windows(self) -> "list[ChatWindow]":
        """Those that are made, `main` first."""
        return [self._main, *self._others] if self._main is not None else list(self._others)

    def open_conversations(self) -> list[ConversationId]:
        """Whose chats are open, in the order of the windows and tabs."""
        return [conversation for window in self.windows for conversation in window.open_conversations()]

    def window_of(self, conversation: ConversationId) -> "ChatWindow | None":
        return next((window for window in self.windows if window.pages.tabs.index_of(conversation) >= 0), None)

    def page(self, conversation: ConversationId) -> "ChatPage | None":
        """None also for a tab that nobody has looked at yet."""
        window = self.window_of(conversation)
        return window.page(conversation) if window is not None else None

    @Slot(object)
    def open_chat(self, conversation: ConversationId) -> None:
        """Bring the window to the front where this chat is; a new one opens where one was last."""
        latest = self._latest if self._latest.isVisible() else self.main
        (self.window_of(conversation) or latest).open_chat(conversation)

    def open_chats(self, conversations: Sequence[ConversationId]) -> None:
        """All of them, as far as tabs can be found one's way in; the first comes to the front."""
        latest = self._latest if self._latest.isVisible() else self.main
        latest.pages.open_tabs(
            [conversation for conversation in conversations[:_MOST_AT_ONCE] if not self.window_of(conversation)],
            (),
            None,
        )
        if conversations:
            self.open_chat(conversations[0])

    def activate_next_unread(self) -> bool:
        """Open the next chat with something unread, among the tabs first; False where there is none."""
        conversations = self.open_conversations()
        current = self._last.current_conversation() if self._last is not None else None
        start = conversations.index(current) + 1 if current in conversations else 0
        counts = self._messenger.unread_counts()
        for conversation in (*conversations[start:], *conversations[:start], *counts):
            if conversation in counts:
                self.open_chat(conversation)
                return True
        return False

    @Slot()
    def _jump(self) -> None:
        self.jump_wanted.emit(self.sender())

    # From one window into another

    def move_to_window(self, conversation: ConversationId, there: "ChatWindow", index: int = -1) -> None:
        """Put a chat into another window, as it is; `index` is where among its tabs, -1 at the end."""
        here = self.window_of(conversation)
        if here is not None and here is not there:
            here.pages.move_chat(conversation, there.pages, index)
            there.open_chat(conversation)

    @Slot(object)
    def move_to_new_window(self, conversation: ConversationId, place: QPoint | None = None) -> None:
        """Tear a chat off into a window of its own, with its corner at `place`. What is alone in one only moves it."""
        here = self.window_of(conversation)
        if here is None:
            return
        if len(here.open_conversations()) == 1:
            if place is not None and not here.isMaximized():
                here.move(place)
            return
        there = self.new_window()
        there.resize(here.normalGeometry().size() if here.isMaximized() else here.size())
        corner = place if place is not None else here.pos() + QPoint(_STEP, _STEP)
        frame = here.frameGeometry().size() - here.size()
        there.move(in_view(QRect(corner, there.size() + frame)))
        self.move_to_window(conversation, there)

    # The session

    @Slot()
    def keep_drafts(self) -> None:
        """Of all that is open: the session is about to end."""
        for window in self.windows:
            window.pages.keep_drafts()

    def hide_all(self) -> None:
        for window in self.windows:
            window.hide()

    @Slot()
    def forget_all(self) -> None:
        """Nobody is signed in any more: no chat and no draft of theirs is left."""
        self.hide_all()
        for window in self.windows:
            window.pages.close_all()

    def close(self) -> None:
        """The end of the program."""
        for window in self.windows:
            window.hide()
            window.deleteLater()

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        if signed_in.me.number != self._me:
            self.forget_all()
            self._me = signed_in.me.number

    @Slot()
    def _follow_use(self) -> None:
        """Whether any is in use. Qt tells the window that comes to the front before it tells the one that leaves."""
        in_use = [window for window in self.windows if window.is_in_use]
        if in_use:
            self._last = in_use[0]
        if bool(in_use) != self._in_use:
            self._in_use = bool(in_use)
            self._messenger.set_chat_active(self._in_use)
        self._follow_attention()

    @Slot()
    def _follow_attention(self) -> None:
        attended = next((window.current_conversation() for window in self.windows if window.is_in_use), None)
        if attended != self._attended:
            self._attended = attended
            self.attended_changed.emit(attended)

    @Slot()
    def _window_closed(self) -> None:
        """Who closes a window that was torn off is done with what is in it; but what is pinned goes back."""
        for window in list(self._others):
            if window is self.sender():
                for conversation in window.open_conversations():
                    if window.pages.tabs.is_pinned(conversation):
                        window.pages.move_chat(conversation, self.main.pages)
                window.pages.close_all()

    @Slot()
    def _window_emptied(self) -> None:
        for window in self._others:
            if not window.open_conversations():
                self._others.remove(window)
                if self._last is window:
                    self._last = None
                window.hide()
                window.deleteLater()
                return
