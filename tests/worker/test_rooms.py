"""Rooms of real sessions, as their windows see them."""

from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.domain.body import RoomEvent, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import RoomAsked, RoomInvited, RoomJoined, RoomRefused
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from qqdesk.history.eraser import Selection
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.commands import AnswerAdd, DeleteFromList
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import ChangeRoom, JoinRule, RoomChange, RoomRole, RoomSetting
from qqdesk.server.accounts.throttle import Rate
from qqdesk.server.delivery import delivery
from qqdesk.server.storage.notifications import KNOCK
from qqdesk.worker.api import ConnectionPhase, UnreadChange
from qqdesk.worker.history_requests import ExportFormat
from tests.helpers.desk import Desk
from tests.helpers.rooms import join, leave
from tests.helpers.server import LocalServer, transaction
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk


def new_room(desk: Desk, *people: int, join_rule: JoinRule = JoinRule.CLOSED) -> int:
    return desk.reply(desk.messenger.rooms.create("Family", 30, join_rule, people)).number


def write(desk: Desk, room: int, text: str, *mentions: int) -> None:
    desk.reply(desk.messenger.own_messages.send(ConversationId.room(room), Text(text, mentions)))


def texts(desk: Desk, room: int) -> list[str]:
    messages = desk.messenger.conversation(ConversationId.room(room)).messages
    return [one.text for one in messages if isinstance(one.body, Text)]


def changes(desk: Desk, room: int) -> list[tuple[int, RoomEvent]]:
    messages = desk.messenger.conversation(ConversationId.room(room)).messages
    return [(one.sender, one.body) for one in messages if isinstance(one.body, RoomEvent)]


def role(desk: Desk, room: int) -> RoomRole:
    return desk.messenger.rooms.get(room).role


def wait_texts(desk: Desk, room: int, *expected: str) -> None:
    desk.wait(lambda: texts(desk, room) == list(expected))


def wait_role(desk: Desk, room: int, expected: RoomRole) -> None:
    desk.wait(lambda: role(desk, room) is expected)


def wait_count(desk: Desk, room: int, members: int) -> None:
    desk.wait(lambda: desk.messenger.rooms.get(room).members == members)


def fill(server: LocalServer, room: int, *texts: str, sender: int = TWO) -> None:
    """Write messages without the limit of the rate."""
    with transaction(server.place) as db:
        for text in texts:
            delivery.append_to_room(db, room, MessageKind.TEXT, sender, text, 1_700_000_000_000)
        db.notify(KNOCK)


@pytest.fixture
def pair(desk: MakeDesk, server: LocalServer) -> tuple[Desk, Desk, int]:
    """Two people in a room, of which the first is the keeper."""
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    room = new_room(one, TWO)
    wait_role(two, room, RoomRole.MEMBER)
    one.wait(lambda: len(one.messenger.rooms.members(room)) == 2)
    return one, two, room


def test_a_new_room_is_at_all_its_members(pair: tuple[Desk, Desk, int]) -> None:
    one, two, room = pair
    wait_role(one, room, RoomRole.ADMIN)
    for desk in (one, two):
        wait_count(desk, room, 2)
        assert (desk.messenger.rooms.get(room).name, desk.messenger.rooms.get(room).face) == ("Family", 30)
        assert [one.number for one in desk.messenger.rooms.members(room)] == [ONE, TWO]
    assert one.messenger.label(ConversationId.room(room)).name == "Family"
    notice = two.wait_for("notice_received")
    assert (type(notice.item), notice.number, notice.room) == (RoomJoined, ONE, room)
    assert one.of("notice_received") == []


def test_messages_reach_the_room_with_their_senders(pair: tuple[Desk, Desk, int]) -> None:
    one, two, room = pair
    write(one, room, "hello")
    wait_texts(two, room, "hello")
    write(two, room, "hi", ONE)
    wait_texts(one, room, "hello", "hi")
    chat = ConversationId.room(room)
    mine, theirs = [message for message in one.messenger.conversation(chat).messages if message.text]
    assert (mine.delivery, theirs.delivery, theirs.sender) == (Delivery.SENT, None, TWO)
    assert theirs.body == Text("hi", (ONE,))
    assert one.messenger.unread_counts() == {chat: 1}
    assert one.messenger.rooms.mentioned(room)
    assert not two.messenger.rooms.mentioned(room)
    assert room not in one.messenger.roster
    one.messenger.mark_read(chat)
    assert not one.messenger.rooms.mentioned(room)


def test_both_devices_of_a_member_have_the_same_room(desk: MakeDesk, server: LocalServer) -> None:
    here, there = desk(ONE, "here").sign_in(server.address), desk(ONE, "there").sign_in(server.address)
    two = desk(TWO).sign_in(server.address)
    room = new_room(two, ONE)
    for device in (here, there):
        wait_role(device, room, RoomRole.MEMBER)
    for number in range(3):
        write(here, room, f"here {number}")
        write(two, room, f"two {number}")
        write(there, room, f"there {number}")
    here.wait(lambda: len(texts(here, room)) == 9)
    here.wait(lambda: texts(here, room) == texts(there, room) == texts(two, room))
    chat = ConversationId.room(room)
    assert here.messenger.unread_counts() == {chat: 3}
    there.messenger.mark_read(chat)
    here.wait(lambda: not here.messenger.unread)
    assert two.messenger.unread_counts() == {chat: 6}


def test_a_member_who_was_away_gets_all_messages(pair: tuple[Desk, Desk, int], server: LocalServer) -> None:
    one, _, room = pair
    one.messenger.sign_out()
    one.wait_for("signed_out")
    fill(server, room, *map(str, range(300)))
    one.sign_in(server.address)
    chat = ConversationId.room(room)
    one.wait(lambda: one.messenger.unread_counts() == {chat: 300})
    assert texts(one, room) == list(map(str, range(300)))


def test_messages_that_were_read_on_another_device_meanwhile_are_read(
    desk: MakeDesk, pair: tuple[Desk, Desk, int], server: LocalServer
) -> None:
    one, two, room = pair
    other = desk(ONE, "other").sign_in(server.address)
    one.messenger.sign_out()
    one.wait_for("signed_out")
    write(two, room, "hello", ONE)
    wait_texts(other, room, "hello")
    other.messenger.mark_read(ConversationId.room(room))
    with Client(server.address, ONE) as third:
        third.login(password="secret")
        other.wait(lambda: not third.rooms.list()[0].unread)
    one.sign_in(server.address)
    wait_texts(one, room, "hello")
    assert one.messenger.unread == 0
    assert not one.messenger.rooms.mentioned(room)
    assert one.of("unread_changed")[-1] == UnreadChange(ConversationId.room(room), 0)


def test_another_device_has_the_unread_messages_and_loads_the_others(
    desk: MakeDesk, pair: tuple[Desk, Desk, int], server: LocalServer
) -> None:
    one, _, room = pair
    chat = ConversationId.room(room)
    fill(server, room, *map(str, range(150)))
    one.wait(lambda: one.messenger.unread == 150)
    one.messenger.mark_read(chat)
    fill(server, room, "new", "newer")
    one.wait(lambda: one.messenger.unread == 2)
    other = desk(ONE, "other").sign_in(server.address)
    other.wait(lambda: other.messenger.unread_counts() == {chat: 2})
    assert texts(other, room)[-2:] == ["new", "newer"]
    while True:
        first = other.messenger.conversation(chat).messages[0]
        page = other.result(other.messenger.history_service.load_earlier(chat, first.id))
        other.messenger.conversation(chat).replace([*page.messages, *other.messenger.conversation(chat).messages])
        if page.complete:
            break
    assert texts(other, room) == [*map(str, range(150)), "new", "newer"]
    assert changes(other, room) == changes(one, room)


def test_rooms_that_i_joined_and_left_while_away(
    pair: tuple[Desk, Desk, int], server: LocalServer, desk: MakeDesk
) -> None:
    one, two, room = pair
    second = new_room(two, join_rule=JoinRule.OPEN)
    one.messenger.sign_out()
    one.wait_for("signed_out")
    leave(server.place, room, ONE)
    join(server.place, second, ONE)
    write(two, room, "behind your back")
    write(two, second, "welcome")
    one.sign_in(server.address)
    wait_texts(one, second, "welcome")
    assert (role(one, room), role(one, second)) == (RoomRole.NONE, RoomRole.MEMBER)
    assert texts(one, room) == []
    assert [one.number for one in one.messenger.rooms.listed()] == [second]


def test_another_device_gets_nothing_of_a_room_that_i_left(
    desk: MakeDesk, pair: tuple[Desk, Desk, int], server: LocalServer
) -> None:
    one, two, room = pair
    write(two, room, "hello")
    wait_texts(one, room, "hello")
    one.reply(one.messenger.request(DeleteFromList(room)))
    second = new_room(two, ONE)
    wait_role(one, second, RoomRole.MEMBER)
    other = desk(ONE, "other").sign_in(server.address)
    write(two, second, "still here?")
    wait_texts(other, second, "still here?")
    assert texts(other, room) == []


def test_rooms_and_members_are_there_without_the_server(
    pair: tuple[Desk, Desk, int], server: LocalServer, desk: MakeDesk
) -> None:
    one, two, room = pair
    write(two, room, "hello", ONE)
    wait_texts(one, room, "hello")
    one.wait(lambda: all(member.nickname for member in one.messenger.rooms.members(room)))
    place = one.messenger.place_id
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.start("127.0.0.1:1", place=place)
    one.wait_for("signed_in", 2)
    assert (one.messenger.rooms.get(room).name, role(one, room)) == ("Family", RoomRole.ADMIN)
    members = one.messenger.rooms.members(room)
    assert [(one.number, one.nickname, one.role) for one in members] == [
        (ONE, "甲", RoomRole.ADMIN),
        (TWO, "乙", RoomRole.MEMBER),
    ]
    assert texts(one, room) == ["hello"]
    assert one.messenger.rooms.mentioned(room)


def test_changes_are_seen_by_all_and_stand_in_the_log(pair: tuple[Desk, Desk, int]) -> None:
    one, two, room = pair
    settings = RoomSetting(RoomChange.NAME, 0, "The Club"), RoomSetting(RoomChange.NOTICE, 0, "At six")
    changed = list[frozenset[int]]()
    two.messenger.rooms_changed.connect(changed.append)
    one.reply(one.messenger.request(ChangeRoom(room, tuple(settings))))
    one.wait(lambda: one.messenger.rooms.get(room).notice == two.messenger.rooms.get(room).notice == "At six")
    for desk in (one, two):
        assert desk.messenger.rooms.get(room).name == "The Club"
        assert changes(desk, room)[-1] == (ONE, RoomEvent(RoomChange.NOTICE, 0, "At six"))
    two.wait(lambda: changed and room in changed[-1])
    assert two.messenger.unread == 0


def test_after_a_lost_connection_only_the_rooms_that_changed_are_emitted(
    pair: tuple[Desk, Desk, int], server: LocalServer
) -> None:
    one, two, room = pair
    other = new_room(one, TWO)
    wait_role(two, other, RoomRole.MEMBER)
    two.messenger.sign_out()
    two.wait_for("signed_out")
    changed = list[frozenset[int]]()
    two.messenger.rooms_changed.connect(changed.append)
    two.sign_in(server.address)
    two.wait(lambda: changed == [{room, other}])
    two.messenger.set_status(Status.OFFLINE)
    two.wait(lambda: two.messenger.connection.phase is ConnectionPhase.OFFLINE)
    one.reply(one.messenger.request(ChangeRoom(room, (RoomSetting(RoomChange.NAME, 0, "The Club"),))))
    two.messenger.set_status(Status.ONLINE)
    two.wait(lambda: len(changed) > 1)
    assert changed[1] == {room}


def test_the_last_keeper_leaves(pair: tuple[Desk, Desk, int]) -> None:
    one, two, room = pair
    one.reply(one.messenger.request(DeleteFromList(room)))
    wait_role(one, room, RoomRole.NONE)
    wait_role(two, room, RoomRole.ADMIN)
    wait_count(two, room, 1)
    assert [one.number for one in two.messenger.rooms.members(room)] == [TWO]
    assert one.messenger.rooms.listed() == []


def test_an_invitation_is_accepted_or_declined(
    pair: tuple[Desk, Desk, int], desk: MakeDesk, server: LocalServer
) -> None:
    one, _, room = pair
    other = new_room(one)
    three = desk(THREE).sign_in(server.address)
    for number in (room, other):
        one.reply(one.messenger.request(ChangeRoom(number, (RoomSetting(RoomChange.MEMBER, THREE, "1"),))))
    three.wait(lambda: role(three, room) is role(three, other) is RoomRole.INVITED)
    notice = three.wait_for("notice_received")
    assert (type(notice.item), notice.number, notice.room) == (RoomInvited, ONE, room)
    three.reply(three.messenger.rooms.answer(other, False))
    wait_role(three, other, RoomRole.NONE)
    three.reply(three.messenger.rooms.answer(room, True))
    wait_role(three, room, RoomRole.MEMBER)
    three.wait(lambda: len(three.messenger.rooms.members(room)) == 3)
    write(three, room, "here I am")
    wait_texts(one, room, "here I am")


def test_a_keeper_answers_people_who_ask(desk: MakeDesk, server: LocalServer) -> None:
    one, three = desk(ONE).sign_in(server.address), desk(THREE).sign_in(server.address)
    room = new_room(one, join_rule=JoinRule.ASK)
    (found,) = three.reply(three.messenger.rooms.find()).rooms
    assert found.number == room
    assert three.reply(three.messenger.rooms.join(room)).outcome == AddOutcome.CONSENT_NEEDED
    three.reply(three.messenger.request(AnswerAdd(room, AddAnswer.ASK, "I live next door")))
    notice = one.wait_for("notice_received")
    assert (type(notice.item), notice.number, notice.words) == (RoomAsked, THREE, "I live next door")
    assert [one.number for one in one.messenger.rooms.members(room) if one.role is RoomRole.ASKING] == [THREE]
    one.reply(one.messenger.request(ChangeRoom(room, (RoomSetting(RoomChange.MEMBER, THREE, "1"),))))
    wait_role(three, room, RoomRole.MEMBER)
    wait_count(one, room, 2)


def test_a_refused_asker_hears_which_room_it_was(desk: MakeDesk, server: LocalServer) -> None:
    one, three = desk(ONE).sign_in(server.address), desk(THREE, "here").sign_in(server.address)
    elsewhere = desk(THREE, "there").sign_in(server.address)
    room = new_room(one, join_rule=JoinRule.ASK)
    three.reply(three.messenger.rooms.find())
    three.reply(three.messenger.request(AnswerAdd(room, AddAnswer.ASK, "I live next door")))
    one.wait_for("notice_received")
    one.reply(one.messenger.request(ChangeRoom(room, (RoomSetting(RoomChange.MEMBER, THREE, "0"),))))
    for asker in (three, elsewhere):
        notice = asker.wait_for("notice_received")
        assert (type(notice.item), notice.room) == (RoomRefused, room)
        assert asker.messenger.rooms.get(room).name == "Family"
        assert room not in asker.messenger.roster


def test_both_devices_know_that_a_request_was_refused(desk: MakeDesk, server: LocalServer) -> None:
    keeper = desk(TWO).sign_in(server.address)
    here, there = desk(ONE, "here").sign_in(server.address), desk(ONE, "there").sign_in(server.address)
    room = new_room(keeper, join_rule=JoinRule.ASK)
    here.reply(here.messenger.rooms.find())
    here.reply(here.messenger.request(AnswerAdd(room, AddAnswer.ASK, "")))
    there.reply(there.messenger.rooms.find())
    assert role(here, room) is role(there, room) is RoomRole.ASKING
    keeper.reply(keeper.messenger.request(ChangeRoom(room, (RoomSetting(RoomChange.MEMBER, ONE, "0"),))))
    wait_role(here, room, RoomRole.NONE)
    wait_role(there, room, RoomRole.NONE)
    refused = there.failure(there.messenger.request(AnswerAdd(room, AddAnswer.ASK, "")))
    assert refused.kind is ProblemKind.REQUEST_DECLINED


def test_a_message_that_the_room_refuses_fails(pair: tuple[Desk, Desk, int]) -> None:
    one, two, room = pair
    one.reply(one.messenger.request(ChangeRoom(room, (RoomSetting(RoomChange.WRITERS, 0, "1"),))))
    two.wait(lambda: two.messenger.rooms.get(room).keepers_write)
    write(two, room, "may I?")
    chat = ConversationId.room(room)
    two.wait(lambda: two.messenger.conversation(chat).messages[-1].delivery is Delivery.FAILED)
    assert two.messenger.conversation(chat).messages[-1].failure == ProblemKind.MAY_NOT_WRITE.name


def test_a_newcomer_who_is_in_no_list_has_a_name(
    pair: tuple[Desk, Desk, int], desk: MakeDesk, server: LocalServer
) -> None:
    one, _, room = pair
    one.reply(one.messenger.request(ChangeRoom(room, (RoomSetting(RoomChange.JOIN, 0, str(int(JoinRule.OPEN))),))))
    three = desk(THREE).sign_in(server.address)
    three.reply(three.messenger.rooms.join(room))
    one.wait(lambda: [member.nickname for member in one.messenger.rooms.members(room)] == ["甲", "乙", "丙"])
    assert one.messenger.rooms.person(THREE).face == 30
    assert THREE not in one.messenger.roster


def test_a_member_keeps_the_name_when_blocked(
    pair: tuple[Desk, Desk, int], desk: MakeDesk, server: LocalServer
) -> None:
    one, _, room = pair
    one.reply(one.messenger.request(ChangeRoom(room, (RoomSetting(RoomChange.JOIN, 0, str(int(JoinRule.OPEN))),))))
    three = desk(THREE).sign_in(server.address)
    three.reply(three.messenger.rooms.join(room))
    one.wait(lambda: one.messenger.rooms.person(THREE).nickname == "丙")
    one.reply(one.messenger.contact_notes.block(THREE))
    assert one.messenger.rooms.person(THREE).nickname == "丙"
    one.wait(lambda: one.messenger.roster.get(THREE).nickname == "丙")


def test_a_mention_by_a_blocked_member_is_only_unread(pair: tuple[Desk, Desk, int]) -> None:
    one, two, room = pair
    one.reply(one.messenger.contact_notes.block(TWO))
    write(two, room, "hello", ONE)
    wait_texts(one, room, "hello")
    assert one.messenger.unread_counts() == {ConversationId.room(room): 1}
    assert not one.messenger.rooms.mentioned(room)
    one.reply(one.messenger.contact_notes.unblock(TWO))
    assert one.messenger.rooms.mentioned(room)


def test_messages_that_are_too_many_for_a_room_wait_and_hold_up_no_others(
    pair: tuple[Desk, Desk, int], server: LocalServer
) -> None:
    one, two, room = pair
    server.daemon.core.rate_limits._room_messages.rate = Rate(2, 10)  # the third waits 5 s
    for number in range(3):
        write(one, room, str(number))
    one.send(TWO, "to you")
    wait_texts(two, room, "0", "1", "2")
    added = [message.text for message in two.of("message_added") if isinstance(message.body, Text)]
    assert added.index("to you") < added.index("2")


def test_deleting_a_room_deletes_it_on_the_other_device(
    desk: MakeDesk, pair: tuple[Desk, Desk, int], server: LocalServer
) -> None:
    one, two, room = pair
    other = desk(ONE, "other").sign_in(server.address)
    write(two, room, "old")
    for device in (one, other):
        wait_texts(device, room, "old")
    one.result(one.messenger.history_service.delete(Selection(conversation=ConversationId.room(room))))
    other.wait(lambda: not texts(other, room))
    write(two, room, "new")
    for device in (one, other):
        wait_texts(device, room, "new")


def test_an_export_brings_a_room_to_another_computer(
    desk: MakeDesk, pair: tuple[Desk, Desk, int], server: LocalServer, tmp_path: Path
) -> None:
    one, two, room = pair
    write(two, room, "hello")
    wait_texts(one, room, "hello")
    exported = tmp_path / "export.json"
    one.result(one.messenger.history_service.export(exported, ExportFormat.JSON))
    one.reply(one.messenger.request(DeleteFromList(room)))
    other = desk(ONE, "other").sign_in(server.address)
    assert other.result(other.messenger.history_service.import_file(exported)).count == 1
    other.wait(lambda: role(other, room) is RoomRole.NONE and room in other.messenger.rooms)
    assert other.messenger.label(ConversationId.room(room)).name == "Family"
    assert texts(other, room) == ["hello"]
    assert other.messenger.rooms.person(TWO).name == "乙"
