"""Requests with a password in the place of a session: none begins by them, and none ends.

There is one session of a user at a time, so a program that only has something to do (to send a message, to look at the
list) would end that of another computer. It says with each request who it is instead; nothing has to be remembered for
that, here or at another server of the same database. A password that was right lately is known again, so that ten
requests are not ten sign-ins.
"""

import hashlib

from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Credentials
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.server.accounts import accounts
from qqdesk.server.accounts.login_attempts import LoginAttempts
from qqdesk.server.accounts.passwords import Passwords
from qqdesk.server.accounts.sessions import Session
from qqdesk.server.accounts.throttle import Known
from qqdesk.server.clock import Clock
from qqdesk.server.errors import RefusedError, not_signed_in
from qqdesk.server.http.client_address import group
from qqdesk.server.storage.store import Store

TAKES_A_SESSION = (c.GetMessages, c.ChangeStatus, c.Typing, c.Logout, c.ModifyPassword)
"""What is about the session that one has, or ends all others."""
_KNOWN_S = 600.0


def takes_a_session() -> RefusedError:
    return RefusedError(Result.REFUSED_BY_SERVER, "this takes a session")


class SessionlessAuth:
    """Belongs to the event loop's thread."""

    def __init__(self, store: Store, passwords: Passwords, sign_ins: LoginAttempts, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._sign_ins = sign_ins
        self._clock = clock
        self._known: Known[bytes] = Known(_KNOWN_S)

    async def session(self, number: int, said: Credentials, address: str) -> Session:
        """What stands for a session in one request; nobody else knows of it. Raises RefusedError."""
        found = await self._store.read(lambda db: accounts.credentials(db, number, classic=False))
        stored = None if found is None else found.password
        if not await self.is_right(stored, number, said, address) or found is None:
            raise not_signed_in(EndReason.UNKNOWN_OR_TIMED_OUT)
        if found.is_banned:
            raise not_signed_in(EndReason.SHUT_OUT)
        key = hashlib.sha256(f"errand {number} {said.device}".encode()).digest()
        session = Session(number, self._clock, token=key, device=said.device, address=address)
        session.key = key
        return session

    async def is_right(self, stored: str | None, number: int, said: Credentials, address: str) -> bool:
        """Whether this is the password; `stored` is its hash, None for nobody's. Raises RefusedError where it is asked
        too often."""
        proof = None if stored is None else self._passwords.proof(stored, said.password_hash)
        if proof is not None and self._known.has(proof, self._clock.monotonic()):
            return True
        with await self._sign_ins.begin(address, number, said.device) as attempt:
            if await self._passwords.verify(stored, said.password_hash, group(address)):
                attempt.right()
        if attempt.is_right and proof is not None:
            self._known.add(proof, self._clock.monotonic())
        return attempt.is_right
