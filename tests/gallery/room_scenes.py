"""Rooms: creating one, its profile, its members."""

from dataclasses import replace

from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from qqdesk.client.invitation_requests import new_code
from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Message
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.domain.room import Member, Room
from qqdesk.gui.contacts.list_tabs import ROOMS
from qqdesk.gui.contacts.quick_switch import QuickSwitch
from qqdesk.gui.invite.invite_window import InviteWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.people.add_people_dialog import AddPeopleDialog
from qqdesk.gui.rooms.add_members_dialog import AddMembersDialog
from qqdesk.gui.rooms.new_room_window import NewRoomWindow
from qqdesk.gui.rooms.room_window import RoomWindow
from qqdesk.protocol.codes import Status, face_id
from qqdesk.protocol.place_commands import CreateInvitation, CreateInvitationReply
from qqdesk.protocol.room_commands import JoinRule, ListRoomsReply, RoomEntry, RoomRole
from tests.gallery.stage import Scene, Stage
from tests.helpers.messages import chat_with, text_message

FAMILY, ROWING, CHESS = 29001, 29002, 29003
_NO_MESSAGE = (0, 0, 0, 0, 0, 0, False, 0, 0, 0, "", "")
_NOTICE = "Sunday lunch at one. Grandpa turns eighty, bring a picture of him."


def put_rooms(stage: Stage) -> None:
    """Show a room that I keep, one that I am in, and one that invites me."""
    rooms = stage.messenger.rooms
    if rooms.get(FAMILY).is_mine:
        return
    house, boat, board = face_id(161), face_id(163), face_id(184)
    rooms.put(Room(FAMILY, "Family 一家人", house, RoomRole.ADMIN, _NOTICE, JoinRule.ASK, members=6))
    rooms.put(Room(ROWING, "Rowing club", boat, RoomRole.MEMBER, "Boats go out at seven.", JoinRule.OPEN, members=12))
    rooms.put(Room(CHESS, "Our street", board, RoomRole.INVITED, members=3))
    me, people = stage.messenger.me, [one for one in stage.messenger.roster if not one.stranger][:5]
    roles = (RoomRole.ADMIN, RoomRole.MEMBER, RoomRole.MEMBER, RoomRole.ASKING, RoomRole.INVITED)
    for number in (FAMILY, ROWING):
        known = rooms._people(number)
        known[me.number] = Member(me.number, me.nickname, me.face, Status.ONLINE, RoomRole.ADMIN)
        for role, one in zip(roles, people, strict=False):
            known[one.number] = Member(one.number, one.nickname, one.face, one.status, role)


def put_messages(stage: Stage) -> None:
    """Show rooms with their last messages in the contact list, one of which mentions me."""
    put_rooms(stage)
    pane, messenger, now = stage.windows.main.contacts, stage.messenger, stage.messenger.clock.now()
    mother, olga = stage.number_of("妈妈"), stage.number_of("Olga")
    for number, sender, text, unread in (
        (FAMILY, mother, "@You, who brings the cake for grandpa?", 3),
        (ROWING, olga, "The boat house is open again", 12),
    ):
        room = ConversationId.room(number)
        messenger._chats.add_recent(Message(f"{number:032x}", room, sender, now, Text(text), None))
        pane.model.unread.set(number, unread)
    messenger._chats.unread_by[ConversationId.room(FAMILY)] = {mother: True}
    messenger.mutes.mute(ConversationId.room(ROWING), FOREVER)


def _list(stage: Stage) -> QWidget:
    put_messages(stage)
    window, pane = stage.main(), stage.windows.main.contacts
    pane.model.refresh_all()
    pane.model.apply_order()
    pane.view.scrollToTop()
    return window


def _recent(stage: Stage) -> QWidget:
    """Pinned conversations, a draft, somebody who types, and one that is older."""
    window, pane, messenger = _list(stage), stage.windows.main.contacts, stage.messenger
    lukas, olga, echo = (stage.number_of(name) for name in ("Lukas", "Olga", "Echo"))
    for number, days in ((lukas, 1), (olga, 40)):
        sent = stage.messenger.clock.now() - days * 24 * 3600 * 1000
        if chat_with(number) not in messenger.recent_conversations():
            messenger._chats._last = {
                chat_with(number): text_message(f"{number:032x}", number, "好的，周六见！", sent)
            } | messenger._chats._last
    for conversation in (ConversationId.room(FAMILY), chat_with(stage.number_of("Aisha"))):
        messenger.contact_notes.set_pinned(conversation, True)
    messenger.drafts.put(chat_with(stage.number_of("妈妈")), Draft("I can come at one, if the train is"))
    messenger.typing.start(chat_with(echo), echo)
    stage.store.change("list_view", "recent")
    pane._count_unread()
    return window


def _rooms_only(stage: Stage) -> QWidget:
    """In Classic blue the list has a tab with the rooms only; the other looks show the contacts."""
    window = _list(stage)
    stage.windows.main.contacts.choose_view(ROOMS)
    return window


def _small_list(stage: Stage) -> QWidget:
    stage.store.change("small_faces", True)
    return _list(stage)


def _list_menu(stage: Stage) -> QMenu:
    window = _list(stage)
    pane = stage.windows.main.contacts
    pane.contact_actions.open_contact_menu(FAMILY, window.mapToGlobal(window.rect().center()))
    return stage.shown(QMenu)


def _jump(stage: Stage) -> QWidget:
    stage.windows.open(routes.QuickSwitch(_list(stage)))
    return stage.shown(QuickSwitch)


def _new(stage: Stage) -> NewRoomWindow:
    anna, mother = stage.number_of("Aisha"), stage.number_of("妈妈")
    stage.windows.open(routes.NewRoom((anna, mother)))
    window = stage.shown(NewRoomWindow)
    window.form.set_value("name", "Family 一家人")
    for button, face in zip(window.face.buttons, (163, 184, 183, 174, 167), strict=True):
        window.face._put_face(button, face_id(face))
    window.face.choose(face_id(161))
    return window


def _room(stage: Stage, number: int = FAMILY) -> RoomWindow:
    put_rooms(stage)
    stage.windows.open(routes.Room(number))
    window = stage.shown(RoomWindow)
    stage.settle()
    window.message.clear()
    return window


def _kept(stage: Stage) -> QWidget:
    window = _room(stage)
    window.list.setCurrentIndex(window.list.members.index(1))
    return window


def _member_menu(stage: Stage) -> QMenu:
    window = _room(stage)
    window.list.setCurrentIndex(window.list.members.index(4))
    window.list.open_menu(window.list.currentIndex())
    return stage.shown(QMenu)


def _leave(stage: Stage) -> QMessageBox:
    window = _room(stage)
    window.leave_button.click()
    return stage.shown(QMessageBox)


def _add(stage: Stage) -> AddMembersDialog:
    put_rooms(stage)
    stage.windows.open(routes.AddMembers(FAMILY))
    return stage.shown(AddMembersDialog)


def _invite(stage: Stage) -> InviteWindow:
    """Open the window for a room, with a link as a server that is open to the network makes it."""
    put_rooms(stage)
    invitations = stage.messenger.invitations
    stage.windows.open(routes.Invite(FAMILY))
    window = stage.shown(InviteWindow)
    window._timer.stop()
    stage.wait(lambda: not window.pending)
    place = replace(
        invitations.place, name="Home", addresses=("192.168.178.20:8000",), tls_port=8443, fingerprint="4f1c" * 16
    )
    invitations.follow(place)
    expires = stage.messenger.clock.now() + 7 * 86_400_000
    invitations.apply(CreateInvitation(10, 7, room=FAMILY), CreateInvitationReply(new_code(), "1f" * 8, expires))
    return window


def _find(stage: Stage) -> AddPeopleDialog:
    window = _find_none(stage)
    texts = (("Chess on Tuesdays", "We play in the library at six."), ("Our town", ""))
    rules, faces = (JoinRule.ASK, JoinRule.OPEN), (face_id(190), face_id(186))
    entries = tuple(
        RoomEntry(29010 + place, name, notice, face, rule, False, True, 1, 14 - place, *_NO_MESSAGE)
        for place, ((name, notice), rule, face) in enumerate(zip(texts, rules, faces, strict=True))
    )
    window.rooms.add(ListRoomsReply(True, entries))
    window.refresh()
    return window


def _find_none(stage: Stage) -> AddPeopleDialog:
    stage.windows.open(routes.AddPeople())
    window = stage.shown(AddPeopleDialog)
    window.kinds.setCurrentIndex(1)
    stage.wait(lambda: not window.pending)
    return window


SCENES = (
    Scene("main-rooms", MainWindow, _list),
    Scene("main-rooms-only", MainWindow, _rooms_only),
    Scene("main-rooms-small", MainWindow, _small_list),
    Scene("main-recent", MainWindow, _recent),
    Scene("main-room-menu", QMenu, _list_menu),
    Scene("jump-rooms", QuickSwitch, _jump),
    Scene("room-new", NewRoomWindow, _new),
    Scene("room-kept", RoomWindow, _kept),
    Scene("room-about", RoomWindow, lambda stage: _room(stage, ROWING)),
    Scene("room-invitation", RoomWindow, lambda stage: _room(stage, CHESS)),
    Scene("room-member-menu", QMenu, _member_menu),
    Scene("room-leave", QMessageBox, _leave),
    Scene("room-invite", InviteWindow, _invite),
    Scene("find-rooms", AddPeopleDialog, _find),
    Scene("find-rooms-none", AddPeopleDialog, _find_none),
    Scene("room-add", AddMembersDialog, _add),
)
