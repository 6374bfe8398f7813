"""The menu of a member of a room."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.rooms.member_list import MemberRow
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.mute_menu import hour_on, tomorrow
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.protocol.room_commands import ChangeRoom, RoomChange, RoomRole, RoomSetting
from qqdesk.worker.messenger import Messenger

_WEEK_MS = 7 * 24 * 3_600_000


class MemberActions(QObject):
    """Keepers change members; each member can write to the others."""

    failed = Signal(object)  # Problem

    def __init__(self, messenger: Messenger, navigator: Navigator, room: int, window: QWidget) -> None:
        super().__init__(window)
        self._messenger, self._navigator, self._window, self._number = messenger, navigator, window, room

    def add_to(self, menu: QMenu, row: MemberRow) -> None:
        """Add the entries for a member to a menu that is built each time it is shown."""
        navigator, number, role = self._navigator, row.number, row.member.role
        is_admin = self._messenger.rooms.get(self._number).is_admin
        if not row.is_me:
            chat = ConversationId.person(number)
            add_entry(menu, Action.OPEN, partial(navigator.open, routes.Chat(chat)))
        add_entry(menu, Action.PROFILE, partial(navigator.open, routes.Profile(number)), has_key=False)
        if not row.is_me and self._messenger.roster.get(number).stranger:
            add_action(
                menu, self.tr("Add to contacts"), partial(navigator.open, routes.AddContact(number)), "add-contact"
            )
        if not is_admin:
            return
        menu.addSeparator()
        match role:
            case RoomRole.ASKING:
                add_action(menu, self.tr("Admit"), partial(self.answer, row, accept=True), "accept")
                add_action(menu, self.tr("Refuse"), partial(self.answer, row, accept=False), "refuse")
            case RoomRole.INVITED:
                add_action(
                    menu, self.tr("Withdraw the invitation"), partial(self._set_role, row, RoomRole.NONE), "trash"
                )
            case RoomRole.ADMIN:
                be_member = partial(self._set_role, row, RoomRole.MEMBER)
                add_action(menu, self.tr("No longer a keeper"), be_member, "star")
            case _:
                add_action(menu, self.tr("Make keeper"), partial(self._set_role, row, RoomRole.ADMIN), "star")
                menu.addMenu(self._silence_menu(menu, row))
        if row.member.is_in and not row.is_me:
            add_action(menu, self.tr("Remove…"), partial(self._ask_to_remove, row), "trash", role="danger")

    def _silence_menu(self, parent: QMenu, row: MemberRow) -> QMenu:
        menu = QMenu(self.tr("May not write"), parent)
        put_icon(menu.menuAction(), "eye-off")
        if row.is_silent:
            add_action(menu, self.tr("May write again"), lambda: self._silence(row, 0))
            menu.addSeparator()
        add_action(menu, self.tr("For 1 hour"), lambda: self._silence(row, hour_on()))
        add_action(menu, self.tr("Until tomorrow"), lambda: self._silence(row, tomorrow()))
        add_action(menu, self.tr("For a week"), lambda: self._silence(row, hour_on() + _WEEK_MS))
        return menu

    def answer(self, row: MemberRow, *, accept: bool) -> None:
        """Admit or refuse someone who asks to join."""
        self._set_role(row, RoomRole.MEMBER if accept else RoomRole.NONE)

    def _set_role(self, row: MemberRow, role: RoomRole) -> None:
        self._change(RoomSetting(RoomChange.MEMBER, row.number, str(int(role))))

    def _silence(self, row: MemberRow, until: int) -> None:
        self._change(RoomSetting(RoomChange.SILENT, row.number, str(until)))

    def _change(self, setting: RoomSetting) -> None:
        self._messenger.request(ChangeRoom(self._number, (setting,))).then(self, None, self.failed.emit)

    def _ask_to_remove(self, row: MemberRow) -> None:
        room = self._messenger.rooms.get(self._number)
        question = self.tr("Remove {name} from {room}?").format(name=isolated(row.name), room=isolated(room.title))
        details = self.tr("They get no more messages from the room. They keep those that they have.")
        title = self.tr("Remove from the room")
        box = QuestionBox(self._window, title, question, details, self.tr("Remove"))
        box.confirmed.connect(partial(self._set_role, row, RoomRole.NONE))
        box.open()
