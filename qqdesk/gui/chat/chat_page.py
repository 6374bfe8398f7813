"""One chat: its head, what has to be known about it, the log, and the place to write."""

from PySide6.QtCore import QCoreApplication, QEvent, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.chat.chat_head import ChatHead
from qqdesk.gui.chat.finder import Finder
from qqdesk.gui.chat.history_loader import HistoryLoader
from qqdesk.gui.chat.log_actions import LogActions
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.composer.composer import Composer
from qqdesk.gui.composer.mime_text import Unsendable, text_in
from qqdesk.gui.contacts.person_actions import PersonActions
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.participants import RosterParticipants
from qqdesk.gui.shared.connection_message import ConnectionMessage
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.forwarded_composition import ForwardedComposition
from qqdesk.gui.shared.inline_message import InlineMessage
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.messenger import Messenger

_LEAST_LOG = 20
"""In a low window what has to be answered goes before what was said."""


class ChatPage(QWidget):
    """Told of what happens by the window, which hears the messenger once for all pages."""

    profile_wanted = Signal(object)  # int: numbers do not fit into 32 bits
    add_wanted = Signal(object)
    delete_wanted = Signal(object)
    history_wanted = Signal(object)  # ConversationId
    why_wanted = Signal()
    """Why is there no connection?"""
    comparison_wanted = Signal(object)  # Problem with a certificate
    end_seen = Signal()
    """The log moved, and its end is on the screen."""

    def __init__(
        self,
        messenger: Messenger,
        faces: FaceSource,
        store: SettingsStore,
        conversation: ConversationId,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.conversation = conversation
        self._burst: tuple[bool, bool] | None = None
        """While several messages come: whether the end was seen before, and whether it was in view."""
        self._came = False
        self._messenger = messenger
        self._store = store
        self.person = PersonActions(messenger, self)
        self.head = ChatHead(messenger, faces, store, self.person, conversation)
        self.stranger = InlineMessage()
        self.offline = ConnectionMessage(promise=True)
        self._participants = RosterParticipants(messenger)
        self.log = MessageListView(faces)
        self.typing = TypingLine(messenger, conversation)
        self.composer = Composer(messenger, store, conversation)
        self.input = self.composer.input
        self.send_button = self.composer.send_button
        self.setAcceptDrops(True)
        self.log_actions = LogActions(messenger, store, self.log, self.input, self)
        self.history_loader = HistoryLoader(messenger, self.log, conversation, self)
        self.finder = Finder(messenger, self.log, self.history_loader, conversation, self)
        self._lay_out()
        self._connect()
        self.history_loader.show()
        self.update_people()
        self.update_connection()

    def _lay_out(self) -> None:
        banners = QVBoxLayout()
        banners.setContentsMargins(0, 0, 0, 0)
        banners.setSpacing(0)
        self._banners = QFrame()
        banner_box = QVBoxLayout(self._banners)
        banner_box.setContentsMargins(8, 8, 8, 8)
        banner_box.setSpacing(8)
        banner_box.addWidget(self.offline)
        banner_box.addWidget(self.stranger)
        banners.addWidget(self._banners)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(banners)
        column.addWidget(self.finder.bar)
        self.log.setMinimumHeight(_LEAST_LOG)
        column.addWidget(self.log, 1)
        self.composer.tools.addWidget(self.typing, 1)
        column.addWidget(self.composer)
        # No focus proxy here: with one Tab jumps from the tabs over head and log.
        QWidget.setTabOrder(self.composer, self.log)

    def _connect(self) -> None:
        self.head.profile_wanted.connect(self._want_profile)
        self.head.add_wanted.connect(self._want_add)
        self.head.delete_wanted.connect(self._want_delete)
        self.head.history_wanted.connect(self._want_history)
        self.head.find_wanted.connect(self.finder.open)
        self.finder.closed.connect(self.input.setFocus)
        self.offline.try_wanted.connect(self._messenger.try_now)
        self.offline.why_wanted.connect(self.why_wanted)
        self.offline.comparison_wanted.connect(self.comparison_wanted)
        self.stranger.acted.connect(self._act_on_standing)
        self.stranger.acted_otherwise.connect(self._ask_to_block)
        self._messenger.contact_notes.abilities_changed.connect(self.update_people)
        self.log.typed.connect(self._type)
        ForwardedComposition(self.log, self.input)
        self.log.moved.connect(self._moved)
        self.composer.sent.connect(self._sent)

    def heightForWidth(self, width: int) -> int:
        """Return the least height, with which no sentence is cut: windows ask for it."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)

    @property
    def is_seen(self) -> bool:
        """Whether the newest message is on the screen, in a window that is in use."""
        return self.isVisible() and self.isActiveWindow() and not self.window().isMinimized() and self.log.at_end

    # Told by the window

    @Slot()
    def update_people(self) -> None:
        contact = self._messenger.label(self.conversation)
        self.head.show_contact(contact)
        self.log.set_participants(self._participants)
        self.log.set_title(contact.name)
        self.typing.set_name(contact.name)
        self.composer.show_contact(contact.name, is_open=not contact.is_server)
        self._show_standing(contact)
        self._banners.setVisible(bool(self.stranger.text() or self.offline.text()))

    def _show_standing(self, contact: Contact) -> None:
        """That they are blocked, or not on the list, and what can be done about it."""
        if contact.blocked:
            self.stranger.show_notice(self.tr("You have blocked this person."), self.tr("Unblock"))
        elif contact.stranger and not contact.is_server:
            block = self.tr("Block…") if self.person.can_block(self.conversation.number) else ""
            self.stranger.show_notice(self.tr("This person is not on your list."), self.tr("Add"), block)
        else:
            self.stranger.clear()

    @Slot()
    def _act_on_standing(self) -> None:
        if self._messenger.roster.get(self.conversation.number).blocked:
            self.person.unblock(self.conversation.number)
        else:
            self._want_add()

    @Slot()
    def _ask_to_block(self) -> None:
        self.person.ask_to_block(self.conversation.number)

    def update_connection(self) -> None:
        self.offline.show_state(self._messenger.connection)
        self._banners.setVisible(bool(self.stranger.text() or self.offline.text()))

    def message_added(self, message: Message) -> None:
        """Nothing that was not seen moves out of sight: while nobody looks, the log stays at what came first."""
        was_seen, was_at_end = self._burst or (self.is_seen, self.log.at_end)
        unread = self._messenger.conversation(self.conversation).unread
        if not message.is_mine and not was_seen and unread == 1:
            self.log.begin_new(message.id)
        if self.log.rows.find(message.id) is None:
            self.log.append(message)
            if not message.is_mine:
                self._came = True
                if self._burst is None:
                    self._show_what_came(was_seen, was_at_end)
            if not message.is_mine and self.isVisible() and self.isActiveWindow():
                self.log.accessible.announce(message)

    def _show_what_came(self, was_seen: bool, was_at_end: bool) -> None:
        if not was_seen:
            if was_at_end:
                self.go_to_unread()
            else:
                self.log.mark_new(self._messenger.conversation(self.conversation).unread)

    def begin_burst(self) -> None:
        """Several messages come or change, and the log is laid out once for all of them, by `end_burst`."""
        self._burst = (self.is_seen, self.log.at_end)
        self._came = False
        self.log.begin_changes()

    def end_burst(self) -> None:
        burst, self._burst = self._burst, None
        self.log.end_changes()
        if burst is not None and self._came:
            self._show_what_came(*burst)

    def message_changed(self, message: Message) -> None:
        row = self.log.rows.find(message.id)
        if row is not None:
            self.log.replace(row, message)

    def tell(self, notice: NoticeLine) -> None:
        self.log.append(notice)
        self.log.accessible.announce(notice)

    def go_to_unread(self) -> None:
        """Mark what came since the chat was looked at last, and show where that begins."""
        unread = self._messenger.conversation(self.conversation).unread
        if unread and not self.log.pager.has_end and self.log.rows.find(self.log.rows.first_new) is None:
            self.history_loader.show_newest()
        self.log.mark_new(unread)
        if unread:
            self.log.go_to_new(unread)

    # What the person does

    def send(self) -> None:
        self.composer.send()

    @Slot(object)
    def _sent(self, message: Message) -> None:
        self.log.mark_new(0)
        self.message_added(message)
        self.log.scroll_to_end()

    @Slot(object)
    def _type(self, event: QKeyEvent) -> None:
        self.input.setFocus()
        QCoreApplication.sendEvent(self.input, event)

    @Slot()
    def _moved(self) -> None:
        if self.log.at_end:
            self.end_seen.emit()

    @Slot()
    def _want_profile(self) -> None:
        self.profile_wanted.emit(self.conversation.number)

    @Slot()
    def _want_add(self) -> None:
        self.add_wanted.emit(self.conversation.number)

    @Slot()
    def _want_delete(self) -> None:
        self.delete_wanted.emit(self.conversation.number)

    @Slot()
    def _want_history(self) -> None:
        self.history_wanted.emit(self.conversation)

    # What is dropped anywhere is meant for the input.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        found = text_in(event.mimeData())
        if isinstance(found, str) and self.input.isEnabled():
            event.acceptProposedAction()
        else:
            event.ignore()
        if isinstance(found, Unsendable):
            self.composer.bar.refuse(found)

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.input.insertFromMimeData(event.mimeData())
        self.input.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.input.fit()
        elif isinstance(event, QKeyEvent) and self.finder.takes(event):
            return True
        return super().event(event)
