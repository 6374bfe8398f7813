"""The typing notices for one session, in memory only."""

EVERY_S = 3.0
"""The shortest time between two notices of the same contact."""
KEPT_S = 5.0
"""An unsent notice expires after this time."""
_MOST = 100
"""The most contacts that can be typing at a time; further notices are dropped."""


class TypingNotices:
    """The contacts who are typing, and the notices not sent yet. Times are monotonic seconds."""

    __slots__ = ("_added_at", "_waiting")

    def __init__(self) -> None:
        self._added_at: dict[int, float] = {}
        self._waiting: dict[int, None] = {}

    def __len__(self) -> int:
        return len(self._added_at)

    def add(self, contact: int, now: float) -> bool:
        """Add a notice; return whether there is something to send."""
        self.drop_expired(now)
        if now - self._added_at.get(contact, -EVERY_S) < EVERY_S or len(self._added_at) >= _MOST:
            return False
        self._added_at[contact] = now
        self._waiting[contact] = None
        return True

    def has_unsent(self, now: float) -> bool:
        """Whether an unsent notice has not expired."""
        self.drop_expired(now)
        return bool(self._waiting)

    def pop(self, now: float) -> list[int]:
        """Return the unsent notices in order, and mark them as sent."""
        self.drop_expired(now)
        waiting, self._waiting = self._waiting, {}
        return list(waiting)

    def forget(self, contact: int) -> None:
        """Drop the unsent notice of a contact."""
        self._waiting.pop(contact, None)

    def drop_expired(self, now: float) -> None:
        for contact in [contact for contact, since in self._added_at.items() if now - since >= KEPT_S]:
            del self._added_at[contact]
            self._waiting.pop(contact, None)
