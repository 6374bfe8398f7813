"""Who may try a password, and how soon again: asked before anything is hashed.

Wrong passwords count for the place and number together, for the place, and for the number. From where somebody signed
in lately, by device or by place, only the first of the three counts, so that nobody who guesses at a number elsewhere
can lock out whoever it belongs to. A place adds to what counts for a number only with its first wrong ones: it takes
several places to close a number to strangers.

On this computer itself many share one address (bots, a proxy that was not declared): the rate of a place is a hundred
times as high there, and its wrong passwords count for the numbers only.
"""

from qqdesk.protocol.codes import Result
from qqdesk.server.clock import Clock
from qqdesk.server.errors import RefusedError
from qqdesk.server.origin import THIS_COMPUTER, group
from qqdesk.server.settings import Settings
from qqdesk.server.throttle import Known, LockOuts, Rate, Rates

_FREE = 5
_FREE_OF_A_PLACE = 20
_FREE_OF_A_NUMBER = 10
_KNOWN_S = 30 * 24 * 3600.0
_NEAR = 100


class SignIns:
    """What is known of those who try."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._far: Rates[str] = Rates(Rate(settings.sign_ins_per_minute, 60))
        self._near: Rates[str] = Rates(Rate(settings.sign_ins_per_minute * _NEAR, 60))
        self.pairs: LockOuts[tuple[str, int]] = LockOuts(_FREE)
        self.places: LockOuts[str] = LockOuts(_FREE_OF_A_PLACE)
        self.numbers: LockOuts[int] = LockOuts(_FREE_OF_A_NUMBER)
        self._known: Known[tuple[str, int]] = Known(_KNOWN_S)

    def begin(self, address: str, number: int, device: str = "") -> "Attempt":
        """One password is tried. Raises RefusedError, with the seconds to wait, where that is too soon."""
        now, place, is_near = self._clock.monotonic(), group(address), address in THIS_COMPUTER
        identity = (place, number)
        is_known = bool(device) and self._known.has((device, number), now)
        if is_known:
            identity = (device, number)
        else:
            is_known = self._known.has(identity, now)
        waits = [self.pairs.wait(identity, now)]
        if not is_known:
            waits.append(self.numbers.wait(number, now))
            waits.append(None if is_near else self.places.wait(place, now))
        wait = max((seconds for seconds in waits if seconds is not None), default=None)
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many wrong passwords", wait=wait)
        wait = (self._near if is_near else self._far).take(place, now)
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many sign-ins from this address", wait=wait)
        self.pairs.begin(identity, now)
        counts = not is_known and self.pairs.count(identity, now) <= _FREE
        if counts:
            self.numbers.begin(number, now)
        return Attempt(self, place, number, device, identity, counts, not is_known and not is_near)

    def _settle(self, attempt: "Attempt", is_right: bool | None) -> None:
        now = self._clock.monotonic()
        if is_right is not False and attempt.counts_for_number:
            self.numbers.take_back(attempt.number, now)
        if is_right:
            self.pairs.forget(attempt.identity)
            self._known.add((attempt.place, attempt.number), now)
            if attempt.device:
                self._known.add((attempt.device, attempt.number), now)
        elif is_right is None:
            self.pairs.take_back(attempt.identity, now)
        elif attempt.counts_for_place:
            self.places.begin(attempt.place, now)


class Attempt:
    """One password that is tried: a context. It is wrong unless `right` is called; where an error comes out, it was
    neither."""

    __slots__ = (
        "_sign_ins",
        "counts_for_number",
        "counts_for_place",
        "device",
        "identity",
        "is_right",
        "number",
        "place",
    )

    def __init__(
        self,
        sign_ins: SignIns,
        place: str,
        number: int,
        device: str,
        identity: tuple[str, int],
        counts_for_number: bool,
        counts_for_place: bool,
    ) -> None:
        self._sign_ins = sign_ins
        self.place = place
        self.number = number
        self.device = device
        self.identity = identity
        self.counts_for_number = counts_for_number
        self.counts_for_place = counts_for_place
        self.is_right = False

    def right(self) -> None:
        self.is_right = True

    def __enter__(self) -> "Attempt":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._sign_ins._settle(self, None if kind is not None else self.is_right)
