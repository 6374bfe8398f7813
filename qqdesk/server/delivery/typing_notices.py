"""Who is writing to a user just now: told once, to a session that asks, and never kept."""

EVERY_S = 3.0
"""Of the same person it is told at most once in so long."""
KEPT_S = 5.0
"""What was not fetched by then is not true any more."""
_MOST = 100
"""Others than so many at the same time nobody can look at."""


class TypingNotices:
    """Of one session. Times are in seconds of a clock that only ever grows."""

    __slots__ = ("_noted", "_waiting")

    def __init__(self) -> None:
        self._noted: dict[int, float] = {}
        self._waiting: dict[int, None] = {}

    def __len__(self) -> int:
        return len(self._noted)

    def add(self, contact: int, now: float) -> bool:
        """Whether there is something to tell."""
        self.drop_expired(now)
        if now - self._noted.get(contact, -EVERY_S) < EVERY_S or len(self._noted) >= _MOST:
            return False
        self._noted[contact] = now
        self._waiting[contact] = None
        return True

    def has_unsent(self, now: float) -> bool:
        """Whether anything was not told yet and is still true."""
        self.drop_expired(now)
        return bool(self._waiting)

    def pop(self, now: float) -> list[int]:
        """What was not told yet, in order."""
        self.drop_expired(now)
        waiting, self._waiting = self._waiting, {}
        return list(waiting)

    def forget(self, contact: int) -> None:
        """Nothing is told of them any more."""
        self._waiting.pop(contact, None)

    def drop_expired(self, now: float) -> None:
        for contact in [contact for contact, since in self._noted.items() if now - since >= KEPT_S]:
            del self._noted[contact]
            self._waiting.pop(contact, None)
