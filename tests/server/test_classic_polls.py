"""GetMsgEx of classic sessions, which have no way to acknowledge."""

import pytest

from tests.server.world import Person, World


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


def test_it_has_the_fields_of_old_in_their_order(anna: Person, bert: Person) -> None:
    send(anna, "a b")
    anna.ask("Change_Stat", ST=30)
    send(anna, "c")
    assert bert.ask("GetMsgEx", SEQ=1).text == (
        "VER=1.1&CMD=GETMSGEX&SEQ=1&UIN=10002&RES=0&MN=3&MT=99,9,9,&UN=10001,10001,10001,&MG=30,a b,c,"
    )
    assert bert.ask("GetMsgEx", SEQ=2).text == "VER=1.1&CMD=GETMSGEX&SEQ=2&UIN=10002&RES=0&MN=0"


def test_a_repeat_gets_the_same_bytes_three_times(anna: Person, bert: Person) -> None:
    send(anna, "a")
    first = bert.ask("GetMsgEx", SEQ=1)
    send(anna, "b")
    for _ in range(3):
        assert bert.ask("GetMsgEx", SEQ=1).text == first.text
    assert bert.ask("GetMsgEx", SEQ=1).rows == [(9, 10001, "b")]


def test_a_repeat_that_comes_late_is_none(world: World, anna: Person, bert: Person) -> None:
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
    bert.ask("GetMsgEx", SEQ=1)
    assert bert.ask("GetMsgEx", SEQ=1, XP="").rows == []


def test_an_empty_reply_is_made_anew(anna: Person, bert: Person) -> None:
    assert bert.ask("GetMsgEx", SEQ=1).rows == []
    send(anna, "a")
    assert bert.ask("GetMsgEx", SEQ=1).rows == [(9, 10001, "a")]


def test_a_reply_that_did_not_get_out_was_not_received(anna: Person, bert: Person) -> None:
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


def test_what_counts_as_received_is_so_on_disk(world: World, anna: Person, bert: Person) -> None:
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


def test_a_session_at_another_address_gets_what_was_not_confirmed(world: World, anna: Person, bert: Person) -> None:
    send(anna, "a")
    bert.poll()
    elsewhere = Person(world, 10002, address="10.0.0.2")
    elsewhere.login()
    assert elsewhere.poll() == [(9, 10001, "a")]


def test_it_never_waits(bert: Person) -> None:
    assert bert.ask("GetMsgEx", WAIT=50)["MN"] == "0"


def test_an_acknowledgement_means_nothing_here(anna: Person, bert: Person) -> None:
    send(anna, "a")
    assert bert.ask("GetMsgEx", ACK=1).rows == [(9, 10001, "a")]


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
