"""Who may register, and how often from one place (address group)."""

from qqdesk.clock import Clock
from qqdesk.protocol.codes import RegistrationMode, Result
from qqdesk.server.accounts.throttle import LockOuts, Rate, Rates
from qqdesk.server.addresses import THIS_COMPUTER, group, is_loopback
from qqdesk.server.errors import RefusedError
from qqdesk.server.settings.settings import Settings

_FREE = 5
_NEAR = 100
"""The factor for the loopback address, which many programs may share."""

CLOSED = "this server makes no new accounts; ask the operator"
UNINVITED = "this server wants an invitation; ask its administrator"
BAD_INVITATION = "this invitation is wrong, used up, withdrawn or too old"
_JOIN_REQUESTS_PER_HOUR = 10


def mode(settings: Settings, host: str) -> RegistrationMode:
    """Return who may register. `auto` is open while only this computer can reach the server, else by invitation."""
    if settings.registration != "auto":
        return RegistrationMode(settings.registration)
    alone = is_loopback(host) and not settings.trusted_proxies
    return RegistrationMode.OPEN if alone else RegistrationMode.INVITE


def mode_at(mode: RegistrationMode, settings: Settings, address: str) -> RegistrationMode:
    """Return who may register from this client address."""
    if mode is RegistrationMode.INVITE and settings.open_here and is_loopback(address):
        return RegistrationMode.OPEN
    return mode


def may_invite(mode: RegistrationMode, settings: Settings, *, is_admin: bool) -> bool:
    """Whether an account may create invitations."""
    return mode is not RegistrationMode.CLOSED and (is_admin or settings.invites == "all")


class Registrations:
    """Limits on registration, checked before a password is hashed. Use it in the event loop's thread."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._far: Rates[str] = Rates(Rate(settings.registrations_per_hour, 3600))
        self._near: Rates[str] = Rates(Rate(settings.registrations_per_hour * _NEAR, 3600))
        self._guesses: LockOuts[str] = LockOuts(_FREE)
        self._far_join_requests: Rates[str] = Rates(Rate(_JOIN_REQUESTS_PER_HOUR, 3600))
        self._near_join_requests: Rates[str] = Rates(Rate(_JOIN_REQUESTS_PER_HOUR * _NEAR, 3600))

    def count_guess(self, address: str) -> None:
        """Count a wrong invitation code. Raises RefusedError if it is too early; a valid code never gets here."""
        place, now = group(address), self._clock.monotonic()
        wait = self._guesses.wait(place, now)
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many wrong invitations", wait=wait)
        self._guesses.count_attempt(place, now)

    def count_join_request(self, address: str) -> None:
        """Count a request to join. Raises RefusedError if there were too many from this place."""
        rates = self._near_join_requests if address in THIS_COMPUTER else self._far_join_requests
        wait = rates.spend(group(address), self._clock.monotonic())
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many requests to join from this address", wait=wait)

    def count_account(self, address: str) -> None:
        """Count a new account. Raises RefusedError if there were too many from this place."""
        rates = self._near if address in THIS_COMPUTER else self._far
        wait = rates.spend(group(address), self._clock.monotonic())
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many new accounts from this address", wait=wait)
