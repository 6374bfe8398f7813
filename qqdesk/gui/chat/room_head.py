"""The head of a room's page: notice or those present, members, search and menu."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.room import Room
from qqdesk.gui.chat.room_notice import NoticePopup, RoomNotice
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.composer.send_key import add_send_keys
from qqdesk.gui.contacts.room_actions import RoomActions
from qqdesk.gui.message_log.log_style import add_look_menus
from qqdesk.gui.rooms.member_list import MemberRow
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.menus import MEMBERS_KEY, add_action, open_below
from qqdesk.gui.shared.mute_menu import mute_menu, until_text
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.messenger import Messenger

_FACE = 40
_NAMED = 8
"""The head of a room without a notice names so many members."""


class RoomHead(QWidget):
    """A line of 40 beside other tabs, whose tab has the name. Alone, a head with face and name, and a notice strip."""

    find_chosen = Signal()
    back_chosen = Signal()
    members_toggled = Signal()

    def __init__(
        self,
        messenger: Messenger,
        navigator: Navigator,
        faces: FaceSource,
        store: SettingsStore,
        conversation: ConversationId,
        typing: TypingLine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._navigator, self._store = messenger, navigator, store
        self._conversation = conversation
        self._actions = RoomActions(messenger, navigator, self)
        self.room = messenger.rooms.get(conversation.number)
        self._is_alone = False
        self.back = icon_button("chevron-left", self.tr("Back to the list"), "on_head")
        self.back.clicked.connect(self.back_chosen)
        self.back.hide()
        self._face = FaceLabel(faces, _FACE)
        self._name = ElidedLabel(role="on_head")
        self._name.setFont(semibold(self.font()))
        self._second = ElidedLabel(role="secondary_on_head")
        self._second.setFont(small(self.font()))
        self._typing = typing
        self._words = QWidget()
        self._words.setLayout(column(None, self._name, self._second, typing, None, margins=(8, 0, 8, 0), spacing=2))
        self.notice = RoomNotice()
        self.strip_notice = RoomNotice(on_head=False)
        self._strip = QWidget()
        self._strip.setFixedHeight(scaled(32))
        self._strip.setLayout(row(self.strip_notice, margins=(8, 2, 8, 2)))
        self._muted = icon_button("bell-off", self.tr("Muted"), "on_head")
        self.members = icon_button("users", "", "on_head")
        self.members.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.members.setCheckable(True)
        self.find_button = icon_button("search", self.tr("Find in this chat (Ctrl+F)"), "on_head")
        self._more = icon_button("menu", self.tr("More"), "on_head")
        for button in (self.back, self._muted, self.members, self.find_button, self._more):
            button.setProperty("role", "head")
            button.setFixedHeight(scaled(32))
        for button in (self.back, self._muted, self.find_button, self._more):
            button.setFixedWidth(32)
        self._bar = Head()
        buttons = (self._muted, self.members, self.find_button, self._more)
        self._bar_row = row(self.back, self._face, (self._words, 1), (self.notice, 1), *buttons, spacing=4)
        self._bar.setLayout(self._bar_row)
        self.setLayout(column(self._bar, self._strip))
        messenger.mutes.changed.connect(self._show_muted)
        self.find_button.clicked.connect(self.find_chosen)
        self.members.clicked.connect(self.members_toggled)
        self._more.clicked.connect(self._show_menu)
        self._muted.clicked.connect(self._show_mutes)
        for notice in (self.notice, self.strip_notice):
            notice.clicked.connect(partial(self.open_notice, notice))
        typing.changed.connect(self._arrange)
        self._arrange()

    def set_alone(self, is_alone: bool) -> None:
        """Set whether the window has no other tab."""
        self._is_alone = is_alone
        self._arrange()

    def show_room(self, room: Room, members: list[MemberRow], *, are_members_shown: bool) -> None:
        self.room = room
        present = [member.name for member in members if member.is_present and not member.is_me]
        here = sum(member.is_present for member in members)
        self._face.show_face(room.face)
        self._name.setText(room.title)
        if members:
            words = self.tr("{here} of {all}").format(here=here, all=len(members))
            spoken = self.tr("Members: {here} of {all} are here").format(here=here, all=len(members))
        else:
            words, spoken = str(room.members), self.tr("Members: {all}").format(all=room.members)
        self.members.setText(f" {words}")
        self.members.setAccessibleName(spoken)
        self.members.setToolTip(self.tr("Members ({key})").format(key=MEMBERS_KEY))
        self.members.setVisible(room.is_mine)
        self.members.setChecked(are_members_shown)
        alone = self.tr("Nobody else is here") if here else ""
        names = self.tr(", ").join(map(isolated, present[:_NAMED]))
        self._second.setText(names or alone)
        self.strip_notice.show_notice(room.notice)
        if room.notice.strip():
            self.notice.show_notice(room.notice)
        else:
            self.notice.show_present(names)
        self._show_muted()
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        is_typing = bool(self._typing.text())
        for widget in (self._face, self._name):
            widget.setVisible(self._is_alone)
        self._second.setVisible(self._is_alone and not is_typing)
        self._words.setVisible(self._is_alone or is_typing)
        self.notice.setVisible(not self._is_alone and not is_typing)
        self._strip.setVisible(self._is_alone and bool(self.room.notice.strip()))
        self._bar_row.setContentsMargins(12 if self._is_alone else 8, 4, 8, 4)
        self._bar.setFixedHeight(scaled(56 if self._is_alone else 40))

    def open_notice(self, below: QWidget) -> NoticePopup:
        popup = NoticePopup(self._messenger, self.room, self)
        popup.open_below(below)
        return popup

    @Slot()
    def _show_muted(self) -> None:
        until = self._messenger.mutes.until(self._conversation)
        self._muted.setVisible(bool(until))
        if until:
            self._muted.setToolTip(until_text(until))

    def menu(self) -> QMenu:
        menu = QMenu(self)
        add_action(menu, self.tr("Find in this chat"), self.find_chosen.emit, "search", "Ctrl+F")
        if self.room.is_mine:
            add_action(menu, self.tr("Members"), self.members_toggled.emit, "users", MEMBERS_KEY)
        self._actions.add_to(menu, self.room.number)
        menu.addSeparator()
        add_look_menus(menu, self._store)
        menu.addSeparator()
        add_send_keys(menu, self._store)
        return menu

    @Slot()
    def _show_mutes(self) -> None:
        open_below(mute_menu(self._messenger, self._conversation, self), self._muted)

    @Slot()
    def _show_menu(self) -> None:
        open_below(self.menu(), self._more)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
