"""The window of all chats: one tab each."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from functools import partial
from itertools import chain

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.chat_notices import notice_line
from qqdesk.gui.chat_page import ChatPage
from qqdesk.gui.chat_tabs import ChatTabs
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.widgets import line
from qqdesk.worker.api import Notice, RosterChange, SignedIn, UnreadChange
from qqdesk.worker.messenger import Messenger


class ChatWindow(QWidget):
    """Hidden, not destroyed, when it is closed. What is written and not sent is kept per contact."""

    profile_wanted = Signal(object)  # int: numbers do not fit into 32 bits
    delete_wanted = Signal(object)  # int
    add_wanted = Signal(object)  # int

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._messenger = messenger
        self._faces = faces
        self._me = messenger.me.number
        self._pages: dict[int, ChatPage] = {}
        self._drafts: dict[int, str] = {}
        self._unread: dict[int, int] = {}
        self._was_active = False
        # Not at once: whoever hears of a message after this window is to hear that it was unread first.
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(0)
        self._reading.timeout.connect(self._mark_read)
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
        self.resize(640, 520)
        self.setMinimumSize(360, 320)
        self.setWindowTitle(self.tr("Chats"))
        self.tabs.currentChanged.connect(self._current_changed)
        self.tabs.close_wanted.connect(self.close_chat)
        self._add_shortcuts()
        self._listen()

    def _add_shortcuts(self) -> None:
        keys = {
            "Ctrl+W": self.close_current,
            "Esc": self.close_current,
            "Ctrl+Tab": partial(self._step, 1),
            "Ctrl+Shift+Tab": partial(self._step, -1),
            "Ctrl+PgDown": partial(self._step, 1),
            "Ctrl+PgUp": partial(self._step, -1),
        }
        keys |= {f"Ctrl+{digit}": partial(self._go_to_tab, digit - 1) for digit in range(1, 10)}
        for key, action in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(action)

    def _listen(self) -> None:
        messenger = self._messenger
        messenger.message_added.connect(self._message_added)
        messenger.message_changed.connect(self._message_changed)
        messenger.unread_changed.connect(self._unread_changed)
        messenger.roster_changed.connect(self._roster_changed)
        messenger.me_changed.connect(self._people_changed)
        messenger.connection_changed.connect(self._connection_changed)
        messenger.notice_received.connect(self._notice_received)
        messenger.signed_in.connect(self._signed_in)
        messenger.signed_out.connect(self.forget_all)

    # Chats

    def open_numbers(self) -> list[int]:
        """Whose chats are open, in the order of the tabs."""
        return self.tabs.numbers()

    def current_number(self) -> int | None:
        return self.tabs.current_number()

    def page(self, number: int) -> ChatPage | None:
        return self._pages.get(number)

    def open_chat(self, number: int) -> None:
        """Bring the window to the front, at the chat with this person."""
        page = self._pages.get(number) or self._make_page(number)
        self.tabs.setCurrentIndex(self.tabs.index_of(number))
        self._show_current()
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        page.input.setFocus()

    def activate_next_unread(self) -> bool:
        """Open the next chat with something unread, among the tabs first; False where there is none."""
        numbers = self.open_numbers()
        current = self.current_number()
        start = numbers.index(current) + 1 if current in numbers else 0
        for number in chain(numbers[start:], numbers[:start], list(self._unread), self._unasked()):
            if self._messenger.unread and self._messenger.conversation(number).unread:
                self.open_chat(number)
                return True
        return False

    def _unasked(self) -> Iterator[int]:
        """Who may have something unread from before this sign-in; the conversation has to be loaded to know."""
        for contact in list(self._messenger.roster):
            if contact.number not in self._unread and contact.number not in self._pages:
                self._unread[contact.number] = self._messenger.conversation(contact.number).unread
                if self._unread[contact.number]:
                    yield contact.number

    def _make_page(self, number: int) -> ChatPage:
        page = ChatPage(self._messenger, self._faces, number)
        page.profile_wanted.connect(self.profile_wanted)
        page.add_wanted.connect(self.add_wanted)
        page.delete_wanted.connect(self.delete_wanted)
        page.end_seen.connect(self._reading.start)
        page.input.set_draft(self._drafts.pop(number, ""))
        page.show_new_line()
        self._pages[number] = page
        self._stack.addWidget(page)
        self.tabs.add(self._messenger.roster.get(number), self._messenger.conversation(number).unread)
        return page

    @Slot(object)
    def close_chat(self, number: int) -> None:
        """Close a tab; what was written in it is there when it is opened again. The last one hides the window."""
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
            self.hide()

    @Slot()
    def close_current(self) -> None:
        number = self.current_number()
        if number is not None:
            self.close_chat(number)
        else:
            self.hide()

    @Slot()
    def forget_all(self) -> None:
        """Nobody is signed in any more: no chat and no draft of theirs is left."""
        self.hide()
        for number in self.open_numbers():
            self.close_chat(number)
        self._drafts.clear()
        self._unread.clear()

    def _step(self, way: int) -> None:
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + way) % self.tabs.count())

    def _go_to_tab(self, index: int) -> None:
        if index < self.tabs.count():
            self.tabs.setCurrentIndex(index)

    @Slot(int)
    def _current_changed(self, index: int) -> None:
        self._show_current()

    def _show_current(self) -> None:
        number = self.current_number()
        page = self._pages.get(number) if number is not None else None
        if number is None or page is None:
            return
        if self._stack.currentWidget() is not page:
            page.show_new_line()
            self._stack.setCurrentWidget(page)
            page.input.setFocus()
        self.setWindowTitle(self._messenger.roster.get(number).name)
        self._reading.start()

    # What happens

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        page = self._pages.get(message.contact)
        if page is not None:
            seen = page.isVisible() and self._is_in_use() and page.log.at_end
            page.message_added(message)
            if not seen and not message.is_mine:
                page.show_new_line()
            self._reading.start()

    @Slot(object)
    def _message_changed(self, message: Message) -> None:
        page = self._pages.get(message.contact)
        if page is not None:
            page.message_changed(message)

    @Slot(object)
    def _unread_changed(self, change: UnreadChange) -> None:
        self._unread[change.contact] = change.count
        if change.contact in self._pages:
            self.tabs.show_contact(self._messenger.roster.get(change.contact), change.count)

    @Slot(object)
    def _roster_changed(self, change: RosterChange) -> None:
        for number in self._pages if change.everything else change.numbers & self._pages.keys():
            self._update_person(number)

    @Slot()
    def _people_changed(self) -> None:
        for number in self._pages:
            self._update_person(number)

    def _update_person(self, number: int) -> None:
        contact = self._messenger.roster.get(number)
        self._pages[number].update_people()
        self.tabs.show_contact(contact, self._messenger.conversation(number).unread)
        if number == self.current_number():
            self.setWindowTitle(contact.name)

    @Slot()
    def _connection_changed(self) -> None:
        for page in self._pages.values():
            page.update_connection()

    @Slot(object)
    def _notice_received(self, notice: Notice) -> None:
        page = self._pages.get(notice.number)
        if page is not None:
            page.tell(notice_line(notice, self._messenger.roster.get(notice.number)))

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        if signed_in.me.number != self._me:
            self.forget_all()
            self._me = signed_in.me.number

    @Slot()
    def _mark_read(self) -> None:
        """What is on the screen, of a window that is in use, has been read."""
        number = self.current_number()
        page = self._pages.get(number) if number is not None else None
        if number is None or page is None or not page.isVisible() or not self._is_in_use():
            return
        if page.log.at_end and self._messenger.conversation(number).unread:
            self._messenger.mark_read(number)

    def _is_in_use(self) -> bool:
        return self.isVisible() and self.isActiveWindow() and not self.isMinimized()

    # The window

    def saved_geometry(self) -> str:
        return b64encode(self.saveGeometry().data()).decode("ascii")

    def restore(self, text: str) -> None:
        """Take the size and place of `saved_geometry`; a text that is none changes nothing."""
        try:
            raw = b64decode(text, validate=True)
        except ValueError:
            return
        self.restoreGeometry(QByteArray(raw))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange):
            self._tell_active()

    def _tell_active(self) -> None:
        active = self._is_in_use()
        if active != self._was_active:
            self._was_active = active
            self._messenger.set_chat_active(active)
        if active:
            self._reading.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_active()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_active()
