"""Limits on sign-in attempts, checked before a password is hashed.

A wrong password counts three times: for the subnet and number together, for the subnet, and for the number. A subnet
is an address group, see `client_address.group`. At an origin where the account signed in recently (see
`known_origins`), only the first counter applies, so that guesses from elsewhere cannot lock out the owner. A subnet
raises the counter of a number only with its first wrong passwords, so that one subnet alone cannot lock a number. All
counters are in memory.

The rate of sign-ins counts by subnet, but by origin and number where the origin is known: nobody else at the subnet
uses that up. Sign-ins that succeed count by account, too.

Many programs share the loopback address (bots, an undeclared proxy). There the rate is a hundred times as high, and
wrong passwords do not count for the subnet.
"""

from dataclasses import dataclass

from qqdesk.clock import Clock
from qqdesk.protocol.codes import Result
from qqdesk.server.accounts import known_origins
from qqdesk.server.accounts.throttle import LockOuts, Rate, Rates
from qqdesk.server.addresses import THIS_COMPUTER, group
from qqdesk.server.background import in_background
from qqdesk.server.delivery.store import Store
from qqdesk.server.errors import RefusedError
from qqdesk.server.settings.settings import Settings

_FREE = 5
_FREE_OF_A_SUBNET = 20
_FREE_OF_A_NUMBER = 10
_NEAR = 100


class LoginAttempts:
    """Counts wrong passwords and rates of sign-in."""

    def __init__(self, settings: Settings, clock: Clock, store: Store) -> None:
        self._clock = clock
        self._store = store
        rate = Rate(settings.sign_ins_per_minute, 60)
        self._far: Rates[str] = Rates(rate)
        self._known: Rates[tuple[str, int]] = Rates(rate)
        """Attempts at known origins: nobody else at the address uses them up."""
        self._successes: Rates[int] = Rates(rate)
        """By account, wherever the sign-ins come from."""
        self._near: Rates[str] = Rates(Rate(settings.sign_ins_per_minute * _NEAR, 60))
        self.pairs: LockOuts[tuple[str, int]] = LockOuts(_FREE)
        self.subnets: LockOuts[str] = LockOuts(_FREE_OF_A_SUBNET)
        self.numbers: LockOuts[int] = LockOuts(_FREE_OF_A_NUMBER)

    async def start_attempt(self, address: str, number: int, device: str = "") -> "Attempt":
        """Count one attempt. Raises RefusedError with the seconds to wait if it is too early, and StorageError."""
        subnet, is_near = group(address), address in THIS_COMPUTER
        known = await self._store.read(lambda db: known_origins.of(db, number, self._clock.now()))
        # No await below: concurrent attempts must not pass the check together.
        now = self._clock.monotonic()
        identity = (device if device in known else subnet, number)
        is_known = identity[0] in known
        waits = [self.pairs.wait(identity, now)]
        if not is_known:
            waits.append(self.numbers.wait(number, now))
            waits.append(None if is_near else self.subnets.wait(subnet, now))
        wait = max((seconds for seconds in waits if seconds is not None), default=None)
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many wrong passwords", wait=wait)
        wait = None if is_near else self._successes.wait(number, now)
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many sign-ins of this account", wait=wait)
        if is_near:
            wait = self._near.spend(subnet, now)
        else:
            wait = self._known.spend(identity, now) if is_known else self._far.spend(subnet, now)
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many sign-ins from this address", wait=wait)
        self.pairs.count_attempt(identity, now)
        counts = not is_known and self.pairs.attempts(identity, now) <= _FREE
        if counts:
            self.numbers.count_attempt(number, now)
        time = self._clock.now()
        new_origins = [
            origin for origin in (subnet, device) if origin and not known_origins.is_recent(known.get(origin), time)
        ]
        return Attempt(self, subnet, number, new_origins, identity, counts, not is_known and not is_near, is_near)

    def _record(self, attempt: "Attempt", is_right: bool | None) -> None:
        now = self._clock.monotonic()
        if is_right is not False and attempt.counts_for_number:
            self.numbers.uncount_attempt(attempt.number, now)
        if is_right:
            self.pairs.forget(attempt.identity)
            if not attempt.is_near:
                self._successes.spend(attempt.number, now)
            self._store_origins(attempt.number, attempt.new_origins)
        elif is_right is None:
            self.pairs.uncount_attempt(attempt.identity, now)
        elif attempt.counts_for_subnet:
            self.subnets.count_attempt(attempt.subnet, now)

    def _store_origins(self, number: int, origins: list[str]) -> None:
        if origins:
            time = self._clock.now()
            in_background(self._store.write(lambda db: known_origins.add(db, number, origins, time)))


@dataclass(slots=True)
class Attempt:
    """The context of one attempt. It counts as wrong unless `succeed` is called; an exception cancels the count."""

    _login_attempts: LoginAttempts
    subnet: str
    number: int
    new_origins: list[str]
    """The origins to store after success; recently stored ones are left out."""
    identity: tuple[str, int]
    counts_for_number: bool
    counts_for_subnet: bool
    is_near: bool
    is_right: bool = False

    def succeed(self) -> None:
        self.is_right = True

    def __enter__(self) -> "Attempt":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._login_attempts._record(self, None if kind is not None else self.is_right)
