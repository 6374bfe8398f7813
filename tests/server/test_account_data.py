"""What an account keeps, on all its devices."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qqdesk.protocol.account_data import AccountValue
from qqdesk.server.accounts import account_values
from qqdesk.server.admin import moderation
from qqdesk.server.errors import RefusedError
from tests.helpers.clock import START_MS
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def change(person: Person, *values: tuple[str, str], time: int = START_MS) -> str:
    """Store values; return the result, or the revision."""
    keys, texts = ("".join(f"{value[place]}," for value in values) for place in range(2))
    reply = person.ask("ChangeBook", SN=len(values), KEY=keys, VAL=texts, TIME=f"{time}," * len(values))
    return reply["REV"] if reply["RES"] == "0" else f"refused {reply['RES']}"


def news(person: Person, after: object = 0) -> list[tuple[str, str]]:
    """Return all pages of changes."""
    found: list[tuple[str, str]] = []
    while True:
        reply = person.ask("GetBook", REV=after)
        assert reply["RES"] == "0", reply.text
        keys, values = (reply[name].removesuffix(",").split(",") for name in ("KEY", "VAL"))
        if reply["SN"] != "0":
            found += zip(keys, values, strict=True)
        after = reply["REV"]
        if reply["FN"] == "1":
            return found


def test_pages_hold_what_has_one_revision_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_values, "PAGE", 101)
    anna = world.person(10001).sign_in()
    for id_ in range(4):
        change(anna, *((f"remark:{20000 + 60 * id_ + count}", "x") for count in range(60)))
    found = news(anna)
    assert len(found) == len(set(found)) == 240
    assert anna.ask("GetBook")["SN"] == "60"


def test_change_has_a_size_limit(world: World) -> None:
    anna = world.person(10001).sign_in()
    longest = "\U0001f600" * 66
    values = ((f"remark:{9_000_000_000 + count}", longest) for count in range(100))
    assert change(anna, *values) == str(START_MS)


def test_the_values_of_an_account_have_a_total_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_values, "MOST_VALUES", 3)
    anna = world.person(10001).sign_in()
    kept = [(f"remark:{20000 + count}", "x") for count in range(3)]
    assert change(anna, *kept) == str(START_MS)
    assert change(anna, ("remark:20001", "y"), ("remark:20003", "x")) == "refused 32"
    assert news(anna) == kept, "nothing of it is done"
    assert change(anna, ("remark:20001", "y"), time=START_MS + 1) == str(START_MS + 1)


def test_only_the_owner_sees_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    anna, bert = world.people(10001, 10002)
    change(anna, ("remark:10002", "bore"), ("group_of:10002", "enemies"))
    assert news(bert) == []
    assert bert.poll() == []
    for request in ("List", "Query_Stat"):
        assert "bore" not in bert.ask(request).text
    assert "bore" not in bert.ask("GetInfo", LV=3, UN=10001).text
    assert "bore" not in caplog.text and "enemies" not in caplog.text
    assert "bore" not in repr(AccountValue("remark:10002", "bore", 1))


def test_deletion_removes_the_values(world: World) -> None:
    anna = world.person(10001).sign_in()
    world.person(10002)
    change(anna, ("remark:10002", "x"))
    anna.ask("Block", UN=10002)
    world.run(world.core.store.write(lambda db: moderation.delete(db, 10001, START_MS)))
    for table in ("account_values", "blocks"):
        assert world.read(f"SELECT count(*) FROM {table}") == [(0,)]


@given(st.builds(AccountValue, st.from_regex("[a-z_]*:?.*") | st.text(max_size=70), st.text(max_size=150), st.just(1)))
@settings(deadline=None)
def test_a_value_is_good_or_refused(value: AccountValue) -> None:
    try:
        account_values.check(value)
    except RefusedError as error:
        assert error.refusal.result == 10
    else:
        assert 0 < len(value.key) <= 64 and len(value.value) <= 140
