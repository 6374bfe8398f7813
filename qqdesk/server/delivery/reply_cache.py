"""Replies to recent requests: a repeated request gets the first reply and is not executed again."""

import hashlib
from collections.abc import Callable, Hashable

from qqdesk.server.clock import Clock

WITHIN_S = 20.0
_MOST_BYTES = 1024 * 1024
"""Beyond it the oldest replies are dropped: their repeats run as new requests."""
_ENTRY_BYTES = 512
"""Roughly the memory of an entry without its reply."""

Key = Hashable
"""Identifies a request; it may be the body itself."""


def fingerprint(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


class Entry:
    """`answer` is None while the first request is running; `valid` returns whether the answer may still be used."""

    __slots__ = ("answer", "since", "valid", "waiting")

    def __init__(self) -> None:
        self.answer: bytes | None = None
        self.since = 0.0
        self.valid: Callable[[], bool] | None = None
        self.waiting: list[Callable[[bytes | None], None]] = []
        """Repeats that came meanwhile, called with the reply, or with None if there will be none."""


class ReplyCache:
    """The replies to the requests of the last WITHIN_S, and the requests without a reply yet."""

    __slots__ = ("_bytes", "_clock", "_entries")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: dict[Key, Entry] = {}
        """In order of completion, with running requests among them."""
        self._bytes = 0
        """Those of all kept replies."""

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

    def begin(self, key: Key) -> None:
        """Register a new request as running."""
        self._entries[key] = Entry()

    def finish(self, key: Key, answer: bytes, *, keep: bool, valid: Callable[[], bool] | None = None) -> None:
        """Set the reply of a running request for the repeats that wait for it, and with `keep` for later ones."""
        entry = self._entries.pop(key)
        waiting, entry.waiting = entry.waiting, []
        if keep:
            self.drop_expired()
            entry.answer, entry.since, entry.valid = answer, self._clock.monotonic(), valid
            self._entries[key] = entry
            self._bytes += len(answer) + _ENTRY_BYTES
            while self._bytes > _MOST_BYTES:
                self.forget(next(key for key, kept in self._entries.items() if kept.answer is not None))
        for respond in waiting:
            respond(answer)

    def forget(self, key: Key) -> None:
        """Drop a request. Repeats that wait for it are called with None."""
        entry = self._entries.pop(key)
        if entry.answer is not None:
            self._bytes -= len(entry.answer) + _ENTRY_BYTES
        for respond in entry.waiting:
            respond(None)

    def drop_expired(self) -> None:
        limit = self._clock.monotonic() - WITHIN_S
        old = []
        for key, entry in self._entries.items():
            if entry.answer is not None:
                if entry.since > limit:
                    break
                old.append(key)
        for key in old:
            self.forget(key)
