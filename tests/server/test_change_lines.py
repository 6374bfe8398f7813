"""Old clients get lines of text in place of changes and replies."""

from collections.abc import Callable

import pytest

from qqdesk.server.delivery.change_lines import first_words, reaction_name
from tests.helpers import rooms
from tests.server.test_changes import CID, OTHER_CID, REF, edit, marked, react, recall, rows, write
from tests.server.test_classic_polls import fetch
from tests.server.test_room_messages import place
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

ROOM = 20001
_marks = [f"{number:032x}" for number in range(1, 50)]
OldClient = Callable[[Person], list[tuple[int, str]]]


def fetched(person: Person) -> list[tuple[int, str]]:
    """Sender and text of what a classic session fetches."""
    return [(sender, text) for kind, sender, text in fetch(person) if kind == 9]


def received(person: Person) -> list[tuple[int, str]]:
    """Sender and text of what a session without MARK receives."""
    return [(int(sender), text) for kind, sender, _, text in rows(person) if kind == "9"]


@pytest.fixture(params=["classic", "extended"])
def old(request: pytest.FixtureRequest) -> OldClient:
    return fetched if request.param == "classic" else received


@pytest.fixture
def anna(world: World) -> Person:
    world.people(10001, 10002)
    return marked(world, 10001)


@pytest.fixture
def bert(world: World, anna: Person, old: OldClient) -> Person:
    """Bert has an old client."""
    bert = Person(world, 10002, "10.0.0.2")
    if old is fetched:
        bert.login()
    else:
        reply = bert.login(EXT=1, DEV="f" * 32, CAN="DEV,ROOM,")
        bert.token = reply["SID"]
    old(bert)
    return bert


def test_changes_of_others_are_lines(anna: Person, bert: Person, old: OldClient) -> None:
    write(anna, 10002, "helo, world")
    assert old(bert) == [(10001, "helo%2c world")]
    react(anna, 10002, "👍", cid=_marks[0])
    edit(anna, 10002, "hello, world", cid=_marks[1])
    assert old(bert) == [(10001, "[reacted: like] hello%2c world"), (10001, "* hello%2c world")]
    recall(anna, 10002, cid=_marks[2])
    assert old(bert) == [(10001, "[took back a message]")]


def test_what_was_taken_back_before_and_reactions_taken_back_are_nothing(
    anna: Person, bert: Person, old: OldClient
) -> None:
    write(anna, 10002, "a secret")
    write(anna, 10002, "hello", _marks[0])
    react(anna, 10002, "👍", f"10001:{_marks[0]}", _marks[1])
    react(anna, 10002, "", f"10001:{_marks[0]}", _marks[2])
    recall(anna, 10002)
    assert old(bert) == [(10001, "hello"), (10001, "[took back a message]")]
    assert old(bert) == []


def test_own_changes_are_nothing(world: World, anna: Person, bert: Person, old: OldClient) -> None:
    write(anna, 10002)
    old(bert)
    other = marked(world, 10002)
    react(other, 10001, "👍")
    assert old(bert) == []
    write(anna, 10002, "next", _marks[0])
    assert old(bert) == [(10001, "next")]


def test_a_reply_begins_with_a_line_of_the_answered_message(anna: Person, bert: Person, old: OldClient) -> None:
    write(anna, 10002, "Tea at four?\nOr later?")
    write(anna, 10002, "Or coffee", OTHER_CID, REF=REF)
    write(anna, 10002, "unknown", _marks[0], REF=f"10002:{OTHER_CID}")
    assert old(bert)[1:] == [(10001, "> Tea at four?…%0d%0aOr coffee"), (10001, "unknown")]


def test_no_line_shows_a_message_of_others(world: World, anna: Person, bert: Person, old: OldClient) -> None:
    carl, _ = world.people(10003, 10004)
    write(carl, 10004, "a secret")
    write(anna, 10002, "what?", OTHER_CID, REF=f"10003:{CID}")
    assert old(bert) == [(10001, "what?")]


def test_a_repeat_of_a_reply_has_the_same_bytes(anna: Person, bert: Person, old: OldClient) -> None:
    write(anna, 10002, "Tea at four?")
    write(anna, 10002, "Or coffee", OTHER_CID, REF=REF)
    react(anna, 10002, "👍", cid=_marks[0])
    fields = {"SEQ": 77} if old is fetched else {"SEQ": 77, "WAIT": 0}
    assert bert.ask("GetMsgEx", **fields).text == bert.ask("GetMsgEx", **fields).text


def test_in_a_room_they_are_lines_of_the_member(world: World, anna: Person, bert: Person, old: OldClient) -> None:
    rooms.add_room(place(world), ROOM, (10001, 10002))
    world.catch_up()
    old(bert)
    write(anna, ROOM, "a secret", _marks[0])
    write(anna, ROOM, "Tea at four?")
    write(anna, ROOM, "Or coffee", OTHER_CID, REF=REF)
    edit(anna, ROOM, "Or cocoa", f"10001:{OTHER_CID}", _marks[1])
    react(anna, ROOM, "👍", cid=_marks[2])
    recall(anna, ROOM, f"10001:{_marks[0]}", _marks[3])
    texts = [text.removeprefix("user 10001: ") for _, text in old(bert)]
    assert texts == [
        "Tea at four?",
        "> Tea at four?%0d%0aOr cocoa",
        "[reacted: like] Tea at four?",
        "[took back a message]",
    ]


def test_no_line_shows_what_a_member_may_not_read(world: World, anna: Person, bert: Person, old: OldClient) -> None:
    world.person(10003)
    rooms.add_room(place(world), ROOM, (10001, 10003))
    world.catch_up()
    write(anna, ROOM, "a secret")
    world.run(world.core.store.write(lambda db: db.execute("UPDATE rooms SET shows_past = 0").rowcount))
    rooms.join(place(world), ROOM, 10002)
    world.catch_up()
    old(bert)
    write(anna, ROOM, "what?", OTHER_CID, REF=REF)
    react(anna, ROOM, "👍", cid=_marks[0])
    assert [text.removeprefix("user 10001: ") for _, text in old(bert)] == ["what?", "[reacted: like]"]


@pytest.mark.parametrize("to", [10002, ROOM])
def test_an_edit_of_a_message_that_was_not_fetched_is_told_once(
    world: World, anna: Person, bert: Person, old: OldClient, to: int
) -> None:
    rooms.add_room(place(world), ROOM, (10001, 10002))
    world.catch_up()
    old(bert)
    write(anna, to, "helo")
    edit(anna, to, "hello", cid=_marks[0])
    assert [text.removeprefix("user 10001: ") for _, text in old(bert)] == ["hello"]
    edit(anna, to, "hello!", cid=_marks[1])
    # A session with EXT that does not acknowledge gets the message itself again.
    again = "hello!" if old is received and to == ROOM else "* hello!"
    assert [text.removeprefix("user 10001: ") for _, text in old(bert)] == [again]


@pytest.mark.parametrize(
    ("reaction", "word"),
    [("👍", "like"), ("❤️", "love"), ("👍🏽", "like"), ("🦆", "duck"), ("👩‍👩‍👧", "woman"), ("ok", "ok")],
)
def test_a_reaction_is_a_word(reaction: str, word: str) -> None:
    assert reaction_name(reaction) == word
    assert word.isascii()


def test_first_words() -> None:
    assert first_words("hello") == "hello"
    assert first_words("hello\nworld") == "hello…"
    assert first_words("x" * 50) == "x" * 40 + "…"
