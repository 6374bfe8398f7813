"""The state of the messenger and its signals, with the open contact requests. Runs in the main thread."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal

from qqdesk.clock import LoopClock
from qqdesk.domain.connection import Security
from qqdesk.domain.contact import AddRequest, Me, Roster
from qqdesk.domain.conversation import Conversation
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import ContactRequested
from qqdesk.domain.message import Message
from qqdesk.domain.outbox_status import OutboxStatus
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Reply, Request, RequestFor
from qqdesk.worker.account_state import AccountState
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.drafts import Drafts
from qqdesk.worker.mutes import Mutes
from qqdesk.worker.pending_requests import PendingRequest, PendingRequests
from qqdesk.worker.presence_state import PresenceState
from qqdesk.worker.roster_state import RosterState
from qqdesk.worker.session import Session
from qqdesk.worker.typing_state import TypingState

_log = logging.getLogger(__name__)

R = TypeVar("R", bound=Reply)


class MessengerState(QObject):
    """The state that the parts of the messenger share. It is changed before a signal is emitted."""

    connection_changed = Signal(object)  # ConnectionState
    signed_in = Signal(object)  # SignedIn: roster and groups are complete, or of the last session (see `connection`)
    signed_out = Signal()
    me_changed = Signal(object)  # Me
    roster_changed = Signal(object)  # RosterChange, at most one in 150 ms
    rooms_changed = Signal(object)  # frozenset[int], the numbers of rooms, at most one in 150 ms
    members_changed = Signal(object)  # int: the number of a room: see `Rooms.members`
    message_added = Signal(object)  # Message
    message_changed = Signal(object)  # Message: another delivery state, text or reactions, or taken back
    read_by_changed = Signal(object)  # ConversationId: see `HistoryService.load_read_by`
    nudged = Signal(object)  # int: the number of the person who shakes my window
    message_moved = Signal(object)  # Message: mine, others were accepted before it; a later one is emitted first
    older_added = Signal()  # conversations came from the server's log: see `recent_conversations`
    burst_started = Signal()  # until `burst_ended`, entries received together are emitted: lay out once
    burst_ended = Signal()
    outbox_status_changed = Signal(object)  # OutboxStatus: see `connection_state`
    unread_changed = Signal(object)  # UnreadChange
    typing_changed = Signal(object)  # TypingChange
    requests_changed = Signal()  # see `requests`
    device_added = Signal(object)  # DeviceAdded: a device of mine signed in for the first time
    notice_received = Signal(object)  # Notice
    problem_occurred = Signal(object)  # Problem
    _problem_reported = Signal(object)  # Problem
    session: Session | None = None
    outbox_status = OutboxStatus()  # why messages wait while connected

    def __init__(self, clock: LoopClock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = clock
        self.me = Me(0)
        self.roster = Roster()
        self.connection = ConnectionState(ConnectionPhase.SIGNED_OUT)
        self.extended = False
        self.security = Security()
        self.requests: list[AddRequest] = []
        self.profiles: dict[int, Profile] = {}
        """The profiles that requests of this session fetched, by number."""
        self.pending = PendingRequests(self)
        self.account = AccountState(clock, self)
        self.account.failed.connect(self.problem_occurred, Qt.ConnectionType.QueuedConnection)
        self.drafts = Drafts(self)
        self.message_changed.connect(self.drafts.follow)
        self.drafts.failed.connect(self.problem_occurred, Qt.ConnectionType.QueuedConnection)
        self.presence = PresenceState(self.account, clock, self)
        self.mutes = Mutes(self.account, clock, self)
        self.typing = TypingState(self.typing_changed.emit, clock)
        self._people = RosterState(self.roster, self.roster_changed.emit, self.presence, self.account, clock, self)
        self._chats = ConversationStore()
        self._problem_reported.connect(self.problem_occurred, Qt.ConnectionType.QueuedConnection)

    def clear(self) -> None:
        """Forget the last session."""
        self.session = None
        self.me = Me(0)
        self.extended = False
        self.security = Security()
        self.outbox_status = OutboxStatus()
        self.requests = []
        self.profiles = {}
        self.pending.clear()
        self.presence.clear()
        self.typing.clear()
        self._people.clear()
        self._chats.clear()
        self.account.clear()
        self.drafts.clear()
        self.mutes.clear()

    def change_connection(self, state: ConnectionState) -> None:
        self.connection = replace(state, changed_at=self.clock.monotonic())
        self.connection_changed.emit(self.connection)

    def change_me(self, me: Me) -> None:
        if me != self.me:
            self.me = me
            self.me_changed.emit(me)

    def conversation(self, id: ConversationId) -> Conversation:
        """Return the conversation with its latest stored messages."""
        try:
            return self._chats.conversation(id)
        except HistoryError as error:
            self.report_problem(problem_of(error))
            return self._chats.conversation(id)

    def last_message(self, id: ConversationId) -> Message | None:
        """Return the last message of a conversation. Reads nothing from the disk."""
        return self._chats.last_message(id)

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Report an error of the disk."""
        try:
            yield
        except HistoryError as error:
            self.report_problem(problem_of(error))

    def report_problem(self, problem: Problem) -> None:
        """Emit `problem_occurred` after the current call, for a problem of no request."""
        _log.error("%s: %s", problem.kind.name, problem.detail)
        self._problem_reported.emit(problem)

    @property
    def is_open(self) -> bool:
        """Whether there is a session that can send requests, now or later."""
        session = self.session
        return not (session is None or session.is_stopping or session.has_ended or self._chats.history is None)

    @property
    def place_id(self) -> str:
        """The id of the place of the session, "" before it is known."""
        return self.session.client.resolver.place_id if self.session is not None else ""

    @property
    def password_hash(self) -> str:
        """The hash with which the session signs in; "" without a session."""
        return self.session.password_hash if self.session is not None else ""

    @property
    def has_changes(self) -> bool:
        """Whether the server has changes of messages, nudges and signatures."""
        return self.session is not None and self.session.client.has_changes

    def request(self, request: RequestFor[R]) -> PendingRequest[R]:
        """Send a request. `PendingRequest.then` gets the reply after the state was changed."""
        pending: PendingRequest[R] = self.pending.create()
        if self.session is None or not self.is_open:
            self.pending.fail_soon(pending.ticket, Problem(ProblemKind.NO_CONNECTION))
        else:
            self.session.engine.sender.request(pending.ticket, cast(Request, request))
        return pending


class ContactRequests:
    """Changes `messenger.requests`, then emits `requests_changed`."""

    def __init__(self, state: MessengerState, ensure_contact: Callable[[int], None]) -> None:
        self._state, self._ensure_contact = state, ensure_contact

    def replace(self, requests: Iterable[AddRequest]) -> None:
        self._state.requests = list(requests)
        for request in self._state.requests:
            self._ensure_contact(request.number)
        self._state.requests_changed.emit()

    def add(self, item: ContactRequested) -> None:
        """Add a request in place of an earlier one of this person."""
        others = [request for request in self._state.requests if request.number != item.sender]
        self._state.requests = [*others, AddRequest(item.sender, item.reason, item.time)]
        self._ensure_contact(item.sender)
        self._state.requests_changed.emit()

    def remove(self, number: int) -> None:
        self._state.requests = [one for one in self._state.requests if one.number != number]
        self._state.requests_changed.emit()
