"""Changes of messages, nudges and notices between people at two servers on one database."""

import pytest

from tests.helpers.server import add_to_lists
from tests.server.postgres.pair import Pair
from tests.server.test_changes import CID, OTHER_CID, REF, edit, marked, react, recall, reply_rows, rows, write
from tests.server.world import OTHER_DEVICE, Person

Friends = tuple[Person, Person]


@pytest.fixture
def friends(pair: Pair) -> Friends:
    """Anna at the first server, Bert at the second one; both have read everything."""
    for number in (10001, 10002):
        pair.one.person(number)
    add_to_lists(pair.one.url, [(10001, 10002), (10002, 10001)])
    pair.catch_up()
    anna, bert = marked(pair.one, 10001), marked(pair.two, 10002)
    pair.catch_up()
    for person in (anna, bert):
        rows(person)
        person.session.unsent.clear()
    return anna, bert


def test_changes_reach_the_other_server(pair: Pair, friends: Friends) -> None:
    anna, bert = friends
    write(anna, 10002)
    pair.catch_up()
    rows(bert)
    poll = bert.start("GetMsgEx", WAIT=50)
    assert edit(anna, 10002, "hi") == "0"
    pair.until(lambda: poll.is_done)
    assert reply_rows(poll.reply()) == [("97", "10001", f"{REF}:10001", "hi")]


def test_a_change_that_comes_again_at_the_other_server_is_stored_once(pair: Pair, friends: Friends) -> None:
    anna, _ = friends
    write(anna, 10002)
    pair.catch_up()
    other = pair.at(pair.two, anna)
    assert (recall(anna, 10002), recall(other, 10002)) == ("0", "0")
    assert pair.one.read("SELECT count(*) FROM entries WHERE kind = 95") == [(4,)]


def test_two_changes_at_once_leave_one(pair: Pair, friends: Friends) -> None:
    anna, bert = friends
    write(anna, 10002)
    pair.catch_up()
    other = pair.at(pair.one, bert)
    running = [
        person.world.start_unsettled(person.body("React", UN=10001, REF=REF, CID=cid, VAL="👍"), person.address)
        for person, cid in ((bert, OTHER_CID), (other, "c" * 32))
    ]
    pair.until(lambda: all(one.is_done for one in running))
    assert [one.reply()["RES"] for one in running] == ["0", "0"]
    assert pair.one.read("SELECT count(*) FROM entries WHERE kind = 96") == [(2,)]
    assert react(anna, 10002, "👎", cid="d" * 32) == "0"
    assert CID in anna.ask("GetLog", UN=10002)["CID"]


def test_a_nudge_reaches_the_other_server(pair: Pair, friends: Friends) -> None:
    anna, bert = friends
    poll = bert.start("GetMsgEx", WAIT=50)
    assert anna.ask("Nudge", UN=10002)["RES"] == "0"
    pair.until(lambda: poll.is_done)
    assert reply_rows(poll.reply()) == [("89", "10001", "", "")]


@pytest.mark.parametrize(("command", "kind"), [("Block", "83"), ("DelFromList", "86")])
def test_a_device_at_the_other_server_hears_of_changed_lists_and_blocks(
    pair: Pair, friends: Friends, command: str, kind: str
) -> None:
    anna, bert = friends
    other = marked(pair.two, 10001, OTHER_DEVICE)
    pair.catch_up()
    rows(other)
    other.session.unsent.clear()
    poll = other.start("GetMsgEx", WAIT=50)
    assert anna.ask(command, UN=bert.number)["RES"] == "0"
    pair.until(lambda: poll.is_done)
    assert (kind, "10000", "", "") in reply_rows(poll.reply())
