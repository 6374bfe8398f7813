"""Passwords: argon2id over what clients send (the MD5 of the password), in a pool that nobody can flood."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from qqdesk.protocol.codes import Result
from qqdesk.server.errors import RefusedError

_THREADS = 2
_MOST_WAITING = 64


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash costs: passes, and memory in KiB. About 40 a second and core as it stands here."""

    passes: int = 2
    memory: int = 19456

    def hasher(self) -> PasswordHasher:
        return PasswordHasher(time_cost=self.passes, memory_cost=self.memory, parallelism=1)


def hash_password(password_hash: str, cost: Cost | None = None) -> str:
    """What is stored for a password; `password_hash` are its 32 hex digits from the wire."""
    return (cost or Cost()).hasher().hash(password_hash.lower())


class Passwords:
    """Hashes and checks passwords beside the event loop, at most two at a time."""

    def __init__(self, cost: Cost | None = None, *, most_waiting: int = _MOST_WAITING) -> None:
        self._hasher = (cost or Cost()).hasher()
        # Compared with where there is no such user, so that the time taken tells nothing.
        self._nobodys = self._hasher.hash(secrets.token_hex(16))
        self._key = secrets.token_bytes(32)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")
        self._most_waiting = most_waiting
        self._waiting = 0

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def hash(self, password_hash: str) -> str:
        """What is stored for a password. Raises RefusedError where too many wait."""
        return await self._in_turn(self._hash, password_hash, "")

    async def verify(self, stored: str | None, password_hash: str) -> bool:
        """Whether this is the password; `stored` is None for somebody who is not known.

        Raises RefusedError where too many wait.
        """
        return await self._in_turn(self._verify, password_hash, stored or self._nobodys) == "right"

    def proof(self, stored: str, password_hash: str) -> bytes:
        """What a session may remember of a password that was verified, to know it again at once: worth nothing
        without this process's memory, and nothing once another hash is stored."""
        return hashlib.blake2b(f"{stored}\n{password_hash.lower()}".encode(), key=self._key).digest()

    async def _in_turn(self, work: Callable[[str, str], str], password_hash: str, stored: str) -> str:
        if self._waiting >= self._most_waiting:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many sign in just now", wait=3)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, password_hash.lower(), stored)
        finally:
            self._waiting -= 1

    def _hash(self, password_hash: str, _: str) -> str:
        return self._hasher.hash(password_hash)

    def _verify(self, password_hash: str, stored: str) -> str:
        try:
            self._hasher.verify(stored, password_hash)
        except (VerificationError, InvalidHashError):
            return "wrong"
        return "right"
