"""Accounts: making one, the profile, the password."""

import pytest

from tests.helpers.server import md5
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def register(world: World, nickname: str, *, sequence: int = 1) -> str:
    body = f"VER=1.1&CMD=Register&SEQ={sequence}&UIN=0&PS={md5('new')}&NICK={nickname}"
    return world.post(body).text


def test_numbers_are_given_out_in_order_and_taken_ones_left_out(world: World) -> None:
    world.person(10002)
    assert register(world, "Anna") == "VER=1.1&CMD=Register&SEQ=1&UIN=0&RES=0&NUM=10001"
    assert register(world, " 乙, %26 co ", sequence=2).endswith("&RES=0&NUM=10003")
    new = Person(world, 10003)
    assert new.login("new")["RS"] == "0"
    world.restart()
    assert register(world, "Carl").endswith("&NUM=10004")


def test_a_repeat_that_comes_after_the_end_of_the_server_makes_no_second_account(world: World) -> None:
    first = register(world, "Anna")
    world.restart()
    assert register(world, "Anna") == first
    other = f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('other')}&NICK=Anna"
    assert world.post(other).text.endswith("&NUM=10002"), "who has another password is somebody else"
    world.advance(30)
    world.core.housekeeping.sweep()
    world.settle()
    assert world.read("SELECT * FROM requests_done") == []
    assert register(world, "Anna").endswith("&NUM=10003")


def test_a_new_password_that_is_repeated_after_the_end_of_the_server_is_no_wrong_one(world: World) -> None:
    anna = world.person(10001).sign_in()
    fields = {"SEQ": 9, "PS": md5("secret"), "NEWPS": md5("new")}
    first = anna.ask("ModifyPwd", **fields)
    world.restart()
    assert anna.ask("ModifyPwd", **fields).text == first.text
    assert anna.ask("ModifyPwd", SEQ=10, PS=md5("secret"), NEWPS=md5("newer"))["RES"] == "32"
