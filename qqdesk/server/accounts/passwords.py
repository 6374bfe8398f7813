"""Passwords: argon2id over what clients send (the MD5 of the password), in a pool that nobody can flood.

Hashing waits its turn: each place that asks has a queue of its own, and they are served in turn, so that a thousand
guesses from one place cost everybody else one. The threads stand behind the event loop where the system lets them.
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
"""Our own client gives up after 20 s: who would wait longer is told to come back."""
_NICENESS = 10
_STARVED_S = 1.0
_USUAL_S = 0.025


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


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[str, str], str] = field(repr=False)
    password_hash: str = field(repr=False)
    stored: str = field(repr=False)
    done: "asyncio.Future[str]"


class Passwords:
    """Hashes and checks passwords beside the event loop, no more at a time than there are cores."""

    def __init__(self, cost: Cost | None = None, *, most_waiting: int = _MOST_WAITING) -> None:
        self._hasher = (cost or Cost()).hasher()
        # Compared with where there is no such user, so that the time taken tells nothing.
        self._nobodys = self._hasher.hash(secrets.token_hex(16))
        self._key = secrets.token_bytes(32)
        self._threads = min(_MOST_THREADS, _cores())
        self._pool = ThreadPoolExecutor(self._threads, "passwords", _step_back)
        self._most_waiting = most_waiting
        self._queues: OrderedDict[str, deque[_Job]] = OrderedDict()
        """By place, the one whose turn is next first; none is empty."""
        self._waiting = 0
        self._running = 0
        self._each_s = _USUAL_S
        self._is_up = False
        self._is_closed = False

    def close(self) -> None:
        self._is_closed = True
        for jobs in self._queues.values():
            for job in jobs:
                job.done.cancel()
        self._queues.clear()
        self._waiting = 0
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """How many passwords are being checked, or wait for that."""
        return self._waiting + self._running

    async def hash(self, password_hash: str, place: str = "") -> str:
        """What is stored for a password; `place` is who asks. Raises RefusedError where too many wait."""
        return await self._in_turn(self._hash, password_hash, "", place)

    async def verify(self, stored: str | None, password_hash: str, place: str = "") -> bool:
        """Whether this is the password; `stored` is None for somebody who is not known.

        Raises RefusedError where too many wait.
        """
        return await self._in_turn(self._verify, password_hash, stored or self._nobodys, place) == "right"

    def proof(self, stored: str, password_hash: str) -> bytes:
        """What a session may remember of a password that was verified, to know it again at once: worth nothing
        without this process's memory, and nothing once another hash is stored."""
        return hashlib.blake2b(f"{stored}\n{password_hash.lower()}".encode(), key=self._key).digest()

    # Whose turn it is

    async def _in_turn(self, work: Callable[[str, str], str], password_hash: str, stored: str, place: str) -> str:
        if self._is_full():
            self._make_room(place)
        job = _Job(work, password_hash.lower(), stored, asyncio.get_running_loop().create_future())
        self._queues.setdefault(place, deque()).append(job)
        self._waiting += 1
        self._start_next()
        return await job.done

    def _is_full(self) -> bool:
        return self._waiting + self._running >= self._most_waiting or self._wait_s() > _LONGEST_WAIT_S

    def _wait_s(self) -> float:
        """How long whoever comes last waits, as it looks now."""
        return (self._waiting + self._running) * self._each_s / self._threads

    def _make_room(self, place: str) -> None:
        """Send away the last of the place that has most in line; that may be whoever comes just now."""
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
                continue  # nobody waits for it any more
            self._running += 1
            running = asyncio.get_running_loop().run_in_executor(self._pool, self._timed, job)
            running.add_done_callback(lambda running, job=job: self._finished(job, running))  # type: ignore[misc]

    def _finished(self, job: _Job, running: "asyncio.Future[tuple[str, float, float]]") -> None:
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
            _, took, worked = running.result()
            self._each_s += (took - self._each_s) / 16
            if took > _STARVED_S and worked < took / 4:
                self._step_up()
        self._start_next()

    def _step_up(self) -> None:
        """The machine never rests, and whoever signs in would wait for that: new threads, that do not."""
        if not self._is_up and not self._is_closed:
            self._is_up = True
            self._pool.shutdown(wait=False)
            self._pool = ThreadPoolExecutor(self._threads, "passwords", _step_up)

    # In a thread of the pool

    def _timed(self, job: _Job) -> tuple[str, float, float]:
        """What came out, how long that took, and for how much of it the thread had a core; in seconds."""
        began, worked = time.monotonic(), time.thread_time()
        result = job.work(job.password_hash, job.stored)
        return result, time.monotonic() - began, time.thread_time() - worked

    def _hash(self, password_hash: str, _: str) -> str:
        return self._hasher.hash(password_hash)

    def _verify(self, password_hash: str, stored: str) -> str:
        try:
            self._hasher.verify(stored, password_hash)
        except (VerificationError, InvalidHashError):
            return "wrong"
        return "right"


def _cores() -> int:
    """Those that this process may use."""
    if sys.platform != "linux":
        return os.cpu_count() or 1
    return len(os.sched_getaffinity(0))


def _step_back() -> None:
    """Where a thread can have a priority of its own, one that hashes runs when nothing else wants to. The few moments
    for which it holds the interpreter's lock are too short to be in the way."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _step_up() -> None:
    """Behind the event loop, but not behind everybody."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
