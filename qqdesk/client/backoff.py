"""Delays between retries."""

import random
from collections.abc import Callable


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
