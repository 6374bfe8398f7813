"""Old clients take part in rooms: a room is a contact, whose messages begin with the writer's nickname."""

from collections.abc import Iterable

import pytest

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.delivery import delivery
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.interface import Database
from tests.server.test_classic_polls import fetch
from tests.server.test_rooms import new_room, people, say, set_member, sign_in
from tests.server.world import OTHER_DEVICE, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


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


def fill(sender: Person, room: int, texts: Iterable[str]) -> None:
    """Store messages to a room, more than a client may send."""
    world = sender.world
    now = world.clock.now()

    def write(db: Database) -> None:
        for text in texts:
            delivery.append_to_room(db, room, MessageKind.TEXT, sender.number, text, now)

    world.run(world.core.store.write(write))


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


def test_a_session_with_a_token_has_no_rooms_on_its_list(anna: Person, bert: Person, room: int) -> None:
    assert anna.ask("List", TN=160, UN=0)["UN"] == ""
    bert.sign_in(OTHER_DEVICE)
    assert bert.ask("List", TN=160, UN=0)["UN"] == "10001,"
    assert bert.ask("GetInfo", LV=1, UN=room)["RES"] == "30"
    assert bert.ask("AddToList", UN=room)["RES"] == "30"
    assert bert.ask("CLTMSG", UN=room, MG="hello")["RES"] == "30"


def test_the_profile_of_a_closed_room_is_for_its_members(world: World, bert: Person, room: int) -> None:
    world.person(10004).login()
    assert Person(world, 10004).ask("GetInfo", LV=1, UN=room)["RES"] == "30"


# Messages


def test_messages_come_from_the_room_with_the_name_of_the_writer(anna: Person, bert: Person, room: int) -> None:
    say(anna, room, "Tea is ready")
    say(sign_in(Person(bert.world, 10002)), room, "from my desktop")
    assert fetch(bert) == [(9, room, "user 10001: Tea is ready"), (9, room, "Bert: from my desktop")]
    assert fetch(bert) == []


def test_the_inbox_comes_first(anna: Person, bert: Person, room: int) -> None:
    say(anna, room, "to all")
    anna.ask("CLTMSG", UN=10002, MG="to you")
    assert fetch(bert) == [(9, 10001, "to you"), (9, room, "user 10001: to all")]


def test_changes_of_the_room_are_passed_over(world: World, anna: Person, bert: Person, room: int) -> None:
    world.person(10004, contacts=[10001])
    before = cursor(world, room)
    assert set_member(anna, room, 10004, 1) == "0"
    assert fetch(bert) == []
    assert cursor(world, room) == before + 1


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
    fill(anna, room, [text] * 300)
    say(anna, other, "last")
    found: list[tuple[int, int, str]] = []
    replies = 0
    while rows := [row for row in fetch(bert) if row[0] == 9]:
        found += rows
        replies += 1
    assert replies == 2
    assert found == [(9, room, f"user 10001: {text}")] * 300 + [(9, other, "user 10001: last")]


def test_more_messages_than_one_reply_takes_of_a_room(anna: Person, bert: Person, room: int) -> None:
    fill(anna, room, map(str, range(501)))
    assert len(fetch(bert)) == 500
    assert fetch(bert) == [(9, room, "user 10001: 500")]


# Signing in


def test_a_sign_in_finds_the_latest_fifty(world: World, anna: Person, bert: Person, room: int) -> None:
    bert.ask("Logout")
    fill(anna, room, map(str, range(70)))
    bert.login()
    assert [text for kind, _, text in fetch(bert) if kind == 9] == [f"user 10001: {number}" for number in range(20, 70)]


def test_a_session_that_continues_gets_more_than_fifty(anna: Person, bert: Person, room: int) -> None:
    fill(anna, room, map(str, range(70)))
    bert.login()
    assert len(fetch(bert)) == 70


def test_a_sign_in_begins_where_another_device_is(world: World, anna: Person, bert: Person, room: int) -> None:
    bert.ask("Logout")
    desktop = sign_in(Person(world, 10002))
    say(anna, room, "read on the desktop")
    last = desktop.ask("GetMsgEx").ids[-1]
    desktop.ask("GetMsgEx", ROOM=f"{room},", RACK=f"{last},")
    world.catch_up()
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


def test_the_last_messages_before_a_removal_come(world: World, anna: Person, bert: Person, room: int) -> None:
    say(anna, room, "Bye")
    assert set_member(anna, room, 10002, 0) == "0"
    say(anna, room, "without Bert")
    assert fetch(bert) == [
        (9, room, "user 10001: Bye"),
        (9, room, "user 10001: [the room Family is closed to you]"),
    ]
    bert.ask("Logout")
    bert.login()
    assert [row for row in fetch(bert) if row[0] == 9] == []


def test_a_keeper_is_asked(anna: Person, bert: Person) -> None:
    room = new_room(anna, JOIN=1)
    assert bert.ask("AddToList", UN=room)["CD"] == "1"
    assert bert.ask("Ack_AddToList", UN=room, CD=2, RS="It is Bert")["RES"] == "0"
    assert bert.ask("List", TN=160, UN=0)["UN"] == "10001,"
    assert set_member(anna, room, 10002, 1) == "0"
    assert fetch(bert) == [(3, room, "user 10001: Family")]
    assert bert.ask("List", TN=160, UN=0)["UN"] == f"10001,{room},"


def test_a_refused_request_comes_as_from_a_person(anna: Person, bert: Person) -> None:
    room = new_room(anna, JOIN=1)
    bert.ask("Ack_AddToList", UN=room, CD=2, RS="It is Bert")
    assert set_member(anna, room, 10002, 0) == "0"
    assert fetch(bert) == [(4, room, "")]


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


# Without rooms


def test_the_operator_keeps_rooms_from_old_clients(world: World, anna: Person, bert: Person, room: int) -> None:
    say(anna, room, "a")
    restart(world, Settings(rooms_for_old_clients=False))
    assert fetch(bert) == []
    assert bert.ask("List", TN=160, UN=0)["UN"] == "10001,"
    assert bert.ask("Query_Stat", TN=50, UN=0)["UN"] == "10001,"
    for command in ("GetInfo", "AddToList", "DelFromList", "CLTMSG"):
        assert bert.ask(command, UN=room, MG="x")["RES"] == "30"
    restart(world, Settings())
    assert fetch(bert) == [(9, room, "user 10001: a")]


# Sending


def test_a_mass_mail_reaches_a_room_at_its_rate(world: World, bert: Person, room: int) -> None:
    results = [bert.ask("CLTMSG", UN=room, MG="buy") for _ in range(12)]
    assert [reply["RES"] for reply in results] == ["0"] * 10 + ["40"] * 2
    assert results[-1]["WAIT"] == "1"
    world.advance(1)
    assert bert.ask("CLTMSG", UN=room, MG="buy")["RES"] == "0"
