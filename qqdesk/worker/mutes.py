"""Muted contacts: their messages cause no notification for a time. Stored in the account's history file."""

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.domain.notification_rules import FOREVER, format_mutes, has_not_ended, parse_mutes
from qqdesk.worker.drafts import DraftKeeper

NOTE = "mutes"
"""The name of the note in the account's history file."""
_LONGEST_MS = 24 * 3600 * 1000
"""A timer is limited to 2**31 ms, and the clock may be set meanwhile: check once a day."""


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class MuteKeeper(QObject):
    """A part of the facade."""

    changed = Signal(object)  # int: the contact whose mute started or ended; 0 for all

    def __init__(self, drafts: "DraftKeeper", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._mutes: dict[int, int] = {}
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self._look)

    def begin(self) -> None:
        """Load the mutes: the account's file is open."""
        self._mutes = parse_mutes(self._drafts.get_note(NOTE))
        self._look()
        self.changed.emit(0)

    def clear(self) -> None:
        self._mutes = {}
        self._end.stop()

    def until(self, number: int) -> int:
        """Return the end of the mute in milliseconds since 1970, or FOREVER; 0 if the contact is not muted."""
        until = self._mutes.get(number, 0)
        return until if has_not_ended(until, now_ms()) else 0

    def everybody(self) -> list[int]:
        """Return the muted contacts."""
        return [number for number in self._mutes if self.until(number)]

    def mute(self, number: int, until: int) -> None:
        """Mute a contact; `until` 0 ends it."""
        if until == self._mutes.get(number, 0):
            return
        if until:
            self._mutes[number] = until
        else:
            del self._mutes[number]
        self._write()
        self._plan()
        self.changed.emit(number)

    @Slot()
    def _look(self) -> None:
        """End the mutes whose time is over."""
        now = now_ms()
        over = [number for number, until in self._mutes.items() if not has_not_ended(until, now)]
        for number in over:
            del self._mutes[number]
        if over:
            self._write()
        self._plan()
        for number in over:
            self.changed.emit(number)

    def _plan(self) -> None:
        ends = [until for until in self._mutes.values() if until != FOREVER]
        if ends:
            self._end.start(min(max(min(ends) - now_ms(), 0) + 1, _LONGEST_MS))
        else:
            self._end.stop()

    def _write(self) -> None:
        self._drafts.set_note(NOTE, format_mutes(self._mutes))
