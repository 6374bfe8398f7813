"""One timer for thousands of deadlines, nearly all of which pass unneeded."""

import math
from collections.abc import Callable
from typing import Protocol

from qqdesk.server.clock import Timer

_GRAIN_S = 0.25
"""Deadlines this near to each other are looked at together, the earlier ones so much late."""


class Item(Protocol):
    """Something with a deadline."""

    until: float | None
    """Monotonic seconds; None for no deadline. May be moved on without a word, or taken back."""
    watched: int
    """When it will be looked at next; 0 where nobody does. Belongs to Deadlines."""

    def on_deadline(self) -> None:
        """It has passed; `until` is None now."""
        ...


class Deadlines:
    """Belongs to the event loop's thread."""

    def __init__(
        self, monotonic: Callable[[], float], call_later: Callable[[float, Callable[[], None]], Timer]
    ) -> None:
        self.monotonic = monotonic
        self._call_later = call_later
        self._slots: dict[int, dict[Item, None]] = {}
        self._timer: Timer | None = None
        self._timer_slot = 0

    def watch(self, item: Item) -> None:
        """The deadline of `item` is new, or nearer than it was."""
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
        """It is over."""
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
                self._look_at(item, now)
        for slot in [slot for slot, items in self._slots.items() if not items]:
            del self._slots[slot]
        if self._slots and self._timer is None:
            self._set_timer(min(self._slots))

    def _look_at(self, item: Item, now: float) -> None:
        if item.until is None:
            return
        if item.until > now:
            self.watch(item)
            return
        item.until = None
        item.on_deadline()

    def stop(self) -> None:
        """Look at nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        for items in self._slots.values():
            for item in items:
                item.watched = 0
        self._slots.clear()
