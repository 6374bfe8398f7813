"""The person whom a chat page writes to."""

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.page_head import FACE, PageHead
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.contacts.contact_menu import ContactMenu
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.presence_mark import RingedDot, StatusDot
from qqdesk.gui.shared.texts import last_seen_text, presence_text
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled


class ChatHead(PageHead):
    """The head of a chat with a person: face, name and status, and the menu of the chat."""

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


_FACE, _WIDTH, _BAR, _GAP = 112, 140, 24, 8


class _FacePane(QFrame):
    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.dot = StatusDot()
        self.words, self.second = ElidedLabel(), ElidedLabel(role="secondary", alignment=Qt.AlignmentFlag.AlignCenter)
        for label in (self.words, self.second):
            label.setFont(small(self.font()))
        self.face = FaceLabel(faces, _FACE)
        bar, frame = QFrame(), QFrame()
        bar.setProperty("role", "bar")
        bar.setFixedHeight(scaled(_BAR))
        bar.setLayout(row(self.dot, (self.words, 1), margins=(8, 0, 8, 0)))
        frame.setProperty("role", "pane")
        frame.setLayout(row(self.face, margins=3))
        self.setLayout(column(bar, None, row(None, frame, None), 4, row((self.second, 1), margins=(8, 0, 8, 0)), None))


class FaceSide(QFrame):
    """The two framed faces beside a chat in the look Classic blue: the other person and me. As many of the two faces as
    fit.
    """

    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self.theirs, self.mine = _FacePane(faces), _FacePane(faces)
        self.mine.words.setText(self.tr("You"))
        self.mine.dot.hide()
        self.setFixedWidth(scaled(_WIDTH))
        self.setLayout(column((self.theirs, 1), (self.mine, 1), spacing=_GAP))

    def show_people(self, contact: Contact, me: Me) -> None:
        pane = self.theirs
        pane.face.show_face(contact.face, grey=not contact.is_shown_present, owner=contact.number)
        pane.dot.set_status(contact.status.as_seen_by_others)
        pane.words.setText(presence_text(contact))
        pane.second.setText(contact.status_text or contact.signature)
        self.mine.face.show_face(me.face, owner=me.number)
        self.mine.second.setText(me.status_text or me.signature)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        one = self.theirs.minimumSizeHint().height()
        self.theirs.setVisible(self.height() >= one)
        self.mine.setVisible(self.height() >= 2 * one + _GAP)


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
