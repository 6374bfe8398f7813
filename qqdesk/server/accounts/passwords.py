"""Password hashing: argon2id over what clients send (the MD5 of the password), in a small thread pool.

Each place (address group) has its own queue, and the queues are served in turn: a thousand guesses from one place delay
the others by one. The threads have a lower priority than the event loop where the system supports that.
"""

import asyncio
import contextlib
import hashlib
import math
import os
import secrets
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from qqdesk.protocol.codes import Result
from qqdesk.server.errors import RefusedError

_MOST_THREADS = 4
_MOST_WAITING = 1000
_LONGEST_WAIT_S = 15.0
"""Our own client times out after 20 s; a longer queue is refused with a time to retry."""
_NICENESS = 10
_USUAL_S = 0.025


@dataclass(frozen=True, slots=True)
class Cost:
    """The argon2id parameters; memory in KiB. With the defaults one core makes about 40 hashes a second."""

    passes: int = 2
    memory: int = 19456

    def hasher(self) -> PasswordHasher:
        return PasswordHasher(time_cost=self.passes, memory_cost=self.memory, parallelism=1)


def hash_password(password_hash: str, cost: Cost | None = None) -> str:
    """Return the hash to store. `password_hash` is the MD5 from the wire, 32 hex digits."""
    return (cost or Cost()).hasher().hash(password_hash.lower())


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[str, str], str] = field(repr=False)
    password_hash: str = field(repr=False)
    stored: str = field(repr=False)
    done: "asyncio.Future[str]"


class Passwords:
    """Hashes and verifies passwords in threads, at most one per core."""

    def __init__(self, cost: Cost | None = None, *, most_waiting: int = _MOST_WAITING) -> None:
        self._hasher = (cost or Cost()).hasher()
        # Verified for unknown accounts, so that the response time does not reveal which numbers exist.
        self._dummy_hash = self._hasher.hash(secrets.token_hex(16))
        self._key = secrets.token_bytes(32)
        self._threads = min(_MOST_THREADS, _cores())
        self._pool = ThreadPoolExecutor(self._threads, "passwords", _use_low_priority)
        self.most_waiting = most_waiting
        self._queues: OrderedDict[str, deque[_Job]] = OrderedDict()
        """By place, the next one first. No queue is empty."""
        self._waiting = 0
        self._running = 0
        self._each_s = _USUAL_S

    def close(self) -> None:
        for jobs in self._queues.values():
            for job in jobs:
                job.done.cancel()
        self._queues.clear()
        self._waiting = 0
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """The number of running and queued jobs."""
        return self._waiting + self._running

    async def hash(self, password_hash: str, place: str = "") -> str:
        """Return the hash to store. `place` is the client's address group. Raises RefusedError if the queue is full."""
        return await self._queue(self._hash, password_hash, "", place)

    async def verify(self, stored: str | None, password_hash: str, place: str = "") -> bool:
        """Whether the password matches; `stored` is None for an unknown account. Raises RefusedError if the queue is
        full."""
        return await self._queue(self._verify, password_hash, stored or self._dummy_hash, place) == "right"

    def proof(self, stored: str, password_hash: str) -> bytes:
        """Return a keyed digest that recognizes a verified password without argon2.

        The key exists only in this process, and a new stored hash invalidates the digest.
        """
        return hashlib.blake2b(f"{stored}\n{password_hash.lower()}".encode(), key=self._key).digest()

    # Queues

    async def _queue(self, work: Callable[[str, str], str], password_hash: str, stored: str, place: str) -> str:
        if self._is_full():
            self._make_room(place)
        job = _Job(work, password_hash.lower(), stored, asyncio.get_running_loop().create_future())
        self._queues.setdefault(place, deque()).append(job)
        self._waiting += 1
        self._start_next()
        return await job.done

    def _is_full(self) -> bool:
        return self._waiting + self._running >= self.most_waiting or self._wait_s() > _LONGEST_WAIT_S

    def _wait_s(self) -> float:
        """Estimate the waiting time of a new job, in seconds."""
        return (self._waiting + self._running) * self._each_s / self._threads

    def _make_room(self, place: str) -> None:
        """Refuse the last job of the longest queue, or raise RefusedError if that queue is this place's."""
        refusal = RefusedError(
            Result.TOO_MANY_REQUESTS, "too many sign in just now", wait=max(1, min(60, math.ceil(self._wait_s())))
        )
        longest = max(self._queues, key=lambda place: len(self._queues[place]), default=place)
        if len(self._queues.get(longest, ())) <= len(self._queues.get(place, ())) + 1:
            raise refusal
        job = self._queues[longest].pop()
        self._waiting -= 1
        if not job.done.done():
            job.done.set_exception(refusal)

    def _start_next(self) -> None:
        while self._queues and self._running < self._threads:
            place, jobs = next(iter(self._queues.items()))
            job = jobs.popleft()
            self._waiting -= 1
            if jobs:
                self._queues.move_to_end(place)
            else:
                del self._queues[place]
            if job.done.done():
                continue  # cancelled
            self._running += 1
            running = asyncio.get_running_loop().run_in_executor(self._pool, self._timed, job)
            running.add_done_callback(lambda running, job=job: self._finished(job, running))  # type: ignore[misc]

    def _finished(self, job: _Job, running: "asyncio.Future[tuple[str, float]]") -> None:
        self._running -= 1
        error = None if running.cancelled() else running.exception()
        if not job.done.done():
            if running.cancelled():
                job.done.cancel()
            elif error is not None:
                job.done.set_exception(error)
            else:
                job.done.set_result(running.result()[0])
        if not running.cancelled() and error is None:
            self._each_s += (running.result()[1] - self._each_s) / 16
        self._start_next()

    # Pool threads

    def _timed(self, job: _Job) -> tuple[str, float]:
        """Run the job; return its result and the elapsed seconds."""
        began = time.monotonic()
        result = job.work(job.password_hash, job.stored)
        return result, time.monotonic() - began

    def _hash(self, password_hash: str, _: str) -> str:
        return self._hasher.hash(password_hash)

    def _verify(self, password_hash: str, stored: str) -> str:
        try:
            self._hasher.verify(stored, password_hash)
        except (VerificationError, InvalidHashError):
            return "wrong"
        return "right"


def _cores() -> int:
    """Return the number of cores that this process may use."""
    if sys.platform != "linux":
        return os.cpu_count() or 1
    return len(os.sched_getaffinity(0))


def _use_low_priority() -> None:
    """Give this thread a priority below the event loop. argon2 runs without the interpreter's lock."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
