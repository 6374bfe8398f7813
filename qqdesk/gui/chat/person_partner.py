"""The person whom a chat page writes to."""

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_head import ChatHead
from qqdesk.gui.chat.face_side import FaceSide
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.contacts.contact_menu import ContactMenu
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled

FOLDED_BELOW = 560
"""On a narrower page there are no faces beside the messages."""


class PersonPartner(QObject):
    """What a chat page shows of a person. Room partners have the same interface.

    `name` is the title, and `hint` stands in the empty input. `is_open`: whether messages are accepted. `relation`
    says that the person is blocked, or is no contact. `side` is beside the log.
    """

    def __init__(self, context: AppContext, conversation: ConversationId, typing: TypingLine, page: QWidget) -> None:
        super().__init__(page)
        messenger, navigator = context.messenger, context.navigator
        self._messenger, self._navigator, self._conversation = messenger, navigator, conversation
        self.name = self.hint = ""
        self.is_open = True
        self.side = None
        self._face_source, self._store, self._width = context.faces, context.store, 0
        self.faces: FaceSide | None = None
        """In the classic look."""
        entries = ContactMenu(messenger, navigator, page)
        self._actions = entries.person
        self.head = ChatHead(context, entries, conversation, typing)
        self.relation = Bar()
        self.relation.acted.connect(self._add_or_unblock)
        self.relation.acted_otherwise.connect(self._ask_to_block)

    def update(self) -> None:
        contact = self._messenger.label(self._conversation)
        self.name, self.is_open = contact.name, not contact.is_server
        if self.is_open:
            self.hint = self.tr("Write to {name}").format(name=isolated(contact.name))
        else:
            self.hint = QCoreApplication.translate("ChatInput", "Notices from the place cannot be answered.")
        self.head.show_contact(contact)
        self._show_faces()
        self._show_relation(contact)

    def make_faces(self) -> FaceSide:
        self.faces = FaceSide(self._face_source)
        self._show_faces()
        return self.faces

    @Slot()
    def _show_faces(self) -> None:
        if self.faces is not None:
            self.faces.show_people(self._messenger.label(self._conversation), self._messenger.me)

    def _show_relation(self, contact: Contact) -> None:
        if contact.blocked:
            self.relation.show_notice(self.tr("You have blocked this person."), self.tr("Unblock"))
        elif contact.stranger and not contact.is_server:
            block = self.tr("Block…") if self._actions.can_block(contact.number) else ""
            self.relation.show_notice(self.tr("This person is not on your list."), self.tr("Add"), block)
        else:
            self.relation.clear()

    @Slot()
    def _add_or_unblock(self) -> None:
        if self._messenger.roster.get(self._conversation.number).blocked:
            self._actions.unblock(self._conversation.number)
        else:
            self._navigator.open(routes.AddContact(self._conversation.number))

    @Slot()
    def _ask_to_block(self) -> None:
        self._actions.ask_to_block(self._conversation.number)

    def refresh(self) -> None:
        """The server sends the presence of a person by itself."""

    def fit(self, width: int) -> None:
        """Show the faces if the page is wide enough, in the classic look only."""
        self._width = width
        has_room = current_theme().is_classic and width >= scaled(FOLDED_BELOW)
        if self.faces is not None:
            self.faces.setVisible(has_room and self._store.settings.show_faces)

    def toggle_side(self) -> None:
        if current_theme().is_classic:
            self._store.change("show_faces", not self._store.settings.show_faces)
            self.fit(self._width)
