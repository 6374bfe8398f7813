"""The setting that puts list and chat into one window."""

from PySide6.QtCore import QObject, Slot

from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.main.main_window import ONE_WINDOW, MainWindow
from qqdesk.gui.shared.settings_store import SettingsStore


class OneWindow(QObject):
    """Moves the first chat window into the main window, and out of it. Other chat windows do not change."""

    def __init__(self, main: MainWindow, chats: ChatWindows, store: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._main, self._chats, self._store = main, chats, store
        self._panes, self._view = main.panes, main.contacts.view
        self._is_connected = False
        self._view.new_window_requested.connect(self._open_in_new_window)
        store.subscribe(self._apply, ONE_WINDOW)
        if store.settings.one_window:
            self._apply()

    @Slot()
    def _apply(self) -> None:
        is_one, chat = self._store.settings.one_window, self._chats.main
        if not self._is_connected:
            self._is_connected = True
            self._panes.arranged.connect(self._on_arranged)
            self._panes.splitterMoved.connect(self._save_width)
            chat.opened.connect(self._panes.show_chat)
            chat.list_requested.connect(self._show_list)
            chat.step_requested.connect(self._main.contacts.open_beside)
            chat.pages.current_changed.connect(self._choose_current)
            chat.pages.current_changed.connect(self._show_connection)
            chat.pages.emptied.connect(self._show_connection)
        self._view.opens_with_click = is_one
        if is_one:
            self._main.set_one_window(True)
            chat.set_embedded(True)
            self._panes.add_chat(chat, self._store.settings.list_width)
            self._choose_current()
        else:
            self._panes.remove_chat()
            chat.set_embedded(False)
            self._main.set_one_window(False)
            if chat.open_conversations():
                chat.show()
        self._on_arranged()

    @Slot()
    def _on_arranged(self) -> None:
        self._chats.main.pages.set_back(self._panes.is_narrow)
        self._show_connection()

    @Slot()
    def _show_connection(self) -> None:
        """Show the state of the connection in the chat if one is open beside the list, else in the list."""
        has_chat = self._panes.has_both and self._chats.main.current_conversation() is not None
        self._main.banners.set_beside_chat(has_chat)

    @Slot()
    def _show_list(self) -> None:
        self._panes.show_list()
        self._main.contacts.focus_list()

    @Slot()
    def _choose_current(self) -> None:
        """Make the open chat the current row of the list."""
        conversation = self._chats.main.current_conversation()
        if self._store.settings.one_window and conversation is not None:
            self._view.choose(conversation.number)

    @Slot(object)
    def _open_in_new_window(self, number: int) -> None:
        self._chats.open_in_new_window(self._main.contacts.model.listed.conversation(number))

    @Slot()
    def _save_width(self) -> None:
        self._store.change("list_width", self._panes.sizes()[0])
