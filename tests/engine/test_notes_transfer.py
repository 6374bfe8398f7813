"""Two computers of one account end with the same contact notes, whatever requests get lost. The last change wins."""

import sqlite3
import uuid
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
from qqdesk.engine.events import Event, NotesChanged
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

    def change_notes(self, entries: tuple[NoteEntry, ...]) -> ChangeNotesReply:
        for entry in entries:
            account_data.check(entry)
        before, revision = account_data.change(self.db, ME, uuid.uuid4().bytes, entries, self.now)
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
        self.transfer = NotesTransfer(client, self.contact_notes, self.received.append)

    def list_blocked(self) -> tuple[int, ...]:
        return ()

    def notes_since(self, revision: int) -> GetNotesReply:
        reply = self._ask(lambda: self.server.notes_since(revision))
        self.fetched += len(reply.entries)
        return reply

    def change_notes(self, entries: tuple[NoteEntry, ...]) -> ChangeNotesReply:
        return self._ask(lambda: self.server.change_notes(entries))

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
            if self.transfer.due_in and not self.faults:
                return

    def move(self, number: int, group: str) -> None:
        names = self.contact_notes.groups()
        self.contact_notes.move([number], group, names if not group or group in names else [*names, group])

    def state(self) -> tuple[list[str], dict[int, ContactNote]]:
        return self.contact_notes.groups(), self.contact_notes.notes_of(PEOPLE)


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


def test_notes_of_one_computer_reach_the_other(pair: tuple[Computer, Computer]) -> None:
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


def test_only_new_changes_are_fetched_and_sent(pair: tuple[Computer, Computer]) -> None:
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


def test_offline_changes_are_sent_and_win(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    one.sync()
    one.contact_notes.set_remark(1, "offline")
    other.contact_notes.set_remark(1, "b")
    other.contact_notes.set_remark(2, "kept")
    other.sync()
    one.sync()
    other.sync()
    assert one.state() == other.state()
    assert [one.contact_notes.notes_of([number])[number].remark for number in (1, 2)] == ["offline", "kept"]


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
    assert other.contact_notes.notes_of([1])[1] == ContactNote("Work", "after the backup")


def test_a_server_without_notes_gets_none_until_the_next_session(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair

    def refuse(*_: object) -> None:
        raise RefusedError(Result.UNKNOWN_COMMAND, "no")

    monkeypatch.setattr(one, "change_notes", refuse)
    one.contact_notes.set_remark(1, "x")
    one.sync()
    one.transfer.on_edited()
    assert not one.transfer.has_work
    monkeypatch.undo()
    one.sync()
    other.sync()
    assert other.contact_notes.notes_of([1])[1].remark == "x"


def test_a_refused_note_does_not_hold_up_the_others(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = pair
    monkeypatch.setattr(account_data, "MAX_REMARK_CHARS", 5)
    one.contact_notes.set_remark(1, "before")
    one.contact_notes.set_remark(2, "short")
    one.move(3, "Work")
    one.sync()
    assert not one.transfer.has_work
    one.contact_notes.set_remark(3, "later")
    one.transfer.on_edited()
    one.sync()
    other.sync()
    assert other.state()[1] == {1: ContactNote(), 2: ContactNote(remark="short"), 3: ContactNote("Work", "later")}
    assert one.contact_notes.notes_of([1])[1].remark == "before"
    assert caplog.text.count("refuses a contact note") == 1


def test_a_change_during_a_request_is_sent_too(
    pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    store = one.server.change_notes

    def change(entries: tuple[NoteEntry, ...]) -> ChangeNotesReply:
        if not one.server.changes:
            one.contact_notes.set_remark(1, "second")
        return store(entries)

    monkeypatch.setattr(one.server, "change_notes", change)
    one.contact_notes.set_remark(1, "first")
    one.sync()
    other.sync()
    assert one.server.changes == 2
    assert other.contact_notes.notes_of([1])[1].remark == "second"


def test_an_endless_list_of_notes_is_given_up(
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
    assert one.contact_notes.revision == 40


def test_many_changes_are_sent_in_several_requests(pair: tuple[Computer, Computer]) -> None:
    one, other = pair
    numbers = range(20_000, 21_050)
    one.contact_notes.move(numbers, "Work", ["Work"])
    one.sync()
    other.sync()
    assert one.server.changes == 11
    assert set(other.contact_notes.notes_of(list(numbers)).values()) == {ContactNote("Work")}


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
def test_both_computers_end_with_the_same_notes(steps: list[tuple[int, tuple[Any, ...]]]) -> None:
    with TemporaryDirectory() as folder, two(Path(folder)) as computers:
        wanted: dict[tuple[str, int], set[str]] = {}
        for which, (name, *values) in steps:
            computer = computers[which]
            if name == "move":
                computer.move(*values)
                wanted.setdefault(("group", values[0]), set()).add(values[1])
            elif name == "remark":
                computer.contact_notes.set_remark(*values)
                wanted.setdefault(("remark", values[0]), set()).add(values[1])
            elif name == "groups":
                computer.contact_notes.set_groups(values[0])
            else:
                computer.sync(*values)
        for _ in range(2):
            for computer in computers:
                computer.sync()
        one, other = computers
        assert one.state() == other.state()
        assert not one.contact_notes.unsent() and not other.contact_notes.unsent()
        for number, noted in one.state()[1].items():
            assert noted.group in wanted.get(("group", number), {""}) | {""}
            assert noted.remark in wanted.get(("remark", number), {""}) | {""}
            if len(wanted.get(("remark", number), ())) == 1:
                assert {noted.remark} == wanted["remark", number]
