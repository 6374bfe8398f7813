"""Delete messages that are older than the settings say."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.clock import Clock

_DAY_S = 86_400
_CHECK_MS = 3_600_000
"""Timers stop while the computer sleeps, so check each hour whether a day has passed."""


class Retention(QObject):
    def __init__(self, drop_before: Callable[[int], bool], clock: Clock, parent: QObject) -> None:
        """`drop_before` deletes messages before a time in ms since 1970. It returns False if it cannot now."""
        super().__init__(parent)
        self._drop_before = drop_before
        self._clock = clock
        self._days = 0
        self._done_at: float | None = None
        self._timer = QTimer(self, interval=_CHECK_MS)
        self._timer.timeout.connect(self.check)

    def keep(self, days: int) -> None:
        """Delete older messages now, at each sign-in and once a day. 0 keeps all; unread and unsent ones are kept."""
        self._days = max(days, 0)
        self.apply()

    @Slot()
    def apply(self) -> None:
        """Delete now, as at a sign-in."""
        self._done_at = None
        self.check()

    @Slot()
    def check(self) -> None:
        if not self._days:
            self._timer.stop()
            return
        self._timer.start()
        now = self._clock.now() / 1000
        # A clock that was set back also starts a new day.
        if self._done_at is None or not 0 <= now - self._done_at < _DAY_S:
            before = round((now - self._days * _DAY_S) * 1000)
            self._done_at = now if self._drop_before(before) else None
