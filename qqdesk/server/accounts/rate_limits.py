"""Rate limits per account: those of commands (`Request.LIMIT`), and of messages, nudges, contact requests, requests to
rooms and strangers' profiles, where more than the command counts.

They are kept by number, so that a new sign-in does not reset them. Times are monotonic seconds.
"""

import math
from collections.abc import Iterable

from qqdesk.protocol.codes import Result
from qqdesk.protocol.record import Limit, ServerRate
from qqdesk.server.accounts.throttle import K, Rate, Rates
from qqdesk.server.errors import RefusedError
from qqdesk.server.settings.settings import Settings

_MOST_IN_ROOM = 10
"""Messages of one member to a room at once."""
_IN_ROOM_PER_S = 2
_NUDGE_EVERY_S = 30
_REPORTS_AN_HOUR = 20
"""Lines in the server's log about the refused commands of one account."""
_ROOM_REQUESTS_A_DAY = 3
"""Invitations of one person by another, and requests of a person to join one room."""


class RateLimits:
    """The limits of all accounts. Use it in the event loop's thread."""

    def __init__(self, settings: Settings) -> None:
        self._per_minute = {
            ServerRate.MESSAGES: settings.messages_per_minute,
            ServerRate.SEARCHES: settings.searches_per_minute,
        }
        self._commands: dict[Limit, Rates[int]] = {}
        self._messages: Rates[int] = Rates(Rate(settings.messages_per_minute, 60))
        self._room_messages: Rates[tuple[int, int]] = Rates(Rate(_MOST_IN_ROOM, _MOST_IN_ROOM / _IN_ROOM_PER_S))
        self._nudges: Rates[tuple[int, int]] = Rates(Rate(1, _NUDGE_EVERY_S))
        self._room_requests: Rates[tuple[int, int]] = Rates(Rate(_ROOM_REQUESTS_A_DAY, 24 * 3600))
        self._reports: Rates[int] = Rates(Rate(_REPORTS_AN_HOUR, 3600))
        self._profiles: Rates[int] = Rates(Rate(settings.searches_per_minute, 60))
        self._adds: Rates[int] = Rates(Rate(settings.adds_per_hour, 3600))

    def command(self, limit: Limit, number: int, now: float) -> None:
        """Count a command with this limit. Raises RefusedError."""
        rates = self._commands.get(limit)
        if rates is None:
            per_minute = math.ceil(self._per_minute[limit.rate] / limit.part)
            rates = self._commands[limit] = Rates(Rate(per_minute, 60))
        _spend(rates, number, now, f"too many {limit.what}")

    def message(self, number: int, now: float, count: int = 1) -> int | None:
        """Count messages; return None if they are allowed, else the seconds to wait."""
        return self._messages.spend(number, now, count)

    def room_message(self, number: int, room: int, now: float) -> int | None:
        """Count a message to a room; return as `message`. Each member has a limit of its own in each room."""
        return self._room_messages.spend((number, room), now)

    def add(self, number: int, now: float, count: int = 1) -> None:
        """Count contact requests: all or none. Raises RefusedError."""
        _spend(self._adds, number, now, "too many requests to be added", count)

    def uncount_add(self, number: int) -> None:
        """Uncount a contact request that was not delivered."""
        self._adds.refund(number)

    def invite(self, number: int, people: Iterable[int], now: float) -> None:
        """Count invitations to a room: all or none. Each is a contact request, too. Raises RefusedError."""
        counted: list[tuple[int, int]] = []
        try:
            for person in people:
                _spend(self._room_requests, (number, person), now, f"too many invitations of {person} to rooms")
                counted.append((number, person))
            self.add(number, now, len(counted))
        except RefusedError:
            for pair in counted:
                self._room_requests.refund(pair)
            raise

    def ask_room(self, number: int, room: int, now: float) -> None:
        """Count a request to join a room. Raises RefusedError."""
        _spend(self._room_requests, (number, room), now, "too many requests to join this room")

    def uncount_ask_room(self, number: int, room: int) -> None:
        """Uncount a request that nobody has to answer."""
        self._room_requests.refund((number, room))

    def profile(self, number: int, now: float) -> None:
        """Count a stranger's profile, at the rate of searches but separately. Raises RefusedError."""
        _spend(self._profiles, number, now, "too many profiles of strangers")

    def nudge(self, number: int, to: int, now: float) -> None:
        """Count a nudge. Raises RefusedError."""
        _spend(self._nudges, (number, to), now, "too many nudges")

    def may_report(self, number: int, now: float) -> bool:
        """Count a line about an account in the server's log, and return whether to write it: nobody fills the disk."""
        return self._reports.spend(number, now) is None


def _spend(rates: Rates[K], key: K, now: float, sentence: str, count: int = 1) -> None:
    wait = rates.spend(key, now, count)
    if wait is not None:
        raise RefusedError(Result.TOO_MANY_REQUESTS, sentence, wait=wait)
