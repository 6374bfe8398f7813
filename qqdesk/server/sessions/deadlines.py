"""One timer for thousands of deadlines, nearly all of which are moved before they pass."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from qqdesk.clock import Timer

_PAUSE_S = 0.25
"""The shortest time between two checks of all deadlines."""


class Phase(Enum):
    """What a connection waits for."""

    FIRST_BYTE = "first byte"
    IDLE = "idle"
    HEAD = "head"
    BODY = "body"
    SERVING = "serving"
    SENDING = "sending"
    LINGERING = "lingering"


class Item(Protocol):
    """Something with a deadline."""

    until: float | None
    """Monotonic seconds; None for no deadline. It may be moved to later, or cleared, at any time."""

    def on_deadline(self) -> None:
        """Handle the deadline. `until` is None by now."""
        ...


class Deadlines:
    """Calls `on_deadline` of items. Lives in the event loop's thread."""

    def __init__(
        self, monotonic: Callable[[], float], call_later: Callable[[float, Callable[[], None]], Timer]
    ) -> None:
        self.monotonic = monotonic
        self._call_later = call_later
        self._items: set[Item] = set()
        self._timer: Timer | None = None
        self._next_check = 0.0

    def watch(self, item: Item) -> None:
        """Watch an item whose deadline is new, or earlier than before."""
        assert item.until is not None
        self._items.add(item)
        if self._timer is None or item.until < self._next_check:
            self._check_at(item.until)

    def forget(self, item: Item) -> None:
        """Stop watching an item."""
        self._items.discard(item)

    def _check_at(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next_check = when
        self._timer = self._call_later(max(0.0, when - self.monotonic()), self._check)

    def _check(self) -> None:
        self._timer = None
        now = self.monotonic()
        for item in [item for item in self._items if item.until is not None and item.until <= now]:
            item.until = None
            item.on_deadline()
        earliest = min((item.until for item in self._items if item.until is not None), default=None)
        if earliest is not None:
            self._check_at(max(earliest, now + _PAUSE_S))

    def stop(self) -> None:
        """Stop watching all items."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        self._items.clear()
