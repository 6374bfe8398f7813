"""The outbox: messages of mine go out one by one, in order, and what became of each is stored and told."""

import logging
from collections.abc import Callable

from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadReplyError,
    ClientError,
    ClosedError,
    NetworkError,
    NotSignedInError,
    RefusedError,
)
from qqdesk.domain.message import Message, MessageState
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.errors import HistoryError
from qqdesk.history.store import History
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS, Result
from qqdesk.worker.backoff import Backoff
from qqdesk.worker.problems import problem_of

_log = logging.getLogger(__name__)
_SERVER_FAILURES = 5
"""How often a server may say that it failed before the message is given up, and the next one has its turn."""
_BODY_TOO_LARGE = 413


class Outbox:
    """Not thread-safe: it lives in the sending thread. `tell` is called with every new state of a message."""

    def __init__(
        self,
        client: Client,
        history: History,
        tell: Callable[[Message], None],
        tell_problem: Callable[[Problem], None],
    ) -> None:
        self._client = client
        self._history = history
        self._tell = tell
        self._tell_problem = tell_problem
        self._waiting: dict[str, Message] = {}
        self._loaded: set[str] = set()
        self._backoff = Backoff()
        self._failures = 0

    def load(self) -> None:
        """Take in what an earlier run of the program did not send. Raises HistoryError."""
        for message in self._history.unsent():
            self._loaded.add(message.key)
            if message.state is MessageState.SENDING and not self._client.extended:
                # It was on its way when the program ended, and this server would take it twice.
                self._fail(message, ProblemKind.UNKNOWN_OUTCOME)
            else:
                self._waiting.setdefault(message.key, message.in_state(MessageState.WAITING))

    def add(self, message: Message, *, again: bool = False) -> None:
        """What `load` found is not taken in twice: it may have been stored, and be sent by now, before it is told."""
        if again or message.key not in self._loaded:
            self._waiting.setdefault(message.key, message)

    def forget(self, key: str) -> None:
        self._waiting.pop(key, None)

    def __len__(self) -> int:
        return len(self._waiting)

    def hurry(self) -> None:
        """There is a connection again: the next try need not wait."""
        self._backoff.reset()

    def send_next(self) -> float:
        """Try to send the first message; returns the seconds until it is worth going on. Raises ClosedError."""
        message = next(iter(self._waiting.values()))
        if len(message.text) > MAX_MESSAGE_CHARS:
            self._fail(message, ProblemKind.MESSAGE_TOO_LONG)
            return 0.0
        self._tell(message.in_state(MessageState.SENDING))
        if not self._client.extended:
            # Should the program end here, it must not send the message again: see `load`.
            self._store(message.in_state(MessageState.SENDING))
        try:
            reply = self._client.send_message(message.contact, message.text, message.key)
        except ClosedError as error:
            if not error.outcome_unknown:
                self._put_back(message)
            raise
        except ClientError as error:
            return self._refused(message, error)
        self._failures = 0
        self._backoff.reset()
        self._finish(message.in_state(MessageState.SENT), reply.id)
        return 0.0

    def _refused(self, message: Message, error: ClientError) -> float:
        problem = problem_of(error)
        if isinstance(error, BadReplyError) and error.status == _BODY_TOO_LARGE:
            problem = Problem(ProblemKind.MESSAGE_TOO_LONG)
        elif self._may_come_again(error):
            self._put_back(message)
            return max(self._backoff.next_delay(), problem.wait or 0)
        elif error.outcome_unknown:
            problem = Problem(ProblemKind.UNKNOWN_OUTCOME)
        self._failures = 0
        self._fail(message, problem.kind)
        return 0.0

    def _may_come_again(self, error: ClientError) -> bool:
        """The same message can go out once more, and it makes sense."""
        if isinstance(error, RefusedError):
            if error.result == Result.SERVER_FAILED:
                self._failures += 1
                return self._failures < _SERVER_FAILURES
            return error.result == Result.TOO_MANY_REQUESTS
        if isinstance(error, NetworkError | NotSignedInError | BadReplyError):
            return self._client.extended or not error.outcome_unknown
        return False

    def _put_back(self, message: Message) -> None:
        if not self._client.extended:
            self._store(message)
        self._tell(message)

    def _fail(self, message: Message, kind: ProblemKind) -> None:
        self._finish(message.in_state(MessageState.FAILED, kind.name), None)

    def _finish(self, message: Message, server_id: int | None) -> None:
        self._waiting.pop(message.key, None)
        self._store(message, server_id)
        self._tell(message)

    def _store(self, message: Message, server_id: int | None = None) -> None:
        try:
            self._history.put(message, server_id)
        except HistoryError as error:
            # The message goes on its way all the same: the person is waiting for that.
            _log.error("What became of a message cannot be stored: %s", error)
            self._tell_problem(problem_of(error))
