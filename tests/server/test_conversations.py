"""The conversations that the server keeps: Talks, GetLog, Seen and ClearLog."""

import pytest

from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.server.admin import operator_notices
from tests.server.world import Person, Reply, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

CID = "0123456789abcdef" * 2


def items(reply: Reply, name: str) -> list[str]:
    return reply[name].split(",")[:-1]


def devices_of(world: World, *numbers: int) -> list[Person]:
    """People on each other's lists, with a device each."""
    people = world.people(*numbers)
    for person in people:
        person.session.can_devices = True
    return people


def summary(anna: Person, bert: Person, count: int) -> None:
    """Write in turns: the first message is Anna's."""
    for number in range(count):
        sender, to = (bert, anna) if number % 2 else (anna, bert)
        sender.ask("CLTMSG", CID=f"{number:032x}", UN=to.number, MG=str(number))


def test_conversations_come_with_their_last_message_the_latest_first(world: World) -> None:
    anna, bert, carl = devices_of(world, 10001, 10002, 10003)
    bert.ask("CLTMSG", CID=CID, UN=10001, MG="from Bert")
    anna.ask("CLTMSG", CID="a" * 32, UN=10003, MG="to Carl")
    carl.ask("CLTMSG", CID="c" * 32, UN=10001, MG="from Carl")
    reply = anna.ask("Talks")
    assert [items(reply, name) for name in ("UN", "LAST", "SEEN", "UNREAD", "WHO", "CID", "MG")] == [
        ["10003", "10002"],
        ["3", "1"],
        ["0", "0"],
        ["1", "1"],
        ["10003", "10002"],
        ["c" * 32, CID],
        ["from Carl", "from Bert"],
    ]
    assert reply["FN"] == "1"


def test_conversations_are_paged(world: World) -> None:
    anna, *others = devices_of(world, 10001, *range(10002, 10007))
    for person in others:
        person.ask("CLTMSG", UN=10001, MG="hello")
    found, before = [], ""
    for is_last in ("0", "0", "1"):
        reply = anna.ask("Talks", TN=2, BEF=before)
        found += items(reply, "UN")
        assert reply["FN"] == is_last
        before = items(reply, "LAST")[-1]
    assert found == ["10006", "10005", "10004", "10003", "10002"]


def test_a_conversation_is_read_backwards_and_forwards(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    summary(anna, bert, 7)
    latest = anna.ask("GetLog", UN=10002, TN=3)
    assert (latest.rows, latest["FN"]) == ([(92, 10002, "4"), (9, 10002, "5"), (92, 10002, "6")], "0")
    assert items(latest, "CID") == [f"{number:032x}" for number in (4, 5, 6)]
    before = anna.ask("GetLog", UN=10002, TN=4, BEF=latest.ids[0])
    assert (before.ids, before["FN"]) == ([1, 2, 3, 4], "1")
    after = anna.ask("GetLog", UN=10002, TN=2, AFT=before.ids[-1])
    assert (after.ids, after["FN"]) == ([5, 6], "0")
    assert anna.ask("GetLog", UN=10002, AFT=7)["MN"] == "0"
    assert world.read("SELECT seq FROM cursors WHERE account = 10001") == [(0,)]


def test_a_long_page_is_cut_on_the_far_side(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    for number in range(60):
        anna.ask("CLTMSG", UN=10002, MG=f"{number:04}" + "x" * 4000)
    latest = bert.ask("GetLog", UN=10001, TN=60)
    assert latest["FN"] == "0"
    assert latest.ids == list(range(61 - len(latest.ids), 61))


def test_a_conversation_says_whether_my_last_message_was_delivered(world: World) -> None:
    anna, bert, carl = devices_of(world, 10001, 10002, 10003)
    for person in (bert, carl):
        anna.ask("CLTMSG", UN=person.number, MG="hello")
    bert.ask("GetMsgEx", ACK=1)
    world.settle()
    reply = anna.ask("Talks")
    assert (items(reply, "UN"), items(reply, "GOT")) == (["10003", "10002"], ["0", "1"])


def test_an_invisible_person_gives_no_delivery_away(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    bert.ask("Change_Stat", ST=40)
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="are you there?")
    bert.ask("GetMsgEx", ACK=1)
    world.settle()
    assert items(anna.ask("GetLog", UN=10002), "DLV") == ["0"]


def test_a_read_mark_counts_down_and_goes_to_the_inbox(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    for text in ("1", "2", "3"):
        bert.ask("CLTMSG", UN=10001, MG=text)
    assert anna.ask("Seen", UN=10002, MID=2)["RES"] == "0"
    reply = anna.ask("Talks")
    assert (items(reply, "SEEN"), items(reply, "UNREAD")) == (["2"], ["1"])
    assert anna.ask("GetMsgEx", ACK=3).rows[-1] == (93, 10002, "2")


def test_a_read_mark_moves_forward_only_and_leaves_one_entry(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    for text in ("1", "2", "3"):
        bert.ask("CLTMSG", UN=10001, MG=text)
    for up_to in (1, 3, 2, 3, 1000):
        anna.ask("Seen", UN=10002, MID=up_to)
    assert world.read("SELECT seq, text FROM entries WHERE kind = 93") == [(5, "3")]
    assert items(anna.ask("Talks"), "SEEN") == ["3"]


def test_a_read_mark_without_a_conversation_changes_nothing(world: World) -> None:
    anna, _ = devices_of(world, 10001, 10002)
    assert anna.ask("Seen", UN=77777, MID=1)["RES"] == "0"
    assert world.read("SELECT * FROM read_marks") == world.read("SELECT * FROM entries") == []


def test_a_cleared_conversation_is_gone_for_its_owner_only(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    summary(anna, bert, 4)
    assert anna.ask("ClearLog", UN=10002, MID=3)["RES"] == "0"
    assert anna.ask("GetLog", UN=10002).ids == [4]
    assert len(bert.ask("GetLog", UN=10001).ids) == 4
    assert anna.ask("GetMsgEx", ACK=4).rows[-1] == (85, 10002, "3")
    anna.ask("ClearLog", UN=10002, MID=5)
    assert anna.ask("Talks")["SN"] == "0"
    # A message that is sent again is still known.
    assert anna.ask("CLTMSG", CID=f"{2:032x}", UN=10002, MG="2")["MID"] == "3"


def test_a_deletion_beyond_the_end_is_refused(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    summary(anna, bert, 2)
    refused = anna.ask("ClearLog", UN=10002, MID=3)
    assert (refused["RES"], refused["RA"]) == ("10", "MID: there is no message with this id yet")
    assert anna.ask("GetLog", UN=10002).ids == [1, 2]
    assert anna.ask("ClearLog", UN=77777, MID=1000)["RES"] == "10"


def test_a_message_that_is_deleted_before_it_is_acknowledged_gets_one_receipt(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="hello")
    (id_,) = bert.ask("GetMsgEx").ids
    bert.ask("ClearLog", UN=10001, MID=id_)
    bert.ask("GetMsgEx", ACK=id_)
    world.catch_up()
    assert anna.poll()[-1] == (91, 10002, CID)
    assert world.read("SELECT text FROM entries WHERE kind = 91") == [(CID,)]


def test_a_repeated_deletion_is_noted_once(world: World) -> None:
    anna, bert = devices_of(world, 10001, 10002)
    summary(anna, bert, 2)
    for _ in range(2):
        anna.ask("ClearLog", UN=10002, MID=2)
    assert world.read("SELECT text FROM entries WHERE kind = 85") == [("2",)]


def test_notices_of_the_operator_are_a_conversation(world: World) -> None:
    (anna,) = devices_of(world, 10001)
    world.run(world.core.store.write(lambda db: operator_notices.send(db, "hello", 1)))
    assert items(anna.ask("Talks"), "UN") == [str(SYSTEM_NUMBER)]
