"""Rates and lock-outs: how often something may be done, and how long somebody waits who was wrong too often.

All in memory and in the event loop's thread, and bounded. Times are in seconds of a clock that only ever grows.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MOST_KEYS = 65_536
"""Of a kind that are remembered; past that the one that was heard of least lately is forgotten."""
_SWEPT_AT_ONCE = 8


class Rate:
    """`count` in every `seconds`, and as many at once after a rest; 0 for no limit.

    What is kept of somebody is one number: the time at which they will be owed everything again.
    """

    __slots__ = ("interval", "slack")

    def __init__(self, count: int, seconds: float) -> None:
        self.interval = seconds / count if count else 0.0
        self.slack = self.interval * (count - 1 + 1e-6)
        """How far the number may be ahead of now for one more, and a little for what floating point leaves out."""

    def take(self, until: float, now: float) -> float | None:
        """What to keep now that one more is done; None where it is too much."""
        if until <= now:
            return now + self.interval
        if until - now > self.slack:
            return None
        return until + self.interval

    def wait(self, until: float, now: float) -> int:
        """Whole seconds, at least one, after which there is one more."""
        return max(1, math.ceil(until - now - self.slack))


class Rates(Generic[K]):
    """One rate for each of many keys. Who has rested is forgotten: nothing is known of them but that."""

    def __init__(self, rate: Rate, most: int = MOST_KEYS) -> None:
        self.rate = rate
        self._most = most
        self._until: OrderedDict[K, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._until)

    def take(self, key: K, now: float) -> int | None:
        """One more for `key`: None where that is within the rate, else the seconds to wait, and nothing is taken."""
        if not self.rate.interval:
            return None
        until = self._until.get(key, now)
        taken = self.rate.take(until, now)
        if taken is None:
            return self.rate.wait(until, now)
        self._until[key] = taken
        self._until.move_to_end(key)
        _shrink(self._until, self._most, lambda until: until <= now)
        return None


class LockOuts(Generic[K]):
    """Whoever is wrong waits: not at all for the first `free` times, then a second, two, four, up to `longest`.

    A try counts as wrong from its beginning, so that many at once are no way around; the right ones are taken back.
    `memory` seconds after the last wrong one all is forgotten.
    """

    def __init__(self, free: int, *, longest: float = 900.0, memory: float = 3600.0, most: int = MOST_KEYS) -> None:
        self.free = free
        self._longest = longest
        self._memory = memory
        self._most = most
        self._wrong: OrderedDict[K, tuple[int, float]] = OrderedDict()
        """How often, and when last."""

    def __len__(self) -> int:
        return len(self._wrong)

    def count(self, key: K, now: float) -> int:
        """How often this one was wrong, as far as that is remembered."""
        count, last = self._wrong.get(key, (0, now))
        return 0 if now - last > self._memory else count

    def wait(self, key: K, now: float) -> int | None:
        """The whole seconds until the next try; None where it may be now."""
        count, last = self._wrong.get(key, (0, now))
        if count < self.free:
            return None
        left = last + self._delay(count) - now
        return math.ceil(left) if left > 0 else None

    def _delay(self, count: int) -> float:
        return min(self._longest, 2.0 ** min(count - self.free, 60))

    def begin(self, key: K, now: float) -> None:
        """Somebody tries; wrong until `right` says otherwise."""
        self._wrong[key] = (self.count(key, now) + 1, now)
        self._wrong.move_to_end(key)
        _shrink(self._wrong, self._most, lambda entry: now - entry[1] > self._memory)

    def take_back(self, key: K, now: float) -> None:
        """That try was not wrong."""
        count, last = self._wrong.get(key, (0, now))
        if count > 1:
            self._wrong[key] = (count - 1, last)
        else:
            self._wrong.pop(key, None)

    def forget(self, key: K) -> None:
        self._wrong.pop(key, None)


class Known(Generic[K]):
    """Who succeeded lately; at most `most` of them, for `memory` seconds."""

    def __init__(self, memory: float, most: int = MOST_KEYS) -> None:
        self._memory = memory
        self._most = most
        self._since: OrderedDict[K, float] = OrderedDict()

    def add(self, key: K, now: float) -> None:
        self._since[key] = now
        self._since.move_to_end(key)
        _shrink(self._since, self._most, lambda since: now - since > self._memory)

    def has(self, key: K, now: float) -> bool:
        since = self._since.get(key)
        return since is not None and now - since <= self._memory


V = TypeVar("V")


def _shrink(table: "OrderedDict[K, V]", most: int, is_old: Callable[[V], bool]) -> None:
    """Forget the oldest entries that say nothing any more, a few at a time, and others where there are too many. They
    stand in the order in which they were heard of last."""
    for _ in range(_SWEPT_AT_ONCE):
        if not table:
            return
        key, value = next(iter(table.items()))
        if not is_old(value) and len(table) <= most:
            return
        del table[key]
