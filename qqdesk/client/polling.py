"""How often to ask a server that knows no long polls. Pure: no clock."""

from qqdesk.protocol.codes import HEARTBEAT_S

_STEPS = ((2.0, 15), (5.0, 12), (10.0, 12))
"""Seconds between two polls, and how many of them pass before the next step."""
_SLOWEST_S = 15.0


class PollSchedule:
    """Quick while something happens, slower when nothing does; never slower than the server's heartbeat."""

    def __init__(self, heartbeat: float = HEARTBEAT_S) -> None:
        self._ceiling = max(1.0, heartbeat)
        self._idle = 0
        self.active = False
        """A chat is in use: stay quick."""

    def arrived(self) -> None:
        """Something came."""
        self._idle = 0

    def next_delay(self) -> float:
        """Seconds until the next poll, after one that brought nothing new."""
        idle = 0 if self.active else self._idle
        self._idle += 1
        for delay, polls in _STEPS:
            if idle < polls:
                return min(delay, self._ceiling)
            idle -= polls
        return min(_SLOWEST_S, self._ceiling)
