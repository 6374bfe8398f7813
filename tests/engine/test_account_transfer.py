"""Two computers of one account end with the same values, whatever requests get lost. The later change wins."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qqdesk.client.client import Client
from qqdesk.client.errors import NetworkError, NetworkErrorKind, RefusedError
from qqdesk.engine import background_transfers
from qqdesk.engine.background_transfers import AccountTransfer
from qqdesk.engine.events import AccountValuesChanged, BlocksChanged, Event
from qqdesk.history.history import History
from qqdesk.protocol.account_data import AccountValue, ChangeValuesReply, GetValuesReply
from qqdesk.protocol.codes import Result
from qqdesk.server import errors
from qqdesk.server.accounts import account_values, accounts
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import open_database
from tests.helpers.clock import FakeClock

R = TypeVar("R")
ME = 10001


class Server:
    """The values of one account on the server, without a connection. Its clock is that of the computers."""

    def __init__(self, folder: Path) -> None:
        self.db = open_database(folder)
        accounts.add(self.db, ME, "x", "Anna", 1)
        self.now = 0
        self.changes = 0

    def values_since(self, revision: int) -> GetValuesReply:
        found = account_values.page(self.db, ME, revision)
        return GetValuesReply(found.is_last, found.revision, found.values)

    def change_values(self, values: tuple[AccountValue, ...]) -> ChangeValuesReply:
        for value in values:
            account_values.check(value)
        before, revision = account_values.change(self.db, ME, values, self.now)
        self.changes += 1
        return ChangeValuesReply(revision, before)


class Computer:
    """One installation. `faults` has one item for each request, the last first: "there" or "back" breaks."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.history = History(folder / "history.db")
        self.values = self.history.account_values
        self.blocks: tuple[int, ...] = ()
        self.faults: list[str] = []
        self.received: list[Event] = []
        self.fetched = 0
        client = cast(Client, SimpleNamespace(extended=True, account_data=self, clock=FakeClock()))
        self.transfer = AccountTransfer(client, self.values, self.history.contacts, self.received.append)

    def list_blocked(self) -> tuple[int, ...]:
        return self.blocks

    def values_since(self, revision: int) -> GetValuesReply:
        reply = self._ask(lambda: self.server.values_since(revision))
        self.fetched += len(reply.values)
        return reply

    def change_values(self, values: tuple[AccountValue, ...]) -> ChangeValuesReply:
        return self._ask(lambda: self.server.change_values(values))

    def _ask(self, call: Callable[[], R]) -> R:
        fault = self.faults.pop() if self.faults else ""
        if fault == "there":
            raise NetworkError(NetworkErrorKind.RESET, "cut", outcome_unknown=False)
        try:
            reply = call()
        except errors.RefusedError as error:
            raise RefusedError(error.refusal.result, error.refusal.reason) from None
        if fault == "back":
            raise NetworkError(NetworkErrorKind.RESET, "cut", outcome_unknown=True)
        return reply

    def sync(self, faults: tuple[str, ...] = ()) -> None:
        """A session, which ends when the connection breaks for good."""
        self.faults = list(faults)
        self.transfer.start()
        for _ in range(200):
            if not self.transfer.has_work:
                return
            self.transfer.step()
            if not self.transfer.is_due and not self.faults:
                return

    def set(self, number: int, remark: str) -> bool:
        """Change a remark, a second after the last change of any computer. Return whether it was another one."""
        key = f"remark:{number}"
        if self.values.read([key])[key] == remark:
            return False
        self.server.now += 1000
        self.values.put({key: remark}, self.server.now)
        return True

    def state(self) -> dict[str, str]:
        return self.values.load()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Computer, Computer]]:
    with two(tmp_path) as computers:
        yield computers


class two:  # noqa: N801
    def __init__(self, folder: Path) -> None:
        self.server = Server(folder)
        self.computers = Computer(self.server, folder / "a"), Computer(self.server, folder / "b")

    def __enter__(self) -> tuple[Computer, Computer]:
        return self.computers

    def __exit__(self, *_: object) -> None:
        for computer in self.computers:
            computer.history.close()
        self.server.db.close()


def test_values_of_one_computer_reach_the_other(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.values.put({"remark:1": '"the boss"', "group:Work": "0", "own_face:5": '"cat"'}, 1000)
    one.server.now = 1000
    one.sync()
    other.sync()
    assert other.state() == {"remark:1": '"the boss"', "group:Work": "0"}, "but what is local"
    assert AccountValuesChanged(frozenset(other.state())) in other.received
    other.set(1, "")
    other.sync()
    one.sync()
    assert one.state() == {"group:Work": "0", "own_face:5": '"cat"'}


def test_the_server_cannot_set_what_stays_on_a_computer(pair: tuple[Computer, Computer]) -> None:
    one, _ = pair
    one.values.put({"own_face:5": '"cat"'}, 1)
    one.server.now = 1000
    one.server.change_values(tuple(AccountValue(f"own_face:{number}", '"../x"', 1000) for number in (5, 6)))
    one.sync()
    assert one.state() == {"own_face:5": '"cat"'}
    assert not one.received


def test_blocks_are_those_of_the_server(pair: tuple[Computer, Computer]) -> None:
    one, _ = pair
    one.blocks = (5, 6)
    one.sync()
    one.blocks = (6,)
    one.sync()
    assert one.history.contacts.blocked() == [6]
    assert one.received == [BlocksChanged({5: True, 6: True}), BlocksChanged({5: False})]


def test_only_new_changes_are_fetched_and_sent(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.set(1, "a")
    one.sync()
    other.sync()
    fetched, changes = (one.fetched, other.fetched), one.server.changes
    one.sync()
    other.sync()
    assert (one.fetched, other.fetched) == fetched
    one.set(1, "x")
    one.sync()
    other.sync()
    one.sync()
    assert (one.fetched, other.fetched) == (fetched[0], fetched[1] + 1)
    assert one.server.changes == changes + 1


def test_an_earlier_change_that_was_made_offline_does_not_win(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.set(1, "offline")
    other.set(1, "b")
    other.set(2, "kept")
    other.sync()
    one.set(2, "offline")
    one.sync()
    other.sync()
    assert one.state() == other.state() == {"remark:1": "b", "remark:2": "offline"}


def test_a_computer_whose_clock_is_fast_does_not_win_for_ever(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.server.now = 1000
    one.values.put({"remark:1": "fast"}, 10**15)
    one.sync()
    other.sync()
    other.set(1, "later")
    other.sync()
    one.sync()
    assert one.state() == other.state() == {"remark:1": "later"}


def test_values_are_sent_again_to_a_server_that_lost_them(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.set(1, "a")
    one.sync()
    backup = sqlite3.connect(":memory:")
    one.server.db.backup(backup)
    one.set(1, "after the backup")
    one.sync()
    backup.backup(one.server.db)
    backup.close()
    one.sync()
    other.sync()
    assert other.state() == one.state() == {"remark:1": "after the backup"}


def test_values_that_a_restored_server_lost_are_sent_again_after_later_changes(
    pair: tuple[Computer, Computer],
) -> None:
    one, other = pair
    for computer in pair:
        computer.history.server_log.start_session(7, 0)
    backup = sqlite3.connect(":memory:")
    one.server.db.backup(backup)
    one.set(1, "lost")
    one.sync()
    backup.backup(one.server.db)
    backup.close()
    other.set(2, "later")
    for computer in (other, one, other):
        computer.history.server_log.start_session(8, 0)
        computer.sync()
    assert one.state() == other.state() == {"remark:1": "lost", "remark:2": "later"}


def test_a_server_without_values_gets_none_until_the_next_session(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair

    def refuse(*_: object) -> None:
        raise RefusedError(Result.UNKNOWN_COMMAND, "no")

    monkeypatch.setattr(one, "change_values", refuse)
    one.set(1, "x")
    one.sync()
    one.transfer.on_edited()
    assert not one.transfer.has_work
    monkeypatch.undo()
    one.sync()
    other.sync()
    assert other.state() == {"remark:1": "x"}


def test_a_refused_value_does_not_hold_up_the_others(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = pair
    monkeypatch.setattr(account_values, "MAX_VALUE_CHARS", 5)
    one.set(1, "before")
    one.set(2, "short")
    one.sync()
    assert not one.transfer.has_work
    one.set(3, "later")
    one.transfer.on_edited()
    one.sync()
    other.sync()
    assert other.state() == {"remark:2": "short", "remark:3": "later"}
    assert one.state()["remark:1"] == "before"
    assert caplog.text.count("refuses a value") == 1


def test_a_change_during_a_request_is_sent_too(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    store = one.server.change_values

    def change(values: tuple[AccountValue, ...]) -> ChangeValuesReply:
        if not one.server.changes:
            one.set(1, "second")
        return store(values)

    monkeypatch.setattr(one.server, "change_values", change)
    one.set(1, "first")
    one.sync()
    other.sync()
    assert one.server.changes == 2
    assert other.state() == {"remark:1": "second"}


def test_a_change_while_the_server_refuses_the_one_before_is_sent(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    monkeypatch.setattr(account_values, "MAX_VALUE_CHARS", 5)
    store = one.server.change_values

    def change(values: tuple[AccountValue, ...]) -> ChangeValuesReply:
        one.set(1, "valid")
        return store(values)

    monkeypatch.setattr(one.server, "change_values", change)
    one.set(1, "refused")
    one.sync()
    other.sync()
    assert other.state() == one.state() == {"remark:1": "valid"}


def test_a_change_while_the_server_answers_is_not_missed(tmp_path: Path) -> None:
    server = Server(tmp_path)

    class Meanwhile:
        """Another device changes a value before the second query."""

        queries = 0

        def execute(self, sql: str, values: tuple[object, ...]) -> object:
            self.queries += 1
            if self.queries == 2:
                server.change_values((AccountValue("remark:2", "new", 2),))
            return server.db.execute(sql, values)

    server.change_values((AccountValue("remark:1", "old", 1),))
    first = account_values.page(cast(Database, Meanwhile()), ME, 0)
    second = account_values.page(server.db, ME, first.revision)
    server.db.close()
    assert {one.key for one in (*first.values, *second.values)} == {"remark:1", "remark:2"}


def test_an_endless_list_of_values_is_given_up(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, _ = pair
    monkeypatch.setattr(background_transfers, "MAX_FETCHED", 50)

    def next_page(revision: int) -> GetValuesReply:
        first = revision + 1
        remarks = (AccountValue(f"remark:{number}", "x", 1) for number in range(first, first + 20))
        return GetValuesReply(False, revision + 20, tuple(remarks))

    monkeypatch.setattr(one, "values_since", next_page)
    with caplog.at_level("INFO"):
        one.sync()
    assert "more than 50 values" in caplog.text
    assert one.values.revision == 40


def test_many_changes_are_sent_in_several_requests(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.values.put({f"group_of:{number}": '"Work"' for number in range(20_000, 21_050)}, 1000)
    one.sync()
    other.sync()
    assert one.server.changes == 11
    assert other.state() == one.state()


FAULTS = st.lists(st.sampled_from(["", "", "there", "back"]), max_size=5).map(tuple)
STEPS = st.tuples(
    st.integers(0, 1),
    st.one_of(
        st.tuples(st.just("set"), st.integers(1, 3), st.sampled_from(["x", "y", ""])),
        st.tuples(st.just("sync"), FAULTS),
    ),
)


@given(st.lists(STEPS, max_size=25))
@settings(max_examples=80, deadline=None)
def test_both_computers_end_with_the_latest_values(steps: list[tuple[int, tuple[Any, ...]]]) -> None:
    with TemporaryDirectory() as folder, two(Path(folder)) as computers:
        wanted: dict[str, str] = {}
        for which, (name, *values) in steps:
            if name == "sync":
                computers[which].sync(*values)
            elif computers[which].set(*values):
                wanted[f"remark:{values[0]}"] = values[1]
        for _ in range(2):
            for computer in computers:
                computer.sync()
        one, other = computers
        assert one.state() == other.state() == {key: value for key, value in wanted.items() if value}
        assert not one.values.unsent() and not other.values.unsent()
