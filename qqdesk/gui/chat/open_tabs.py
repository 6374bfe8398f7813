"""Saves which chats are open in which window, and opens them at the next start."""

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.domain.account_keys import OPEN_CHATS
from qqdesk.domain.chat_layout import ChatWindowLayout
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.worker.messenger import Messenger

_SAVE_MS = 1000


class OpenTabs(QObject):
    """The open chats of the account that is signed in."""

    def __init__(self, chats: ChatWindows, messenger: Messenger) -> None:
        super().__init__(chats)
        self._chats, self._messenger = chats, messenger
        self.account = 0
        """The account whose tabs are restored and saved; 0: none."""
        self.is_suspended = False
        """`restore` does nothing: the program was started without a window."""
        self._save_timer = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._save_timer.timeout.connect(self.save)
        chats.arranged.connect(self._save_soon)
        messenger.signed_out.connect(self.stop)

    @Slot()
    def _save_soon(self) -> None:
        if self.account and not self._save_timer.isActive():
            self._save_timer.start()

    @Slot()
    def save(self) -> None:
        self._save_timer.stop()
        if self.account and self.account == self._messenger.me.number:
            layouts = [self._layout_of(window) for window in self._chats.windows]
            if not self._chats.has_main:
                layouts.insert(0, ChatWindowLayout((), geometry=self._chats.main_geometry, hidden=True, main=True))
            self._messenger.account.set(OPEN_CHATS, layouts)

    def _layout_of(self, window: ChatWindow) -> ChatWindowLayout:
        tabs = window.pages.tabs
        return ChatWindowLayout(
            conversations=tuple(tabs.conversations()),
            pinned=tuple(tabs.pinned()),
            current=tabs.current_conversation(),
            geometry=window.geometry_text(),
            hidden=not window.isVisible(),
            main=self._chats.has_main and window is self._chats.main,
        )

    @Slot()
    def stop(self) -> None:
        """Save, and ignore later changes: the program closes the chats, not the user."""
        self.save()
        self.account = 0

    def restore(self) -> None:
        """Open the saved chats, once for each sign-in.

        Call it after the main window was shown, so that it keeps the focus.
        """
        if self.is_suspended or self.account == self._messenger.me.number:
            return
        self._save_timer.stop()
        for layout in self._messenger.account.get(OPEN_CHATS):
            self._open(layout)
        self.account = self._messenger.me.number
        self._save_soon()  # a chat may have been opened before

    def _open(self, layout: ChatWindowLayout) -> None:
        """Open the chats of a window whose contacts and rooms still exist, and that are not open."""
        people, rooms = self._messenger.roster, self._messenger.rooms
        conversations = [
            one
            for one in layout.conversations
            if one.number in (rooms if one.is_room else people) and not self._chats.window_of(one)
        ]
        if layout.main and layout.geometry:
            self._chats.main_geometry = layout.geometry
        if not conversations:
            return
        window = self._chats.main if layout.main else self._chats.new_window()
        if layout.geometry and not layout.main:
            window.restore_geometry_text(layout.geometry)
        window.pages.open_tabs(conversations, layout.pinned, layout.current)
        if not layout.hidden and not window.is_embedded:
            window.show_without_focus()
