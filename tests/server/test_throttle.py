"""Rates and lock-outs, for any order of events."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from qqdesk.server.accounts.throttle import LockOuts, Rate, Rates

PAUSES = st.lists(st.floats(0, 30, allow_nan=False), max_size=200)
START = 123_456.789
"""Clocks begin anywhere, and floating point knows fewer digits there."""


@given(count=st.integers(1, 50), seconds=st.sampled_from([1.0, 7.0, 60.0, 3600.0]), pauses=PAUSES)
def test_never_more_than_allowed_in_any_stretch_of_time(count: int, seconds: float, pauses: list[float]) -> None:
    rates: Rates[str] = Rates(Rate(count, seconds))
    now, passed = START, []
    for pause in pauses:
        now += pause
        if rates.spend("somebody", now) is None:
            passed.append(now)
    for first, last in itertools.combinations_with_replacement(range(len(passed)), 2):
        stretch = passed[last] - passed[first]
        assert last - first + 1 <= count + stretch * count / seconds + 1e-3


@given(count=st.integers(1, 50), pauses=PAUSES)
def test_a_retry_after_the_given_wait_is_allowed(count: int, pauses: list[float]) -> None:
    rates: Rates[int] = Rates(Rate(count, 60))
    now = START
    for pause in pauses:
        now += pause
        wait = rates.spend(1, now)
        if wait is not None:
            assert wait >= 1
            now += wait
            assert rates.spend(1, now) is None


@given(count=st.integers(1, 200))
def test_as_many_at_once_after_a_rest(count: int) -> None:
    rates: Rates[int] = Rates(Rate(count, 60))
    for now in (START, START + 120):
        taken = 0
        while rates.spend(1, now) is None:
            taken += 1
        assert taken == count


@given(keys=st.lists(st.tuples(st.integers(0, 300), st.floats(0, 20)), max_size=300))
def test_a_quiet_key_is_forgotten_and_there_are_never_too_many(keys: list[tuple[int, float]]) -> None:
    rates: Rates[int] = Rates(Rate(5, 10), most=20)
    locks: LockOuts[int] = LockOuts(3, memory=100, most=20)
    now = START
    for key, pause in keys:
        now += pause
        rates.spend(key, now)
        locks.count_attempt(key, now)
        assert len(rates) <= 20
        assert len(locks) <= 20
    now += 1000
    for key in range(1000, 1003):
        rates.spend(key, now)
        locks.count_attempt(key, now)
    assert len(rates) <= 3
    assert len(locks) <= 3


def test_zero_means_no_limit() -> None:
    rates: Rates[int] = Rates(Rate(0, 60))
    assert all(rates.spend(1, START) is None for _ in range(1000))
    assert not len(rates)


def test_the_lock_out_doubles_up_to_its_longest() -> None:
    locks: LockOuts[str] = LockOuts(5, longest=60, memory=1000)
    now = START
    for _ in range(5):
        assert locks.wait("x", now) is None
        locks.count_attempt("x", now)
    waits = []
    for _ in range(9):
        wait = locks.wait("x", now)
        assert wait is not None
        waits.append(wait)
        now += wait
        assert locks.wait("x", now) is None
        locks.count_attempt("x", now)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert locks.wait("y", now) is None
    assert locks.wait("x", now + 1001) is None
    assert locks.attempts("x", now + 1001) == 0


@given(st.lists(st.booleans(), max_size=60))
def test_right_password_is_never_locked_out(tries: list[bool]) -> None:
    """For any number of simultaneous attempts, up to the free ones."""
    locks: LockOuts[int] = LockOuts(5)
    open_tries = 0
    for begins in tries:
        if begins and open_tries < 5:
            assert locks.wait(1, START) is None
            locks.count_attempt(1, START)
            open_tries += 1
        elif open_tries:
            locks.uncount_attempt(1, START)
            open_tries -= 1
    assert locks.attempts(1, START) == open_tries
