"""Replies to recent requests: a repeated request gets the first reply and is not executed again."""

import hashlib
from collections.abc import Callable, Hashable

from qqdesk.server.clock import Clock

WITHIN_S = 20.0

Key = Hashable
"""Identifies a request; it may be the body itself."""


def fingerprint(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


class Entry:
    """`answer` is None while the first request is running; `valid` tells whether the answer may still be used."""

    __slots__ = ("answer", "since", "valid", "waiting")

    def __init__(self) -> None:
        self.answer: bytes | None = None
        self.since = 0.0
        self.valid: Callable[[], bool] | None = None
        self.waiting: list[Callable[[bytes | None], None]] = []
        """Repeats that came meanwhile, called with the reply, or with None if there will be none."""


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
        self._entries: dict[Key, Entry] = {}
        """In order of completion, with running requests among them."""

    @classmethod
    def of_changes(cls, clock: Clock) -> "ReplyCache":
        """Create a cache without limits, for requests that must not be executed twice within the window."""
        return cls(clock, most=0, most_bytes=0)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: Key) -> Entry | None:
        """Return the entry of the same request if it is running, or if its reply may still be used."""
        entry = self._entries.get(key)
        if entry is None or entry.answer is None:
            return entry
        is_old = entry.since <= self._clock.monotonic() - WITHIN_S
        if is_old or (entry.valid is not None and not entry.valid()):
            self.forget(key)
            return None
        return entry

    def answered(self, key: Key) -> bytes | None:
        """Return the reply to the same request; None if there is none yet."""
        entry = self.find(key)
        return None if entry is None else entry.answer

    def begin(self, key: Key) -> None:
        """Register a new request as running."""
        self._entries[key] = Entry()
        self._shrink()

    def finish(self, key: Key, answer: bytes, *, keep: bool, valid: Callable[[], bool] | None = None) -> None:
        """Set the reply of a running request for the repeats that wait for it, and with `keep` for later ones."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        waiting, entry.waiting = entry.waiting, []
        if keep:
            self.drop_expired()
            self._put(key, entry, answer, valid)
        for respond in waiting:
            respond(answer)

    def keep(self, key: Key, answer: bytes) -> None:
        """Store a reply that no other request waits for."""
        self.forget(key)
        self._put(key, Entry(), answer, None)

    def _put(self, key: Key, entry: Entry, answer: bytes, valid: Callable[[], bool] | None) -> None:
        entry.answer, entry.since, entry.valid = answer, self._clock.monotonic(), valid
        self._entries[key] = entry
        self._bytes += len(answer)
        self._shrink()

    def forget(self, key: Key) -> None:
        """Drop a request. Repeats that wait for it are called with None."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._bytes -= len(entry.answer or b"")
        for respond in entry.waiting:
            respond(None)

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
