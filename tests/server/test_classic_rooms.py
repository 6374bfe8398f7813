"""Old clients take part in rooms: a room is a contact, whose messages begin with the writer's nickname."""

import itertools

import pytest

from qqdesk.protocol.codes import MessageKind
from qqdesk.server.delivery import delivery
from qqdesk.server.operations.settings import Settings
from tests.server.test_classic_polls import fetch
from tests.server.test_rooms import new_room, people
from tests.server.world import DEVICE, Person, World

client_ids = (f"{number:032x}" for number in itertools.count(1))


@pytest.fixture
def anna(world: World) -> Person:
    """A keeper, with a new client."""
    return people(world, 10001)[0]


@pytest.fixture
def bert(world: World, anna: Person) -> Person:
    """He has a classic session, and Anna on his list."""
    bert = world.person(10002, contacts=[10001], nickname="Bert")
    bert.login()
    return bert


@pytest.fixture
def room(anna: Person, bert: Person) -> int:
    """A room of Anna and Bert. Bert has fetched the notice."""
    room = new_room(anna, 10002)
    fetch(bert)
    assert fetch(bert) == []
    return room


def say(person: Person, room: int, text: str) -> None:
    world = person.world
    world.run(
        world.core.store.write(
            lambda db: delivery.append_to_room(db, room, MessageKind.TEXT, person.number, text, world.clock.now())
        )
    )


def restart(world: World, settings: Settings | None = None, *, is_killed: bool = False) -> None:
    world.restart(settings, is_killed=is_killed)
    world.settle()


def cursor(world: World, room: int, account: int = 10002) -> int:
    """The id up to which the room's messages count as received by the classic session, on disk."""
    world.settle()
    query = f"SELECT seq FROM cursors WHERE account = {account} AND device = '' AND log = {room}"
    return int(world.read(query)[0][0])


# A contact


def test_a_room_is_a_contact(bert: Person, room: int) -> None:
    assert room == 10003
    assert bert.ask("List", TN=160, UN=0)["UN"] == "10001,10003,"
    assert bert.ask("List", TN=1, UN=0)["FN"] == "0"
    assert bert.ask("List", TN=1, UN=10001)["UN"] == "10003,"
    present = bert.ask("Query_Stat", TN=50, UN=0)
    assert [present[name] for name in ("UN", "ST", "NK")] == ["10001,10003,", "10,10,", "user 10001,Family,"]
    assert bert.ask("Query_Stat", TN=1, UN=10001)["UN"] == "10003,"
    info = bert.ask("GetInfo", LV=1, UN=room)
    assert (info["NK"], info["FC"]) == ("Family", "0")


def test_the_profile_of_a_closed_room_is_for_its_members(world: World, bert: Person, room: int) -> None:
    world.person(10004).login()
    assert Person(world, 10004).ask("GetInfo", LV=1, UN=room)["RES"] == "30"


# Messages


def test_messages_come_from_the_room_with_the_name_of_the_writer(anna: Person, bert: Person, room: int) -> None:
    say(anna, room, "Tea is ready")
    say(bert, room, "from my desktop")
    assert fetch(bert) == [(9, room, "user 10001: Tea is ready"), (9, room, "Bert: from my desktop")]
    assert fetch(bert) == []


def test_the_inbox_comes_first(anna: Person, bert: Person, room: int) -> None:
    say(anna, room, "to all")
    anna.ask("CLTMSG", UN=10002, MG="to you")
    assert fetch(bert) == [(9, 10001, "to you"), (9, room, "user 10001: to all")]


def test_a_repeat_gets_the_same_bytes(anna: Person, bert: Person, room: int) -> None:
    say(anna, room, "a")
    first = bert.ask("GetMsgEx", SEQ=1)
    say(anna, room, "b")
    for _ in range(3):
        assert bert.ask("GetMsgEx", SEQ=1).text == first.text
    assert bert.ask("GetMsgEx", SEQ=1).rows == [(9, room, "user 10001: b")]


@pytest.mark.parametrize("command", ["List", "CLTMSG", "Logout", "Login"])
def test_any_other_request_acknowledges(world: World, anna: Person, bert: Person, room: int, command: str) -> None:
    say(anna, room, "a")
    before = cursor(world, room)
    fetch(bert)
    if command == "Login":
        bert.login()
    else:
        bert.ask(command, UN=10001, MG="x")
    assert cursor(world, room) == before + 1


def test_a_reply_that_was_not_written_is_sent_again(anna: Person, bert: Person, room: int) -> None:
    say(anna, room, "a")
    reply = bert.ask("GetMsgEx")
    assert reply.answer.delivered is not None
    reply.answer.delivered(False)
    assert fetch(bert) == [(9, room, "user 10001: a")]


def test_a_written_reply_is_acknowledged_once_its_window_has_passed(
    world: World, anna: Person, bert: Person, room: int
) -> None:
    say(anna, room, "a")
    before = cursor(world, room)
    fetch(bert)
    world.catch_up()
    assert cursor(world, room) == before
    world.advance(20)
    world.catch_up()
    assert cursor(world, room) == before + 1


@pytest.mark.parametrize("is_killed", [True, False])
def test_messages_come_again_after_the_server_was_killed(
    world: World, anna: Person, bert: Person, room: int, is_killed: bool
) -> None:
    say(anna, room, "a")
    bert.ask("GetMsgEx")
    restart(world, is_killed=is_killed)
    assert fetch(bert) == [(9, room, "user 10001: a")]
    assert fetch(bert) == []
    restart(world, is_killed=is_killed)
    assert fetch(bert) == []


def test_a_repeat_after_the_server_was_killed_gets_the_same_bytes(
    world: World, anna: Person, bert: Person, room: int
) -> None:
    say(anna, room, "a")
    first = bert.ask("GetMsgEx", SEQ=1)
    restart(world, is_killed=True)
    say(anna, room, "b")
    assert bert.ask("GetMsgEx", SEQ=1).text == first.text


def test_a_long_reply_is_continued(anna: Person, bert: Person, room: int) -> None:
    other = new_room(anna, 10002, CID="f" * 32, NAME="Club")
    text = "x" * 4096
    for _ in range(300):
        say(anna, room, text)
    say(anna, other, "last")
    found: list[tuple[int, int, str]] = []
    replies = 0
    while rows := [row for row in fetch(bert) if row[0] == 9]:
        found += rows
        replies += 1
    assert replies == 2
    assert found == [(9, room, f"user 10001: {text}")] * 300 + [(9, other, "user 10001: last")]


def test_more_messages_than_one_reply_takes_of_a_room(anna: Person, bert: Person, room: int) -> None:
    for number in range(501):
        say(anna, room, f"{number}")
    assert len(fetch(bert)) == 500
    assert fetch(bert) == [(9, room, "user 10001: 500")]


# Signing in


def test_a_sign_in_finds_the_latest_fifty(world: World, anna: Person, bert: Person, room: int) -> None:
    bert.ask("Logout")
    for number in range(70):
        say(anna, room, f"{number}")
    bert.login()
    assert [text for kind, _, text in fetch(bert) if kind == 9] == [f"user 10001: {number}" for number in range(20, 70)]


def test_a_session_that_continues_gets_more_than_fifty(anna: Person, bert: Person, room: int) -> None:
    for number in range(70):
        say(anna, room, f"{number}")
    bert.login()
    assert len(fetch(bert)) == 70


def test_a_sign_in_begins_where_another_device_is(world: World, anna: Person, bert: Person, room: int) -> None:
    bert.ask("Logout")
    say(anna, room, "read on the desktop")
    world.run(
        world.core.store.write(
            lambda db: db.execute(
                "INSERT INTO cursors (account, device, log, seq) SELECT 10002, ?, number, last_seq FROM logs "
                "WHERE number = ?",
                (DEVICE, room),
            )
        )
    )
    say(anna, room, "new")
    bert.login()
    assert [row for row in fetch(bert) if row[0] == 9] == [(9, room, "user 10001: new")]


# Joining and leaving


def test_a_contact_joins_an_open_room_and_leaves_it(world: World, anna: Person, bert: Person) -> None:
    room = new_room(anna, JOIN=0)
    say(anna, room, "before")
    assert bert.ask("AddToList", UN=room)["CD"] == "0"
    say(anna, room, "after")
    assert fetch(bert) == [(3, room, "Bert: Family"), (9, room, "user 10001: after")]
    assert bert.ask("AddToList", UN=room)["CD"] == "0"
    assert bert.ask("DelFromList", UN=room)["RES"] == "0"
    say(anna, room, "without Bert")
    assert fetch(bert) == []
    assert bert.ask("List", TN=160, UN=0)["UN"] == "10001,"


def test_a_closed_room_lets_nobody_in(anna: Person, bert: Person) -> None:
    room = new_room(anna)
    assert bert.ask("AddToList", UN=room)["CD"] == "3"
    assert bert.ask("Ack_AddToList", UN=room, CD=2, RS="please")["RES"] == "31"


@pytest.mark.parametrize(("answer", "on_list"), [(0, True), (1, False)])
def test_an_invitation_is_answered_like_a_request(world: World, anna: Person, answer: int, on_list: bool) -> None:
    carl = world.person(10002)
    carl.login()
    room = new_room(anna, 10002)
    assert fetch(carl) == [(2, room, "user 10001: Family")]
    assert carl.ask("Ack_AddToList", UN=room, CD=answer, RS="")["RES"] == "0"
    assert (carl.ask("List", TN=160, UN=0)["UN"] == f"{room},") is on_list
