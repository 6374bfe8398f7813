"""How new entries of rooms reach the sessions: in which order, how often, and who still gets them."""

from unittest import mock

import pytest

from qqdesk.protocol.commands import WaitingMessage
from qqdesk.server.rooms import membership
from qqdesk.server.sessions import mail_rows, polls
from tests.helpers import rooms
from tests.server.test_room_messages import CIDS, ROOM, acknowledged, in_room, members, place, read_inbox, signed_in
from tests.server.world import Person, Reply, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

OTHER_ROOM = 20002


def texts(reply: Reply) -> list[str]:
    return [text for *_, text in in_room(reply)]


def say(person: Person, *words: str, room: int = ROOM) -> None:
    for word in words:
        cid = f"{person.number:016x}{room:08x}{int(word, 36):08x}"
        assert person.ask("CLTMSG", CID=cid, UN=room, MG=word)["RES"] == "0"


def test_a_member_who_leaves_gets_nothing_of_the_same_commit(world: World) -> None:
    anna, bert, chen = members(world, 10001, 10002, 10003)
    poll, other = (person.start("GetMsgEx", WAIT=50) for person in (bert, chen))
    with world.one_commit():
        world.core.store.write(lambda db: membership.leave(db, 10002, ROOM, rooms.NOW))
        sending = world.start_unsettled(anna.body("CLTMSG", CID=CIDS[0], UN=ROOM, MG="after"))
        world.turn()
    assert sending.reply()["RES"] == "0"
    assert texts(other.reply()) == ["after"]
    assert not poll.is_done
    assert texts(bert.ask("GetMsgEx")) == []


def test_a_busy_room_wakes_its_sessions_together(world: World) -> None:
    people = members(world, *range(10001, 10021))
    poll = people[-1].start("GetMsgEx", WAIT=50)
    say(people[0], "1")
    reply = poll.reply()
    assert texts(reply) == ["1"]
    poll = people[-1].start("GetMsgEx", WAIT=50, ROOM=f"{ROOM},", RACK=f"{reply.ids[-1]},")
    for person in people[:5]:
        say(person, "2")
    assert not poll.is_done
    world.advance(0.2)
    assert texts(poll.reply()) == ["2"] * 5


def test_an_entry_is_written_once_for_all_members(world: World) -> None:
    people = members(world, *range(10001, 10011), can="DEV,ROOM,MARK,")
    waiting = [person.start("GetMsgEx", WAIT=50) for person in people]
    with mock.patch.object(mail_rows, "WaitingMessage", wraps=WaitingMessage) as written:
        say(people[0], "1")
        assert [texts(poll.reply()) for poll in waiting] == [["1"]] * 10
    assert written.call_count == 1


def test_messages_to_me_come_before_those_of_rooms(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    world.run(world.core.store.write(lambda db: db.execute("INSERT INTO roster VALUES (10001, 10002)").rowcount))
    say(anna, "1")
    anna.ask("CLTMSG", CID=CIDS[0], UN=10002, MG="to you")
    reply = bert.ask("GetMsgEx")
    assert [text for kind, _, text in reply.rows] == ["to you", "1"]
    assert reply["ROOM"] == f"0,{ROOM},"


def test_each_room_has_its_turn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polls, "MOST_IN_A_REPLY", 3)
    anna, bert = members(world, 10001, 10002)
    rooms.add_room(place(world), OTHER_ROOM, (10001, 10002))
    world.catch_up()
    reply = bert.ask("GetMsgEx")
    bert.ask("GetMsgEx", ACK=reply.ids[0], ROOM=f"{OTHER_ROOM},", RACK=f"{reply.ids[-1]},")
    say(anna, *"12345")
    say(anna, "6", room=OTHER_ROOM)
    first = bert.ask("GetMsgEx", WAIT=50)
    assert texts(first) == ["1", "2", "3"]
    second = acknowledged(bert, first)
    assert [(room, text) for room, *_, text in in_room(second)] == [(OTHER_ROOM, "6"), (ROOM, "4"), (ROOM, "5")]


def test_a_device_that_was_away_gets_all_in_order(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    for word in range(450):
        say(anna, f"{word}")
        world.clock.passed += 0.5
        if word % 100 == 0:
            bert.ask("List")
    seen: list[str] = []
    reply = bert.ask("GetMsgEx")
    while found := texts(reply):
        seen += found
        reply = acknowledged(bert, reply)
    assert seen == [f"{word}" for word in range(450)]


def test_quiet_rooms_take_no_memory(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    say(anna, "1")
    bert.ask("GetMsgEx")
    (feed,) = world.core.rooms._feeds.values()
    world.core.housekeeping.sweep()
    assert feed.mails
    world.clock.passed += 100
    world.core.housekeeping.sweep()
    assert not feed.mails
    assert not feed.written
    assert texts(bert.ask("GetMsgEx")) == ["1"]
    for person in (anna, bert):
        person.ask("Logout")
    world.core.housekeeping.sweep()
    assert not world.core.rooms._feeds


def test_an_acknowledgement_beyond_the_end_or_of_another_room_is_ignored(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    world.person(10009)
    rooms.add_room(place(world), OTHER_ROOM, (10009,))
    world.catch_up()
    bert.ask("GetMsgEx", ROOM=f"{ROOM},{OTHER_ROOM},9,", RACK="1000,1,1,")
    say(anna, "1")
    assert texts(bert.ask("GetMsgEx")) == ["1"]


def test_a_device_that_was_signed_out_keeps_no_cursor(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    other = signed_in(world, 10002, "f" * 32)
    read_inbox(other)
    say(anna, "1")
    acknowledged(other, other.ask("GetMsgEx"))
    bert.ask("EndDev", DEV="f" * 8)
    world.core.rooms.save()
    world.settle()
    assert world.read(f"SELECT count(*) FROM cursors WHERE device = '{'f' * 32}'") == [(0,)]


def test_someone_who_is_put_in_gets_what_comes_after(world: World) -> None:
    anna, _ = members(world, 10001, 10002)
    world.person(10003)
    chen = signed_in(world, 10003)
    chen.ask("GetMsgEx")
    say(anna, "1")
    rooms.join(place(world), ROOM, 10003)
    world.catch_up()
    say(anna, "2")
    world.advance(1)
    reply = chen.ask("GetMsgEx", WAIT=50)
    while not texts(reply):
        reply = chen.ask("GetMsgEx", WAIT=50, ACK=1)
    assert texts(reply) == ["2"]
