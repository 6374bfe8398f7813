"""Rate limits per account: messages, typing notices, nudges, uploads, contact requests, requests to rooms, changes of
one's own status and data, searches, strangers' profiles.

They are kept by number, so that a new sign-in does not reset them. Times are monotonic seconds.
"""

import math
from collections.abc import Iterable

from qqdesk.protocol.codes import Result
from qqdesk.server.accounts.throttle import K, Rate, Rates
from qqdesk.server.errors import RefusedError
from qqdesk.server.operations.settings import Settings

_MOST_IN_ROOM = 10
"""Messages of one member to a room at once."""
_IN_ROOM_PER_S = 2
_NUDGE_EVERY_S = 30
_MESSAGES_A_CHANGE = 5
"""A change of a status or a profile goes to everybody who has the person on the list."""
_REPORTS_AN_HOUR = 20
"""Lines in the server's log about the refused commands of one account."""
_ROOM_REQUESTS_A_DAY = 3
"""Invitations of one person by another, and requests of a person to join one room."""


class RateLimits:
    """The limits of all accounts. Use it in the event loop's thread."""

    def __init__(self, settings: Settings) -> None:
        messages, searches = Rate(settings.messages_per_minute, 60), Rate(settings.searches_per_minute, 60)
        self._messages: Rates[int] = Rates(messages)
        self._room_messages: Rates[tuple[int, int]] = Rates(Rate(_MOST_IN_ROOM, _MOST_IN_ROOM / _IN_ROOM_PER_S))
        self._typing: Rates[int] = Rates(messages)
        self._nudges: Rates[tuple[int, int]] = Rates(Rate(1, _NUDGE_EVERY_S))
        self._room_requests: Rates[tuple[int, int]] = Rates(Rate(_ROOM_REQUESTS_A_DAY, 24 * 3600))
        self._reports: Rates[int] = Rates(Rate(_REPORTS_AN_HOUR, 3600))
        self._files: Rates[int] = Rates(messages)
        self._notes: Rates[int] = Rates(messages)
        self._own_changes: Rates[int] = Rates(Rate(math.ceil(settings.messages_per_minute / _MESSAGES_A_CHANGE), 60))
        self._searches: Rates[int] = Rates(searches)
        self._profiles: Rates[int] = Rates(searches)
        self._adds: Rates[int] = Rates(Rate(settings.adds_per_hour, 3600))

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

    def search(self, number: int, now: float) -> None:
        """Count a search. Raises RefusedError."""
        _spend(self._searches, number, now, "too many searches")

    def profile(self, number: int, now: float) -> None:
        """Count a stranger's profile, at the rate of searches but separately. Raises RefusedError."""
        _spend(self._profiles, number, now, "too many profiles of strangers")

    def typing(self, number: int, now: float) -> None:
        """Count a typing notice, at the rate of messages but separately. Raises RefusedError."""
        _spend(self._typing, number, now, "too many notes of writing")

    def nudge(self, number: int, to: int, now: float) -> None:
        """Count a nudge. Raises RefusedError."""
        _spend(self._nudges, (number, to), now, "too many nudges")

    def own_change(self, number: int, now: float) -> None:
        """Count a change of the own status or profile. Raises RefusedError."""
        _spend(self._own_changes, number, now, "too many changes")

    def notes(self, number: int, now: float) -> None:
        """Count a change of contact notes, at the rate of messages but separately. Raises RefusedError."""
        _spend(self._notes, number, now, "too many changes of notes")

    def may_report(self, number: int, now: float) -> bool:
        """Count a line about an account in the server's log, and return whether to write it: nobody fills the disk."""
        return self._reports.spend(number, now) is None

    def file(self, number: int, now: float) -> None:
        """Count an upload, at the rate of messages but separately. Raises RefusedError."""
        _spend(self._files, number, now, "too many files")


def _spend(rates: Rates[K], key: K, now: float, sentence: str, count: int = 1) -> None:
    wait = rates.spend(key, now, count)
    if wait is not None:
        raise RefusedError(Result.TOO_MANY_REQUESTS, sentence, wait=wait)
