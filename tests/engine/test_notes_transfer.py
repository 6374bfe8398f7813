"""Two computers of one account end with the same contact notes, whatever requests get lost. The last change wins."""

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
from qqdesk.domain.contact_notes import ContactNote
from qqdesk.engine import notes_transfer
from qqdesk.engine.events import Event, NotesCapabilities, NotesChanged
from qqdesk.engine.notes_transfer import NotesTransfer
from qqdesk.history.history import History
from qqdesk.protocol.account_data import ChangeNotesReply, GetNotesReply, NoteEntry
from qqdesk.protocol.codes import NoteKind, Result
from qqdesk.server import errors
from qqdesk.server.accounts import account_data, accounts
from qqdesk.server.storage.sqlite import open_database

R = TypeVar("R")
ME = 10001
PEOPLE = (1, 2, 3)


class Server:
    """The notes of one user on the server, without a connection."""

    def __init__(self, folder: Path) -> None:
        self.db = open_database(folder)
        accounts.add(self.db, ME, "x", "Anna", 1)
        self.now = 0
        self.changes = 0

    def notes_since(self, revision: int) -> GetNotesReply:
        found = account_data.page(self.db, ME, revision)
        return GetNotesReply(found.is_last, found.revision, found.entries)

    def change_notes(self, client_id: str, entries: tuple[NoteEntry, ...]) -> ChangeNotesReply:
        for entry in entries:
            account_data.check(entry)
        before, revision = account_data.change(self.db, ME, bytes.fromhex(client_id), entries, self.now)
        self.changes += 1
        return ChangeNotesReply(revision, before)


class Computer:
    """One installation. `faults` has one item for each request, the last first: "there" or "back" breaks."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.history = History(folder / "history.db")
        self.contact_notes = self.history.contact_notes
        self.faults: list[str] = []
        self.received: list[Event] = []
        self.fetched = 0
        client = cast(Client, SimpleNamespace(extended=True, account_data=self))
        self.carrier = NotesTransfer(client, self.history, self.received.append)

    def list_blocked(self) -> tuple[int, ...]:
        return ()

    def notes_since(self, revision: int) -> GetNotesReply:
        reply = self._ask(lambda: self.server.notes_since(revision))
        self.fetched += len(reply.entries)
        return reply

    def change_notes(self, client_id: str, entries: tuple[NoteEntry, ...]) -> ChangeNotesReply:
        return self._ask(lambda: self.server.change_notes(client_id, entries))

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
        self.carrier.start()
        for _ in range(200):
            if not self.carrier.has_work:
                return
            self.carrier.step()
            if self.carrier.due_in and not self.faults:
                return

    def move(self, number: int, group: str) -> None:
        names = self.contact_notes.groups()
        self.contact_notes.move([number], group, names if not group or group in names else [*names, group])

    def state(self) -> tuple[list[str], dict[int, ContactNote]]:
        return self.contact_notes.groups(), self.contact_notes.noted(PEOPLE)


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


def test_what_is_noted_at_one_comes_to_the_other(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.move(1, "Work")
    one.move(2, "Home")
    one.contact_notes.set_groups(["Home", "Empty", "Work"])
    one.contact_notes.set_remark(1, "the boss")
    one.sync()
    other.sync()
    assert other.state() == one.state() == (
        ["Home", "Empty", "Work"], {1: ContactNote("Work", "the boss"), 2: ContactNote("Home"), 3: ContactNote()}
    )  # fmt: skip
    assert NotesChanged(frozenset({1, 2}), groups=True) in other.received
    other.contact_notes.regroup("Work", "Job", ["Home", "Empty", "Job"])
    other.sync()
    one.sync()
    assert one.contact_notes.groups() == ["Home", "Empty", "Job"]


def test_only_what_is_new_is_asked_for_and_sent(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.move(1, "Work")
    one.sync()
    other.sync()
    fetched, changes = (one.fetched, other.fetched), one.server.changes
    one.sync()
    other.sync()
    assert (one.fetched, other.fetched) == fetched
    one.contact_notes.set_remark(1, "x")
    one.sync()
    other.sync()
    one.sync()
    assert (one.fetched, other.fetched) == (fetched[0], fetched[1] + 1)
    assert one.server.changes == changes + 1


def test_an_answer_that_is_lost_does_not_undo_what_came_after_it(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.contact_notes.set_remark(1, "a")
    one.sync(("back", ""))  # the notes are fetched, and then sent
    other.sync()
    other.contact_notes.set_remark(1, "b")
    other.sync()
    one.sync()
    assert one.state() == other.state()
    assert one.contact_notes.noted([1])[1].remark == "b"


def test_changes_made_offline_are_sent_and_have_the_last_word(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.sync()
    one.contact_notes.set_remark(1, "offline")
    other.contact_notes.set_remark(1, "b")
    other.contact_notes.set_remark(2, "kept")
    other.sync()
    one.sync()
    other.sync()
    assert one.state() == other.state()
    assert [one.contact_notes.noted([number])[number].remark for number in (1, 2)] == ["offline", "kept"]


def test_groups_of_before_fill_gaps_and_overrule_nothing(pair: tuple[Computer, Computer]) -> None:
    """Both computers had groups before the server could store them."""
    one, other = pair
    for computer, groups in ((one, {1: "Work"}), (other, {1: "Friends", 2: "Friends"})):
        for number, group in groups.items():
            computer.move(number, group)
        computer.history.file.connection.execute("UPDATE note_changes SET weak = 1")
    one.sync()
    other.sync()
    one.sync()
    assert one.state() == other.state()
    assert {number: noted.group for number, noted in one.state()[1].items()} == {1: "Work", 2: "Friends", 3: ""}


def test_notes_are_sent_again_to_a_server_that_lost_them(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.move(1, "Work")
    one.sync()
    backup = sqlite3.connect(":memory:")
    one.server.db.backup(backup)
    one.contact_notes.set_remark(1, "after the backup")
    one.sync()
    backup.backup(one.server.db)
    backup.close()
    one.sync()
    other.sync()
    assert other.state() == one.state()
    assert other.contact_notes.noted([1])[1] == ContactNote("Work", "after the backup")


def test_an_entry_that_the_server_does_not_take_holds_up_no_other(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.contact_notes.set_remark(1, "x" * 65)
    one.contact_notes.set_remark(2, "good")
    one.sync()
    other.sync()
    assert other.contact_notes.noted([2])[2].remark == "good"
    assert not one.history.notes_sync.waits()


def test_full_notes_are_sent_no_more_until_the_next_session(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    monkeypatch.setattr(account_data, "MOST_ENTRIES", 0)
    one.contact_notes.set_remark(1, "x")
    one.sync()
    assert not one.carrier.has_work
    one.carrier.on_edited()
    assert not one.carrier.has_work
    monkeypatch.undo()
    one.sync()
    other.sync()
    assert other.contact_notes.noted([1])[1].remark == "x"


def test_a_server_that_can_no_such_thing_is_not_asked_twice(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair

    def refuse(*_: object) -> None:
        raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")

    for name in ("list_blocked", "notes_since", "change_notes"):
        monkeypatch.setattr(one, name, refuse)
    one.contact_notes.set_remark(1, "x")
    one.sync()
    assert one.received[-1] == NotesCapabilities(can_block=False, follows_account=False)
    one.carrier.on_edited()
    assert not one.carrier.has_work
    received = len(one.received)
    one.sync()
    assert len(one.received) == received, "nothing goes to and fro"
    monkeypatch.undo()
    one.sync()
    assert one.received[-1] == NotesCapabilities(can_block=True, follows_account=True)
    assert not one.history.notes_sync.waits()


def test_notes_without_end_is_given_up(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, _ = pair
    monkeypatch.setattr(notes_transfer, "MAX_FETCHED", 50)

    def next_page(revision: int) -> GetNotesReply:
        first = revision + 1
        remarks = (NoteEntry(NoteKind.REMARK, str(number), "x") for number in range(first, first + 20))
        return GetNotesReply(False, revision + 20, tuple(remarks))

    monkeypatch.setattr(one, "notes_since", next_page)
    with caplog.at_level("INFO"):
        one.sync()
    assert "more than 50 contact notes" in caplog.text
    assert one.history.notes_sync.revision == 40


def test_many_go_in_batches(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    numbers = range(20_000, 21_050)
    one.contact_notes.move(numbers, "Work", ["Work"])
    one.sync()
    other.sync()
    assert one.server.changes == 11
    assert set(other.contact_notes.noted(list(numbers)).values()) == {ContactNote("Work")}


GROUPS = st.sampled_from(["A", "B", "C", ""])
FAULTS = st.lists(st.sampled_from(["", "", "there", "back"]), max_size=5).map(tuple)
STEPS = st.tuples(
    st.integers(0, 1),
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(PEOPLE), GROUPS),
        st.tuples(st.just("remark"), st.sampled_from(PEOPLE), st.sampled_from(["x", "y", ""])),
        st.tuples(st.just("groups"), st.lists(GROUPS.filter(bool), unique=True, max_size=3)),
        st.tuples(st.just("sync"), FAULTS),
    ),
)


@given(st.lists(STEPS, max_size=25))
@settings(max_examples=80, deadline=None)
def test_both_end_with_the_same(steps: list[tuple[int, tuple[Any, ...]]]) -> None:
    with TemporaryDirectory() as folder, two(Path(folder)) as computers:
        said: dict[tuple[str, int], set[str]] = {}
        for which, (name, *values) in steps:
            computer = computers[which]
            if name == "move":
                computer.move(*values)
                said.setdefault(("group", values[0]), set()).add(values[1])
            elif name == "remark":
                computer.contact_notes.set_remark(*values)
                said.setdefault(("remark", values[0]), set()).add(values[1])
            elif name == "groups":
                computer.contact_notes.set_groups(values[0])
            else:
                computer.sync(*values)
        for _ in range(2):
            for computer in computers:
                computer.sync()
        one, other = computers
        assert one.state() == other.state()
        assert not one.history.notes_sync.waits() and not other.history.notes_sync.waits()
        for number, noted in one.state()[1].items():
            assert noted.group in said.get(("group", number), {""}) | {""}
            assert noted.remark in said.get(("remark", number), {""}) | {""}
            if len(said.get(("remark", number), ())) == 1:
                assert {noted.remark} == said["remark", number], "nobody said anything else"
