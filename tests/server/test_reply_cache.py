"""Repeated requests, and similar ones that are not repeats."""

import asyncio

import pytest

from qqdesk.server.sessions.reply_cache import ReplyCache
from tests.helpers.clock import FakeClock
from tests.helpers.server import md5
from tests.server.world import DEVICE, Line, Person, World


def test_repeats_wait_for_the_first(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    body = anna.body("CLTMSG", UN=10002, MG="x")
    running = [world.start_unsettled(body) for _ in range(5)]
    assert len({item.reply().text for item in running}) == 1
    assert len(bert.poll()) == 1


@pytest.mark.parametrize(("seconds", "messages"), [(19.9, 1), (20.0, 2)])
def test_they_are_known_for_twenty_seconds(world: World, seconds: float, messages: int) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("CLTMSG", SEQ=1, UN=10002, MG="x")
    world.advance(seconds)
    anna.ask("CLTMSG", SEQ=1, UN=10002, MG="x")
    assert len(bert.poll()) == messages


def test_another_users_request_is_no_repeat(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    for person in (anna, bert):
        person.token = None
        person.login()
        person.ask("CLTMSG", SEQ=1, UN=10003, MG="x")
    assert [row for row in carl.poll() if row[0] == 9] == [(9, 10001, "x"), (9, 10002, "x")]


def test_a_registration_that_is_repeated_makes_one_account(world: World) -> None:
    body = f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('x')}&NICK=Anna"
    assert world.post(body).text == world.post(body).text
    assert world.post(body, "10.0.0.2")["NUM"] != world.post(body)["NUM"]


def test_a_login_that_is_repeated_gets_the_same_token_while_that_lives(world: World) -> None:
    anna = world.person(10001)
    login = {"SEQ": 1, "EXT": 1, "DEV": DEVICE}
    token = anna.login(**login)["SID"]
    assert anna.login(**login)["SID"] == token
    Person(world, 10001, token=token).ask("Logout")
    other = anna.login(**login)["SID"]
    assert other != token
    assert Person(world, 10001, token=other).ask("List")["RES"] == "0"


def test_a_classic_login_after_the_logout_is_one(world: World) -> None:
    anna = world.person(10001)
    for _ in range(3):
        anna.login(SEQ=0)
        assert anna.ask("List", SEQ=0)["RES"] == "0"
        assert anna.ask("Logout", SEQ=0)["RES"] == "0"
        assert anna.ask("List", SEQ=0)["RES"] == "20"


def test_a_refusal_of_the_moment_is_not_kept(world: World) -> None:
    anna = world.person(10001)
    assert anna.ask("List", SEQ=0)["RES"] == "20"
    anna.login(SEQ=0)
    assert anna.ask("List", SEQ=0)["RES"] == "0"


@pytest.mark.parametrize("command", ["List", "Typing"])
def test_a_message_is_known_however_many_requests_came_in_between(world: World, command: str) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("CLTMSG", SEQ=0, UN=10002, MG="x")
    for _ in range(70):
        anna.ask(command, UN=10002)
    anna.ask("CLTMSG", SEQ=0, UN=10002, MG="x")
    assert [row for row in bert.poll() if row[0] == 9] == [(9, 10001, "x")]


def test_results_are_forgotten_after_the_window(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    for _ in range(60):
        anna.ask("Change_Stat", ST=30)
    assert len(anna.session.replies) == 60
    world.advance(20)
    anna.session.drop_expired()
    assert len(anna.session.replies) == 0


def test_a_request_that_was_cut_off_does_not_hold_up_its_repeat(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    body = anna.body("DelFromList", UN=10002)

    async def start() -> "asyncio.Task[None] | None":
        return world.service.dispatch(body.encode(), anna.address, Line())

    with world.one_commit():
        task = world.run(start())
        world.turn()
        repeat = world.start_unsettled(body)
        world.turn()
        assert task is not None
        task.cancel()
        world.turn()
    assert repeat.reply()["RES"] == "0"
    assert world.post(body)["RES"] == "0"


@pytest.mark.parametrize("command", ["List", "ListReqs", "Talks"])
def test_replies_that_only_show_something_are_not_kept(world: World, command: str) -> None:
    anna = world.person(10001).sign_in()
    assert anna.ask(command)["RES"] == "0"
    assert len(anna.session.replies) == 0


def test_kept_replies_have_a_limit_of_bytes() -> None:
    cache = ReplyCache(FakeClock())
    cache.begin("running")
    for key in range(100):
        cache.begin(key)
        cache.finish(key, b"x" * 100_000, keep=True)
    assert len(cache) == 11
    assert cache.find(0) is None
    for key in range(90, 100):
        cache.forget(key)
    for key in range(10):
        cache.begin(key)
        cache.finish(key, b"x" * 100_000, keep=True)
    assert cache.find(0) is not None
    cache.begin("larger than all")
    cache.finish("larger than all", bytes(2_000_000), keep=True)
    assert len(cache) == 1
