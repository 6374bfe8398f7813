"""Delays between retries and between polls."""

import random
from collections.abc import Callable

from qqdesk.protocol.limits import HEARTBEAT_S


class Backoff:
    """Delays that double from `first` to `most` seconds, with a jitter of 50 %, so that the clients of a restarted
    server do not reconnect at once."""

    def __init__(self, first: float = 0.5, most: float = 30.0, dice: Callable[[], float] = random.random) -> None:
        self._first = first
        self._most = most
        self._dice = dice
        self._next = first

    def next_delay(self) -> float:
        delay = self._next
        self._next = min(self._most, delay * 2)
        return delay * (0.5 + self._dice())

    def reset(self) -> None:
        self._next = self._first


LONG_POLL_S = 25
"""The time limit of a long poll. Many proxies allow 30 s."""
_STEPS = ((2.0, 15), (5.0, 12), (10.0, 12))
"""The interval in seconds, and the number of polls before the next step."""
_SLOWEST_S = 15.0


class PollSchedule:
    """Intervals that grow while no message comes, up to the server's heartbeat."""

    def __init__(self, heartbeat: float = HEARTBEAT_S, *, active: bool = False) -> None:
        self._ceiling = max(1.0, heartbeat)
        self._idle = 0
        self.active = active
        """A chat is in use: keep the shortest interval."""

    def arrived(self) -> None:
        """Return to the shortest interval after a message."""
        self._idle = 0

    def next_delay(self) -> float:
        """Return the seconds until the next poll, after an empty one."""
        idle = 0 if self.active else self._idle
        self._idle += 1
        for delay, polls in _STEPS:
            if idle < polls:
                return min(delay, self._ceiling)
            idle -= polls
        return min(_SLOWEST_S, self._ceiling)
