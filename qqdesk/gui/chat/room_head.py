"""The head of a room's page: notice or those present, members, search and menu."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.room import Room
from qqdesk.gui.chat.page_head import PageHead
from qqdesk.gui.chat.room_notice import NoticePopup, RoomNotice
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.contacts.room_actions import RoomActions
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.rooms.member_list import MemberRow
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.texts import name_list
from qqdesk.gui.shared.type_size import scaled

_NAMED = 8
"""The head of a room without a notice names so many members."""


class RoomHead(PageHead):
    """Alone, it has the notice in a strip below."""

    members_toggled = Signal()

    def __init__(self, context: AppContext, conversation: ConversationId, typing: TypingLine) -> None:
        super().__init__(context, conversation, typing)
        messenger = context.messenger
        self._actions = RoomActions(messenger, context.navigator, self)
        self.room = messenger.rooms.get(conversation.number)
        self._words = QWidget()
        self._words.setLayout(column(None, self._name, self._second, typing, None, margins=(8, 0, 8, 0), spacing=2))
        self.notice = RoomNotice()
        self.strip_notice = RoomNotice(on_head=False)
        self._strip = QWidget()
        self._strip.setFixedHeight(scaled(32))
        self._strip.setLayout(column((row(self.strip_notice, margins=(8, 2, 8, 1)), 1), line()))
        self.members = icon_button("users", "", "on_head")
        self.members.setProperty("role", "head")
        self.members.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.members.setCheckable(True)
        self.members.setFixedHeight(scaled(32))
        buttons = (self._muted, self.members, self._find, self._more)
        self._row = row(self.back, self._face, (self._words, 1), (self.notice, 1), *buttons, spacing=4)
        self._bar.setLayout(self._row)
        self.setLayout(column(self._bar, self._strip))
        self.members.clicked.connect(self.members_toggled)
        for notice in (self.notice, self.strip_notice):
            notice.clicked.connect(partial(self.open_notice, notice))
        typing.changed.connect(self._arrange)
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
        self.members.setToolTip(Action.MEMBERS.tip)
        self.members.setVisible(room.is_mine)
        self.members.setChecked(are_members_shown)
        alone = self.tr("Nobody else is here") if here else ""
        names = name_list(map(isolated, present[:_NAMED]))
        if not present:
            here_text = alone
        elif len(present) == 1:
            here_text = self.tr("{name} is here").format(name=names)
        else:
            here_text = self.tr("{names} are here").format(names=names)
        self._second.setText(here_text)
        self.strip_notice.show_notice(room.notice)
        if room.notice.strip():
            self.notice.show_notice(room.notice)
        else:
            self.notice.show_present(here_text)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        super()._arrange()
        is_typing = bool(self._typing.text())
        self._second.setVisible(self._is_alone and not is_typing)
        self._words.setVisible(self._is_alone or is_typing)
        self.notice.setVisible(not self._is_alone and not is_typing)
        self._strip.setVisible(self._is_alone and bool(self.room.notice.strip()))
        self._row.setContentsMargins(12 if self._is_alone else 8, 4, 8, 4)

    def open_notice(self, below: QWidget) -> NoticePopup:
        popup = NoticePopup(self._messenger, self.room, self)
        popup.open_below(below)
        return popup

    def _add_entries(self, menu: QMenu) -> None:
        if self.room.is_mine:
            add_entry(menu, Action.MEMBERS, self.members_toggled.emit)
        self._actions.add_to(menu, self.room.number)
        super()._add_entries(menu)
