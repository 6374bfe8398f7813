"""A room whose members are at two servers on one database."""

import pytest

from tests.helpers import rooms
from tests.helpers.files import add_file
from tests.server.postgres.pair import Pair, Roamer
from tests.server.test_classic_polls import fetch
from tests.server.test_room_messages import CIDS, ROOM, in_room, read_inbox, signed_in
from tests.server.world import Person, Reply, World


def members(pair: Pair, *numbers: int) -> list[Person]:
    """Signed in with ROOM at the first and the second server in turn; each has read the inbox."""
    for number in numbers:
        pair.one.person(number)
    rooms.add_room(pair.one.url, ROOM, numbers)
    pair.catch_up()
    people = [signed_in(world_of(pair, place), number) for place, number in enumerate(numbers)]
    for person in people:
        person.ask("GetMsgEx")
        person.ask("GetMsgEx", ACK=1)
    pair.catch_up()
    return people


def world_of(pair: Pair, place: int) -> World:
    return pair.two if place % 2 else pair.one


def texts(reply: Reply) -> list[str]:
    return [text for *_, text in in_room(reply)]


def inbox_ids(reply: Reply) -> list[int]:
    rooms = reply["ROOM"].removesuffix(",").split(",") if "ROOM" in reply else ["0"] * len(reply.ids)
    return [id_ for room, id_ in zip(rooms, reply.ids, strict=True) if room == "0"]


def receive(pair: Pair, person: Person, stored: dict[int, str], count: int) -> None:
    """Poll until so many messages of the room are stored."""
    inbox = 0
    while len(stored) < count:
        fields = {"ROOM": f"{ROOM},", "RACK": f"{max(stored)},"} if stored else {}
        poll = person.start("GetMsgEx", WAIT=50, ACK=inbox, **fields)

        def is_done(poll: object = poll) -> bool:
            pair.advance(0.1)
            return poll.is_done  # type: ignore[attr-defined,no-any-return]

        pair.until(is_done)
        reply = poll.reply()
        inbox = max([inbox, *inbox_ids(reply)])
        for _, id_, _, text in in_room(reply):
            assert stored.setdefault(id_, text) == text


def test_members_of_both_servers_get_a_message(pair: Pair) -> None:
    anna, bert, chen = members(pair, 10001, 10002, 10003)
    polls = [person.start("GetMsgEx", WAIT=50) for person in (anna, bert, chen)]
    assert anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")["RES"] == "0"
    pair.until(lambda: all(poll.is_done for poll in polls))
    assert [texts(poll.reply()) for poll in polls] == [["hello"]] * 3


def test_members_of_both_servers_get_a_file(pair: Pair) -> None:
    numbers = (10001, 10002)
    for number in numbers:
        pair.one.person(number)
    rooms.add_room(pair.one.url, ROOM, numbers)
    pair.catch_up()
    people = []
    for place, number in enumerate(numbers):
        world = world_of(pair, place)
        world.core.most_file_bytes = 1 << 20
        people.append(signed_in(world, number, can="DEV,ROOM,FILE,"))
        read_inbox(people[-1])
    add_file(pair.one.url, CIDS[1], 10001)
    polls = [person.start("GetMsgEx", WAIT=50) for person in people]
    assert people[0].ask("CLTMSG", CID=CIDS[0], FID=CIDS[1], UN=ROOM, MG="[picture] cat.jpg")["RES"] == "0"
    pair.until(lambda: all(poll.is_done for poll in polls))
    assert [poll.reply()["FILE"].split(" ")[0] for poll in polls] == [CIDS[1]] * 2


def test_a_device_that_changes_servers_loses_nothing(pair: Pair) -> None:
    anna, bert, chen = members(pair, 10001, 10002, 10003)
    stored: dict[int, str] = {}
    for turn in range(10):
        writer = (anna, bert)[turn % 2]
        assert writer.ask("CLTMSG", CID=CIDS[turn], UN=ROOM, MG=str(turn))["RES"] == "0"
        receive(pair, pair.at(world_of(pair, turn), chen), stored, turn + 1)
    assert [stored[id_] for id_ in sorted(stored)] == [str(turn) for turn in range(10)]


def test_someone_who_leaves_at_one_server_gets_nothing_more_at_the_other(pair: Pair) -> None:
    anna, bert, chen, dora = members(pair, 10001, 10002, 10003, 10004)
    poll, other = bert.start("GetMsgEx", WAIT=50), dora.start("GetMsgEx", WAIT=50)
    assert pair.at(pair.one, bert).ask("DelFromList", UN=ROOM)["RES"] == "0"
    assert anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="after")["RES"] == "0"
    stored: dict[int, str] = {}
    pair.until(lambda: other.is_done)
    receive(pair, dora, stored, 1)
    pair.until(lambda: poll.is_done)
    assert [kind for kind, *_ in poll.reply().rows] == [82]
    pair.advance(1)
    assert texts(bert.ask("GetMsgEx", ACK=2)) == []
    assert chen.ask("CLTMSG", CID=CIDS[1], UN=ROOM, MG="hello")["RES"] == "0"


def test_someone_who_joins_at_one_server_gets_messages_at_the_other(pair: Pair) -> None:
    anna, _ = members(pair, 10001, 10002)
    pair.one.person(10003)
    anna.ask("ChangeRoom", UN=ROOM, SN=1, KIND="3,", KEY="0,", VAL="0,")
    chen = signed_in(pair.two, 10003)
    chen.ask("GetMsgEx")
    assert pair.at(pair.one, chen).ask("AddToList", UN=ROOM)["CD"] == "0"
    assert anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="welcome")["RES"] == "0"
    stored: dict[int, str] = {}
    receive(pair, chen, stored, 1)
    assert list(stored.values()) == ["welcome"]


def test_typing_is_shown_at_the_other_server(pair: Pair) -> None:
    anna, bert = members(pair, 10001, 10002)
    poll = bert.start("GetMsgEx", WAIT=50)
    assert anna.ask("Typing", UN=ROOM)["RES"] == "0"
    pair.until(lambda: poll.is_done)
    assert poll.reply().rows == [(90, 10001, "")]


def test_the_rate_holds_in_a_room_that_was_made_at_the_other_server(pair: Pair) -> None:
    pair.one.person(10001)
    anna = signed_in(pair.one, 10001)
    room = int(anna.ask("NewRoom", CID=CIDS[0], NAME="room")["NUM"])
    pair.catch_up()
    at_two = pair.at(pair.two, anna)
    results = [at_two.ask("CLTMSG", CID=cid, UN=room, MG="hello")["RES"] for cid in CIDS[1:12]]
    assert results == ["0"] * 10 + ["40"]


def test_the_last_keepers_leave_at_two_servers_at_once(pair: Pair) -> None:
    anna, bert, carl = members(pair, 10001, 10002, 10003)
    assert anna.ask("ChangeRoom", UN=ROOM, SN=1, KIND="4,", KEY="10002,", VAL="2,")["RES"] == "0"
    leaving = [one.world.start_unsettled(one.body("DelFromList", UN=ROOM)) for one in (anna, bert)]
    pair.until(lambda: all(one.is_done for one in leaving))
    assert carl.ask("RoomInfo", UN=ROOM)["ROLE"] == "2,"


# Old clients


@pytest.fixture
def classic(pair: Pair) -> tuple[Person, Roamer]:
    """Anna at the first server, and Bert, who has an old client and asks both servers. Bert has read the inbox."""
    bert = pair.roamer(10002)
    (anna,) = members(pair, 10001)
    rooms.join(pair.one.url, ROOM, 10002)
    pair.catch_up()
    bert.login()
    fetch(bert)
    assert fetch(bert) == []
    return anna, bert


def write(pair: Pair, writer: Person, place: int, text: str) -> None:
    writer = pair.at(world_of(pair, place), writer)
    assert writer.ask("CLTMSG", CID=CIDS[int(text)], UN=ROOM, MG=text)["RES"] == "0"


def test_an_old_client_gets_what_is_written_at_the_other_server(pair: Pair, classic: tuple[Person, Roamer]) -> None:
    anna, bert = classic
    came: list[tuple[int, int, str]] = []
    for turn in range(8):
        # The server that Bert asks next is not the one where Anna writes.
        write(pair, anna, turn, str(turn))
        came += fetch(bert)
    came += fetch(bert) + fetch(bert)
    assert came == [(9, ROOM, f"user 10001: {turn}") for turn in range(8)]


def killed_over_a_reply(pair: Pair, anna: Person, bert: Roamer) -> tuple[Reply, Person]:
    """The server dies before it knows whether Bert received its reply, which has the message 1. Then Anna writes 2.
    Return the reply, and Bert at the other server."""
    write(pair, anna, 0, "1")
    reply = bert.ask("GetMsgEx", SEQ=100)
    bert.world.restart(is_killed=True)
    write(pair, anna, 0, "2")
    return reply, pair.at(next(bert.worlds), bert)


def test_a_repeat_at_the_other_server_gets_the_reply_of_a_killed_one(
    pair: Pair, classic: tuple[Person, Roamer]
) -> None:
    reply, bert = killed_over_a_reply(pair, *classic)
    assert reply.rows == [(9, ROOM, "user 10001: 1")]
    assert bert.ask("GetMsgEx", SEQ=100).text == reply.text
    assert fetch(bert, SEQ=101) == [(9, ROOM, "user 10001: 2")]
    assert fetch(bert, SEQ=102) == []


def test_messages_of_a_killed_server_come_again_at_the_other(pair: Pair, classic: tuple[Person, Roamer]) -> None:
    _, bert = killed_over_a_reply(pair, *classic)
    assert fetch(bert, SEQ=101) == [(9, ROOM, "user 10001: 1"), (9, ROOM, "user 10001: 2")]
    assert fetch(bert, SEQ=102) == []


def test_a_switch_at_one_server_shows_at_the_other_who_has_read(pair: Pair) -> None:
    for number in (10001, 10002):
        pair.one.person(number)
    rooms.add_room(pair.one.url, ROOM, (10001, 10002))
    pair.catch_up()
    anna, bert = (
        signed_in(world, number, can="DEV,ROOM,MARK,") for world, number in ((pair.one, 10001), (pair.two, 10002))
    )
    for person in (anna, bert):
        read_inbox(person)
        assert pair.at(pair.two, person).ask("ModifyInfo", SHOWREAD=1)["RES"] == "0"
    pair.catch_up()
    sent = anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")["MID"]
    poll = anna.start("GetMsgEx", WAIT=50, ROOM=f"{ROOM},", RACK=f"{sent},")
    pair.catch_up()
    pair.advance(1)
    assert bert.ask("Seen", UN=ROOM, MID=sent)["RES"] == "0"
    pair.until(lambda: poll.is_done)
    assert [(kind, sender) for kind, sender, _ in poll.reply().rows] == [(94, 10002)]
