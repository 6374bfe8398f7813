"""What is open in the chat windows is there again at the next start, for each account by itself."""

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.domain.chat_layout import ChatWindowLayout, format_layout, parse_layout
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.worker.messenger import Messenger

NOTE = "open_chats"
"""The name of the note in the account's history file."""
_SOON_MS = 1000
"""A program that is killed has lost no more than this."""


class OpenTabs(QObject):
    """Notes what is open while somebody is signed in, and opens it when they sign in again."""

    def __init__(self, chats: ChatWindows, messenger: Messenger) -> None:
        super().__init__(chats)
        self._chats, self._messenger = chats, messenger
        self._me = 0
        """Whose windows are noted; 0 while none are, as between two accounts."""
        self._noted = ""
        self.is_held = False
        """Nothing is opened for now: the program was started with no window."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.note)
        chats.arranged.connect(self._note_soon)
        messenger.signed_out.connect(self.leave)

    @Slot()
    def _note_soon(self) -> None:
        if self._me and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def note(self) -> None:
        """Write down what is open now."""
        self._soon.stop()
        if self._me and self._me == self._messenger.me.number:
            seen = [self._seen(window) for window in self._chats.windows]
            if not self._chats.has_main:
                seen.insert(0, ChatWindowLayout((), geometry=self._chats.main_geometry, hidden=True, main=True))
            text = format_layout(seen)
            if text != self._noted:
                self._noted = text
                self._messenger.drafts.set_note(NOTE, text)

    def _seen(self, window: "ChatWindow") -> ChatWindowLayout:
        tabs = window.pages.tabs
        return ChatWindowLayout(
            conversations=tuple(tabs.conversations()),
            pinned=tuple(tabs.pinned()),
            current=tabs.current_conversation(),
            geometry=window.saved_geometry() if window.was_shown else window.kept_geometry,
            hidden=not window.isVisible(),
            main=self._chats.has_main and window is self._chats.main,
        )

    @Slot()
    def leave(self) -> None:
        """Write down what is open; what is closed from now on is not closed by a person."""
        self.note()
        self._soon.stop()
        self._me = 0

    def restore(self) -> None:
        """Open what was open at the end of the last session, unless it is open or held. Call it after the main window
        is shown, which keeps the focus."""
        if self.is_held or self._me == self._messenger.me.number:
            return
        self._soon.stop()
        self._noted = self._messenger.drafts.get_note(NOTE)
        for kept in parse_layout(self._noted):
            self._open(kept)
        self._me = self._messenger.me.number
        self._note_soon()  # somebody may have opened a chat before this

    def _open(self, kept: ChatWindowLayout) -> None:
        """Whoever is on no list any more, and left no message, is not opened."""
        roster = self._messenger.roster
        conversations = [one for one in kept.conversations if one.number in roster and not self._chats.window_of(one)]
        if not conversations and (not kept.main or not self._chats.has_main):
            if kept.main and kept.geometry:
                self._chats.main_geometry = kept.geometry
            return
        window = self._chats.main if kept.main else self._chats.new_window()
        if kept.geometry:
            window.restore(kept.geometry)
        window.pages.open_tabs(conversations, kept.pinned, kept.current)
        if conversations and not kept.hidden:
            window.show_quietly()
