"""A messenger without a server: its state is set by the test, and what it is asked is written down."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.contact_notes import NameFault
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import (
    ConnectionPhase,
    ConnectionState,
    RosterChange,
    SignedIn,
    SignIn,
    UnreadChange,
)
from qqdesk.worker.contact_notes_editor import ContactNotesEditor
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.pending_requests import PendingRequest
from tests.helpers.messages import chat_with

ME = Me(3456789012, "晓明", 270, Status.ONLINE)


class StubContactNotes(ContactNotesEditor):
    """Writes down what it is asked."""

    def __init__(self, messenger: "StubMessenger") -> None:
        super().__init__(messenger, messenger._people)
        self._messenger = messenger

    def group_names(self) -> list[str]:
        return self._messenger.groups

    def move_to_group(self, numbers: Iterable[int], group: str) -> NameFault | None:
        self._messenger._note("move_to_group", *numbers, group)
        return None

    def add_group(self, name: str) -> NameFault | None:
        self._messenger._note("add_group", name)
        return None


class StubMessenger(Messenger):
    """The signals are the real ones."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "0" * 32)
        self.asked: list[tuple[object, ...]] = []
        self.counts: dict[int, int] = {}
        self.groups = ["", "Work"]
        self.contact_notes = StubContactNotes(self)

    @property
    def unread(self) -> int:
        return sum(self.counts.values())

    def unread_counts(self) -> dict[ConversationId, int]:
        return {ConversationId.person(number): count for number, count in self.counts.items() if count}

    # What the test does

    def open(self, *contacts: Contact) -> None:
        """A session with these contacts."""
        self.me = ME
        for contact in contacts:
            self.roster.put(contact)
        self.set_phase(ConnectionPhase.CONNECTED)
        self.signed_in.emit(SignedIn(self.me, True))

    def set_phase(self, phase: ConnectionPhase, state: ConnectionState | None = None) -> None:
        self.connection = state or ConnectionState(phase)
        self.connection_changed.emit(self.connection)

    def change(self, *contacts: Contact) -> None:
        for contact in contacts:
            self.roster.put(contact)
        self.roster_changed.emit(RosterChange(frozenset(contact.number for contact in contacts)))

    def write(self, number: int, count: int) -> None:
        """So many messages of this person are unread now."""
        self.counts[number] = count
        self.conversation(chat_with(number)).unread = count
        self.unread_changed.emit(UnreadChange(chat_with(number), count))

    # What it is asked

    def _note(self, *what: object) -> PendingRequest[Any]:
        self.asked.append(what)
        self.last = self.pending.create()
        return self.last

    def answer(self, reply: object) -> None:
        """Reply to the last request."""
        self.pending.finish(self.last.ticket, reply)

    def fail(self, problem: Problem) -> None:
        self.pending.fail(self.last.ticket, problem)

    def sign_in(self, wanted: SignIn) -> None:
        self._note("sign_in", wanted.server, wanted.number, wanted.password, wanted.status)

    def sign_out(self) -> None:
        self._note("sign_out")

    def try_now(self) -> None:
        self._note("try_now")

    def set_status(self, status: Status) -> PendingRequest[Any]:
        return self._note("set_status", status)

    def set_idle(self, is_idle: bool) -> None:
        self._note("set_idle", is_idle)

    def request(self, request: Any) -> PendingRequest[Any]:
        return self._note(request)
