"""Typing notices: who types to me, and when I sent the last notice. Runs in the main thread."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

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


class TypingState(QObject):
    """Calls `emit` with each change of who types to me."""

    def __init__(self, emit: Callable[[TypingChange], None], parent: QObject) -> None:
        super().__init__(parent)
        self._emit = emit
        self._until: dict[_Typist, float] = {}
        self._messages_at: dict[_Typist, float] = {}
        self._notified: dict[ConversationId, float] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._end_overdue)

    def clear(self) -> None:
        self._timer.stop()
        self._until, self._messages_at, self._notified = {}, {}, {}

    # To me

    def typists(self, conversation: ConversationId) -> list[int]:
        """Return who is typing there, in the order in which they began."""
        return [number for key, number in self._until if key == conversation]

    def start(self, conversation: ConversationId, number: int) -> None:
        now, typist = time.monotonic(), (conversation, number)
        if now - self._messages_at.pop(typist, -_SETTLED_S) < _SETTLED_S:
            return
        is_new = typist not in self._until
        self._until[typist] = now + SHOWN_S
        if not self._timer.isActive():
            self._timer.start(round(SHOWN_S * 1000))
        if is_new:
            self._emit(TypingChange(conversation, number, True))

    def on_message(self, conversation: ConversationId, number: int) -> None:
        """End the typing of a person whose message arrived."""
        self._messages_at[conversation, number] = time.monotonic()
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

    @Slot()
    def _end_overdue(self) -> None:
        now = time.monotonic()
        for typist in [typist for typist, until in self._until.items() if until <= now]:
            self._end(*typist)
        if self._until:
            # A timer may be early by a millisecond.
            self._timer.start(max(1, round((min(self._until.values()) - now) * 1000)))

    # From me

    def is_due(self, conversation: ConversationId, mine: Status) -> bool:
        """Return whether to send a notice now. None is sent while I am invisible: it would show that I am online."""
        now = time.monotonic()
        if mine.as_seen_by_others is Status.OFFLINE or now - self._notified.get(conversation, -EVERY_S) < EVERY_S:
            return False
        self._notified[conversation] = now
        return True
