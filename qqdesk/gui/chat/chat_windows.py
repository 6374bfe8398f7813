"""All chat windows of the account: opens chats, and moves them between windows."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, QRect, Signal, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.screens import fit_to_screen, in_view
from qqdesk.worker.api import SignedIn

_MAX_OPENED_AT_ONCE = 100
_OFFSET = QPoint(32, 32)
"""From a window to the one that a key opens from it."""


class ChatWindows(QObject):
    """A chat is open in one window only.

    `main` is made with the first chat, and hides when its last tab is closed. The other windows were torn off, and are
    deleted with their last tab.
    """

    arranged = Signal()
    """Tabs were added, removed or moved, or a window was moved, resized, shown or hidden."""
    window_made = Signal(object)  # ChatWindow, also `main`
    attended_changed = Signal(object)  # ConversationId of the current chat of the active window, or None

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        messenger = context.messenger
        self._context, self._messenger, self.navigator = context, messenger, context.navigator
        self._me = messenger.me.number
        self._is_active = False
        self._attended: ConversationId | None = None
        self._main: ChatWindow | None = None
        self._others: list[ChatWindow] = []
        self._last_active: ChatWindow | None = None
        self._main_geometry = ""
        messenger.signed_in.connect(self._signed_in)
        messenger.signed_out.connect(self.close_all_chats)

    @property
    def main(self) -> ChatWindow:
        if self._main is None:
            self._main = self._make_window()
            self._main.restore_geometry_text(self._main_geometry)
            fit_to_screen(self._main)
            self.window_made.emit(self._main)
        return self._main

    @property
    def has_main(self) -> bool:
        """Whether `main` was made."""
        return self._main is not None

    @property
    def main_geometry(self) -> str:
        """The `geometry_text` of `main`, which may not be made yet."""
        return self._main.geometry_text() if self._main is not None else self._main_geometry

    @main_geometry.setter
    def main_geometry(self, text: str) -> None:
        self._main_geometry = text
        if self._main is not None:
            self._main.restore_geometry_text(text)

    def _make_window(self) -> ChatWindow:
        window = ChatWindow(self._context)
        window.new_window_requested.connect(self.move_to_new_window)
        window.closed.connect(self._window_closed)
        window.activity_changed.connect(self._update_activity)
        window.geometry_changed.connect(self.arranged)
        window.pages.current_changed.connect(self._update_attended)
        window.pages.emptied.connect(self._update_attended)
        window.pages.emptied.connect(self._delete_empty_window)
        window.pages.arranged.connect(self.arranged)
        return window

    def new_window(self) -> ChatWindow:
        """Make an empty window, which the caller has to fill."""
        window = self._make_window()
        self._others.append(window)
        self.window_made.emit(window)
        return window

    # Chats

    @property
    def windows(self) -> list[ChatWindow]:
        """The windows that were made, `main` first."""
        return [self._main, *self._others] if self._main is not None else list(self._others)

    def open_conversations(self) -> list[ConversationId]:
        """Return the open conversations in the order of windows and tabs."""
        return [conversation for window in self.windows for conversation in window.open_conversations()]

    def window_of(self, conversation: ConversationId) -> ChatWindow | None:
        return next((window for window in self.windows if window.pages.tabs.index_of(conversation) >= 0), None)

    def page(self, conversation: ConversationId) -> ChatPage | None:
        """Return the page of a chat; None also for a tab that was not shown yet."""
        window = self.window_of(conversation)
        return window.page(conversation) if window is not None else None

    @property
    def _window_for_new_chats(self) -> ChatWindow:
        if self._main is not None and self._main.is_embedded:
            return self._main
        return self._last_active if self._last_active is not None and self._last_active.isVisible() else self.main

    @Slot(object)
    def open_chat(self, conversation: ConversationId) -> ChatPage:
        """Bring a chat to the front and return it. A new one opens in the window that was active last."""
        return (self.window_of(conversation) or self._window_for_new_chats).open_chat(conversation)

    def open_chats(self, conversations: Sequence[ConversationId]) -> None:
        """Open chats, up to a limit, with the first one in front."""
        new = [conversation for conversation in conversations[:_MAX_OPENED_AT_ONCE] if not self.window_of(conversation)]
        self._window_for_new_chats.pages.open_tabs(new)
        if conversations:
            self.open_chat(conversations[0])

    def ask_about_attachments(self, action: str, act: Callable[[], object]) -> bool:
        """Ask in a chat before an action that drops its attachments. Return whether it was asked."""
        for window in self.windows:
            for conversation in window.pages.with_attachments():
                return self.open_chat(conversation).composer.ask_about_attachments(action, act)
        return False

    def activate_next_unread(self) -> bool:
        """Open the next unread chat, open tabs first. Return False if none is unread."""
        conversations = self.open_conversations()
        current = self._last_active.current_conversation() if self._last_active is not None else None
        start = conversations.index(current) + 1 if current in conversations else 0
        counts = self._messenger.unread_counts()
        for conversation in (*conversations[start:], *conversations[:start], *counts):
            if conversation in counts:
                self.open_chat(conversation)
                return True
        return False

    def open_in_new_window(self, conversation: ConversationId) -> None:
        """Open a chat in a window of its own."""
        if self.window_of(conversation) is None:
            self.new_window().open_chat(conversation)
        else:
            self.move_to_new_window(conversation)
            self.open_chat(conversation)

    def shake(self, conversation: ConversationId) -> None:
        """Shake the window of a chat. Without one, open it without the focus."""
        window = self.window_of(conversation) or self._window_for_new_chats
        if not window.is_embedded:
            if not window.isVisible():
                window.pages.open_tabs([conversation], current=conversation)
                window.show_without_focus()
            window.pages.add_tab(conversation)
        window.shake()

    # Moving a chat to another window

    def move_to_window(self, conversation: ConversationId, target: ChatWindow, index: int = -1) -> None:
        """Move a chat to this index among the tabs of another window; -1: to the end."""
        source = self.window_of(conversation)
        if source is not None and source is not target:
            source.pages.move_chat(conversation, target.pages, index)
            target.open_chat(conversation)

    @Slot(object)
    def move_to_new_window(self, conversation: ConversationId, corner: QPoint | None = None) -> None:
        """Move a chat to a window of its own, with its corner there. If it is alone in its window, move the window."""
        source = self.window_of(conversation)
        if source is None:
            return
        if len(source.open_conversations()) == 1 and not source.is_embedded:
            if corner is not None and not source.isMaximized():
                source.move(corner)
            return
        target = self.new_window()
        target.resize(source.normalGeometry().size() if source.isMaximized() else source.size())
        outer = source.window()
        frame = outer.frameGeometry().size() - outer.size()
        place = corner if corner is not None else outer.pos() + _OFFSET
        target.move(in_view(QRect(place, target.size() + frame)))
        self.move_to_window(conversation, target)

    # Sign-in and sign-out

    @Slot()
    def close_all_chats(self) -> None:
        for window in self.windows:
            if not window.is_embedded:
                window.hide()
            window.pages.close_all()

    def close(self) -> None:
        for window in self.windows:
            window.pages.discard_attachments()
            window.hide()
            window.deleteLater()

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        if signed_in.me.number != self._me:
            self.close_all_chats()
            self._me = signed_in.me.number

    # Events of the windows

    @Slot()
    def _update_activity(self) -> None:
        # Qt notifies the window that becomes active before the one that was: for a moment two are.
        active = [window for window in self.windows if window.is_in_use]
        if active:
            self._last_active = active[0]
        if bool(active) != self._is_active:
            self._is_active = bool(active)
            self._messenger.set_chat_active(self._is_active)
        self._update_attended()

    @Slot()
    def _update_attended(self) -> None:
        attended = next((window.current_conversation() for window in self.windows if window.is_in_use), None)
        if attended != self._attended:
            self._attended = attended
            self.attended_changed.emit(attended)

    @Slot()
    def _window_closed(self) -> None:
        """Close the chats of a torn-off window. Pinned ones and those with attachments move to `main`."""
        for window in list(self._others):
            if window is self.sender():
                for conversation in dict.fromkeys(window.pages.tabs.pinned() + window.pages.with_attachments()):
                    window.pages.move_chat(conversation, self.main.pages)
                window.pages.close_all()

    @Slot()
    def _delete_empty_window(self) -> None:
        for window in self._others:
            if window.pages is self.sender():
                self._others.remove(window)
                if self._last_active is window:
                    self._last_active = None
                window.hide()
                window.deleteLater()
                return
