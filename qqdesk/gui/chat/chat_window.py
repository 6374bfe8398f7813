"""A window of chats: its keys, its place on the screen, and what counts as read in it."""

from base64 import b64decode, b64encode
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QMoveEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_pages import ChatPages
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.connection_message import TRY_KEY
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.menus import JUMP_KEY
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.messenger import Messenger


class ChatWindow(QWidget):
    """Hidden, not destroyed, when it is closed or its last tab is. A message never brings it up."""

    profile_wanted = Signal(object)  # int: conversations do not fit into 32 bits
    delete_wanted = Signal(object)  # int
    add_wanted = Signal(object)  # int
    history_wanted = Signal(object)  # ConversationId, or None for all
    why_wanted = Signal()
    """Why is there no connection?"""
    comparison_wanted = Signal(object)  # Problem with a certificate
    closed = Signal()
    """Somebody closed it with its button; not the program, nor a session of the desktop that ends."""
    new_window_wanted = Signal(object)  # ConversationId
    jump_wanted = Signal()
    """To another contact."""
    used_changed = Signal()
    """See `is_in_use`."""
    moved = Signal()
    """It is elsewhere on the screen, or has another size, or came or went."""

    def __init__(
        self, messenger: Messenger, faces: FaceSource, store: SettingsStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._messenger = messenger
        self.was_shown = False
        self.kept_geometry = ""
        """What it was given to begin with: that of a window that never was on the screen means nothing."""
        self._was_in_use = False
        # Not at once: whoever hears of a message after this window is to hear that it was unread first.
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(0)
        self._reading.timeout.connect(self._mark_read)
        self.pages = ChatPages(messenger, faces, store)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        WindowScroll(self, column, QSize(360, 320), wraps=True)
        self.resize(scaled(640), scaled(520))
        self._add_shortcuts()
        self.pages.profile_wanted.connect(self.profile_wanted)
        self.pages.delete_wanted.connect(self.delete_wanted)
        self.pages.add_wanted.connect(self.add_wanted)
        self.pages.history_wanted.connect(self.history_wanted)
        self.pages.why_wanted.connect(self.why_wanted)
        self.pages.comparison_wanted.connect(self.comparison_wanted)
        self.pages.current_changed.connect(self._current_changed)
        self.pages.end_seen.connect(self._reading.start)
        self.pages.hide_wanted.connect(self.hide)
        self.pages.emptied.connect(self.hide)
        self.pages.emptied.connect(self._show_title)
        self.pages.arranged.connect(self._show_title)
        messenger.unread_changed.connect(self._show_title)
        self._show_title()

    def _add_shortcuts(self) -> None:
        keys = {
            "Ctrl+W": self.pages.close_current,
            "Esc": self.pages.close_current,
            "Ctrl+Tab": partial(self.pages.tabs.step, 1),
            "Ctrl+Shift+Tab": partial(self.pages.tabs.step, -1),
            "Ctrl+PgDown": partial(self.pages.tabs.step, 1),
            "Ctrl+PgUp": partial(self.pages.tabs.step, -1),
            "Ctrl+Shift+PgDown": partial(self.pages.tabs.shift, 1),
            "Ctrl+Shift+PgUp": partial(self.pages.tabs.shift, -1),
            "Ctrl+Shift+N": self._want_new_window,
            "Ctrl+H": self._want_history,
            "Ctrl+Shift+F": partial(self.history_wanted.emit, None),
            JUMP_KEY: self.jump_wanted,
            TRY_KEY: self._messenger.try_now,
        }
        keys |= {f"Ctrl+{digit}": partial(self.pages.tabs.go_to, digit - 1) for digit in range(1, 10)}
        for key, action in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(action)

    # Chats

    def open_conversations(self) -> list[ConversationId]:
        """Whose chats are open, in the order of the tabs."""
        return self.pages.conversations()

    def current_conversation(self) -> ConversationId | None:
        return self.pages.tabs.current_conversation()

    def page(self, conversation: ConversationId) -> ChatPage | None:
        return self.pages.page(conversation)

    def open_chat(self, conversation: ConversationId) -> None:
        """Bring the window to the front, at the chat with this person."""
        page = self.pages.open_chat(conversation)
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        page.input.setFocus()

    def show_quietly(self) -> None:
        """Without taking the focus from where it is."""
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.show()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
        page = self.pages.current()
        if page is not None:
            # For when somebody comes to it: else Qt gives the focus to the first that takes it, the tabs.
            page.input.setFocus()

    @Slot()
    def _want_history(self) -> None:
        self.history_wanted.emit(self.current_conversation())

    @Slot()
    def _want_new_window(self) -> None:
        conversation = self.current_conversation()
        if conversation is not None:
            self.new_window_wanted.emit(conversation)

    @Slot()
    def _current_changed(self) -> None:
        page = self.pages.current()
        self._show_title()
        if page is not None:
            self._reading.start()

    @Slot()
    def _show_title(self) -> None:
        """Whose chat it is, and how much is unread in all the chats that are open here."""
        page = self.pages.current()
        title = self.tr("Chats") if page is None else self._messenger.label(page.conversation).name
        counts = self._messenger.unread_counts()
        count = sum(counts.get(conversation, 0) for conversation in self.open_conversations()) if counts else 0
        self.setWindowTitle(self.tr("({count}) {name}").format(count=count, name=isolated(title)) if count else title)

    @Slot()
    def _mark_read(self) -> None:
        """What is on the screen, of a window that is in use, has been read."""
        page = self.pages.current()
        if page is not None and page.is_seen and self._messenger.conversation(page.conversation).unread:
            self._messenger.mark_read(page.conversation)

    # The window

    def saved_geometry(self) -> str:
        return b64encode(self.saveGeometry().data()).decode("ascii")

    def restore(self, text: str) -> None:
        """Take the size and place of `saved_geometry`; a text that is none changes nothing."""
        self.kept_geometry = text
        try:
            raw = b64decode(text, validate=True)
        except ValueError:
            return
        self.restoreGeometry(QByteArray(raw))

    @property
    def is_in_use(self) -> bool:
        """Whether somebody is looking at it, as far as one can know."""
        return self.isVisible() and self.isActiveWindow() and not self.isMinimized()

    def _follow_use(self) -> None:
        if self.is_in_use != self._was_in_use:
            self._was_in_use = self.is_in_use
            self.used_changed.emit()
        if self._was_in_use:
            self._reading.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange):
            self._follow_use()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.was_shown = True
        self._follow_use()
        self.moved.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._follow_use()
        self.moved.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moved.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.spontaneous() and not _session_ends():
            self.closed.emit()


def _session_ends() -> bool:
    application = QGuiApplication.instance()
    return isinstance(application, QGuiApplication) and application.isSavingSession()
