"""How long to wait before the next try. Pure but for the dice, which are given."""

import random
from collections.abc import Callable


class Backoff:
    """Delays that double from `first` to `most` seconds, each made up to half shorter or longer, so that a thousand
    clients of a server that comes back do not come at once."""

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
