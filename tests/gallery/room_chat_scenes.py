"""The chat of a room: with and without members, silent, and while a name is completed."""

import time
from dataclasses import replace

from PySide6.QtCore import QPoint, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.body import Body, Recalled, RoomEvent, Text
from qqdesk.domain.message import Delivery, Message, Reaction
from qqdesk.domain.room import Room
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.reaction_popup import ReactionPopup
from qqdesk.gui.chat.room_partner import NoticePopup, RoomHead, RoomPartner
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.screens import room_for
from qqdesk.protocol.codes import Status, face_id
from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomInfo, RoomInfoReply, RoomMember, RoomRole
from tests.gallery.stage import Scene, Stage, StageError
from tests.helpers.messages import chat_with

_ROOM, _CLUB = 90001, 90002
_MAMA, _ANNA, _MING, _GRANDPA, _GRANDMA, _HAROLD, _MARCUS = range(91001, 91008)
_NOTICE = "Sunday lunch at one. Grandpa turns eighty, bring a picture of him"
_MINUTE = 60_000


def _members(stage: Stage) -> tuple[RoomMember, ...]:
    me = stage.messenger.me
    return (
        RoomMember(me.number, RoomRole.ADMIN, Status.ONLINE, me.face, 0, me.nickname),
        RoomMember(_MAMA, RoomRole.ADMIN, Status.ONLINE, face_id(36), 0, "妈妈"),
        RoomMember(_ANNA, RoomRole.MEMBER, Status.ONLINE, face_id(12), 0, "Anna Müller"),
        RoomMember(_MING, RoomRole.MEMBER, Status.BUSY, face_id(7), 0, "小明"),
        RoomMember(_GRANDPA, RoomRole.MEMBER, Status.ONLINE, face_id(22), 2**52, "Grandpa Carter"),
        RoomMember(_GRANDMA, RoomRole.MEMBER, Status.OFFLINE, face_id(23), 0, "Grandma Carter"),
        RoomMember(_HAROLD, RoomRole.MEMBER, Status.OFFLINE, face_id(24), 0, "Uncle Harold"),
        RoomMember(_MARCUS, RoomRole.MEMBER, Status.OFFLINE, face_id(25), 0, "Marcus"),
    )


def _talk(stage: Stage, room: Room) -> None:
    me = stage.messenger.me
    start = time.time_ns() // 1_000_000 - 30 * _MINUTE
    said: tuple[tuple[int, int, Body], ...] = (
        (0, _ANNA, Text("Who has the old album? I cannot find it")),
        (0, _ANNA, Text("The one with the boat on the cover")),
        (3, me.number, Text("It is in my attic, @Anna Müller, I go up tonight", (_ANNA,))),
        (18, _MAMA, RoomEvent(RoomChange.MEMBER, _MARCUS, "1")),
        (19, _MING, Text("我带蛋糕！ @Anna you had the candles?", (_ANNA,))),
        (22, _GRANDPA, Text("No fuss please. Garden first, then tea 🌱")),
        (25, _MAMA, Text(f"@{me.name} who brings the cake? 小明 cannot carry two", (me.number,))),
    )
    conversation = stage.messenger.conversation(room.conversation)
    for place, (minute, sender, body) in enumerate(said):
        state = Delivery.SENT if sender == me.number else None
        conversation.append(Message(f"{place:032x}", room.conversation, sender, start + minute * _MINUTE, body, state))
    conversation.unread = 3


def _page(stage: Stage, width: int = 760, **changes: object) -> ChatPage:
    rooms = stage.messenger.rooms
    room = Room(
        _ROOM, "Family 一家人", face_id(161), RoomRole.ADMIN, _NOTICE, JoinRule.OPEN, members=len(_members(stage))
    )
    rooms.put(room)
    rooms.put(Room(_CLUB, "Rowing club", face_id(130), RoomRole.MEMBER, members=12))
    reply = RoomInfoReply(
        *(room.name, room.notice, _MAMA, 0, room.face, room.join_rule, False, True, 1, room.members, True),
        members=_members(stage),
    )
    rooms.apply(RoomInfo(_ROOM), reply)
    rooms.put(replace(room, **changes))  # type: ignore[arg-type]
    if not stage.messenger.conversation(room.conversation).messages:
        _talk(stage, room)
    stage.store.change("show_members", True)
    stage.chats.resize(QSize(width, 680).boundedTo(room_for(stage.chats)))
    stage.chats.pages.add_tab(chat_with(stage.number_of("Aisha")))
    stage.windows.open(routes.Chat(room.conversation))
    page = stage.chats.page(room.conversation)
    if page is None:
        raise StageError("there is no chat page")
    return page


def _room(stage: Stage) -> QWidget:
    return _page(stage).window()


def _alone(stage: Stage) -> QWidget:
    page = _page(stage)
    stage.chats.pages.close_others(page.conversation)
    return page.window()


def _lines(stage: Stage) -> QWidget:
    stage.store.change("log_style", "lines")
    return _page(stage).window()


def _folded(stage: Stage) -> QWidget:
    return _page(stage, width=560).window()


def _joins(stage: Stage) -> QWidget:
    """Return the room with two runs of people who came in, and a line that is no run."""
    page, time_ms = _page(stage, width=560), time.time_ns() // 1_000_000
    people = ((_MAMA, _HAROLD), (_MAMA, _MARCUS), (_ANNA, 0), *((_MAMA, _MARCUS + number) for number in range(172)))
    for number, (adder, person) in enumerate(people):
        event = RoomEvent(RoomChange.MEMBER, person, "1") if person else RoomEvent(RoomChange.PAST, 0, "0")
        page.log.append(Message(f"{number + 100:032x}", page.conversation, adder, time_ms, event, None))
    return page.window()


def _silent(stage: Stage) -> QWidget:
    page = _page(stage, role=RoomRole.MEMBER, silent_until=time.time_ns() // 1_000_000 + 180 * _MINUTE)
    page.input.set_draft("")
    return page.window()


def _answers(stage: Stage) -> QWidget:
    """Return the room with replies, reactions, an edited and a recalled message, and readers."""
    page = _page(stage, width=560)
    me = stage.messenger.me.number
    room = stage.messenger.conversation(page.conversation)
    album, boat, attic, _, candles, tea, cake = room.messages
    changed = (
        replace(boat, reactions=(Reaction(_MING, "🚣"), Reaction(_MAMA, "🚣"), Reaction(me, "😂"))),
        replace(attic, reply_to=album.ref, is_edited=True),
        replace(candles, body=Recalled(_MING)),
        replace(tea, body=Text("👍 🎂")),
        replace(cake, reply_to=album.ref),
    )
    for message in changed:
        room.change(message)
        page.update_message(message)
    time_ms = attic.time
    page.log.contents.show_read_by(dict.fromkeys((_MAMA, _ANNA, _MING, _GRANDPA), (tea.id, time_ms)))
    page.log.scroller.lay_out()
    page.composer.reply_bar.reply_to(cake)
    page.log.hover_bar.show_for(cake)
    return page.window()


def _reactions(stage: Stage) -> QWidget:
    window = _answers(stage)
    page = stage.chats.page(Room(_ROOM).conversation)
    assert page is not None and page.log.hover_bar.message is not None
    page.log.hover_bar.react_button.click()
    popup = window.findChild(ReactionPopup)
    assert popup is not None
    return popup


def _left(stage: Stage) -> QWidget:
    return _page(stage, role=RoomRole.NONE).window()


def _mention(stage: Stage) -> QWidget:
    page = _page(stage)
    page.input.set_draft("")
    page.input.setFocus()
    stage.wait(page.input.hasFocus)
    QTest.keyClicks(page.input, "Where is @")
    assert isinstance(page.partner, RoomPartner)
    stage.wait(page.partner.completion.popup.isVisible)
    return page.window()


def _notice(stage: Stage) -> QWidget:
    page = _page(stage)
    assert isinstance(page.head, RoomHead)
    return page.head.open_notice(page.head.notice)


def _menu(stage: Stage) -> QWidget:
    page = _page(stage)
    menu = page.head.menu()
    menu.popup(QPoint(40, 40))
    return menu


SCENES = (
    Scene("room", ChatWindow, _room),
    Scene("room-alone", ChatWindow, _alone),
    Scene("room-answers", ChatWindow, _answers),
    Scene("room-folded", ChatWindow, _folded),
    Scene("room-joins", ChatWindow, _joins),
    Scene("room-left", ChatWindow, _left),
    Scene("room-lines", ChatWindow, _lines),
    Scene("room-mention", ChatWindow, _mention),
    Scene("room-notice", NoticePopup, _notice),
    Scene("room-silent", ChatWindow, _silent),
    Scene("menu-room", QMenu, _menu),
    Scene("reactions", ReactionPopup, _reactions),
)
