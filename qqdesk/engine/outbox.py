"""My messages that the server has not accepted yet. They are sent one by one, in order."""

import http.client
import logging
import threading
from collections.abc import Callable
from itertools import islice

from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadReplyError,
    ClientError,
    ClosedError,
    NetworkError,
    NotSignedInError,
    RefusedError,
)
from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.outbox_status import OutboxStatus, WaitingReason
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.problems import problem_of
from qqdesk.engine.store import Store
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.protocol.codes import Result
from qqdesk.protocol.commands import SendMessageReply
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS

_log = logging.getLogger(__name__)

_SERVER_FAILURES = 5
"""After more server errors for one message on a connection, the next message is tried right after it: it shows whether
the message or the server is the cause."""
_FIRST_DELAY_S = 0.2
_ROOM_WAIT_S = 0.5
"""If a server does not say how long to wait before the next message to a room."""
_ROOM_PROBLEMS = {
    ProblemKind.NO_SUCH_USER: ProblemKind.NO_SUCH_ROOM,
    ProblemKind.NOT_ALLOWED: ProblemKind.MAY_NOT_WRITE,
}


class OutboxCancellation:
    """Decide between sending and cancelling a message: the first of the two threads wins.

    Thread-safe. The sending thread calls `start_sending` before each try, the main thread `cancel`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sending: set[str] = set()
        self._cancelled: set[str] = set()

    def start_sending(self, key: str) -> bool:
        """Mark a message as being sent. Return False if it was cancelled."""
        with self._lock:
            if key in self._cancelled:
                return False
            self._sending.add(key)
            return True

    def stop_sending(self, key: str) -> None:
        """Unmark a message after a failed try: it can be cancelled again."""
        with self._lock:
            self._sending.discard(key)

    def cancel(self, key: str) -> bool:
        """Cancel a message whose outcome is not known. Return False if it is being sent or was sent."""
        with self._lock:
            if key in self._sending:
                return False
            self._cancelled.add(key)
            return True

    def is_cancelled(self, key: str) -> bool:
        with self._lock:
            return key in self._cancelled

    def reset(self, key: str) -> None:
        """Forget the state of a message: the user sends it again, or the main thread knows its outcome."""
        with self._lock:
            self._sending.discard(key)
            self._cancelled.discard(key)


class Outbox:
    """Only for the send loop, not thread-safe. `emit` is called with each new state of a message."""

    def __init__(
        self,
        client: Client,
        store: Store | History,
        emit: Callable[[Message], None],
        report: Callable[[Problem], None],
        cancellation: OutboxCancellation,
        upload: Callable[[Message], None],
    ) -> None:
        """`upload` gets each message whose file has to be uploaded first. Then call `end_upload`."""
        self._client = client
        self._clock = client.clock
        self._store = store
        self._emit = emit
        self._report = report
        self._cancellation = cancellation
        self._upload = upload
        self._waiting: dict[str, Message] = {}
        self.is_loaded = False
        self._loaded: set[str] = set()
        self._unstored: dict[str, tuple[Message, int | None]] = {}
        """Messages whose last state could not be written to the store, with the server's id."""
        self._held_until: dict[ConversationId, float] = {}
        """Rooms in which I wrote too fast, until when, in monotonic seconds."""
        self._backoff = Backoff(_FIRST_DELAY_S)
        self._failures = 0
        self.status = OutboxStatus()
        """The reason why the messages wait."""

    def load(self) -> None:
        """Load the unsent messages of the store. Raises HistoryError.

        Call it while connected: whether a message in state SENDING is sent again depends on the server.
        """
        stored = self._store.unsent()
        self.is_loaded = True
        unstored, self._waiting = self._waiting, {}
        for message in stored:
            self._loaded.add(message.id)
            if message.delivery is Delivery.SENDING and not self._client.extended:
                # The program ended during the request, and a classic server would deliver the message twice.
                self._fail(message, ProblemKind.UNKNOWN_OUTCOME)
            elif _has_upload(message):
                self._upload(message.with_delivery(Delivery.WAITING))
            else:
                self._waiting[message.id] = message.with_delivery(Delivery.WAITING)
        self._waiting |= unstored

    def add(self, message: Message, *, again: bool = False, stored: bool = True) -> None:
        """Add a message, unless `load` has found it or will find it.

        A message that is sent `again` takes its place in the order of the conversation, as after a restart. `stored` is
        False for a message that could not be written to the store.
        """
        if again:
            self._cancellation.reset(message.id)
        if not stored:
            self._unstored[message.id] = (message, None)
        elif not self.is_loaded or (message.id in self._loaded and not again):
            return
        if _has_upload(message):
            self._upload(message)
        elif again:
            self._waiting.setdefault(message.id, message)
            self._restore_order()
        else:
            self._waiting.setdefault(message.id, message)

    def end_upload(self, message: Message, problem: Problem | None) -> None:
        """Send a message whose file the server has, or fail it."""
        if problem is None:
            self._waiting.setdefault(message.id, message)
        elif self._cancellation.start_sending(message.id):
            failed = message.with_delivery(Delivery.FAILED, problem.kind.name)
            self._put(failed)
            self._emit(failed)

    def _restore_order(self) -> None:
        try:
            keys = [message.id for message in self._store.unsent()]
        except HistoryError as error:
            _log.warning("A message that is sent again waits behind the others: %s", error)
            return
        order = dict.fromkeys([key for key in keys if key in self._waiting] + list(self._waiting))
        self._waiting = {key: self._waiting[key] for key in order}

    def remove(self, key: str) -> None:
        self._waiting.pop(key, None)
        self._unstored.pop(key, None)

    def __len__(self) -> int:
        return len(self._waiting)

    def retry_now(self) -> None:
        """Try at once: there is a connection again."""
        self._backoff.reset()
        self._failures = 0
        self._held_until.clear()
        self.status = OutboxStatus()

    def send_next(self) -> float:
        """Try to send one message. Return the time of the next try; 0 for at once. Raises ClosedError."""
        message = self._next()
        if message is None:
            return min(self._held_until.values())
        if not self._cancellation.start_sending(message.id):
            self.remove(message.id)
            return 0.0
        if len(message.text) > MAX_MESSAGE_CHARS:
            self._fail(message, ProblemKind.MESSAGE_TOO_LONG)
            return 0.0
        if not self._client.extended and not self._put(message.with_delivery(Delivery.SENDING)):
            # If the program ended after this try, the next start would send the message again: see `load`.
            return self._wait(message, WaitingReason.DISK)
        self._emit(message.with_delivery(Delivery.SENDING))
        try:
            reply = self._send(message)
        except ClosedError as error:
            if self._client.extended or not error.outcome_unknown:
                self._wait_again(message)
            else:
                self._fail(message, ProblemKind.UNKNOWN_OUTCOME)
            raise
        except ClientError as error:
            return self._on_error(message, error)
        self._finish(message.with_delivery(Delivery.SENT), reply.id)
        return 0.0

    def _send(self, message: Message) -> SendMessageReply:
        number, body = message.conversation.number, message.body
        match body:
            case File(info, Text(caption, mentions)):
                return self._client.send_message(number, caption, message.id, mentions, info, message.reply_to)
            case Text(text, mentions):
                return self._client.send_message(number, text, message.id, mentions, reply_to=message.reply_to)
        return self._client.send_message(number, message.text, message.id)

    @property
    def is_held(self) -> bool:
        """Whether all messages wait because I wrote too fast in their rooms."""
        return not self._ready()

    def _ready(self) -> list[Message]:
        """Return the first two messages of rooms that are not held, and of people."""
        now = self._clock.monotonic()
        self._held_until = {room: until for room, until in self._held_until.items() if until > now}
        return list(islice((one for one in self._waiting.values() if one.conversation not in self._held_until), 2))

    def _next(self) -> Message | None:
        ready = self._ready()
        return ready[-1 if self._tries_second else 0] if ready else None

    @property
    def _tries_second(self) -> bool:
        """Whether the first message has failed often, and just now. After a pause the server may be back."""
        return len(self._waiting) > 1 and self._failures > _SERVER_FAILURES and self._failures % 2 == 0

    def _on_error(self, message: Message, error: ClientError) -> float:
        problem = problem_of(error)
        if problem.kind is ProblemKind.TOO_MANY_REQUESTS and message.conversation.is_room:
            return self._hold(message, problem.wait or _ROOM_WAIT_S)
        reason = retry_reason(error, extended=self._client.extended)
        if reason is not None:
            if isinstance(error, RefusedError) and reason is WaitingReason.SERVER_FAILED:
                self._failures += 1
            until = self._wait(message, reason, problem.wait or 0)
            return 0.0 if self._tries_second else until
        kind = _ROOM_PROBLEMS.get(problem.kind, problem.kind) if message.conversation.is_room else problem.kind
        if _is_too_large(error):
            kind = ProblemKind.MESSAGE_TOO_LONG
        elif error.outcome_unknown:
            kind = ProblemKind.UNKNOWN_OUTCOME
        self._fail(message, kind)
        return 0.0

    def _hold(self, message: Message, delay: float) -> float:
        """Wait with the messages to this room. Those of other conversations go on."""
        until = self._held_until[message.conversation] = self._clock.monotonic() + delay
        self._wait_again(message)
        if not self.is_held:
            return 0.0
        self.status = OutboxStatus(WaitingReason.SERVER_BUSY, until)
        return until

    def _wait(self, message: Message, reason: WaitingReason, at_least: float = 0.0) -> float:
        until = self._clock.monotonic() + max(self._backoff.next_delay(), at_least)
        self.status = OutboxStatus(reason, until)
        self._wait_again(message)
        return until

    def _wait_again(self, message: Message) -> None:
        if not self._client.extended:
            self._put(message)
        self._cancellation.stop_sending(message.id)
        self._emit(message)

    def _fail(self, message: Message, kind: ProblemKind) -> None:
        self._finish(message.with_delivery(Delivery.FAILED, kind.name), None)

    def _finish(self, message: Message, server_id: int | None) -> None:
        first = next(iter(self._waiting.values()), message)
        self._failures, failures = 0, self._failures
        self._backoff.reset()
        self.status = OutboxStatus()
        self._waiting.pop(message.id, None)
        self._put(message, server_id)
        self._emit(message)
        if failures >= _SERVER_FAILURES and first.id != message.id:
            # The server accepts other messages, so the first one is the cause. It would delay them forever.
            self._fail(first, ProblemKind.SERVER_FAILED)

    def _put(self, message: Message, server_id: int | None = None) -> bool:
        try:
            self._store.put(message, server_id)
        except HistoryError as error:
            # The message is sent from memory.
            _log.error("The state of a message cannot be stored: %s", error)
            self._unstored[message.id] = (message, server_id)
            self._report(problem_of(error))
            return False
        self._unstored.pop(message.id, None)
        return True

    @property
    def is_stored(self) -> bool:
        """Whether the store has the last state of each message."""
        return not self._unstored

    def store_again(self) -> None:
        """Retry the failed writes."""
        for message, server_id in list(self._unstored.values()):
            try:
                self._store.put(message, server_id)
            except HistoryError:
                return
            del self._unstored[message.id]


def _has_upload(message: Message) -> bool:
    """Return whether the message has a file that was chosen for it. A forwarded file is on the server."""
    return isinstance(message.body, File) and message.body.info.id == message.id


def retry_reason(error: ClientError, *, extended: bool) -> WaitingReason | None:
    """Return why the repeated request waits; None if a repeat is useless or might be carried out twice.

    `extended`: the server recognizes a repeated request by its id. A classic server would carry it out twice.
    """
    if isinstance(error, RefusedError):
        if error.result == Result.SERVER_FAILED:
            return WaitingReason.SERVER_FAILED
        return WaitingReason.SERVER_BUSY if error.result == Result.TOO_MANY_REQUESTS else None
    if _is_too_large(error) or (error.outcome_unknown and not extended):
        return None
    if isinstance(error, NetworkError | NotSignedInError):
        return WaitingReason.NO_CONNECTION
    return WaitingReason.SERVER_FAILED if isinstance(error, BadReplyError) else None


def _is_too_large(error: ClientError) -> bool:
    """Return whether the server, or a proxy before it, refused the size of the request."""
    return isinstance(error, BadReplyError) and error.status == http.client.REQUEST_ENTITY_TOO_LARGE
