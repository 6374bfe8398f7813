"""GetMsgEx of classic sessions, which cannot acknowledge."""

import pytest

from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


@pytest.fixture
def anna(world: World) -> Person:
    return world.person(10001).sign_in()


@pytest.fixture
def bert(world: World, anna: Person) -> Person:
    """A classic session, whose list has Anna on it."""
    bert = world.person(10002, contacts=[10001])
    bert.login()
    return bert


def send(anna: Person, text: str) -> None:
    assert anna.ask("CLTMSG", UN=10002, MG=text)["RES"] == "0"


def test_a_repeat_gets_the_same_bytes_three_times(anna: Person, bert: Person) -> None:
    send(anna, "a")
    first = bert.ask("GetMsgEx", SEQ=1)
    send(anna, "b")
    for _ in range(3):
        assert bert.ask("GetMsgEx", SEQ=1).text == first.text
    assert bert.ask("GetMsgEx", SEQ=1).rows == [(9, 10001, "b")]


def test_late_repeat_is_a_new_request(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    bert.ask("GetMsgEx", SEQ=1)
    world.advance(19.5)
    assert bert.ask("GetMsgEx", SEQ=1).rows == [(9, 10001, "a")]
    world.advance(0.5)
    assert bert.ask("GetMsgEx", SEQ=1).rows == []


def test_another_sequence_or_body_is_no_repeat(anna: Person, bert: Person) -> None:
    send(anna, "a")
    bert.ask("GetMsgEx", SEQ=1)
    assert bert.ask("GetMsgEx", SEQ=2).rows == []
    send(anna, "b")
    bert.ask("GetMsgEx", SEQ=3)
    assert bert.ask("GetMsgEx", SEQ=3, XP="").rows == []


def test_an_empty_reply_is_rebuilt_for_a_repeat(anna: Person, bert: Person) -> None:
    assert bert.ask("GetMsgEx", SEQ=1).rows == []
    send(anna, "a")
    assert bert.ask("GetMsgEx", SEQ=1).rows == [(9, 10001, "a")]


def test_unwritten_reply_is_not_acknowledged(anna: Person, bert: Person) -> None:
    send(anna, "a")
    anna.ask("Change_Stat", ST=30)
    reply = bert.ask("GetMsgEx", SEQ=1)
    assert reply.answer.delivered is not None
    reply.answer.delivered(False)
    send(anna, "b")
    assert bert.ask("GetMsgEx", SEQ=2).rows == [(99, 10001, "30"), (9, 10001, "a"), (9, 10001, "b")]


def test_a_reply_that_got_out_on_one_of_two_connections_was_received(anna: Person, bert: Person) -> None:
    send(anna, "a")
    answers = [bert.ask("GetMsgEx", SEQ=1).answer for _ in range(2)]
    for answer, is_out in zip(answers, (True, False), strict=True):
        assert answer.delivered is not None
        answer.delivered(is_out)
    assert bert.ask("GetMsgEx", SEQ=2).rows == []


def test_received_messages_are_acknowledged_on_disk(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    bert.ask("GetMsgEx")
    world.restart()
    bert.login()
    assert bert.poll() == [(9, 10001, "a")]
    bert.poll()
    world.restart()
    bert.login()
    assert bert.poll() == []


def test_a_login_from_the_same_address_redelivers_nothing(anna: Person, bert: Person) -> None:
    send(anna, "a")
    bert.poll()
    bert.login()
    assert bert.poll() == []
    send(anna, "b")
    first = bert.ask("GetMsgEx", SEQ=77)
    bert.login()
    assert bert.ask("GetMsgEx", SEQ=77).text == first.text


def fetch(bert: Person, **fields: object) -> list[tuple[int, int, str]]:
    """Fetch, and let the reply get out of the server in full."""
    reply = bert.ask("GetMsgEx", **fields)
    if reply.answer.delivered is not None:
        reply.answer.delivered(True)
    return reply.rows


def cursor(world: World) -> int:
    """The id up to which Bert's messages count as received, on disk."""
    world.settle()
    return int(world.read("SELECT seq FROM cursors WHERE account = 10002")[0][0])


def test_a_client_that_never_changes_its_sequence_gets_each_message_once(anna: Person, bert: Person) -> None:
    for text in "abc":
        bert.ask("Logout", SEQ=0)
        bert.login(SEQ=0)
        send(anna, text)
        assert fetch(bert, SEQ=0) == [(9, 10001, text)]


@pytest.mark.parametrize("command", ["List", "CLTMSG", "Logout", "Login"])
def test_any_other_request_says_that_the_reply_was_received(
    world: World, anna: Person, bert: Person, command: str
) -> None:
    send(anna, "a")
    fetch(bert)
    if command == "Login":
        bert.login()
    else:
        bert.ask(command, UN=10001, MG="x")
    assert cursor(world) == 1


def test_a_request_that_cannot_be_carried_out_says_so_too(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    fetch(bert)
    assert bert.ask("CLTMSG", UN=77777, MG="x")["RES"] == "30"
    assert cursor(world) == 1


def test_a_repeat_of_another_request_says_nothing(world: World, anna: Person, bert: Person) -> None:
    bert.ask("List", SEQ=50)
    send(anna, "a")
    fetch(bert, SEQ=51)
    bert.ask("List", SEQ=50)
    assert cursor(world) == 0


def test_a_refused_login_says_nothing(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    fetch(bert)
    assert Person(world, 10002).login("wrong")["RS"] == "1"
    assert cursor(world) == 0


def test_a_written_reply_counts_as_received_when_the_session_times_out(
    world: World, anna: Person, bert: Person
) -> None:
    send(anna, "a")
    fetch(bert)
    world.advance(151)
    bert.login()
    assert fetch(bert) == []


def test_a_written_reply_counts_as_received_when_no_repeat_can_come(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    fetch(bert)
    world.core.housekeeping.sweep()
    assert cursor(world) == 0
    world.advance(20)
    world.core.housekeeping.sweep()
    world.settle()
    assert cursor(world) == 1


def test_a_written_reply_counts_as_received_when_the_session_is_replaced(
    world: World, anna: Person, bert: Person
) -> None:
    send(anna, "a")
    fetch(bert)
    elsewhere = Person(world, 10002, address="10.0.0.2")
    elsewhere.login()
    assert elsewhere.poll() == []


def test_a_written_reply_counts_as_received_when_the_server_stops(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    fetch(bert)
    world.restart()
    bert.login()
    assert fetch(bert) == []


def test_a_session_that_replaces_another_gets_the_unwritten_reply(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    bert.poll()
    elsewhere = Person(world, 10002, address="10.0.0.2")
    elsewhere.login()
    assert elsewhere.poll() == [(9, 10001, "a")]


def test_another_request_while_the_reply_is_written_does_not_save_a_broken_one(
    world: World, anna: Person, bert: Person
) -> None:
    send(anna, "a")
    reply = bert.ask("GetMsgEx")
    bert.ask("List")
    assert reply.answer.delivered is not None
    reply.answer.delivered(False)
    assert fetch(bert) == [(9, 10001, "a")]


def lose(person: Person, **fields: object) -> list[tuple[int, int, str]]:
    """Fetch a reply that cannot be written."""
    reply = person.ask("GetMsgEx", **fields)
    assert reply.answer.delivered is not None
    reply.answer.delivered(False)
    return reply.rows


def test_the_same_request_after_a_failed_write_brings_the_messages_once(anna: Person, bert: Person) -> None:
    assert fetch(bert, SEQ=1) == fetch(bert, SEQ=2) == []
    send(anna, "a")
    anna.ask("Change_Stat", ST=30)
    expected = [(99, 10001, "30"), (9, 10001, "a")]
    for _ in range(5):
        assert lose(bert, SEQ=3) == expected
    send(anna, "b")
    assert fetch(bert, SEQ=3) == expected
    assert fetch(bert, SEQ=4) == [(9, 10001, "b")]
    assert fetch(bert, SEQ=5) == []


def test_the_next_request_after_a_failed_write_brings_everything(anna: Person, bert: Person) -> None:
    send(anna, "a")
    anna.ask("Change_Stat", ST=30)
    lose(bert, SEQ=1)
    send(anna, "b")
    assert fetch(bert, SEQ=2) == [(99, 10001, "30"), (9, 10001, "a"), (9, 10001, "b")]
    # The server still recognizes a late copy of the lost request.
    assert fetch(bert, SEQ=1) == []
    assert fetch(bert, SEQ=3) == []


def test_a_failed_write_after_another_copy_was_written_changes_nothing(anna: Person, bert: Person) -> None:
    send(anna, "a")
    first = bert.ask("GetMsgEx", SEQ=1)
    assert fetch(bert, SEQ=1) == [(9, 10001, "a")]
    assert first.answer.delivered is not None
    first.answer.delivered(False)
    assert fetch(bert, SEQ=2) == []


@pytest.mark.parametrize("is_early", [True, False])
def test_a_lost_reply_does_not_count_at_the_end_of_the_session(anna: Person, bert: Person, is_early: bool) -> None:
    send(anna, "a")
    reply = bert.ask("GetMsgEx")
    assert reply.answer.delivered is not None
    if is_early:
        bert.ask("List")
    reply.answer.delivered(False)
    bert.ask("List")
    bert.ask("Logout")
    bert.login()
    assert fetch(bert) == [(9, 10001, "a")]


def test_another_request_while_the_reply_is_written_counts_once_it_is_out(
    world: World, anna: Person, bert: Person
) -> None:
    send(anna, "a")
    reply = bert.ask("GetMsgEx")
    bert.ask("List")
    assert reply.answer.delivered is not None
    reply.answer.delivered(True)
    world.settle()
    assert cursor(world) == 1


def test_a_repeat_gets_the_same_bytes_after_other_requests(anna: Person, bert: Person) -> None:
    send(anna, "a")
    assert fetch(bert, SEQ=1) == [(9, 10001, "a")]
    bert.ask("List", SEQ=2)
    send(anna, "b")
    assert fetch(bert, SEQ=1) == [(9, 10001, "a")]
    assert fetch(bert, SEQ=3) == [(9, 10001, "b")]


def test_a_late_copy_of_an_older_fetch_is_answered_empty_and_takes_nothing(anna: Person, bert: Person) -> None:
    assert fetch(bert, SEQ=100) == fetch(bert, SEQ=101) == []
    send(anna, "a")
    assert fetch(bert, SEQ=100) == []
    assert fetch(bert, SEQ=102) == [(9, 10001, "a")]
    send(anna, "b")
    assert fetch(bert, SEQ=101) == []
    # Nor does it acknowledge the previous reply.
    assert fetch(bert, SEQ=102) == [(9, 10001, "a")]
    assert fetch(bert, SEQ=103) == [(9, 10001, "b")]


def test_a_late_copy_is_known_for_twenty_seconds(world: World, anna: Person, bert: Person) -> None:
    fetch(bert, SEQ=100)
    fetch(bert, SEQ=101)
    send(anna, "a")
    world.advance(19.5)
    assert fetch(bert, SEQ=100) == []
    world.advance(0.5)
    assert fetch(bert, SEQ=100) == [(9, 10001, "a")]


@pytest.mark.parametrize("waits", [False, True])
def test_a_late_copy_in_the_next_session_takes_nothing(anna: Person, bert: Person, waits: bool) -> None:
    if waits:
        send(anna, "a")
    bert.login(SEQ=1)
    fetch(bert, SEQ=2)
    bert.ask("Logout", SEQ=3)
    bert.login(SEQ=4)
    send(anna, "b")
    assert fetch(bert, SEQ=2) == []
    assert fetch(bert, SEQ=5) == [(9, 10001, "b")]


def test_a_copy_of_the_last_fetch_that_was_empty_may_be_late(anna: Person, bert: Person) -> None:
    """A client that changes its SEQ gets the messages again: the server cannot know whether it waits for that reply."""
    assert fetch(bert, SEQ=1) == fetch(bert, SEQ=2) == []
    send(anna, "a")
    assert fetch(bert, SEQ=2) == [(9, 10001, "a")]
    assert fetch(bert, SEQ=3) == [(9, 10001, "a")]
    assert fetch(bert, SEQ=4) == []


def test_a_repeat_of_a_reply_that_may_have_gone_to_a_late_copy_acknowledges_nothing(anna: Person, bert: Person) -> None:
    assert fetch(bert, SEQ=1) == fetch(bert, SEQ=2) == []
    send(anna, "a")
    assert fetch(bert, SEQ=2) == fetch(bert, SEQ=2) == [(9, 10001, "a")]
    bert.ask("List", SEQ=3)
    assert fetch(bert, SEQ=4) == [(9, 10001, "a")]
    assert fetch(bert, SEQ=5) == []


def test_classic_poll_never_waits(bert: Person) -> None:
    assert bert.ask("GetMsgEx", WAIT=50)["MN"] == "0"


def test_all_that_waits_comes_at_once(anna: Person, bert: Person) -> None:
    for number in range(150):
        send(anna, str(number))
    assert len(bert.poll()) == 150


def test_two_at_once_are_taken_one_after_the_other(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    body = bert.body("GetMsgEx", SEQ=5)
    running = [world.start_unsettled(body) for _ in range(2)]
    assert len({item.reply().text for item in running}) == 1
    running = [world.start_unsettled(bert.body("GetMsgEx")) for _ in range(2)]
    assert [item.reply()["MN"] for item in running] == ["0", "0"]


def test_the_next_poll_acknowledges_in_its_own_commit_and_wakes_the_sender(
    world: World, anna: Person, bert: Person
) -> None:
    client_id = "c" * 32
    anna.poll()
    anna.ask("CLTMSG", CID=client_id, UN=10002, MG="a")
    fetch(bert)
    world.settle()
    receipt = anna.start("GetMsgEx", WAIT=50)
    assert not receipt.is_done
    commits, received = world.core.counters.commit_sizes.total, world.core.counters.messages_received
    assert bert.poll() == []
    assert receipt.reply().rows == [(91, 10002, client_id)]
    assert world.core.counters.commit_sizes.total - commits == 1
    assert world.core.counters.messages_received - received == 1


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_written_reply_comes_again_after_a_kill_only(
    world: World, anna: Person, bert: Person, is_killed: bool
) -> None:
    """A client whose reply was lost repeats its request to the killed server without success, and gives up."""
    bert.poll()
    send(anna, "a")
    reply = bert.ask("GetMsgEx", SEQ=200)
    assert reply.rows == [(9, 10001, "a")]
    assert reply.answer.delivered is not None
    reply.answer.delivered(True)
    world.settle()
    world.restart(is_killed=is_killed)
    bert.login(SEQ=201)
    bert.session.unsent.clear()
    assert bert.poll(SEQ=202) == ([(9, 10001, "a")] if is_killed else [])
    assert bert.poll(SEQ=203) == []


def test_a_late_copy_from_before_a_restart_takes_nothing(world: World, anna: Person, bert: Person) -> None:
    bert.poll()
    world.advance(20)
    for sequence in (100, 101):
        assert bert.poll(SEQ=sequence) == []
    world.restart()
    bert.login(SEQ=102)
    send(anna, "a")
    bert.session.unsent.clear()
    assert bert.poll(SEQ=100) == []
    assert bert.poll(SEQ=103) == [(9, 10001, "a")]
