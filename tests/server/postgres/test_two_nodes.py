"""Two servers on one database, with nothing between them but that: people ask now the one and now the other."""

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.accounts import administrators
from qqdesk.server.admin import moderation
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage import postgres as database
from tests.helpers.server import md5
from tests.server.postgres.pair import Pair, befriend, heard
from tests.server.world import DEVICE, OTHER_DEVICE, Person, World


@pytest.fixture
def friends(pair: Pair) -> tuple[Person, Person]:
    """Anna at the first server, Bert at the second, and both know it."""
    anna = pair.one.person(10001).sign_in()
    bert = pair.at(pair.two, pair.one.person(10002)).sign_in()
    pair.knows(10001, 10)
    pair.knows(10002, 10)
    # Wait until everyone was notified of the sign-ins: it would be news to the two.
    pair.settle()
    befriend(pair, 10001, 10002)
    for person in (anna, bert):
        assert person.poll() == []
    # Or a later poll may be taken for one that is older than these.
    pair.catch_up()
    return anna, bert


def test_messages_between_users_of_different_servers(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    poll = bert.start("GetMsgEx", WAIT=50)
    sent = anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="hello")
    reply = poll.reply()
    assert reply.rows == [(9, 10001, "hello")]
    assert reply["MID"] == f"{sent['MID']},"
    back = anna.start("GetMsgEx", WAIT=50)
    bert.ask("GetMsgEx", ACK=sent["MID"])
    assert back.reply().rows == [(91, 10002, "1" * 32)]


def test_each_request_may_go_to_the_other_server(pair: Pair) -> None:
    anna, bert = pair.roamer(10001), pair.roamer(10002)
    befriend(pair, 10001, 10002)
    anna.sign_in()
    next(bert.worlds)
    bert.sign_in()
    seen: list[str] = []
    stored = 0
    for turn in range(30):
        anna.ask("CLTMSG", CID=f"{turn:032x}", UN=10002, MG=f"{turn}")
        if turn % 3 == 0:
            anna.ask("CLTMSG", CID=f"{turn:032x}", UN=10002, MG=f"{turn}")
        reply = bert.ask("GetMsgEx", WAIT=5, ACK=stored)
        assert reply["RES"] == "0", reply.text
        for id_, (kind, _, text) in zip(reply.ids, reply.rows, strict=True):
            if kind == 9 and id_ > stored:
                seen.append(text)
                stored = id_
    while rows := bert.ask("GetMsgEx", ACK=stored):
        new = [(id_, text) for id_, (kind, _, text) in zip(rows.ids, rows.rows, strict=True) if kind == 9]
        if not new:
            break
        seen += [text for _, text in new]
        stored = new[-1][0]
    assert seen == [str(turn) for turn in range(30)]


def test_presence_is_seen_from_the_other_server(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    poll = bert.start("GetMsgEx", WAIT=50)
    anna.ask("Change_Stat", ST=30)
    assert poll.reply().rows == [(99, 10001, "30")]
    assert bert.poll() == []
    # Each server notifies its own session of Bert, so a client that changes servers gets it once more.
    at_one = pair.at(pair.one, bert)
    assert at_one.poll() == [(99, 10001, "30")]
    assert at_one.poll() == []
    assert "&ST=30,&UN=10001," in bert.ask("Query_Stat").text
    anna.ask("Logout")
    assert heard(bert, 1) == [(99, 10001, "20")]
    pair.at(pair.one, anna).sign_in()
    assert heard(bert, 1) == [(99, 10001, "10")]


def test_typing_is_seen_from_the_other_server(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    poll = bert.start("GetMsgEx", WAIT=50)
    assert anna.ask("Typing", UN=10002)["RES"] == "0"
    assert poll.reply().rows == [(90, 10001, "")]
    # The notice of the same seconds from the other server is one too many.
    pair.at(pair.two, anna).ask("Typing", UN=10002)
    assert bert.poll() == []


def test_a_new_nickname_is_seen_from_the_other_server(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    poll = bert.start("GetMsgEx", WAIT=50)
    assert anna.ask("ModifyInfo", NK="Anna", FC=3)["RES"] == "0"
    assert poll.reply().rows == [(98, 10001, "3 Anna")]
    assert bert.poll() == []


def test_a_device_is_signed_out_at_the_other_server(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    poll, watch = anna.start("GetMsgEx", WAIT=50), bert.start("GetMsgEx", WAIT=50)
    other = pair.at(pair.two, anna).sign_in(OTHER_DEVICE)
    assert other.ask("EndDev", DEV=DEVICE[:8])["RES"] == "0"
    ended = poll.reply()
    assert (ended["RES"], ended["WHY"]) == ("20", "2")
    assert anna.ask("List")["WHY"] == "2"
    assert other.ask("List")["RES"] == pair.at(pair.one, other).ask("List")["RES"] == "0"
    pair.settle()
    assert not watch.is_done
    pair.two.core.stop()
    watch.reply()


def test_the_same_device_takes_its_session_over_at_the_other_server(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, _ = friends
    anna.ask("Change_Stat", ST=30)
    pair.knows(10001, 30)
    poll = anna.start("GetMsgEx", WAIT=50)
    again = pair.at(pair.two, anna).sign_in(DEVICE)
    assert poll.reply()["MN"] == "0"
    assert again.session.status == 30
    assert pair.at(pair.one, again).ask("List")["RES"] == "0"


def test_a_session_is_known_at_once_without_any_hint(deaf: Pair) -> None:
    anna, bert = deaf.one.person(10001).sign_in(), deaf.one.person(10002)
    bert.login()
    assert not deaf.two.core.sessions.of(10001)
    for person in (anna, bert):
        assert deaf.at(deaf.two, person).ask("List")["RES"] == "0"
    anna.ask("Logout")
    deaf.sweep()
    assert deaf.at(deaf.two, anna).ask("List")["WHY"] == "1"
    assert not deaf.two.core.sessions.of(10001)


def test_classic_clients_ask_both(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.roamer(10002, contacts=[10001])
    pair.knows(10001, 10)
    bert.login()
    seen = []
    for turn in range(12):
        anna.ask("CLTMSG", CID=f"{turn:032x}", UN=10002, MG=f"{turn}")
        reply = bert.ask("GetMsgEx")
        seen += [text for kind, _, text in reply.rows if kind == 9]
        assert reply.answer.delivered is not None
        reply.answer.delivered(True)
    seen += [text for kind, _, text in bert.ask("GetMsgEx").rows if kind == 9]
    assert seen == [str(turn) for turn in range(12)]
    assert bert.ask("GetMsgEx").rows == []


def test_a_repeat_at_the_other_server_gets_the_same_bytes(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.roamer(10002, contacts=[10001])
    bert.login()
    anna.ask("Change_Stat", ST=30)
    pair.knows(10001, 30)
    anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="a b & c")
    first = bert.ask("GetMsgEx", SEQ=7)
    assert (9, 10001, "a b %26 c") in first.rows
    anna.ask("CLTMSG", CID="2" * 32, UN=10002, MG="d")
    for _ in range(3):
        assert bert.ask("GetMsgEx", SEQ=7).text == first.text
    assert first.answer.delivered is not None
    first.answer.delivered(True)
    assert bert.ask("GetMsgEx", SEQ=7).rows == [(9, 10001, "d")]


def fetch(person: Person, **fields: object) -> list[str]:
    """The texts of messages; the reply gets out of the server in full."""
    reply = person.ask("GetMsgEx", **fields)
    if reply.answer.delivered is not None:
        reply.answer.delivered(True)
    return [text for kind, _, text in reply.rows if kind == 9]


def test_sign_in_fetch_leave_at_both_gives_each_message_once(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.roamer(10002, contacts=[10001])
    for turn in range(4):
        anna.ask("CLTMSG", CID=f"{turn:032x}", UN=10002, MG=f"{turn}")
        bert.login()
        assert fetch(bert) == [str(turn)]
        bert.ask("Logout")
        next(bert.worlds)


def test_a_late_copy_at_the_other_server_takes_nothing(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.roamer(10002, contacts=[10001])
    bert.login(SEQ=1)
    for sequence in (100, 101):
        assert fetch(bert, SEQ=sequence) == []
        # The servers note an empty reply afterwards.
        pair.settle()
    next(bert.worlds)
    anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="a")
    assert fetch(bert, SEQ=100) == []
    assert fetch(bert, SEQ=102) == ["a"]
    bert.ask("Logout", SEQ=2)
    bert.login(SEQ=3)
    anna.ask("CLTMSG", CID="2" * 32, UN=10002, MG="b")
    assert fetch(bert, SEQ=102) == []
    assert fetch(bert, SEQ=103) == ["b"]


def test_a_reply_that_was_seen_to_get_nowhere_was_not_received(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.roamer(10002, contacts=[10001])
    bert.login()
    anna.ask("Change_Stat", ST=30)
    pair.knows(10001, 30)
    anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="a")
    first = bert.ask("GetMsgEx")
    assert first.answer.delivered is not None
    first.answer.delivered(False)
    pair.settle()
    rows = bert.ask("GetMsgEx").rows + bert.ask("GetMsgEx").rows
    assert (9, 10001, "a") in rows
    assert (99, 10001, "30") in rows


def lose(pair: Pair, person: Person, **fields: object) -> None:
    """Fetch a reply that cannot be written."""
    reply = person.ask("GetMsgEx", **fields)
    assert reply.answer.delivered is not None
    reply.answer.delivered(False)
    pair.settle()


def test_the_same_request_after_a_failed_write_brings_the_messages_once(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.roamer(10002, contacts=[10001])
    bert.login()
    assert fetch(bert, SEQ=100) == fetch(bert, SEQ=101) == []
    anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="a")
    for _ in range(5):
        lose(pair, bert, SEQ=102)
    anna.ask("CLTMSG", CID="2" * 32, UN=10002, MG="b")
    assert fetch(bert, SEQ=102) == ["a"]
    pair.settle()
    assert fetch(bert, SEQ=103) == ["b"]
    pair.settle()
    assert fetch(bert, SEQ=104) == []


def test_a_lost_reply_does_not_count_at_the_end_of_the_session(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.at(pair.two, pair.one.person(10002, contacts=[10001]))
    bert.login()
    anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="a")
    lose(pair, bert)
    bert.ask("List")
    bert.ask("Logout")
    pair.settle()
    bert.login()
    assert fetch(bert) == ["a"]


def test_a_reply_of_a_server_that_died_over_it_comes_again(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.at(pair.two, pair.one.person(10002, contacts=[10001]))
    bert.login()
    anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="a")
    # The outcome of this delivery is not reported.
    assert (9, 10001, "a") in bert.ask("GetMsgEx").rows
    other = pair.at(pair.one, bert)
    assert (9, 10001, "a") in other.ask("GetMsgEx").rows
    # This server knows that nothing went wrong with its own.
    assert other.ask("GetMsgEx").rows == []


def test_a_request_is_carried_out_once(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.roamer(10002, contacts=[10001])
    bert.login()
    replies = [bert.ask("CLTMSG", SEQ=5, UN=10001, MG="once") for _ in range(4)]
    assert len({reply.text for reply in replies}) == 1
    anna.poll()
    bert.ask("CLTMSG", SEQ=6, UN=10001, MG="once")
    pair.advance(21)
    bert.ask("CLTMSG", SEQ=6, UN=10001, MG="once")
    bert.ask("CLTMSG", SEQ=6, UN=10001, MG="once")
    assert [text for kind, _, text in anna.poll() if kind == 9] == ["once"] * 3
    changes = [bert.ask("ModifyPwd", SEQ=8, PS=md5("secret"), NEWPS=md5("other")) for _ in range(2)]
    assert [reply["RES"] for reply in changes] == ["0", "0"]
    new = [world.post(f"VER=1.1&CMD=Register&SEQ=9&UIN=0&PS={md5('x')}&NICK=Carl") for world in (pair.one, pair.two)]
    assert new[0]["NUM"] == new[1]["NUM"]
    assert new[0].text == new[1].text


def test_a_stored_request_reveals_no_password(pair: Pair) -> None:
    """And those that differ in that alone are no repeats all the same."""

    def kept() -> int:
        return len(pair.one.read("SELECT request FROM requests_done"))

    bert = pair.roamer(10002)
    bert.login()
    for old, new in (("secret", "a"), ("a", "b"), ("b", "c")):
        for _ in range(2):
            assert bert.ask("ModifyPwd", SEQ=0, PS=md5(old), NEWPS=md5(new))["RES"] == "0"
    assert kept() == 1
    assert Person(pair.one, 10002).login("c")["RS"] == "0"
    numbers = [
        world.post(f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5(password)}&NICK=Carl")["NUM"]
        for password in ("x", "y")
        for world in (pair.one, pair.two)
    ]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    assert kept() == 2
    for number, password in ((numbers[0], "x"), (numbers[2], "y")):
        assert Person(pair.one, int(number)).login(password)["RS"] == "0"


def test_accounts_of_one_name_made_at_once_at_both_servers(pair: Pair) -> None:
    def numbers(sequence: int, *passwords: str) -> set[str]:
        bodies = [f"VER=1.1&CMD=Register&SEQ={sequence}&UIN=0&PS={md5(password)}&NICK=Carl" for password in passwords]
        worlds = (pair.one, pair.two)
        replies = [running.reply() for running in list(map(World.start_unsettled, worlds, bodies))]
        # Which of them is the repeat of the other, and whether it is one, may be known only afterwards.
        again = [
            world.post(body) if reply["RES"] == "40" else reply
            for world, body, reply in zip(worlds, bodies, replies, strict=True)
        ]
        return {reply["NUM"] for reply in again}

    assert len(numbers(1, "x", "x")) == 1
    assert len(numbers(2, "x", "y")) == 2


def test_two_at_once_at_both_servers_are_one(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.one.person(10002, contacts=[10001])
    bert.login()
    body = bert.body("CLTMSG", SEQ=5, UN=10001, MG="once")
    both = [world.start_unsettled(body) for world in (pair.one, pair.two)]
    assert both[0].reply().text == both[1].reply().text
    assert [text for kind, _, text in anna.poll() if kind == 9] == ["once"]
    anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="a")
    body = bert.body("GetMsgEx", SEQ=7)
    both = [world.start_unsettled(body) for world in (pair.one, pair.two)]
    assert both[0].reply().text == both[1].reply().text


def test_a_session_lives_while_any_server_hears_of_it(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.at(pair.two, pair.one.person(10002)).sign_in()
    carl = pair.one.person(10003, contacts=[10001, 10002])
    carl.login()
    pair.knows(10001, 10)
    pair.knows(10002, 10)
    carl.poll()
    for _ in range(4):
        pair.advance(70)
        assert anna.ask("List")["RES"] == "0"
        assert carl.ask("List")["RES"] == "0"
        pair.sweep()
    # Bert's contacts were not notified.
    pair.knows(10002, 20)
    assert [row for row in carl.poll() if row[1] == 10002] == [(99, 10002, "20")]
    assert bert.ask("List")["WHY"] == pair.at(pair.one, bert).ask("List")["WHY"] == "1"
    assert pair.at(pair.two, anna).ask("List")["RES"] == "0"


def test_a_session_ends_on_time_although_its_last_request_is_noted_late(pair: Pair) -> None:
    anna = pair.one.person(10001).sign_in()
    pair.advance(20)
    assert anna.ask("List")["RES"] == "0"
    heard = pair.one.clock.now()
    pair.advance(40)
    pair.sweep()
    pair.until(lambda: pair.one.read("SELECT seen FROM devices") == [(heard,)])
    pair.advance(111)
    assert [anna.ask("List")["WHY"], pair.at(pair.two, anna).ask("List")["WHY"]] == ["1", "1"]


def test_a_poll_that_hangs_at_one_server_is_a_sign_of_life_at_the_other(pair: Pair) -> None:
    anna = pair.one.person(10001).sign_in()
    for _ in range(6):
        poll = anna.start("GetMsgEx", WAIT=50)
        for _ in range(5):
            pair.advance(10)
            pair.sweep()
        assert poll.reply()["MN"] == "0"
    assert pair.two.core.sessions.visible(10001) == 10


def test_ban_applies_at_both_servers_at_once(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    polls = [person.start("GetMsgEx", WAIT=50) for person in friends]
    assert cli.main(["user", "ban", "10001"]) == 0
    with database.transaction(pair.one.url) as db:
        moderation.delete(db, 10002, 0)
    for poll in polls:
        reply = poll.reply()
        while reply["RES"] == "0":
            # First, they are notified that the other went offline.
            person = anna if "UIN=10001" in reply.text else bert
            reply = person.start("GetMsgEx", WAIT=50).reply()
        assert (reply["RES"], reply["WHY"]) == ("20", "3")


def test_a_notice_reaches_everybody_at_once(pair: Pair, friends: tuple[Person, Person]) -> None:
    polls = [person.start("GetMsgEx", WAIT=50) for person in friends]
    assert cli.main(["say", "Closed tomorrow"]) == 0
    for poll in polls:
        assert poll.reply().rows == [(9, 10000, "Closed tomorrow")]


def test_a_new_contact_is_notified_at_the_server_of_the_owner(pair: Pair) -> None:
    anna, bert = pair.one.person(10001).sign_in(), pair.at(pair.two, pair.one.person(10002)).sign_in()
    pair.knows(10001, 10)
    pair.knows(10002, 10)
    bert.ask("Ack_AddToList", UN=10001, CD=2, RS="me")
    anna.ask("Ack_AddToList", UN=10002, CD=0, RS="")
    assert sorted(heard(bert, 2)) == [(3, 10001, ""), (99, 10001, "10")]


def test_a_server_that_stops_leaves_its_sessions_to_the_other(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    poll, watch = anna.start("GetMsgEx", WAIT=50), bert.start("GetMsgEx", WAIT=50)
    pair.one.core.stop()
    assert poll.reply()["MN"] == "0"
    moved = pair.at(pair.two, anna)
    assert moved.ask("CLTMSG", CID="1" * 32, UN=10002, MG="I am here")["RES"] == "0"
    assert watch.reply().rows == [(9, 10001, "I am here")]
    assert moved.session.status == 10


def test_a_block_holds_at_every_server(pair: Pair, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    poll = bert.start("GetMsgEx", WAIT=50)
    assert anna.ask("Block", UN=10002)["RES"] == "0"
    assert poll.reply().rows == [(99, 10001, "20")]
    assert bert.ask("CLTMSG", CID="1" * 32, UN=10001, MG="hello")["RES"] == "31"
    assert pair.at(pair.one, bert).ask("CLTMSG", CID="2" * 32, UN=10001, MG="hello")["RES"] == "31"
    assert bert.ask("Query_Stat")["UN"] == ""
    anna.ask("Change_Stat", ST=30)
    pair.knows(10001, 30)
    pair.catch_up()
    assert bert.poll() == []
    poll = bert.start("GetMsgEx", WAIT=50)
    anna.ask("Unblock", UN=10002)
    assert poll.reply().rows == [(99, 10001, "30")]


def test_a_value_of_one_server_is_known_at_the_other(pair: Pair) -> None:
    anna = pair.roamer(10001)
    anna.sign_in()
    change = {"SN": 1, "KEY": "remark:10002,", "VAL": "the boss,", "TIME": "1,"}
    revision = anna.ask("ChangeBook", **change)["REV"]
    assert anna.ask("ChangeBook", **change)["REV"] == revision
    for _ in range(2):
        assert anna.ask("GetBook")["VAL"] == "the boss,"


def test_administrators_of_both_servers_are_notified(pair: Pair) -> None:
    pair.one.settings = pair.two.settings = Settings(registration="invite", introduce=False)
    pair.one.restart()
    pair.two.restart()
    anna = pair.one.person(10001).sign_in()
    bert = pair.at(pair.two, pair.one.person(10002)).sign_in()
    for number in (10001, 10002):
        pair.one.run(pair.one.core.store.write(lambda db, number=number: administrators.appoint(db, number)))  # type: ignore[misc]
    pair.knows(10002, 10)
    pair.catch_up()
    for person in (anna, bert):
        person.poll()
    poll = bert.start("GetMsgEx", WAIT=50)
    pair.one.post(f"VER=1.1&CMD=AskIn&SEQ=1&UIN=0&INVITE={'A' * 20}&NICK=Carla")
    assert poll.reply().rows == [(87, 10000, "")]
    assert anna.poll() == [(87, 10000, "")]
    asked = bert.ask("ListAsks")
    assert asked["NICK"] == "Carla,"
    poll = anna.start("GetMsgEx", WAIT=50)
    assert bert.ask("AnswerAsk", ID=asked["ID"].removesuffix(","), CD=0)["RES"] == "0"
    assert poll.reply().rows == [(87, 10000, "")]
    assert bert.poll() == [(87, 10000, "")]
    poll = bert.start("GetMsgEx", WAIT=50)
    body = f"VER=1.1&CMD=Register&SEQ=2&UIN=0&PS={md5('new')}&NICK=Carla&INVITE={'A' * 20}"
    assert pair.one.post(body)["NUM"] == "10003"
    assert sorted(heard(bert, 2, poll)) == [(1, 10003, "INVITED"), (86, 10000, "")]
    assert bert.ask("List", TN=9, UN=0)["UN"] == "10003,"
    # The last use, at both servers at once.
    code = anna.ask("Invite", USES=1, DAYS=1)["INVITE"]
    running = [
        world.start_unsettled(body.replace("A" * 20, code).replace("SEQ=2", f"SEQ={sequence}"))
        for sequence, world in enumerate((pair.one, pair.two, pair.one, pair.two), 3)
    ]
    assert sorted(one.reply()["RES"] for one in running) == ["0", "35", "35", "35"]


def test_a_newcomer_is_introduced_at_every_server(pair: Pair) -> None:
    anna = pair.one.person(10001).sign_in()
    pair.one.run(pair.one.core.store.write(lambda db: administrators.appoint(db, 10001)))
    assert anna.ask("ChangePlace", REG="invite", INTRO=1)["RES"] == "0"
    code = anna.ask("Invite", USES=1, DAYS=1)["INVITE"]
    bert = pair.at(pair.two, pair.one.person(10002)).sign_in()
    pair.knows(10001, 10)
    pair.knows(10002, 10)
    pair.catch_up()
    for person in (anna, bert):
        person.poll()
    poll = bert.start("GetMsgEx", WAIT=50)
    register = f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('secret')}&NICK=Carl&INVITE={code}"
    number = anna.world.post(register, "127.0.0.1")["NUM"]
    assert poll.reply().rows == [(86, 10000, "")]
    assert bert.ask("List", TN=9, UN=0)["UN"] == f"10001,{number},"
    bert.poll()
    anna.ask("Block", UN=10002)
    assert set(heard(bert, 2)) == {(86, 10000, ""), (99, 10001, "20")}


def test_changed_settings_are_in_effect_on_both_servers(pair: Pair) -> None:
    anna = pair.one.person(10001).sign_in()
    pair.one.run(pair.one.core.store.write(lambda db: administrators.appoint(db, 10001)))
    assert anna.ask("ChangePlace", NAM="The Lis", REG="closed", INVITES="all", MOSTFILES=2**30)["RES"] == "0"
    pair.until(lambda: pair.two.core.server_info.name == "The Lis")
    assert pair.two.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")["REG"] == "closed"
    assert pair.at(pair.two, anna).ask("Place")["INVITES"] == "all"
    assert pair.two.core.settings.most_files_mib == 1024
