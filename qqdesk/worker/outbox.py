"""The outbox: messages of mine go out one by one, in order, and what became of each is stored and told."""

import logging
import time
from collections.abc import Callable

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
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS, Result
from qqdesk.worker.api import OutboxStatus, WaitingReason
from qqdesk.worker.outbox_cancellation import OutboxCancellation

_log = logging.getLogger(__name__)
_SERVER_FAILURES = 5
"""How often a server may fail with one message before another one shows whether it is the message or the server."""
_BODY_TOO_LARGE = 413
_FIRST_DELAY_S = 0.2


class Outbox:
    """Not thread-safe: it lives in the sending thread. `tell` is called with every new state of a message."""

    def __init__(
        self,
        client: Client,
        history: History,
        tell: Callable[[Message], None],
        tell_problem: Callable[[Problem], None],
        cancellation: OutboxCancellation | None = None,
    ) -> None:
        self._client = client
        self._history = history
        self._tell = tell
        self._tell_problem = tell_problem
        self._cancellation = cancellation or OutboxCancellation()
        self._waiting: dict[str, Message] = {}
        self._loaded: set[str] = set()
        self._unstored: dict[str, tuple[Message, int | None]] = {}
        """What is not on disk as it is known here, with the server's id."""
        self._backoff = Backoff(_FIRST_DELAY_S)
        self._failures = 0
        self.status = OutboxStatus()
        """What all that wait are waiting for, but their turn."""

    def load(self) -> None:
        """Take in what an earlier run of the program did not send. Raises HistoryError."""
        for message in self._history.unsent():
            self._loaded.add(message.id)
            if message.delivery is Delivery.SENDING and not self._client.extended:
                # It was on its way when the program ended, and this server would take it twice.
                self._fail(message, ProblemKind.UNKNOWN_OUTCOME)
            else:
                self._waiting.setdefault(message.id, message.with_delivery(Delivery.WAITING))

    def add(self, message: Message, *, again: bool = False, stored: bool = True) -> None:
        """What `load` found is not taken in twice: it may have been stored, and be sent by now, before it is told.

        What is sent `again` comes before those that were written after it, as in the conversation and after a restart.
        `stored` is False for what could not be written to the disk.
        """
        if not stored:
            self._unstored[message.id] = (message, None)
        if again:
            self._cancellation.reset(message.id)
            self._waiting.setdefault(message.id, message)
            self._put_in_order()
        elif message.id not in self._loaded:
            self._waiting.setdefault(message.id, message)

    def _put_in_order(self) -> None:
        try:
            keys = [message.id for message in self._history.unsent()]
        except HistoryError as error:
            _log.warning("A message that is sent again waits behind the others: %s", error)
            return
        order = dict.fromkeys([key for key in keys if key in self._waiting] + list(self._waiting))
        self._waiting = {key: self._waiting[key] for key in order}

    def forget(self, key: str) -> None:
        self._waiting.pop(key, None)
        self._unstored.pop(key, None)

    def __len__(self) -> int:
        return len(self._waiting)

    def hurry(self) -> None:
        """There is a connection again: the next try need not wait."""
        self._backoff.reset()
        self.status = OutboxStatus()

    def send_next(self) -> float:
        """Try to send the first message; returns the seconds until it is worth going on. Raises ClosedError."""
        message = self._choose()
        if not self._cancellation.start_sending(message.id):
            self.forget(message.id)
            return 0.0
        if len(message.text) > MAX_MESSAGE_CHARS:
            self._fail(message, ProblemKind.MESSAGE_TOO_LONG)
            return 0.0
        if not self._client.extended and not self._store(message.with_delivery(Delivery.SENDING)):
            # Should the program end after it was sent, it would be sent again: see `load`.
            return self._wait(message, WaitingReason.DISK)
        self._tell(message.with_delivery(Delivery.SENDING))
        try:
            reply = self._client.send_message(message.conversation.number, message.text, message.id)
        except ClosedError as error:
            if self._client.extended or not error.outcome_unknown:
                self._put_back(message)
            else:
                self._fail(message, ProblemKind.UNKNOWN_OUTCOME)
            raise
        except ClientError as error:
            return self._refused(message, error)
        self._finish(message.with_delivery(Delivery.SENT), reply.id)
        return 0.0

    def _choose(self) -> Message:
        """The first; every other time the second, once the server failed with the first again and again."""
        waiting = iter(self._waiting.values())
        first = next(waiting)
        if self._failures < _SERVER_FAILURES or self._failures % 2:
            return first
        return next(waiting, first)

    def _refused(self, message: Message, error: ClientError) -> float:
        problem = problem_of(error)
        if isinstance(error, BadReplyError) and error.status == _BODY_TOO_LARGE:
            problem = Problem(ProblemKind.MESSAGE_TOO_LONG)
        elif (reason := self._may_come_again(error)) is not None:
            return self._wait(message, reason, problem.wait or 0)
        elif error.outcome_unknown:
            problem = Problem(ProblemKind.UNKNOWN_OUTCOME)
        self._fail(message, problem.kind)
        return 0.0

    def _may_come_again(self, error: ClientError) -> WaitingReason | None:
        """What it waits for, where the same message can go out once more, and it makes sense."""
        if isinstance(error, RefusedError):
            if error.result == Result.SERVER_FAILED:
                self._failures += 1
                return WaitingReason.SERVER_FAILED
            return WaitingReason.SERVER_BUSY if error.result == Result.TOO_MANY_REQUESTS else None
        if self._client.extended or not error.outcome_unknown:
            if isinstance(error, NetworkError | NotSignedInError):
                return WaitingReason.NO_CONNECTION
            if isinstance(error, BadReplyError):
                return WaitingReason.SERVER_FAILED
        return None

    def _wait(self, message: Message, reason: WaitingReason, at_least: float = 0.0) -> float:
        delay = max(self._backoff.next_delay(), at_least)
        self.status = OutboxStatus(reason, time.monotonic() + delay)
        self._put_back(message)
        return delay

    def _put_back(self, message: Message) -> None:
        if not self._client.extended:
            self._store(message)
        self._cancellation.stop_sending(message.id)
        self._tell(message)

    def _fail(self, message: Message, kind: ProblemKind) -> None:
        self._finish(message.with_delivery(Delivery.FAILED, kind.name), None)

    def _finish(self, message: Message, server_id: int | None) -> None:
        first = next(iter(self._waiting.values()), message)
        self._failures, failures = 0, self._failures
        self._backoff.reset()
        self.status = OutboxStatus()
        self._waiting.pop(message.id, None)
        self._store(message, server_id)
        self._tell(message)
        if failures >= _SERVER_FAILURES and first.id != message.id:
            # It goes well with others: it would hold them up for good.
            self._fail(first, ProblemKind.SERVER_FAILED)

    def _store(self, message: Message, server_id: int | None = None) -> bool:
        try:
            self._history.put(message, server_id)
        except HistoryError as error:
            # The message goes on its way all the same, where it can: the person is waiting for that.
            _log.error("What became of a message cannot be stored: %s", error)
            self._unstored[message.id] = (message, server_id)
            self._tell_problem(problem_of(error))
            return False
        self._unstored.pop(message.id, None)
        return True

    @property
    def is_settled(self) -> bool:
        """The disk has all that is known here."""
        return not self._unstored

    def settle(self) -> None:
        """Store what could not be stored before."""
        for message, server_id in list(self._unstored.values()):
            try:
                self._history.put(message, server_id)
            except HistoryError:
                return
            del self._unstored[message.id]
