"""Entries that a commit hands over to parked polls, and to later ones."""

import pytest

from tests.server.world import World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def test_all_of_a_commit_is_handed_over(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    poll = anna.start("GetMsgEx", WAIT=50)
    with world.one_commit():
        sent = [world.start_unsettled(person.body("CLTMSG", UN=10001, MG="hello")) for person in (bert, carl)]
        world.turn()
    assert [reply.reply()["MID"] for reply in sent] == ["1", "1"]
    assert poll.reply().ids == [1, 2]


def test_an_entry_without_a_hand_over_is_read_from_the_mailbox(world: World) -> None:
    """A request to be added is put into the mailbox by an operation: with the message behind it there is a gap."""
    anna, bert = world.people(10001, 10002)
    carl = world.person(10003).sign_in()
    poll = anna.start("GetMsgEx", WAIT=50)
    with world.one_commit():
        asked = world.start_unsettled(carl.body("Ack_AddToList", UN=10001, CD=2, RS="it is me"))
        sent = world.start_unsettled(bert.body("CLTMSG", UN=10001, MG="hello"))
        world.turn()
    assert asked.reply()["RES"] == sent.reply()["RES"] == "0"
    assert poll.reply().rows == [(2, 10003, "it is me"), (9, 10002, "hello")]


def test_so_much_that_it_is_not_kept_for_the_next_poll(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    poll = bert.start("GetMsgEx", WAIT=50)
    anna.ask("CLTMSG", UN=10002, MG="0")
    assert poll.reply().ids == [1]
    for number in range(1, 102):
        anna.ask("CLTMSG", UN=10002, MG=str(number))
    assert bert.session.fresh is None
    got = [1]
    while got[-1] < 102:
        got += bert.ask("GetMsgEx", WAIT=50, ACK=got[-1]).ids
    assert got == list(range(1, 103))


@pytest.mark.stores("sqlite")
@pytest.mark.errors_expected
def test_a_cursor_that_the_disk_does_not_take_is_saved_later(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("CLTMSG", CID="a" * 32, UN=10002, MG="one")
    assert bert.ask("GetMsgEx").ids == [1]
    with world.failing_disk():
        poll = bert.start("GetMsgEx", WAIT=50, ACK=1)
    assert world.read("SELECT seq FROM cursors WHERE account = 10002") == [(0,)]
    # It hangs on, and is no deafer than others.
    anna.ask("CLTMSG", UN=10002, MG="two")
    assert poll.reply().ids == [2]
    poll = bert.start("GetMsgEx", SEQ=99, WAIT=50)
    world.core.housekeeping.sweep()
    world.settle()
    assert world.read("SELECT seq FROM cursors WHERE account = 10002") == [(1,)]
    assert anna.ask("GetMsgEx").rows == [(91, 10002, "a" * 32)]
    assert poll.reply().ids == [2]


def test_a_sender_cut_off_while_it_waits_for_the_disk_blocks_no_one(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    carl = world.person(10003, address="10.0.0.3", contacts=[10002])
    carl.login()
    world.settle()
    bert.session.unsent.clear()
    poll = bert.start("GetMsgEx", WAIT=50)
    with world.one_commit():
        gone = world.start_unsettled(carl.body("CLTMSG", UN=10002, MG="from one who is gone"), carl.address)
        world.turn()
        gone.line.cut()
        sent = world.start_unsettled(anna.body("CLTMSG", UN=10002, MG="from one who waits"))
        world.turn()
    assert sent.reply()["MID"] == "1"
    assert poll.reply().ids == [1, 2]
