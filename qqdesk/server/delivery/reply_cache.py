"""Replies to recent requests: a repeated request gets the first reply and is not executed again."""

import asyncio
import hashlib
from collections.abc import Callable, Hashable

from qqdesk.server.clock import Clock

WITHIN_S = 20.0

Key = Hashable
"""Identifies a request; it may be the body itself."""


def fingerprint(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


class _Entry:
    """`answer` is None while the first request is running; `valid` tells whether the answer may still be used."""

    __slots__ = ("answer", "done", "since", "valid")

    def __init__(self, done: "asyncio.Future[bytes | None] | None" = None) -> None:
        self.done = done
        self.answer: bytes | None = None
        self.since = 0.0
        self.valid: Callable[[], bool] | None = None


class ReplyCache:
    """Recent replies by request. Limited in entries and bytes; the oldest are dropped first.

    With `most` and `most_bytes` of 0, entries only expire.
    """

    __slots__ = ("_bytes", "_clock", "_entries", "_most", "_most_bytes")

    def __init__(self, clock: Clock, most: int = 64, most_bytes: int = 1024 * 1024) -> None:
        self._clock = clock
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: dict[Key, _Entry] = {}
        """In order of completion, with running requests among them."""

    @classmethod
    def of_changes(cls, clock: Clock) -> "ReplyCache":
        """Create a cache without limits, for requests that must not be executed twice within the window."""
        return cls(clock, most=0, most_bytes=0)

    def __len__(self) -> int:
        return len(self._entries)

    async def known(self, key: Key) -> bytes | None:
        """Return the reply to the same request, waiting for it if it is running; None for a new request."""
        entry = self._entries.get(key)
        if entry is not None and entry.done is not None and entry.answer is None:
            return await asyncio.shield(entry.done)
        return self.answered(key)

    def answered(self, key: Key) -> bytes | None:
        """Return the reply to the same request without waiting; None if there is none yet."""
        entry = self._entries.get(key)
        if entry is None or entry.answer is None:
            return None
        is_old = entry.since <= self._clock.monotonic() - WITHIN_S
        if is_old or (entry.valid is not None and not entry.valid()):
            self.forget(key)
            return None
        return entry.answer

    def begin(self, key: Key) -> None:
        """Register a new request as running."""
        self.forget(key)
        self._entries[key] = _Entry(asyncio.get_running_loop().create_future())
        self._shrink()

    def finish(self, key: Key, answer: bytes, *, keep: bool, valid: Callable[[], bool] | None = None) -> None:
        """Set the reply of a running request for those who wait for it, and with `keep` for later repeats."""
        entry = self._entries.get(key)
        if entry is None:
            return
        if entry.done is not None and not entry.done.done():
            entry.done.set_result(answer)
        if keep:
            del self._entries[key]
            self._put(key, entry, answer, valid)
        else:
            self.forget(key)

    def keep(self, key: Key, answer: bytes) -> None:
        """Store a reply that no other request waits for."""
        self.forget(key)
        self._put(key, _Entry(), answer, None)

    def _put(self, key: Key, entry: _Entry, answer: bytes, valid: Callable[[], bool] | None) -> None:
        entry.answer, entry.since, entry.valid = answer, self._clock.monotonic(), valid
        self._entries[key] = entry
        self._bytes += len(answer)
        self._shrink()

    def forget(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._bytes -= len(entry.answer or b"")
        if entry.done is not None and not entry.done.done():
            entry.done.set_result(None)

    def drop_expired(self) -> None:
        """Drop expired replies."""
        limit = self._clock.monotonic() - WITHIN_S
        old = []
        for key, entry in self._entries.items():
            if entry.answer is not None:
                if entry.since > limit:
                    break
                old.append(key)
        for key in old:
            self.forget(key)

    def _shrink(self) -> None:
        while self._is_too_large():
            self.forget(next(iter(self._entries)))

    def _is_too_large(self) -> bool:
        count = len(self._entries)
        if self._most and count > self._most:
            return True
        return bool(self._most_bytes) and self._bytes > self._most_bytes and count > 1
