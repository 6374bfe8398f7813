"""The members of a room beside its messages."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.contacts.contact_card import ContactCard
from qqdesk.gui.contacts.room_actions import may_invite
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.rooms.member_actions import MemberActions
from qqdesk.gui.rooms.member_list import MemberList, MemberRow, member_rows
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.layouts import column, line
from qqdesk.gui.shared.type_size import scaled

_WIDTH = 192
FETCH_MS = 60_000
"""While the panel is visible, the presence of the members is fetched at this interval."""


class MemberPanel(QFrame):
    """Fetches the members when it is shown, and each minute while it is visible. A click opens a card."""

    def __init__(self, context: AppContext, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        messenger, navigator, faces = context.messenger, context.navigator, context.faces
        self._messenger, self._navigator, self._faces, self._number = messenger, navigator, faces, number
        self.member_actions = MemberActions(messenger, navigator, number, self)
        self.view = MemberList(faces, self.tr("Members"), self.menu)
        self.view.setProperty("role", "side")
        self.card: ContactCard | None = None
        self.invite_button = QPushButton(self.tr("Invite people"))
        self.invite_button.setProperty("role", "side")
        put_icon(self.invite_button, "add-contact")
        self.invite_button.clicked.connect(partial(navigator.open, routes.Invite(number)))
        self._timer = QTimer(self, interval=FETCH_MS)
        self._timer.timeout.connect(self.fetch)
        self.setProperty("role", "side")
        self.setFixedWidth(scaled(_WIDTH))
        self._foot = QWidget()
        self._foot.setLayout(column(line(), self.invite_button))
        self.setLayout(column((self.view, 1), self._foot))
        self.view.clicked.connect(self._open_card)
        self.view.activated.connect(self._write)
        self.view.entered.connect(self._close_other_card)
        self.view.viewportEntered.connect(self.close_card)
        self.rows: list[MemberRow] = []
        """The members by name, without those who ask or are invited."""

    def update_rows(self) -> None:
        """Show the members as the messenger knows them now."""
        rooms = self._messenger.rooms
        self.rows = member_rows(self._messenger, [one for one in rooms.members(self._number) if one.is_in])
        here = [row for row in self.rows if row.is_present]
        away = [row for row in self.rows if not row.is_present]
        self.view.members.set_sections([(self.tr("Here"), here), (self.tr("Offline"), away)])
        self.view.viewport().update()  # an equal row may have another picture
        self._foot.setVisible(may_invite(rooms.get(self._number)))

    @Slot()
    def fetch(self) -> None:
        """Fetch the members, if I am one."""
        if self._messenger.rooms.get(self._number).is_mine and self._messenger.is_open:
            self._messenger.rooms.fetch_members(self._number)

    # The card and the menu

    @Slot(QModelIndex)
    def _open_card(self, index: QModelIndex) -> None:
        row = self.view.members.item_at(index)
        if row is None or row.is_me:
            return
        if self.card is None:
            self.card = ContactCard(self._messenger, self._faces, self)
        contact = replace(self._messenger.rooms.person(row.number), status=row.member.status)
        self.card.show_contact(contact, contact.group)
        corner = self.view.viewport().mapToGlobal(self.view.visualRect(index).topLeft())
        self.card.open_beside(QRect(corner, QPoint(self.mapToGlobal(self.rect().bottomRight()))), corner.y())

    @Slot(QModelIndex)
    def _close_other_card(self, index: QModelIndex) -> None:
        row = self.view.members.item_at(index)
        if self.card is not None and (row is None or row.number != self.card.number):
            self.close_card()

    @Slot()
    def close_card(self) -> None:
        if self.card is not None:
            self.card.hide()

    @Slot(QModelIndex)
    def _write(self, index: QModelIndex) -> None:
        row = self.view.members.item_at(index)
        self.close_card()
        if row is not None and not row.is_me:
            self._navigator.open(routes.Chat(ConversationId.person(row.number)))

    def menu(self, row: MemberRow) -> QMenu:
        self.close_card()
        menu = QMenu(self)
        self.member_actions.add_to(menu, row)
        return menu

    # Qt

    def event(self, event: QEvent) -> bool:
        """Close the card on Esc, before the shortcut that closes the chat."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and self.card is not None and self.card.isVisible():
            if event.type() == QEvent.Type.KeyPress:
                self.close_card()
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fetch()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self.close_card()

    def leaveEvent(self, event: object) -> None:
        self.close_card()
