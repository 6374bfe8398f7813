"""One timer for thousands of deadlines, nearly all of which are moved before they pass."""

import math
from collections.abc import Callable
from typing import Protocol

from qqdesk.server.clock import Timer

_GRAIN_S = 0.25
"""Deadlines of the same interval are checked together, the earlier ones up to this late."""


class Item(Protocol):
    """Something with a deadline."""

    until: float | None
    """Monotonic seconds; None for no deadline. It may be moved to later, or cleared, at any time."""
    watched: int
    """The slot in which it is checked next; 0 if none. Set by Deadlines."""

    def on_deadline(self) -> None:
        """The deadline has passed. `until` is None by now."""
        ...


class Deadlines:
    """Calls `on_deadline` of items. Lives in the event loop's thread."""

    def __init__(
        self, monotonic: Callable[[], float], call_later: Callable[[float, Callable[[], None]], Timer]
    ) -> None:
        self.monotonic = monotonic
        self._call_later = call_later
        self._slots: dict[int, dict[Item, None]] = {}
        self._timer: Timer | None = None
        self._timer_slot = 0

    def watch(self, item: Item) -> None:
        """Watch an item whose deadline is new, or earlier than before."""
        until = item.until
        assert until is not None
        slot = math.ceil(until / _GRAIN_S)
        watched = item.watched
        if watched:
            if watched <= slot:
                return
            del self._slots[watched][item]
        item.watched = slot
        items = self._slots.get(slot)
        if items is None:
            self._slots[slot] = {item: None}
            if self._timer is None or slot < self._timer_slot:
                self._set_timer(slot)
        else:
            items[item] = None

    def forget(self, item: Item) -> None:
        """Stop watching an item."""
        if item.watched:
            del self._slots[item.watched][item]
            item.watched = 0

    def _set_timer(self, slot: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_slot = slot
        self._timer = self._call_later(max(0.0, slot * _GRAIN_S - self.monotonic()), self._on_time)

    def _on_time(self) -> None:
        self._timer = None
        now = self.monotonic()
        for slot in sorted(slot for slot in self._slots if slot * _GRAIN_S <= now):
            for item in self._slots.pop(slot):
                item.watched = 0
                self._check(item, now)
        for slot in [slot for slot, items in self._slots.items() if not items]:
            del self._slots[slot]
        if self._slots and self._timer is None:
            self._set_timer(min(self._slots))

    def _check(self, item: Item, now: float) -> None:
        if item.until is None:
            return
        if item.until > now:
            self.watch(item)
            return
        item.until = None
        item.on_deadline()

    def stop(self) -> None:
        """Stop watching all items."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        for items in self._slots.values():
            for item in items:
                item.watched = 0
        self._slots.clear()
