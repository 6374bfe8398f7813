"""The typing notices for one session, in memory only."""

Typist = tuple[int, int]
"""A room, 0 for a conversation with a person, and who is typing."""

EVERY_S = 3.0
"""The shortest time between two notices of the same typist."""
KEPT_S = 5.0
"""An unsent notice expires after this time."""
_MOST = 100
"""The most people who can be typing at a time; further notices are dropped."""


class TypingNotices:
    """The people who are typing, and the notices not sent yet. Times are monotonic seconds."""

    __slots__ = ("_added_at", "_waiting")

    def __init__(self) -> None:
        self._added_at: dict[Typist, float] = {}
        self._waiting: dict[Typist, None] = {}

    def __len__(self) -> int:
        return len(self._added_at)

    def add(self, typist: Typist, now: float) -> bool:
        """Add a notice; return whether there is something to send."""
        self.drop_expired(now)
        if now - self._added_at.get(typist, -EVERY_S) < EVERY_S or len(self._added_at) >= _MOST:
            return False
        self._added_at[typist] = now
        self._waiting[typist] = None
        return True

    def has_unsent(self, now: float) -> bool:
        """Whether an unsent notice has not expired."""
        self.drop_expired(now)
        return bool(self._waiting)

    def pop(self, now: float) -> list[Typist]:
        """Return the unsent notices in order, and mark them as sent."""
        self.drop_expired(now)
        waiting, self._waiting = self._waiting, {}
        return list(waiting)

    def forget(self, contact: int) -> None:
        """Drop the unsent notice of a contact, not that of a room."""
        self._waiting.pop((0, contact), None)

    def drop_expired(self, now: float) -> None:
        for typist in [typist for typist, since in self._added_at.items() if now - since >= KEPT_S]:
            del self._added_at[typist]
            self._waiting.pop(typist, None)
