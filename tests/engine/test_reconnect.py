"""What follows an error: the rules, without a socket or a clock."""

import pytest

from qqdesk.client.errors import (
    BadReplyError,
    LoginRefusedError,
    NetworkError,
    NetworkErrorKind,
    NotSignedInError,
    RefusedError,
)
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.reconnect import BOT, CONTESTED_S, DESKTOP, GRACE_S, End, Policy, Reconnect, Retry, Wait
from qqdesk.protocol.codes import EndReason, Result

CUT = NetworkError(NetworkErrorKind.RESET, "cut", outcome_unknown=True)
GONE = NetworkError(NetworkErrorKind.UNREACHABLE, "gone", outcome_unknown=False)
SLOW = NetworkError(NetworkErrorKind.TIMED_OUT, "slow", outcome_unknown=True)
NOT_A_SERVER = BadReplyError("what is this", status=404)


def rules(policy: Policy = DESKTOP, *, is_open: bool = True, signed_in: bool = True) -> Reconnect:
    made = Reconnect(policy)
    if is_open:
        made.opened()
    if signed_in:
        made.signed_in()
        made.connected()
    return made


def ended(decision: object) -> ProblemKind:
    assert isinstance(decision, End)
    return decision.problem.kind


@pytest.mark.parametrize("error", [GONE, SLOW, NOT_A_SERVER, ValueError()])
def test_the_desktop_gives_up_if_the_first_sign_in_fails(error: Exception) -> None:
    ended(rules(is_open=False, signed_in=False).decide(error, 0, was_online=False))


@pytest.mark.parametrize("error", [GONE, SLOW, CUT, BadReplyError("starting", status=503)])
def test_a_bot_waits_for_the_first_sign_in(error: Exception) -> None:
    decisions = [rules(BOT, is_open=False, signed_in=False).decide(error, 0, was_online=False) for _ in range(5)]
    assert not [decision for decision in decisions if isinstance(decision, End)]


@pytest.mark.parametrize("error", [NOT_A_SERVER, RefusedError(Result.NOT_ALLOWED, ""), ValueError()])
def test_a_bot_ends_if_waiting_does_not_help(error: Exception) -> None:
    ended(rules(BOT, is_open=False, signed_in=False).decide(error, 0, was_online=False))
    assert isinstance(rules(BOT).decide(error, 0, was_online=True), Wait)


def test_a_busy_server_is_waited_for_three_times() -> None:
    busy = RefusedError(Result.TOO_MANY_REQUESTS, "", 7)
    first = rules(is_open=False, signed_in=False)
    assert [first.decide(busy, 0, was_online=False) for _ in range(3)] == [Retry(7)] * 3
    assert ended(first.decide(busy, 0, was_online=False)) is ProblemKind.TOO_MANY_REQUESTS
    longer = RefusedError(Result.TOO_MANY_REQUESTS, "", 11)
    ended(rules(is_open=False, signed_in=False).decide(longer, 0, was_online=False))


@pytest.mark.parametrize("is_open", [False, True])
def test_the_first_sign_in_may_be_cut_three_times(is_open: bool) -> None:
    first = rules(is_open=is_open, signed_in=False)
    assert all(isinstance(first.decide(CUT, 0, was_online=False), Retry) for _ in range(3))
    assert isinstance(first.decide(CUT, 0, was_online=False), Wait if is_open else End)


def test_a_lost_connection_has_a_moment_to_come_back() -> None:
    made = rules()
    assert isinstance(made.decide(GONE, 100, was_online=True), Retry)
    assert isinstance(made.decide(GONE, 100 + GRACE_S - 0.1, was_online=False), Retry)
    lost = made.decide(GONE, 100 + GRACE_S, was_online=False)
    assert isinstance(lost, Wait) and lost.problem.kind is ProblemKind.NO_CONNECTION
    made.connected()
    assert isinstance(made.decide(GONE, 200, was_online=True), Retry)


def test_other_connection_errors_are_notified_at_once() -> None:
    decision = rules().decide(SLOW, 0, was_online=True)
    assert isinstance(decision, Wait) and decision.problem.kind is ProblemKind.TIMED_OUT


def test_the_waits_grow_and_are_at_least_what_the_server_wants() -> None:
    made = rules()

    def wait(error: Exception = SLOW) -> float:
        decision = made.decide(error, 0, was_online=False)
        assert isinstance(decision, Wait)
        return decision.delay

    delays = [wait() for _ in range(5)]
    assert delays[4] > 4 * delays[0]
    assert wait(RefusedError(Result.TOO_MANY_REQUESTS, "", 600)) == 600
    made.reset_delay()
    assert wait() < 1


@pytest.mark.parametrize(
    ("why", "kind"),
    [
        (EndReason.SIGNED_OUT_BY_OWNER, ProblemKind.SIGNED_OUT_ELSEWHERE),
        (EndReason.ENDED_BY_OPERATOR, ProblemKind.BANNED),
    ],
)
def test_a_session_that_another_device_or_the_operator_ended_is_over(why: EndReason, kind: ProblemKind) -> None:
    for policy in (DESKTOP, BOT):
        assert ended(rules(policy).decide(NotSignedInError(why), 0, was_online=True)) is kind


def test_a_session_that_the_server_forgot_starts_again_at_once() -> None:
    forgot = NotSignedInError(EndReason.UNKNOWN_OR_TIMED_OUT)
    made = rules()
    assert made.decide(forgot, 100, was_online=True) == Retry()
    assert isinstance(made.decide(forgot, 101, was_online=True), Wait), "do not sign in in circles"
    assert made.decide(forgot, 101 + CONTESTED_S, was_online=True) == Retry()


def test_a_session_that_ends_before_it_is_open_starts_again_once() -> None:
    """A sign-in that was given up may reach the server late, and then end the session of the next sign-in."""
    forgot = NotSignedInError(EndReason.UNKNOWN_OR_TIMED_OUT)
    made = rules(is_open=False, signed_in=False)
    assert made.decide(forgot, 100, was_online=False) == Retry()
    assert ended(made.decide(forgot, 101, was_online=False)) is ProblemKind.SESSION_ENDED


def test_a_classic_session_that_ends_twice_is_contested() -> None:
    made = rules()
    assert made.decide(NotSignedInError(None), 100, was_online=True) == Retry()
    again = made.decide(NotSignedInError(None), 130, was_online=True)
    assert ended(again) is ProblemKind.SIGNED_IN_ELSEWHERE
    later = rules()
    later.decide(NotSignedInError(None), 100, was_online=True)
    assert later.decide(NotSignedInError(None), 100 + CONTESTED_S, was_online=True) == Retry()


def test_a_refused_sign_in_ends_it() -> None:
    for policy in (DESKTOP, BOT):
        refused = rules(policy).decide(LoginRefusedError("wrong"), 0, was_online=False)
        assert ended(refused) is ProblemKind.WRONG_PASSWORD
