"""Requests that carry a password instead of a session.

An account has one session at a time, so a script that signs in to send one message would end the user's session. Such
a script authenticates each request by password instead, without any state on this or another node. A password that was
verified recently is recognized without argon2.
"""

import hashlib

from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Credentials
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.server.accounts import accounts
from qqdesk.server.accounts.login_attempts import LoginAttempts
from qqdesk.server.accounts.passwords import Passwords
from qqdesk.server.accounts.sessions import Session
from qqdesk.server.accounts.throttle import ExpiringSet
from qqdesk.server.clock import Clock
from qqdesk.server.errors import RefusedError, not_signed_in
from qqdesk.server.http.client_address import group
from qqdesk.server.storage.store import Store

NEEDS_SESSION = (c.GetMessages, c.ChangeStatus, c.Typing, c.Logout, c.ModifyPassword)
"""Commands that act on the session itself, or that end all others."""
_KNOWN_S = 600.0


def needs_session() -> RefusedError:
    return RefusedError(Result.REFUSED_BY_SERVER, "this takes a session")


class SessionlessAuth:
    """Authenticates requests by password. Use it in the event loop's thread."""

    def __init__(self, store: Store, passwords: Passwords, login_attempts: LoginAttempts, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._login_attempts = login_attempts
        self._clock = clock
        self._known: ExpiringSet[bytes] = ExpiringSet(_KNOWN_S)

    async def session(self, number: int, said: Credentials, address: str) -> Session:
        """Return a temporary session for one request, which is not registered. Raises RefusedError."""
        found = await self._store.read(lambda db: accounts.credentials(db, number, classic=False))
        stored = None if found is None else found.password
        if not await self.is_right(stored, number, said, address) or found is None:
            raise not_signed_in(EndReason.UNKNOWN_OR_TIMED_OUT)
        if found.is_banned:
            raise not_signed_in(EndReason.SHUT_OUT)
        key = hashlib.sha256(f"errand {number} {said.device}".encode()).digest()
        return Session(number, self._clock, key, device=said.device, address=address)

    async def is_right(self, stored: str | None, number: int, said: Credentials, address: str) -> bool:
        """Whether the password matches; `stored` is None for an unknown account. Raises RefusedError after too many
        attempts."""
        proof = None if stored is None else self._passwords.proof(stored, said.password_hash)
        if proof is not None and self._known.has(proof, self._clock.monotonic()):
            return True
        with await self._login_attempts.start_attempt(address, number, said.device) as attempt:
            if await self._passwords.verify(stored, said.password_hash, group(address)):
                attempt.succeed()
        if attempt.is_right and proof is not None:
            self._known.add(proof, self._clock.monotonic())
        return attempt.is_right
