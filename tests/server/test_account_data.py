"""Contact notes on all computers of a user."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qqdesk.protocol.account_data import NoteEntry
from qqdesk.server.accounts import account_data, moderation
from qqdesk.server.errors import RefusedError
from tests.server.world import OTHER_DEVICE, START_MS, Person, World

Entry = tuple[int, object, str]


def change(person: Person, id_: int, *entries: Entry) -> str:
    """Store entries; return the result, or the revision."""
    columns = ["".join(f"{entry[place]}," for entry in entries) for place in range(3)]
    fields = dict(zip(("KIND", "KEY", "VAL"), columns, strict=True))
    reply = person.ask("ChangeBook", CID=f"{id_:032x}", SN=len(entries), **fields)
    return reply["REV"] if reply["RES"] == "0" else f"refused {reply['RES']}"


def news(person: Person, after: object = 0) -> list[Entry]:
    """Return all pages of changes."""
    found: list[Entry] = []
    while True:
        reply = person.ask("GetBook", REV=after)
        assert reply["RES"] == "0", reply.text
        kinds, keys, values = (reply[name].removesuffix(",").split(",") for name in ("KIND", "KEY", "VAL"))
        if reply["SN"] != "0":
            found += zip(map(int, kinds), keys, values, strict=True)
        after = reply["REV"]
        if reply["FN"] == "1":
            return found


def test_a_change_that_is_sent_again_is_not_made_again(world: World) -> None:
    """The reply was lost, and another computer has changed the same entry since."""
    anna = world.person(10001).sign_in()
    first = change(anna, 1, (2, 10002, "a"))
    world.advance(60)
    anna.sign_in(OTHER_DEVICE)
    change(anna, 2, (2, 10002, "b"))
    world.restart()
    anna.sign_in()
    assert change(anna, 1, (2, 10002, "a")) == first
    assert news(anna) == [(2, "10002", "b")]


def test_only_so_many_changes_are_known_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_data, "_CHANGES_KEPT", 3)
    anna = world.person(10001).sign_in()
    for id_ in range(10):
        change(anna, id_, (2, 10002, f"{id_}"))
    assert world.read("SELECT count(*) FROM note_changes") == [(3,)]
    before = news(anna)
    change(anna, 9, (2, 10002, "old"))
    assert news(anna) == before


def test_pages_hold_what_has_one_revision_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_data, "PAGE", 101)
    anna = world.person(10001).sign_in()
    for id_ in range(4):
        change(anna, id_, *((2, 20000 + 60 * id_ + count, "x") for count in range(60)))
    found = news(anna)
    assert len(found) == len(set(found)) == 240
    assert anna.ask("GetBook")["SN"] == "60"


def test_change_has_a_size_limit(world: World) -> None:
    anna = world.person(10001).sign_in()
    assert anna.ask("ChangeBook", SN=1, KIND="2,", KEY="10002,", VAL="x,")["RES"] == "10"
    longest = "\U0001f600" * 64
    assert change(anna, 1, *((2, 9_000_000_000 + count, longest) for count in range(100))) == str(START_MS)


def test_contact_notes_have_a_total_size_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_data, "MOST_ENTRIES", 3)
    anna = world.person(10001).sign_in()
    assert change(anna, 1, *((2, 20000 + count, "x") for count in range(3))) == str(START_MS)
    assert change(anna, 2, (2, 20001, "y"), (2, 20003, "x")) == "refused 32"
    assert news(anna) == [(2, f"{20000 + count}", "x") for count in range(3)], "nothing of it is done"
    assert change(anna, 3, (2, 20001, "y"), (2, 20009, "")) == str(START_MS + 1)


def test_only_the_owner_sees_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    anna, bert = world.people(10001, 10002)
    change(anna, 1, (2, 10002, "bore"), (1, 10002, "enemies"))
    assert news(bert) == []
    assert bert.poll() == []
    for request in ("List", "Query_Stat"):
        assert "bore" not in bert.ask(request).text
    assert "bore" not in bert.ask("GetInfo", LV=3, UN=10001).text
    assert "bore" not in caplog.text and "enemies" not in caplog.text
    assert "bore" not in repr(NoteEntry(2, "10002", "bore"))


def test_deletion_removes_contact_notes(world: World) -> None:
    anna = world.person(10001).sign_in()
    world.person(10002)
    change(anna, 1, (2, 10002, "x"))
    anna.ask("Block", UN=10002)
    world.run(world.core.store.write(lambda db: moderation.delete(db, 10001, START_MS)))
    for table in ("contact_notes", "note_changes", "blocks"):
        assert world.read(f"SELECT count(*) FROM {table}") == [(0,)]


@given(st.builds(NoteEntry, st.integers(0, 4), st.text(max_size=40) | st.integers().map(str), st.text(max_size=70)))
@settings(deadline=None)
def test_an_entry_is_good_or_refused(entry: NoteEntry) -> None:
    try:
        account_data.check(entry)
    except RefusedError as error:
        assert error.refusal.result == 10
    else:
        assert entry.key and len(entry.value) <= 64
