"""Typing notices: who types to me, and when I sent the last notice. Runs in the main thread."""

from collections.abc import Callable

from qqdesk.clock import LoopClock, Timer
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import TypingChange

SHOWN_S = 6.0
"""The time that a person counts as typing after their last notice."""
EVERY_S = 3.2
"""The interval of my notices to one conversation. A server relays one in 3 s, and drops earlier ones."""
_SETTLED_S = 0.3
"""A notice may overtake the message that it was about, and arrive after it."""

_Typist = tuple[ConversationId, int]


class TypingState:
    """Calls `emit` with each change of who types to me."""

    def __init__(self, emit: Callable[[TypingChange], None], clock: LoopClock) -> None:
        self._emit = emit
        self._clock = clock
        self._until: dict[_Typist, float] = {}
        self._messages_at: dict[_Typist, float] = {}
        self._notified: dict[ConversationId, float] = {}
        self._timer: Timer | None = None

    def clear(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        self._until, self._messages_at, self._notified = {}, {}, {}

    # To me

    def typists(self, conversation: ConversationId) -> list[int]:
        """Return who is typing there, in the order in which they began."""
        return [number for key, number in self._until if key == conversation]

    def start(self, conversation: ConversationId, number: int) -> None:
        now, typist = self._clock.monotonic(), (conversation, number)
        if now - self._messages_at.pop(typist, -_SETTLED_S) < _SETTLED_S:
            return
        is_new = typist not in self._until
        self._until[typist] = now + SHOWN_S
        if self._timer is None:
            self._timer = self._clock.call_later(SHOWN_S, self._end_overdue)
        if is_new:
            self._emit(TypingChange(conversation, number, True))

    def on_message(self, conversation: ConversationId, number: int) -> None:
        """End the typing of a person whose message arrived."""
        self._messages_at[conversation, number] = self._clock.monotonic()
        self._end(conversation, number)

    def on_offline(self, number: int) -> None:
        """End the typing of a person who went offline."""
        for typist in [typist for typist in self._until if typist[1] == number]:
            self._end(*typist)

    def stop_all(self) -> None:
        for typist in list(self._until):
            self._end(*typist)

    def _end(self, conversation: ConversationId, number: int) -> None:
        if self._until.pop((conversation, number), None) is not None:
            self._emit(TypingChange(conversation, number, False))

    def _end_overdue(self) -> None:
        self._timer = None
        now = self._clock.monotonic()
        for typist in [typist for typist, until in self._until.items() if until <= now]:
            self._end(*typist)
        if self._until:
            # A timer may be early by a millisecond.
            self._timer = self._clock.call_later(max(0.001, min(self._until.values()) - now), self._end_overdue)

    # From me

    def is_due(self, conversation: ConversationId, mine: Status) -> bool:
        """Return whether to send a notice now. None is sent while I am invisible: it would show that I am online."""
        now = self._clock.monotonic()
        if mine.as_seen_by_others is Status.OFFLINE or now - self._notified.get(conversation, -EVERY_S) < EVERY_S:
            return False
        self._notified[conversation] = now
        return True
