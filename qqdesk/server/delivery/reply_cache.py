"""Requests that come twice: the second gets the answer of the first, and nothing else is done."""

import asyncio
import hashlib
from collections.abc import Callable, Hashable

from qqdesk.server.clock import Clock

WITHIN_S = 20.0

Key = Hashable
"""Whatever tells requests apart; it may be the body itself."""


def fingerprint(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


class _Entry:
    """`answer` None while the first is still at work; `valid` says whether the answer still holds."""

    __slots__ = ("answer", "done", "since", "valid")

    def __init__(self, done: "asyncio.Future[bytes | None] | None" = None) -> None:
        self.done = done
        self.answer: bytes | None = None
        self.since = 0.0
        self.valid: Callable[[], bool] | None = None


class ReplyCache:
    """What was answered lately, by whatever tells requests apart. Bounded in entries and bytes: the oldest go first.

    `most` and `most_bytes` of 0 mean no bound: then only time forgets.
    """

    __slots__ = ("_bytes", "_clock", "_entries", "_most", "_most_bytes")

    def __init__(self, clock: Clock, most: int = 64, most_bytes: int = 1024 * 1024) -> None:
        self._clock = clock
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: dict[Key, _Entry] = {}
        """In the order in which they were answered, with some still at work among them."""

    @classmethod
    def of_changes(cls, clock: Clock) -> "ReplyCache":
        """For requests that must not be carried out twice within the window, however many others come in between."""
        return cls(clock, most=0, most_bytes=0)

    def __len__(self) -> int:
        return len(self._entries)

    async def known(self, key: Key) -> bytes | None:
        """The answer to an earlier request, once there is one; None for a new request, which `begin` follows."""
        entry = self._entries.get(key)
        if entry is not None and entry.done is not None and entry.answer is None:
            return await asyncio.shield(entry.done)
        return self.answered(key)

    def answered(self, key: Key) -> bytes | None:
        """The same, without waiting for one that is still at work."""
        entry = self._entries.get(key)
        if entry is None or entry.answer is None:
            return None
        is_old = entry.since <= self._clock.monotonic() - WITHIN_S
        if is_old or (entry.valid is not None and not entry.valid()):
            self.forget(key)
            return None
        return entry.answer

    def begin(self, key: Key) -> None:
        """A new request is at work."""
        self.forget(key)
        self._entries[key] = _Entry(asyncio.get_running_loop().create_future())
        self._shrink()

    def finish(self, key: Key, answer: bytes, *, keep: bool, valid: Callable[[], bool] | None = None) -> None:
        """It was answered; whoever waits for the same answer gets it, and others later if `keep`."""
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
        """The answer of one that nobody waits for."""
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
        """Those whose time is up."""
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
