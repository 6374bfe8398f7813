"""Rate limits, and lock-outs with growing delays after wrong attempts.

All tables are in memory and bounded; use them in the event loop's thread. Times are monotonic seconds.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MOST_KEYS = 65_536
"""The size of a table; beyond it, the least recently used entry is dropped."""
_SWEPT_AT_ONCE = 8


class Rate:
    """A token bucket of `count` per `seconds`; 0 means no limit.

    The state per key is one number: the time at which its bucket is full again (GCRA).
    """

    __slots__ = ("interval", "slack")

    def __init__(self, count: int, seconds: float) -> None:
        self.interval = seconds / count if count else 0.0
        self.slack = self.interval * (count - 1 + 1e-6)
        """The lead over now at which one more is still allowed, with a margin for rounding."""

    def spend(self, until: float, now: float, count: int = 1) -> float | None:
        """Return the state after `count` more actions; None if they exceed the limit."""
        last = max(until, now) + self.interval * (count - 1)
        return None if last - now > self.slack else last + self.interval

    def wait(self, until: float, now: float, count: int = 1) -> int:
        """Return the seconds until `count` more are allowed, rounded up, at least 1."""
        return max(1, math.ceil(until + self.interval * (count - 1) - now - self.slack))


class Rates(Generic[K]):
    """A rate limit for each of many keys. Keys with a full bucket need no entry."""

    def __init__(self, rate: Rate, most: int = MOST_KEYS) -> None:
        self.rate = rate
        self._most = most
        self._until: OrderedDict[K, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._until)

    def spend(self, key: K, now: float, count: int = 1) -> int | None:
        """Count actions of `key`; if they exceed the limit, return the seconds to wait and count nothing."""
        if not self.rate.interval:
            return None
        until = self._until.get(key, now)
        after = self.rate.spend(until, now, count)
        if after is None:
            return self.rate.wait(until, now, count)
        self._until[key] = after
        self._until.move_to_end(key)
        _shrink(self._until, self._most, lambda until: until <= now)
        return None

    def wait(self, key: K, now: float) -> int | None:
        """Return the seconds to wait until `key` may act; None if it may now."""
        until = self._until.get(key, now)
        if not self.rate.interval or self.rate.spend(until, now) is not None:
            return None
        return self.rate.wait(until, now)

    def refund(self, key: K) -> None:
        """Uncount an action of `key`."""
        if key in self._until:
            self._until[key] -= self.rate.interval


class LockOuts(Generic[K]):
    """Delays after wrong attempts: none for the first `free`, then 1, 2, 4 … seconds, up to `longest`.

    An attempt counts as wrong from its start, so that concurrent attempts cannot bypass the limit; a right one is
    uncounted. `memory` seconds after the last wrong attempt the count is dropped.
    """

    def __init__(self, free: int, *, longest: float = 900.0, memory: float = 3600.0, most: int = MOST_KEYS) -> None:
        self.free = free
        self._longest = longest
        self._memory = memory
        self._most = most
        self._wrong: OrderedDict[K, tuple[int, float]] = OrderedDict()
        """The count and the time of the last one."""

    def __len__(self) -> int:
        return len(self._wrong)

    def attempts(self, key: K, now: float) -> int:
        """Return the number of recent wrong attempts."""
        count, last = self._wrong.get(key, (0, now))
        return 0 if now - last > self._memory else count

    def wait(self, key: K, now: float) -> int | None:
        """Return the seconds until the next attempt, rounded up; None if it is allowed now."""
        count, last = self._wrong.get(key, (0, now))
        if count < self.free:
            return None
        left = last + self._delay(count) - now
        return math.ceil(left) if left > 0 else None

    def _delay(self, count: int) -> float:
        return min(self._longest, 2.0 ** min(count - self.free, 60))

    def count_attempt(self, key: K, now: float) -> None:
        """Count an attempt as wrong."""
        self._wrong[key] = (self.attempts(key, now) + 1, now)
        self._wrong.move_to_end(key)
        _shrink(self._wrong, self._most, lambda entry: now - entry[1] > self._memory)

    def uncount_attempt(self, key: K, now: float) -> None:
        count, last = self._wrong.get(key, (0, now))
        if count > 1:
            self._wrong[key] = (count - 1, last)
        else:
            self._wrong.pop(key, None)

    def forget(self, key: K) -> None:
        self._wrong.pop(key, None)


V = TypeVar("V")


def _shrink(table: "OrderedDict[K, V]", most: int, is_old: Callable[[V], bool]) -> None:
    """Drop expired entries, a few at a time, and the oldest ones beyond `most`. `table` is in order of last use."""
    for _ in range(_SWEPT_AT_ONCE):
        if not table:
            return
        key, value = next(iter(table.items()))
        if not is_old(value) and len(table) <= most:
            return
        del table[key]
