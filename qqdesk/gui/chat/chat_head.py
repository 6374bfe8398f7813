"""The head of a chat page: face, name and status of the contact, and the menu of the chat."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.composer.send_key import add_send_keys
from qqdesk.gui.contacts.contact_menu import ContactMenu
from qqdesk.gui.message_log.log_style import add_look_menus
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.menus import NUDGE_KEY, add_action, open_below
from qqdesk.gui.shared.mute_menu import mute_menu, until_text
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.gui.shared.presence_mark import RingedDot
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import presence_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.messenger import Messenger

_FACE = 40


class ChatHead(Head):
    """A line of 40 beside other tabs, whose tab has face and name. Alone, a head with face, name and second line."""

    find_chosen = Signal()
    back_chosen = Signal()
    nudge_chosen = Signal()

    def __init__(
        self,
        messenger: Messenger,
        navigator: Navigator,
        faces: FaceSource,
        store: SettingsStore,
        entries: ContactMenu,
        conversation: ConversationId,
        typing: TypingLine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._navigator = messenger, navigator
        self._store, self._entries = store, entries
        self._conversation = conversation
        self._contact = Contact(0)
        self._is_alone = False
        self.back = icon_button("chevron-left", self.tr("Back to the list"), "on_head")
        self.back.clicked.connect(self.back_chosen)
        self.back.hide()
        self._face = FaceLabel(faces, _FACE)
        self._dot = RingedDot()
        self._name = ElidedLabel(role="on_head")
        self._name.setFont(semibold(self.font()))
        self._second = ElidedLabel(role="secondary_on_head")
        self._second.setFont(small(self.font()))
        self._typing = typing
        self._muted = icon_button("bell-off", self.tr("Muted"), "on_head")
        self._muted.clicked.connect(self._show_mutes)
        messenger.mutes.changed.connect(self._show_muted)
        self._find = icon_button("search", self.tr("Find in this chat (Ctrl+F)"), "on_head")
        self._profile = icon_button("user", self.tr("Profile"), "on_head")
        self._more = icon_button("menu", self.tr("More"), "on_head")
        buttons = (self._muted, self._find, self._profile, self._more)
        for button in (self.back, *buttons):
            button.setProperty("role", "head")
            button.setFixedSize(32, 32)
        self._find.clicked.connect(self.find_chosen)
        self._profile.clicked.connect(self._open_profile)
        self._more.clicked.connect(self._show_menu)

        words = column(None, self._name, self._second, typing, None, spacing=2)
        self._row = row(self.back, self._face, self._dot, (words, 1), *buttons)
        self.setLayout(self._row)
        typing.changed.connect(self._arrange)
        self._arrange()

    def set_alone(self, is_alone: bool) -> None:
        """Set whether the window has no other tab."""
        self._is_alone = is_alone
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Place the dot on the face, or before the words if there is no face."""
        self._second.setHidden(bool(self._typing.text()))
        for widget in (self._face, self._name):
            widget.setVisible(self._is_alone)
        if self._is_alone and self._dot.parent() is self:
            self._row.removeWidget(self._dot)
            self._dot.setParent(self._face)
            self._dot.move(_FACE - self._dot.width(), _FACE - self._dot.height())
        elif not self._is_alone and self._dot.parent() is self._face:
            self._row.insertWidget(1, self._dot)
        self._row.setContentsMargins(12, 4, 8, 4)
        self.setFixedHeight(scaled(56 if self._is_alone else 40))
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
        self._second.setText((is_known and (contact.status_text or contact.signature)) or status)
        about = self.tr("{status}, number {number}").format(status=status, number=contact.number)
        lines = (status if contact.is_server else about, contact.status_text, contact.signature)
        self._face.setToolTip(plain_tip("\n".join(filter(None, lines))))
        self._show_dot()
        self._show_muted()

    @Slot()
    def _open_profile(self) -> None:
        self._navigator.open_profile(self._conversation.number)

    @Slot()
    def _show_muted(self) -> None:
        until = self._messenger.mutes.until(self._conversation)
        self._muted.setVisible(bool(until))
        if until:
            self._muted.setToolTip(until_text(until))

    @Slot()
    def _show_mutes(self) -> None:
        open_below(mute_menu(self._messenger, self._conversation, self), self._muted)

    def menu(self) -> QMenu:
        menu = QMenu(self)
        add_action(menu, self.tr("Find in this chat"), self.find_chosen.emit, "search", "Ctrl+F")
        if self._messenger.can_nudge(self._contact.number):
            add_action(menu, self.tr("Nudge"), self.nudge_chosen.emit, "nudge", NUDGE_KEY)
        self._entries.add_to(menu, self._contact.number)
        if self._contact.is_server:
            return menu
        menu.addSeparator()
        add_look_menus(menu, self._store)
        menu.addSeparator()
        add_send_keys(menu, self._store)
        return menu

    @Slot()
    def _show_menu(self) -> None:
        open_below(self.menu(), self._more)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
