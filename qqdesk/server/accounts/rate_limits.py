"""Rate limits per account: messages, typing notices, contact requests, searches, strangers' profiles.

They are kept by number, so that a new sign-in does not reset them. Times are monotonic seconds.
"""

from qqdesk.protocol.codes import Result
from qqdesk.server.accounts.throttle import Rate
from qqdesk.server.errors import RefusedError
from qqdesk.server.operations.settings import Settings


class _Spent:
    __slots__ = ("adds", "messages", "profiles", "searches", "typing")

    def __init__(self) -> None:
        self.adds = self.messages = self.profiles = self.searches = self.typing = 0.0


class RateLimits:
    """The limits of all accounts. Use it in the event loop's thread."""

    def __init__(self, settings: Settings) -> None:
        self._messages = Rate(settings.messages_per_minute, 60)
        self._adds = Rate(settings.adds_per_hour, 3600)
        self._searches = Rate(settings.searches_per_minute, 60)
        self._spent: dict[int, _Spent] = {}

    def __len__(self) -> int:
        return len(self._spent)

    def message(self, number: int, now: float) -> int | None:
        """Count a message; return None if it is allowed, else the seconds to wait. Runs for every message."""
        rate = self._messages
        if not rate.interval:
            return None
        spent = self._spent.get(number) or self._spent.setdefault(number, _Spent())
        after = rate.spend(spent.messages, now)
        if after is None:
            return rate.wait(spent.messages, now)
        spent.messages = after
        return None

    def add(self, number: int, now: float) -> None:
        """Count a contact request. Raises RefusedError."""
        spent = self._spent.setdefault(number, _Spent())
        spent.adds = _spend(self._adds, spent.adds, now, "too many requests to be added")

    def uncount_add(self, number: int) -> None:
        """Uncount a contact request that was not delivered."""
        spent = self._spent.get(number)
        if spent is not None:
            spent.adds -= self._adds.interval

    def search(self, number: int, now: float) -> None:
        """Count a search. Raises RefusedError."""
        spent = self._spent.setdefault(number, _Spent())
        spent.searches = _spend(self._searches, spent.searches, now, "too many searches")

    def profile(self, number: int, now: float) -> None:
        """Count a stranger's profile, at the rate of searches but separately. Raises RefusedError."""
        spent = self._spent.setdefault(number, _Spent())
        spent.profiles = _spend(self._searches, spent.profiles, now, "too many profiles of strangers")

    def typing(self, number: int, now: float) -> None:
        """Count a typing notice, at the rate of messages but separately. Raises RefusedError."""
        spent = self._spent.setdefault(number, _Spent())
        spent.typing = _spend(self._messages, spent.typing, now, "too many notes of writing")

    def drop_unused(self, now: float) -> None:
        """Drop accounts whose limits are all fully available again."""
        self._spent = {
            number: spent
            for number, spent in self._spent.items()
            if max(spent.messages, spent.adds, spent.profiles, spent.searches, spent.typing) > now
        }


def _spend(rate: Rate, until: float, now: float, sentence: str) -> float:
    if not rate.interval:
        return until
    after = rate.spend(until, now)
    if after is None:
        raise RefusedError(Result.TOO_MANY_REQUESTS, sentence, wait=rate.wait(until, now))
    return after
