"""Replies to recent requests: a repeated request gets the first reply and is not executed again.

A request with EXT has a SEQ of its own. Old clients send the same bytes for different requests: their SEQ stands still,
or starts at 1 with each start. So the same bytes of an old client are a repeat only while it may not have the reply.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol

from qqdesk.clock import Clock

WITHIN_S = 20.0
_MOST_BYTES = 1024 * 1024
"""Beyond it the oldest replies are dropped: their repeats run as new requests."""
_ENTRY_BYTES = 512
"""Roughly the memory of an entry without its reply."""
RECEIVED_WITHIN_S = 2.0
"""The same bytes are a new request so long after a reply that was received."""

Key = Hashable
"""Identifies a request; it may be the body itself."""


def fingerprint(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


class Receipt(Protocol):
    """Whether a reply reached its client."""

    @property
    def is_received(self) -> bool:
        """Whether the client's system has acknowledged every byte of it."""
        ...


@dataclass(slots=True)
class SentReply:
    """A reply to an old client: when it was sent, in monotonic seconds, and its receipt."""

    since: float
    receipt: Receipt
    is_over: bool = False
    """The client has signed in since."""

    def is_done(self, now: float) -> bool:
        """Return whether the client has the reply, so that the same bytes are a new request."""
        return (self.is_over or self.since <= now - RECEIVED_WITHIN_S) and self.receipt.is_received


class Entry:
    """`answer` is None while the first request is running; `valid` returns whether the answer may still be used."""

    __slots__ = ("answer", "sent", "since", "valid", "waiting")

    def __init__(self) -> None:
        self.answer: bytes | None = None
        self.since = 0.0
        self.sent: SentReply | None = None
        """The first copy of the reply that was received, else the latest one."""
        self.valid: Callable[[], bool] | None = None
        self.waiting: list[Callable[[bytes | None], None]] = []
        """Repeats that came meanwhile, called with the reply, or with None if there will be none."""


class ReplyCache:
    """The replies to the requests of the last WITHIN_S, and the requests without a reply yet."""

    __slots__ = ("_bytes", "_clock", "_done", "_entries")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: dict[Key, Entry] = {}
        """In order of completion, with running requests among them."""
        self._bytes = 0
        """Those of all kept replies."""
        self._done: dict[Key, float] = {}
        """The requests whose clients have the reply, with the time of the first reply."""

    def __len__(self) -> int:
        return len(self._entries) + len(self._done)

    def find(self, key: Key) -> Entry | None:
        """Return the entry of the same request if it is running, or if its reply may still be used."""
        entry = self._entries.get(key)
        if entry is None or entry.answer is None:
            return entry
        now = self._clock.monotonic()
        if entry.sent is not None and entry.sent.is_done(now):
            self._done[key] = entry.since
            self.forget(key)
            return None
        is_old = entry.since <= now - WITHIN_S
        if is_old or (entry.valid is not None and not entry.valid()):
            self.forget(key)
            return None
        return entry

    def is_new(self, key: Key) -> bool:
        """Return whether a client that has the reply to the same bytes sends them again, for another request."""
        return self.find(key) is None and self._done.get(key, 0.0) > self._clock.monotonic() - WITHIN_S

    def begin(self, key: Key) -> None:
        """Register a new request as running."""
        self._entries[key] = Entry()

    def finish(self, key: Key, answer: bytes, *, keep: bool, valid: Callable[[], bool] | None = None) -> None:
        """Set the reply of a running request for the repeats that wait for it, and with `keep` for later ones."""
        entry = self._entries.pop(key)
        waiting, entry.waiting = entry.waiting, []
        if keep:
            self.drop_expired()
            self._done.pop(key, None)
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

    def note_sent(self, key: Key, receipt: Receipt | None) -> None:
        """Note that the kept reply was sent, once more or for the first time."""
        entry = self._entries.get(key)
        if entry is None or receipt is None or (entry.sent is not None and entry.sent.receipt.is_received):
            return
        entry.sent = SentReply(self._clock.monotonic(), receipt)

    def end_sent(self) -> None:
        """The client signed in: the same bytes as before are new requests, unless a reply was not received."""
        for entry in self._entries.values():
            if entry.sent is not None:
                entry.sent.is_over = True

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
        if self._done:
            self._done = {key: since for key, since in self._done.items() if since > limit}
