"""Messages of sessions with EXT: none is lost or duplicated."""

import itertools
from contextlib import closing, nullcontext

import pytest

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.admin import moderation
from qqdesk.server.delivery import delivery, inboxes, mailbox
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import open_database
from tests.helpers.clock import START_MS
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

CID = "0123456789abcdef" * 2


def test_a_client_id_is_stored_once_for_ever(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    first = anna.ask("CLTMSG", CID=CID, UN=10002, MG="a")
    world.advance(100)
    again = anna.ask("CLTMSG", CID=CID.upper(), UN=10002, MG="a")
    assert (again["MID"], again["TIME"]) == (first["MID"], first["TIME"]) == ("1", str(START_MS))
    assert bert.ask("GetMsgEx").ids == [1]
    bert.ask("GetMsgEx", ACK=1)
    world.restart()
    world.advance(100)
    bert.ask("DelFromList", UN=10001)
    anna.ask("DelFromList", UN=10002)
    again = anna.ask("CLTMSG", CID=CID, UN=10002, MG="a")
    assert (again["RES"], again["MID"]) == ("0", "1")
    assert bert.ask("GetMsgEx").rows == []


def settled(world: World) -> None:
    """Run the periodic work of the server."""
    world.core.housekeeping.sweep()
    world.settle()


def test_receipts_of_an_invisible_user_wait_until_they_are_visible(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    bert.ask("Change_Stat", ST=40)
    for sender in (anna, carl):
        sender.poll()
        sender.ask("CLTMSG", CID=CID, UN=10002, MG="are you there?")
    bert.ask("GetMsgEx", ACK=2)
    settled(world)
    assert anna.poll() == carl.poll() == [], "nobody is told that he is there"
    world.restart()
    settled(world)
    assert anna.poll() == []
    bert.ask("Change_Stat", ST=30)
    waiting = anna.start("GetMsgEx", WAIT=50)
    settled(world)
    assert [row for row in waiting.reply().rows + anna.poll() if row[0] == 91] == [(91, 10002, CID)]
    assert [row for row in carl.poll() if row[0] == 91] == [(91, 10002, CID)]
    assert world.read("SELECT * FROM held_receipts") == []


def test_an_answer_of_an_invisible_user_releases_the_receipts(world: World) -> None:
    """The others receive no receipt, since nothing was written to them."""
    anna, bert, carl = world.people(10001, 10002, 10003)
    bert.ask("Change_Stat", ST=40)
    for sender in (anna, carl):
        sender.poll()
        sender.ask("CLTMSG", CID=CID, UN=10002, MG="are you there?")
    bert.ask("GetMsgEx", ACK=2)
    bert.ask("CLTMSG", CID=CID, UN=10001, MG="yes but tell nobody")
    settled(world)
    assert sorted(anna.poll()) == [(9, 10002, "yes but tell nobody"), (91, 10002, CID)]
    assert carl.poll() == []
    anna.ask("CLTMSG", CID="c" * 32, UN=10002, MG="I see")
    assert bert.ask("GetMsgEx", ACK=2).ids == [4]
    bert.ask("GetMsgEx", ACK=4)
    bert.ask("CLTMSG", UN=10001, MG="as an old client writes it")
    settled(world)
    assert (91, 10002, "c" * 32) in anna.poll()


def test_an_invisible_classic_session_gives_nothing_away(world: World) -> None:
    anna, named = world.people(10001, 10002)
    named.ask("Logout")
    bert = Person(world, 10002)
    bert.login()
    bert.ask("Change_Stat", ST=40)
    anna.poll()
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="are you there?")
    reply = bert.ask("GetMsgEx")
    assert reply.rows[-1] == (9, 10001, "are you there?")
    assert reply.answer.delivered is not None
    reply.answer.delivered(True)
    bert.ask("Logout")
    settled(world)
    assert anna.poll() == []
    bert.login()
    settled(world)
    assert (91, 10002, CID) in anna.poll()


def test_a_deleted_user_sends_no_receipt(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    bert.ask("Change_Stat", ST=40)
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="are you there?")
    bert.ask("GetMsgEx", ACK=1)
    world.settle()
    assert len(world.read("SELECT * FROM held_receipts")) == 1
    world.run(world.core.store.write(lambda db: moderation.delete(db, 10001, world.clock.now())))
    assert world.read("SELECT * FROM held_receipts") == []


def test_receipts_are_nothing_for_a_classic_session(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    for number in range(3):
        anna.ask("CLTMSG", CID=f"{number:032x}", UN=10002, MG="a")
    bert.ask("GetMsgEx", ACK=3)
    classic = Person(world, 10001)
    classic.login()
    assert classic.poll() == []
    bert.ask("CLTMSG", UN=10001, MG="b")
    assert classic.poll() == [(9, 10002, "b")]
    assert classic.poll() == []
    device = Person(world, 10001).sign_in()
    receipts = [(91, 10002, f"{number:032x}") for number in range(3)]
    assert [row for row in device.poll() if row[0] != 99] == [*receipts, (9, 10002, "b")]


def test_a_full_mailbox_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_WAITING", 3)
    anna, bert = world.people(10001, 10002)
    for _ in range(3):
        assert anna.ask("CLTMSG", UN=10002, MG="x")["RES"] == "0"
    full = anna.ask("CLTMSG", CID=CID, UN=10002, MG="x")
    assert full["RES"] == "42"
    assert "MID" not in full
    assert bert.ask("GetMsgEx", ACK=1).ids == [2, 3]
    assert anna.ask("CLTMSG", CID=CID, UN=10002, MG="x")["MID"] == "5"


@pytest.mark.parametrize("in_one_commit", [False, True])
def test_a_client_id_of_another_message_is_refused(world: World, in_one_commit: bool) -> None:
    anna, bert, _ = world.people(10001, 10002, 10003)
    bodies = [anna.body("CLTMSG", CID=CID, UN=to, MG=text) for to, text in ((10002, "a"), (10002, "b"), (10003, "a"))]
    with world.one_commit() if in_one_commit else nullcontext():
        running = [world.start_unsettled(body) if in_one_commit else world.start(body) for body in bodies]
    assert [item.reply()["RES"] for item in running] == ["0", "10", "10"]
    assert anna.ask("CLTMSG", CID=CID, UN=10002, MG="a")["MID"] == "1"
    assert [text for kind, _, text in bert.poll() if kind == 9] == ["a"]


def test_five_thousand_wait_and_not_one_more(world: World) -> None:
    anna, bert = world.people(10001, 10002)

    def fill(db: Database) -> None:
        for number in range(4_999):
            delivery.append(db, 10002, MessageKind.TEXT, 10003 + number % 5, str(number), START_MS)

    world.run(world.core.store.write(fill))
    assert anna.ask("CLTMSG", CID=CID, UN=10002, MG="the last one")["MID"] == "1"
    assert anna.ask("CLTMSG", UN=10002, MG="too many")["RES"] == "42"
    # A repeat of a stored message is still answered.
    assert anna.ask("CLTMSG", CID=CID, UN=10002, MG="the last one")["MID"] == "1"
    bert.login()
    assert len(bert.poll()) == 5_000


def test_one_sender_does_not_fill_a_mailbox(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)

    def fill(db: Database) -> None:
        for number in range(997):
            delivery.append(db, 10002, MessageKind.TEXT, 10001, str(number), START_MS)

    world.run(world.core.store.write(fill))
    with world.one_commit():
        sent = [world.start_unsettled(anna.body("CLTMSG", UN=10002, MG=str(n))) for n in range(5)]
        world.turn()
    assert [reply.reply()["RES"] for reply in sent] == ["0", "0", "0", "42", "42"]
    full = anna.ask("CLTMSG", UN=10002, MG="x")
    assert (full["RES"], full["RA"]) == ("42", "too many messages of yours wait for them")
    assert carl.ask("CLTMSG", UN=10002, MG="y")["RES"] == "0"
    assert bert.ask("GetMsgEx", ACK=1).ids[0] == 2
    world.settle()
    assert [anna.ask("CLTMSG", UN=10002, MG="x")["RES"] for _ in range(2)] == ["0", "42"]


def test_a_mailbox_that_gets_full_within_a_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_WAITING", 2)
    senders = world.people(10001, 10002, 10003, 10004)[1:]
    with world.one_commit():
        sent = [world.start_unsettled(sender.body("CLTMSG", CID=CID, UN=10001, MG="x")) for sender in senders]
        world.turn()
    assert [reply.reply()["RES"] for reply in sent] == ["0", "0", "42"]


def test_unfetched_receipts_fill_no_mailbox_and_expire(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_WAITING", 3)
    monkeypatch.setattr(inboxes, "MOST_WITH_RECEIPTS", 6)
    anna, bert = world.people(10001, 10002)
    for number in range(1, 9):
        assert anna.ask("CLTMSG", CID=f"{number:032x}", UN=10002, MG="x")["RES"] == "0"
        bert.poll(ACK=number)
    for _ in range(3):
        assert bert.ask("CLTMSG", UN=10001, MG="y")["RES"] == "0"
    assert bert.ask("CLTMSG", UN=10001, MG="y")["RES"] == "42"
    assert [kind for kind, _, _ in anna.poll()] == [91] * 3 + [9] * 3


def test_a_reply_is_bounded_in_number_and_in_bytes(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    for number in range(130):
        anna.ask("CLTMSG", UN=10002, MG=str(number))
    assert bert.ask("GetMsgEx").ids == list(range(1, 101))
    assert bert.ask("GetMsgEx", ACK=100).ids == list(range(101, 131))
    for _ in range(20):
        anna.ask("CLTMSG", UN=10002, MG="字" * 4096)
    reply = bert.ask("GetMsgEx", ACK=130)
    assert 10 < len(reply.ids) < 20
    assert len(reply.text.encode()) < 220 * 1024
    assert bert.ask("GetMsgEx", ACK=reply.ids[-1]).ids == list(range(reply.ids[-1] + 1, 151))


def test_a_poll_hangs_as_long_as_requested(world: World) -> None:
    (anna,) = world.people(10001)
    poll = anna.start("GetMsgEx", WAIT=20)
    world.advance(19)
    assert not poll.is_done
    world.advance(1)
    assert poll.reply()["MN"] == "0"
    poll = anna.start("GetMsgEx", WAIT=3600)
    world.advance(50)
    assert poll.reply()["MN"] == "0"
    assert not world.clock.timers or all(timer.cancelled for timer in world.clock.timers)


def test_the_same_poll_again_takes_the_place_of_the_one_that_hangs(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    first = bert.start("GetMsgEx", SEQ=1, WAIT=50)
    second = bert.start("GetMsgEx", SEQ=1, WAIT=50)
    assert first.reply()["MN"] == "0"
    anna.ask("CLTMSG", UN=10002, MG="x")
    assert second.reply().rows == [(9, 10001, "x")]
    # The reply may have been lost: the same poll gets it once more.
    assert bert.ask("GetMsgEx", SEQ=1, WAIT=50).text == second.reply().text


def test_empty_reply_is_not_repeated_to_a_later_poll(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    assert bert.ask("GetMsgEx", SEQ=1).rows == []
    anna.ask("CLTMSG", UN=10002, MG="x")
    assert bert.ask("GetMsgEx", SEQ=1).rows == [(9, 10001, "x")]


def test_a_client_that_goes_away_leaves_no_poll_and_loses_nothing(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    poll = bert.start("GetMsgEx", WAIT=50)
    poll.line.cut()
    world.settle()
    assert poll.reply()["MN"] == "0"
    assert bert.session.poll is None
    anna.ask("Change_Stat", ST=30)
    assert bert.poll() == [(99, 10001, "30")]


def test_an_undelivered_reply_is_sent_again(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    anna.ask("Change_Stat", ST=30)
    carl.ask("Change_Stat", ST=30)
    reply = bert.ask("GetMsgEx", SEQ=1)
    anna.ask("Change_Stat", ST=10)
    assert reply.answer.delivered is not None
    reply.answer.delivered(False)
    assert bert.ask("GetMsgEx", SEQ=1).rows == [(99, 10003, "30"), (99, 10001, "10")]


def test_a_server_that_stops_answers_polls_and_lets_none_hang(world: World) -> None:
    (anna,) = world.people(10001)
    poll = anna.start("GetMsgEx", WAIT=50)
    world.core.stop()
    world.settle()
    assert poll.reply()["MN"] == "0"
    assert anna.ask("GetMsgEx", WAIT=50)["MN"] == "0"


@pytest.mark.stores("sqlite")
def test_an_entry_of_another_process_ends_a_poll_at_the_next_sweep(world: World) -> None:
    (anna,) = world.people(10001)
    poll = anna.start("GetMsgEx", WAIT=50)
    with closing(open_database(world.folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        delivery.append(db, 10001, MessageKind.TEXT, 10000, "from elsewhere", START_MS)
        db.execute("COMMIT")
    world.settle()
    world.core.housekeeping.sweep()
    assert poll.reply().rows == [(9, 10000, "from elsewhere")]
    assert anna.poll(ACK=1) == []


def test_a_client_id_that_comes_often_at_once_is_stored_once(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    anna.ask("CLTMSG", CID=CID, UN=10002, MG="first")
    messages = [(CID, "first")] + [(f"{number % 3:032x}", str(number % 3)) for number in range(9)]
    bodies = [anna.body("CLTMSG", CID=client_id, UN=10002, MG=text) for client_id, text in messages]
    other = carl.body("CLTMSG", CID=CID, UN=10002, MG="carl's")
    running = [world.start_unsettled(body) for body in [*bodies, other]]
    assert [item.reply()["MID"] for item in running] == ["1"] + ["2", "3", "4"] * 3 + ["1"]
    assert [text for _, _, text in bert.poll()] == ["first", "0", "1", "2", "carl's"]


def test_many_at_once_keep_their_order(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    bodies = [sender.body("CLTMSG", UN=10003, MG=f"{sender.number} {i}") for i in range(50) for sender in (anna, bert)]
    running = [world.start_unsettled(body) for body in bodies]
    ids = [int(item.reply()["MID"]) for item in running]
    assert ids[::2] == ids[1::2] == list(range(1, 51))
    texts = [text for _, _, text in carl.poll()]
    for sender, group in itertools.groupby(sorted(texts, key=lambda text: text.split()[0]), lambda t: t.split()[0]):
        assert [int(text.split()[1]) for text in group] == list(range(50)), sender
