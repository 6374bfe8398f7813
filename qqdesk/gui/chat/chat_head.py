"""The head of a chat with a person: face, name and status, and the menu of the chat."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.page_head import FACE, PageHead
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.contacts.contact_menu import ContactMenu
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.presence_mark import RingedDot
from qqdesk.gui.shared.texts import last_seen_text, presence_text


class ChatHead(PageHead):
    nudge_chosen = Signal()

    def __init__(
        self, context: AppContext, entries: ContactMenu, conversation: ConversationId, typing: TypingLine
    ) -> None:
        super().__init__(context, conversation, typing)
        self._entries = entries
        self._contact = Contact(0)
        self._dot = RingedDot()
        self._profile = self._button("user", self.tr("Profile"))
        self._profile.clicked.connect(self._open_profile)
        self._words = column(None, self._name, self._second, typing, None, spacing=2)
        buttons = (self._muted, self._find, self._profile, self._more)
        self._row = row(self.back, self._face, self._dot, (self._words, 1), *buttons, margins=(12, 4, 8, 4))
        self._bar.setLayout(self._row)
        self.setLayout(column(self._bar))
        typing.changed.connect(self._arrange)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Place the dot on the face, or before the words if there is no face."""
        super()._arrange()
        self._second.setHidden(bool(self._typing.text()))
        is_on_face = self._dot.parent() is self._face
        if self._is_alone and not is_on_face:
            self._row.removeWidget(self._dot)
            self._dot.setParent(self._face)
            self._dot.move(FACE - self._dot.width(), FACE - self._dot.height())
        elif not self._is_alone and is_on_face:
            self._row.insertWidget(1, self._dot)
        self._words.setContentsMargins(4 if self._is_alone else 0, 0, 0, 0)
        self._show_dot()

    def _show_dot(self) -> None:
        contact = self._contact
        has_none = contact.blocked or contact.is_server or (contact.stranger and not contact.is_present)
        is_off = self._is_alone and not contact.is_present  # the face is grey
        self._dot.setHidden(has_none or is_off)

    def show_contact(self, contact: Contact) -> None:
        self._contact = contact
        self._face.show_face(contact.face, grey=not contact.is_shown_present, owner=contact.number)
        self._name.setText(contact.name)
        self._dot.set_status(contact.status.as_seen_by_others)
        status = presence_text(contact)
        is_known = not (contact.blocked or contact.stranger or contact.is_server)
        words = contact.status_text or contact.signature or last_seen_text(contact)
        self._second.setText((is_known and words) or status)
        about = self.tr("{status}, number {number}").format(status=status, number=contact.number)
        lines = (status if contact.is_server else about, contact.status_text, contact.signature)
        self._face.setToolTip(plain_tip("\n".join(filter(None, lines))))
        self._show_dot()

    @Slot()
    def _open_profile(self) -> None:
        self._navigator.open(routes.Profile(self._conversation.number))

    def _add_entries(self, menu: QMenu) -> None:
        if self._messenger.can_nudge(self._contact.number):
            add_entry(menu, Action.NUDGE, self.nudge_chosen.emit)
        self._entries.add_to(menu, self._contact.number)
        if not self._contact.is_server:
            super()._add_entries(menu)
