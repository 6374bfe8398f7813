"""Background requests of the send loop, one at each step, so that messages need not wait for many of them."""

import logging
from enum import Enum

from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import BadReplyError, ClientError, ClosedError, NotSignedInError, RefusedError
from qqdesk.clock import Clock
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import ChangeKind, MessageChange
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.events import AccountValuesChanged, BlocksChanged, ChangeFinished, Emit
from qqdesk.engine.problems import problem_of
from qqdesk.history.account_values_table import AccountValuesTable
from qqdesk.history.contact_store import ContactStore
from qqdesk.history.errors import HistoryError
from qqdesk.history.message_changes import UnsentChanges
from qqdesk.history.server_log import MarkKind, ServerLog
from qqdesk.protocol.change_commands import ChangeReply, Edit, React, Recall
from qqdesk.protocol.codes import Result
from qqdesk.protocol.limits import MAX_CHANGED_AT_ONCE
from qqdesk.protocol.log_commands import ClearLog, MarkSeen

_log = logging.getLogger(__name__)

TEMPORARY = (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED)
"""Results after which the request is repeated."""


class BackgroundTransfer:
    """A failed step is retried with a growing delay, and from the first one in the next session."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._is_halted = True
        """The server refused a request, or the session ended. The next connection starts again."""
        self._backoff = Backoff(1.0, 300.0)
        self.due_at = 0.0

    def start(self) -> None:
        """Start from the first step, after each connection."""
        self._is_halted = False
        self._backoff.reset()
        self.due_at = 0.0

    @property
    def has_work(self) -> bool:
        return not self._is_halted and self._has_steps

    @property
    def is_due(self) -> bool:
        return self.has_work and self.due_at <= self._clock.monotonic()

    def step(self) -> None:
        """Raises ClosedError."""
        try:
            self._run_step()
            self._backoff.reset()
        except ClosedError:
            raise
        except NotSignedInError:
            # The receiving thread signs in again.
            self._is_halted = True
        except (ClientError, HistoryError) as error:
            if isinstance(error, RefusedError) and error.result not in TEMPORARY:
                _log.warning("%s: the server refuses: %s", type(self).__name__, error)
                self._is_halted = True
                return
            wait = error.wait if isinstance(error, RefusedError) else None
            _log.info("%s waits: %s", type(self).__name__, error)
            self.due_at = self._clock.monotonic() + max(wait or 0.0, self._backoff.next_delay())

    @property
    def _has_steps(self) -> bool:
        raise NotImplementedError

    def _run_step(self) -> None:
        """Make one request. Raises ClientError and HistoryError."""
        raise NotImplementedError


_PROBLEMS = {
    ProblemKind.NO_SUCH_USER: ProblemKind.MESSAGE_GONE,
    ProblemKind.NOT_ALLOWED: ProblemKind.MAY_NOT_CHANGE,
}


class ChangesTransfer(BackgroundTransfer):
    """A change stays unsent in the history until the server has stored or refused it."""

    def __init__(self, client: Client, unsent: UnsentChanges, emit: Emit) -> None:
        super().__init__(client.clock)
        self._client = client
        self._unsent = unsent
        self._emit = emit
        self._has_new = True

    def start(self) -> None:
        self._has_new = True
        if self._client.has_changes:
            super().start()

    def on_added(self) -> None:
        """Send a new change."""
        self._has_new = True

    @property
    def _has_steps(self) -> bool:
        return self._has_new

    def _run_step(self) -> None:
        first = self._unsent.first()
        if first is None:
            self._has_new = False
            return
        conversation, change = first
        try:
            reply = self._send(conversation, change)
        except RefusedError as error:
            if error.result in TEMPORARY:
                raise
            if self._unsent.drop(change):
                problem = problem_of(error)
                problem = problem._replace(kind=_PROBLEMS.get(problem.kind, problem.kind))
                self._emit(ChangeFinished(conversation, change, problem=problem))
        else:
            changed = self._unsent.finish(conversation, change, reply.id)
            self._emit(ChangeFinished(conversation, change, changed[0] if changed else None))

    def _send(self, conversation: ConversationId, change: MessageChange) -> ChangeReply:
        number, target = conversation.number, change.target
        match change.kind:
            case ChangeKind.RECALL:
                return self._client.request(Recall(number, target, change.id))
            case ChangeKind.EDIT:
                return self._client.request(Edit(number, target, change.id, change.value))
            case ChangeKind.REACTION:
                return self._client.request(React(number, target, change.id, change.value))


class MarksTransfer(BackgroundTransfer):
    """A mark stays unsent in the history until the server has answered."""

    def __init__(self, client: Client, log: ServerLog) -> None:
        super().__init__(client.clock)
        self._client = client
        self._log = log
        self._has_new = True

    def start(self) -> None:
        self._has_new = True
        if self._client.has_devices:
            super().start()

    def on_marked(self) -> None:
        """Send a new mark."""
        self._has_new = True

    @property
    def _has_steps(self) -> bool:
        return self._has_new

    def _run_step(self) -> None:
        mark = next(iter(self._log.unsent_marks()), None)
        if mark is None:
            self._has_new = False
            return
        command = MarkSeen if mark.kind is MarkKind.SEEN else ClearLog
        try:
            self._client.request(command(mark.conversation.number, mark.up_to))
        except RefusedError as error:
            # RES=10: the mark is from before a backup of the server was restored.
            if error.result not in (Result.MALFORMED, Result.NO_SUCH_USER, Result.NOT_ALLOWED):
                raise
            _log.info("A mark in %s was refused: %s", mark.conversation, error)
        self._log.mark_sent(mark)


MAX_FETCHED = 300_000
"""The most values that a session fetches. A user has a group and a remark for each contact."""

_INVALID = (Result.MALFORMED, Result.REFUSED_BY_SERVER)
"""The server refuses a value, not the command."""


class _Stage(Enum):
    """The next step."""

    BLOCKS = 1
    FETCH = 2
    SEND = 3
    IDLE = 4


class AccountTransfer(BackgroundTransfer):
    def __init__(self, client: Client, values: AccountValuesTable, contacts: ContactStore, emit: Emit) -> None:
        super().__init__(client.clock)
        self._client = client
        self._values = values
        self._contacts = contacts
        self._emit = emit
        self._stage = _Stage.IDLE
        self._fetched = 0
        self._most_values = MAX_CHANGED_AT_ONCE
        """In one request. After a refusal each value is sent alone, to find the refused one."""

    def start(self) -> None:
        self._stage = _Stage.BLOCKS
        self._fetched = 0
        self._most_values = MAX_CHANGED_AT_ONCE
        if self._client.extended:
            super().start()

    def on_edited(self) -> None:
        """Send again after a local change."""
        if self._stage is _Stage.IDLE:
            self._stage = _Stage.SEND

    @property
    def _has_steps(self) -> bool:
        return self._stage is not _Stage.IDLE

    def _run_step(self) -> None:
        match self._stage:
            case _Stage.BLOCKS:
                self._fetch_blocks()
                self._stage = _Stage.FETCH
            case _Stage.FETCH:
                if self._fetch():
                    self._stage = _Stage.SEND
            case _Stage.SEND:
                if not self._send():
                    self._stage = _Stage.IDLE

    def _fetch_blocks(self) -> None:
        now, before = set(self._client.account_data.list_blocked()), set(self._contacts.blocked())
        changes = dict.fromkeys(now - before, True) | dict.fromkeys(before - now, False)
        if changes:
            self._contacts.set_blocked(changes)
            self._emit(BlocksChanged(changes))

    def _fetch(self) -> bool:
        """Fetch a page. Return whether it was the last one."""
        known = self._values.revision
        reply = self._client.account_data.values_since(known)
        self._fetched += len(reply.values)
        if self._fetched > MAX_FETCHED:
            raise BadReplyError(f"The server keeps more than {MAX_FETCHED} values of this account")
        if reply.revision < known:
            _log.warning("The server knows fewer values than before; compare all of them")
            self._values.send_all_again()
            return False
        changed = self._values.apply(reply.values, reply.revision)
        if changed:
            self._emit(AccountValuesChanged(changed))
        return reply.last_page or reply.revision == known

    def _send(self) -> bool:
        """Send some changes. Return whether there were any."""
        values = self._values.unsent()[: self._most_values]
        if not values:
            return False
        try:
            reply = self._client.account_data.change_values(values)
        except RefusedError as error:
            if error.result not in _INVALID:
                raise
            if len(values) == 1:
                _log.warning("The server refuses a value; it stays on this computer: %s", error)
                self._values.keep_local(values[0])
            self._most_values = 1
        else:
            self._values.sent(values, reply.before, reply.revision)
        return True
