"""The sender's own entry of each message, and what the sessions of each kind get of it."""

import pytest

from tests.server.world import DEVICE, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

CID = "0123456789abcdef" * 2


def log_of(world: World, number: int) -> list[tuple[int, int, int, str, str]]:
    """Kind, peer, sender, text and client id of each entry in an inbox."""
    rows = world.read(f"SELECT kind, peer, sender, text, client_id FROM entries WHERE log = {number} ORDER BY seq")
    return [(kind, peer, sender, text, (client_id or b"").hex()) for kind, peer, sender, text, client_id in rows]


def with_devices(world: World, number: int, device: str) -> Person:
    """A session of the account that knows devices."""
    person = Person(world, number).sign_in(device)
    person.session.can_devices = True
    return person


def test_a_message_is_an_entry_of_both_inboxes(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="hello")
    assert log_of(world, 10001) == [(92, 10002, 10001, "hello", CID)]
    assert log_of(world, 10002) == [(9, 10001, 10001, "hello", CID)]


def test_the_server_draws_a_client_id(world: World) -> None:
    world.people(10001, 10002)
    classic = Person(world, 10001)
    classic.login()
    classic.ask("CLTMSG", UN=10002, MG="hello")
    own, theirs = (log_of(world, number)[-1][-1] for number in (10001, 10002))
    assert own == theirs
    assert len(own) == 32


def test_own_messages_count_as_received_unless_something_waits(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("CLTMSG", UN=10002, MG="1")
    assert world.read("SELECT last_seq, received FROM logs WHERE number = 10001") == [(1, 1)]
    bert.ask("CLTMSG", UN=10001, MG="2")
    anna.ask("CLTMSG", UN=10002, MG="3")
    assert world.read("SELECT last_seq, received FROM logs WHERE number = 10001") == [(3, 1)]


def test_a_session_without_devices_gets_no_own_copies(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    for number in range(3):
        anna.ask("CLTMSG", UN=10002, MG=str(number))
    bert.ask("CLTMSG", UN=10001, MG="hello")
    anna.ask("CLTMSG", UN=10002, MG="behind")
    reply = anna.ask("GetMsgEx", WAIT=50)
    assert reply.rows == [(9, 10002, "hello")]
    assert "CID" not in reply
    poll = anna.start("GetMsgEx", WAIT=50, ACK=reply.ids[-1])
    assert anna.session.poll is not None
    anna.ask("CLTMSG", UN=10002, MG="while the poll waits")
    assert anna.session.poll is not None
    bert.ask("CLTMSG", UN=10001, MG="again")
    assert poll.reply().rows == [(9, 10002, "again")]
    assert poll.reply().ids == [7]


def test_the_device_that_wrote_it_gets_no_copy_if_it_has_everything_before(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    anna.session.can_devices = True
    poll = anna.start("GetMsgEx", WAIT=50)
    assert anna.ask("CLTMSG", CID=CID, UN=10002, MG="hello")["MID"] == "1"
    assert anna.session.poll is not None
    bert.ask("CLTMSG", CID=CID, UN=10001, MG="to you too")
    assert poll.reply().ids[-1:] == [2]
    assert (92, 10002, "hello") not in poll.reply().rows


def test_a_copy_behind_something_unread_is_sent_with_its_client_id(world: World) -> None:
    _, bert = world.people(10001, 10002)
    anna = with_devices(world, 10001, "a" * 32)
    bert.ask("CLTMSG", CID="b" * 32, UN=10001, MG="unread")
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="mine")
    reply = anna.ask("GetMsgEx", WAIT=50)
    assert reply.rows[-2:] == [(9, 10002, "unread"), (92, 10002, "mine")]
    assert reply["CID"].split(",")[-3:-1] == ["b" * 32, CID]


def test_each_device_gets_all_that_came_between_its_polls(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    devices = [with_devices(world, 10002, digit * 32) for digit in "ab"]
    ((last,),) = world.read("SELECT last_seq FROM logs WHERE number = 10002")
    for device in devices:
        device.ask("GetMsgEx", ACK=last)
        device.start("GetMsgEx", WAIT=50)
    anna.ask("CLTMSG", UN=10002, MG="first")
    for text in ("second", "third"):
        anna.ask("CLTMSG", UN=10002, MG=text)
    for device in devices:
        assert device.ask("GetMsgEx", WAIT=50, ACK=last + 1).rows == [(9, 10001, "second"), (9, 10001, "third")]


def test_one_device_is_enough_for_a_receipt(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    devices = [with_devices(world, 10002, digit * 32) for digit in "ab"]
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="hello")
    ((last,),) = world.read("SELECT last_seq FROM logs WHERE number = 10002")
    for device in devices:
        device.ask("GetMsgEx", ACK=last)
        world.settle()
    assert [row for row in anna.poll() if row[0] == 91] == [(91, 10002, CID)]
    cursors = dict(world.read("SELECT device, seq FROM cursors WHERE account = 10002"))
    assert [cursors[digit * 32] for digit in "ab"] == [last, last]


def test_a_device_that_signs_in_again_gets_everything_behind_the_cursor_of_the_reply(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    anna.session.can_devices = True
    anna.start("GetMsgEx", WAIT=50)
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="passed over")
    reply = anna.login(EXT=1, DEV=DEVICE, CAN="DEV,")
    anna.token = reply["SID"]
    assert reply["CUR"] == "0"
    assert (92, 10002, "passed over") in anna.poll()
