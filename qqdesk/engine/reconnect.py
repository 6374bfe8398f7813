"""Decide what follows an error of the receive loop: a try at once, a wait, or the end. No clock, no thread."""

from dataclasses import dataclass

from qqdesk.client.backoff import Backoff
from qqdesk.client.errors import (
    BadReplyError,
    ClientError,
    LoginRefusedError,
    NetworkError,
    NetworkErrorKind,
    NotSignedInError,
    PlacesFileError,
    RefusedError,
)
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.problems import problem_of
from qqdesk.protocol.codes import EndReason, Result

CONTESTED_S = 60.0
"""A session that ends again within this time after a new sign-in is contested by another device."""
GRACE_S = 3.0
"""A server that restarts is back within this time. The loss is not reported before."""
PATIENCE_S = 10
"""The longest wait that a busy server may ask for during the first sign-in without an error."""
_PATIENCE = 3
"""How often it may ask."""
_CUTS = 3
"""How often the connection may break during the first sign-in without an error."""
_BUSY_STATUSES = (502, 503, 504)
"""The HTTP statuses of a proxy while its server starts."""
_HOPELESS_KINDS = (NetworkErrorKind.CERTIFICATE, NetworkErrorKind.NO_TLS)


@dataclass(frozen=True, slots=True)
class Policy:
    """The differences between the desktop and a bot.

    `gives_up`: the session ends if its first sign-in fails and there is no stored data to show; otherwise only a
    permanent error ends it. `acknowledges_first`: acknowledge in a request of its own before a long poll,
    which may be cut. `describes`: fetch my profile and the description of the place. `logout_timeout` is in seconds.
    `sends`: there is a send loop; without one the program calls the client itself.
    """

    gives_up: bool
    acknowledges_first: bool
    describes: bool
    logout_timeout: float
    sends: bool


DESKTOP = Policy(gives_up=True, acknowledges_first=False, describes=True, logout_timeout=0.3, sends=True)
BOT = Policy(gives_up=False, acknowledges_first=True, describes=False, logout_timeout=2.0, sends=False)


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again after `delay` seconds, without reporting it."""

    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Report that the connection is lost, and try again after `delay` seconds."""

    problem: Problem
    delay: float


@dataclass(frozen=True, slots=True)
class End:
    problem: Problem


Decision = Retry | Wait | End


class Reconnect:
    """Not thread-safe. Times are in monotonic seconds."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._is_open = False
        self._was_signed_in = False
        self._backoff = Backoff()
        self._quick = Backoff(0.15, 0.6)
        self._patience = _PATIENCE
        self._cuts = _CUTS
        self._grace_until: float | None = None
        self._session_ended_at: float | None = None

    def opened(self) -> None:
        """The session has data to show, stored or from the first sign-in."""
        self._is_open = True

    def signed_in(self) -> None:
        """The first sign-in is complete."""
        self._is_open = self._was_signed_in = True

    def connected(self) -> None:
        self._grace_until = None
        self._backoff.reset()

    def reset_delay(self) -> None:
        """Restart with short delays: the user asked for a try."""
        self._backoff.reset()

    def next_delay(self) -> float:
        """Return the delay before received entries are stored again."""
        return self._backoff.next_delay()

    def decide(self, error: Exception, now: float, *, was_online: bool) -> Decision:
        """Return the decision about an error other than ClosedError and HistoryError."""
        match error:
            case NotSignedInError():
                return self._on_session_ended(error, now, was_online)
            case LoginRefusedError():
                return End(problem_of(error))
        return self._lost(error, now, was_online)

    def _on_session_ended(self, error: NotSignedInError, now: float, was_online: bool) -> Decision:
        contested = self._session_ended_at is not None and now - self._session_ended_at < CONTESTED_S
        self._session_ended_at = now
        if error.why not in (None, EndReason.UNKNOWN_OR_TIMED_OUT):
            return End(problem_of(error))
        if error.why is None and contested:
            # A classic server gives no reason.
            return End(Problem(ProblemKind.SIGNED_IN_ELSEWHERE, str(error)))
        if contested:
            return self._lost(error, now, was_online)
        return Retry()

    def _lost(self, error: Exception, now: float, was_online: bool) -> Decision:
        problem = problem_of(error)
        is_cut = problem.kind is ProblemKind.NO_CONNECTION and isinstance(error, ClientError) and error.outcome_unknown
        if not self._is_open and self._policy.gives_up:
            return self._first_failure(problem, is_cut)
        if not self._was_signed_in and not self._policy.gives_up and _is_hopeless(error):
            return End(problem)
        if problem.kind is ProblemKind.NO_CONNECTION and (
            self._has_grace(now, was_online) or (is_cut and not self._was_signed_in and self._may_be_cut())
        ):
            return Retry(self._quick.next_delay())
        return Wait(problem, max(self._backoff.next_delay(), problem.wait or 0))

    def _first_failure(self, problem: Problem, is_cut: bool) -> Decision:
        if problem.kind is ProblemKind.TOO_MANY_REQUESTS and self._patience and (problem.wait or 1) <= PATIENCE_S:
            self._patience -= 1
            return Retry(problem.wait or 1)
        if is_cut and self._may_be_cut():
            return Retry(self._quick.next_delay())
        return End(problem)

    def _may_be_cut(self) -> bool:
        self._cuts -= 1
        return self._cuts >= 0

    def _has_grace(self, now: float, was_online: bool) -> bool:
        if was_online:
            self._grace_until = now + GRACE_S
            self._quick.reset()
        return self._grace_until is not None and now < self._grace_until


def _is_hopeless(error: Exception) -> bool:
    """Return whether this error of a first sign-in is permanent."""
    match error:
        case RefusedError():
            return error.result not in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED)
        case BadReplyError():
            return error.status not in _BUSY_STATUSES
        case NetworkError():
            return error.kind in _HOPELESS_KINDS
        case PlacesFileError():
            return True
    return not isinstance(error, ClientError)
