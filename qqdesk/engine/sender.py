"""The send loop: messages first, then requests, typing notices, marks, account values and missing profiles."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from functools import partial

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, ClosedError, NetworkError, NotSignedInError, RefusedError
from qqdesk.clock import wait_for
from qqdesk.domain.body import File
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.outbox_status import OutboxStatus, WaitingReason
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.background_transfers import AccountTransfer, BackgroundTransfer, ChangesTransfer, MarksTransfer
from qqdesk.engine.events import (
    Emit,
    MessageChanged,
    OutboxStatusChanged,
    ProfilesFetched,
    RequestDone,
    RequestFailed,
    StoreFailed,
)
from qqdesk.engine.fetching import fetch_brief
from qqdesk.engine.log_filler import LogFiller
from qqdesk.engine.outbox import Outbox, OutboxCancellation
from qqdesk.engine.problems import problem_of, request_problem
from qqdesk.engine.receiver import Receiver
from qqdesk.engine.store import Store
from qqdesk.engine.transfers import Transfers
from qqdesk.history.errors import HistoryError
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.codes import AddOutcome, Result
from qqdesk.protocol.commands import AddToList, AddToListReply, ChangeStatus, GetInfoReply
from qqdesk.protocol.record import Done, Reply, Request

_log = logging.getLogger(__name__)

PROFILE_PAUSE_S = 0.004
PROFILES_AT_ONCE = 25
STORE_AGAIN_S = 5.0
PATIENCE_S = 10
"""The longest wait that a busy server may ask for before a request fails. It is repeated once."""
BUSY_WAIT_S = 1.0
"""If a busy server does not say how long to wait."""
TYPING_MAX_AGE_S = 5.0
"""A typing notice is out of date after this time."""
TYPING_TIMEOUT_S = 2.0
"""Requests and messages wait for a typing notice at most this long."""
_PROFILE_RETRY_S = 5.0


class _Link(Enum):
    """The connection of the receive loop."""

    PENDING = 1
    """Connecting: requests wait."""
    UP = 2
    LOST = 3
    """Requests fail."""


class Sender:
    """`run` is the loop. All other methods may be called from any thread and return at once."""

    def __init__(self, client: Client, store: Store, emit: Emit, receiver: Receiver, transfers: Transfers) -> None:
        """`emit` is called in the thread of `run`."""
        self._client = client
        self._clock = client.clock
        self._store = store
        self._emit = emit
        self._receiver = receiver
        self._files = transfers
        self._called = threading.Condition()
        self._calls: deque[Callable[[], None]] = deque()
        self._cancellation = OutboxCancellation()
        self._outbox = Outbox(
            client, store, lambda message: emit(MessageChanged(message)), self._report, self._cancellation, self._upload
        )
        self._outbox_status = OutboxStatus()
        self._next_message = self._next_profile = self._store_again_at = 0.0
        """When the next try is due, in monotonic seconds."""
        self._link = _Link.PENDING
        self._is_stopping = False
        self._requests: deque[tuple[int, Request]] = deque()
        self._later: list[tuple[float, int, Request]] = []
        """Requests to a busy server, with the time when they are repeated."""
        self._repeated: set[int] = set()
        self._typing: dict[ConversationId, float] = {}
        """The conversations that I type in, and the time of the notice."""
        self._knows_typing = True
        self._filler: LogFiller | None = None
        self._account: AccountTransfer | None = None
        self._marks: MarksTransfer | None = None
        self._changes: ChangesTransfer | None = None
        self._wanted_profiles: dict[int, None] = {}
        self._profiles: list[GetInfoReply] = []
        self._after_stop: Callable[[], None] = lambda: None

    # For other threads

    def send(self, message: Message, *, again: bool = False, stored: bool = True) -> None:
        """Send a message of mine; see `Outbox.add`."""
        self._call(partial(self._add, message, again, stored))

    def cancel(self, key: str) -> bool:
        """Cancel a waiting message. Return False if it is being sent or was sent."""
        if not self._cancellation.cancel(key):
            return False
        self._call(partial(self._remove, key))
        return True

    def is_cancelled(self, key: str) -> bool:
        return self._cancellation.is_cancelled(key)

    def forget(self, key: str) -> None:
        """Forget a message that was sent or has failed: the caller will not cancel it."""
        self._cancellation.reset(key)

    def request(self, ticket: int, request: Request) -> None:
        """Send a request. RequestDone or RequestFailed follows with the same ticket."""
        self._call(partial(self._requests.append, (ticket, request)))

    def send_typing(self, conversation: ConversationId) -> None:
        """Notify the other person that I am typing there."""
        self._call(partial(self._typing.__setitem__, conversation, self._clock.monotonic()))

    def send_account_values(self) -> None:
        """Send what the account keeps, which changed in the store."""
        self._call(self._on_account_edited)

    def fetch_account_values(self) -> None:
        """Fetch what the account keeps, and its blocks, which changed on another device."""
        self._call(self._start_account)

    def sync_marks(self) -> None:
        """Send the marks that were stored: see `ServerLog.unsent_marks`."""
        self._call(self._on_marked)

    def sync_changes(self) -> None:
        """Send the changes of messages that were stored: see `UnsentChanges`."""
        self._call(self._on_changed)

    def fetch_profiles(self, numbers: tuple[int, ...]) -> None:
        """Fetch nicknames and faces when idle."""
        self._call(partial(self._wanted_profiles.update, dict.fromkeys(numbers)))

    def connecting(self) -> None:
        """Hold the requests until `connected` or `disconnected`."""
        self._call(partial(self._set_link, _Link.PENDING))

    def connected(self) -> None:
        self._call(self._on_connected)

    def disconnected(self) -> None:
        """Fail the requests until `connecting` or `connected`."""
        self._call(partial(self._set_link, _Link.LOST))

    def stop(self, then: Callable[[], None] = lambda: None) -> None:
        """End `run` after the pending requests, then call `then` in its thread. Closing the client ends it at once.

        Waiting messages stay in the store.
        """
        self._call(partial(self._on_stop, then))

    # The loop

    def run(self) -> None:
        try:
            while not self._is_stopping:
                with self._called:
                    wait_for(self._clock, self._called, lambda: bool(self._calls), self._next_step())
                while self._calls:
                    self._guard(self._calls.popleft())
                self._guard(self._step)
            while self._requests and self._link is _Link.UP:
                self._guard(self._send_request)
        except ClosedError:
            pass
        finally:
            self._fail_requests()
            self._after_stop()

    def _call(self, call: Callable[[], None]) -> None:
        with self._called:
            self._calls.append(call)
            self._called.notify()

    def _guard(self, step: Callable[[], None]) -> None:
        """Report a bug: it must not end the thread in silence. Raises ClosedError."""
        try:
            step()
        except ClosedError:
            raise
        except ClientError as error:
            _log.info("%s", error)
        except Exception as error:
            if not isinstance(error, HistoryError):
                _log.exception("A bug in the send loop")
            self._report(problem_of(error))

    def _report(self, problem: Problem) -> None:
        self._emit(StoreFailed(problem))

    def _next_step(self) -> float | None:
        """Return the time of the next step; None to wait for another thread."""
        due = []
        if not self._outbox.is_stored:
            due.append(self._store_again_at)
        if self._link is _Link.UP:
            due += [again_at for again_at, _, _ in self._later]
            if not self._outbox.is_loaded:
                due.append(self._store_again_at)
            if self._requests or self._typing:
                return 0.0
            if self._changes is not None and self._changes.has_work:
                due.append(self._changes.due_at)
            if self._outbox:
                due.append(self._next_message)
            else:
                if self._wanted_profiles:
                    due.append(self._next_profile)
                due += [transfer.due_at for transfer in self._transfers()]
        return min(due, default=None)

    def _step(self) -> None:
        """Send a message, then one request or one background request."""
        now = self._clock.monotonic()
        if not self._outbox.is_stored and self._store_again_at <= now:
            self._outbox.store_again()
            self._store_again_at = now + STORE_AGAIN_S
        if self._link is not _Link.UP:
            if self._link is _Link.LOST:
                self._fail_requests()
            return
        if not self._outbox.is_loaded and self._store_again_at <= now:
            self._store_again_at = now + STORE_AGAIN_S
            self._guard(self._outbox.load)
        if self._outbox and self._next_message <= now:
            self._send_message()
        self._requests += [(ticket, request) for again_at, ticket, request in self._later if again_at <= now]
        self._later = [one for one in self._later if one[0] > now]
        if self._requests:
            self._send_request()
        elif self._changes is not None and self._changes.is_due:
            self._changes.step()
        elif self._typing:
            self._send_typing()
        elif self._outbox:
            return
        elif due := [transfer for transfer in self._transfers() if transfer.is_due]:
            due[0].step()
        elif self._wanted_profiles and self._next_profile <= now:
            self._fetch_profile()

    # The connection

    def _on_connected(self) -> None:
        self._link = _Link.UP
        self._outbox.retry_now()
        self._next_message = self._next_profile = 0.0
        self._show_status()
        if not self._outbox.is_loaded:
            self._store_again_at = 0.0
        history = self._store.history
        if history is not None:
            self._marks = self._marks or MarksTransfer(self._client, history.server_log)
            self._filler = self._filler or LogFiller(self._client, history, self._emit)
            self._account = self._account or AccountTransfer(
                self._client, history.account_values, history.contacts, self._emit
            )
            self._changes = self._changes or ChangesTransfer(self._client, history.unsent_changes, self._emit)
            self._changes.start()
            self._marks.start()
            self._filler.start()
        self._start_account()

    def _start_account(self) -> None:
        if self._account is not None:
            self._account.start()

    def _set_link(self, link: _Link) -> None:
        self._link = link
        self._outbox.status = OutboxStatus(WaitingReason.NO_CONNECTION)
        self._show_status()

    def _on_stop(self, then: Callable[[], None]) -> None:
        self._is_stopping = True
        self._after_stop = then

    # Messages

    def _add(self, message: Message, again: bool, stored: bool) -> None:
        if not self._outbox or self._outbox.is_held:
            self._next_message = 0.0
        self._outbox.add(message, again=again, stored=stored)

    def _remove(self, key: str) -> None:
        self._outbox.remove(key)
        self._files.uploads.cancel(key)

    def _upload(self, message: Message) -> None:
        """Upload the file of a message, then send the message."""
        assert isinstance(message.body, File)

        def ended(problem: Problem | None) -> None:
            self._call(partial(self._outbox.end_upload, message, problem))

        self._files.upload(message.body.info, ended)

    def _send_message(self) -> None:
        was_stored = self._outbox.is_stored
        self._next_message = self._outbox.send_next()
        self._show_status()
        if self._outbox.status.reason in (WaitingReason.NO_CONNECTION, WaitingReason.SERVER_FAILED):
            self._receiver.try_now()
        if was_stored:
            self._store_again_at = self._clock.monotonic() + STORE_AGAIN_S

    def _show_status(self) -> None:
        if self._outbox.status != self._outbox_status:
            self._outbox_status = self._outbox.status
            self._emit(OutboxStatusChanged(self._outbox_status))

    # Requests

    def _send_request(self) -> None:
        ticket, request = self._requests.popleft()
        try:
            if request.NEEDS and not self._client.extended:
                raise RefusedError(Result.UNKNOWN_COMMAND, "")
            reply = self._client.request(request)
        except ClientError as error:
            self._on_error(ticket, request, error)
        except Exception as error:
            _log.exception("A bug in %s", type(request).__name__)
            self._emit(RequestFailed(ticket, request, problem_of(error)))
        else:
            self._guard(partial(self._apply, request, reply))
            self._repeated.discard(ticket)
            self._emit(RequestDone(ticket, request, reply))

    def _on_error(self, ticket: int, request: Request, error: ClientError) -> None:
        """Fail the request, unless it can be repeated."""
        if isinstance(error, RefusedError) and error.result == Result.TOO_MANY_REQUESTS:
            wait = error.wait or BUSY_WAIT_S
            if wait <= PATIENCE_S and ticket not in self._repeated:
                self._repeated.add(ticket)
                self._later.append((self._clock.monotonic() + wait, ticket, request))
                return
        self._repeated.discard(ticket)
        if isinstance(request, ChangeStatus) and isinstance(error, NetworkError | NotSignedInError):
            _log.info("The receive loop sends the status with the next connection: %s", error)
            self._receiver.try_now()
            self._emit(RequestDone(ticket, request, Done()))
            return
        self._emit(RequestFailed(ticket, request, request_problem(request, error)))
        if isinstance(error, ClosedError):
            raise error

    def _apply(self, request: Request, reply: Reply) -> None:
        """Store the changes of a reply. Raises ClientError and HistoryError."""
        self._store.apply_reply(request, reply)
        match request, reply:
            case AddToList(), AddToListReply(outcome=AddOutcome.ADDED):
                self._receiver.refresh_roster()
            case ModifyPassword(), _:
                self._receiver.set_password_hash(request.new_password_hash)
            case ChangeStatus(), _:
                wanted = self._receiver.wanted
                if request == self._client.idle_request(wanted.status, is_idle=wanted.is_idle):
                    wanted.is_idle_sent = wanted.is_idle
                if request.is_idle is None and self._client.status_code(wanted.status) == request.status:
                    wanted.was_sent(wanted.status)

    def _fail_requests(self) -> None:
        waiting = [*self._requests, *((ticket, request) for _, ticket, request in self._later)]
        self._requests, self._later = deque(), []
        for ticket, request in waiting:
            if isinstance(request, ChangeStatus) and not self._is_stopping:
                # The receive loop sends the status with the next connection.
                self._emit(RequestDone(ticket, request, Done()))
            else:
                self._emit(RequestFailed(ticket, request, Problem(ProblemKind.NO_CONNECTION)))

    # Background requests

    def _send_typing(self) -> None:
        conversation = next(iter(self._typing))
        left = self._typing.pop(conversation) + TYPING_MAX_AGE_S - self._clock.monotonic()
        if left <= 0 or not self._knows_typing or not self._client.extended:
            return
        try:
            self._client.send_typing(conversation.number, timeout=min(left, TYPING_TIMEOUT_S))
        except ClosedError:
            raise
        except RefusedError as error:
            self._knows_typing = error.result != Result.UNKNOWN_COMMAND
        except ClientError as error:
            _log.debug("A typing notice was not sent: %s", error)

    def _transfers(self) -> list[BackgroundTransfer]:
        """Return the transfers with work, the most urgent first."""
        return [one for one in (self._marks, self._filler, self._account) if one is not None and one.has_work]

    def _on_changed(self) -> None:
        if self._changes is not None:
            self._changes.on_added()

    def _on_account_edited(self) -> None:
        if self._account is not None:
            self._account.on_edited()

    def _on_marked(self) -> None:
        if self._marks is not None:
            self._marks.on_marked()

    def _fetch_profile(self) -> None:
        number = next(iter(self._wanted_profiles))
        pause = PROFILE_PAUSE_S
        try:
            self._profiles.append(fetch_brief(self._client, number))
            del self._wanted_profiles[number]
        except ClosedError:
            raise
        except RefusedError as error:
            if error.result == Result.TOO_MANY_REQUESTS:
                pause = error.wait or BUSY_WAIT_S
            else:
                del self._wanted_profiles[number]
        except ClientError as error:
            # The receive loop notices by itself if the connection is lost.
            _log.info("A profile could not be fetched: %s", error)
            pause = _PROFILE_RETRY_S
        self._next_profile = self._clock.monotonic() + pause
        is_last = not self._wanted_profiles or pause > PROFILE_PAUSE_S
        if self._profiles and (is_last or len(self._profiles) >= PROFILES_AT_ONCE):
            fetched = ProfilesFetched(tuple(self._profiles))
            self._profiles = []
            self._guard(partial(self._store.save_profiles, fetched.profiles))
            self._emit(fetched)
