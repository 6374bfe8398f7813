"""Who is writing: to me, and to whom I said that I am. In the main thread."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.protocol.codes import Status
from qqdesk.worker.api import TypingChange
from qqdesk.worker.tasks import TypingNote

SHOWN_S = 6.0
"""How long somebody counts as writing after they said so last."""
EVERY_S = 3.2
"""To one person it is told once in so long: a server passes it on once in 3 s, and drops what comes too early."""
_SETTLED_S = 0.3
"""Such a note may come by another way than a message, and so after the one that it was about."""


class TypingKeeper(QObject):
    """`tell` is called with every change of who writes to me."""

    def __init__(self, tell: Callable[[TypingChange], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._until: dict[int, float] = {}
        self._wrote: dict[int, float] = {}
        self._told: dict[int, float] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)

    def clear(self) -> None:
        self._timer.stop()
        self._until, self._wrote, self._told = {}, {}, {}

    def ended_by_all(self) -> None:
        """Nobody is known to write any more."""
        for contact in list(self._until):
            self.ended(contact)

    # To me

    def is_typing(self, contact: int) -> bool:
        return contact in self._until

    def began(self, contact: int) -> None:
        """They say that they are writing."""
        now = time.monotonic()
        if now - self._wrote.pop(contact, -_SETTLED_S) < _SETTLED_S:
            return
        is_new = contact not in self._until
        self._until[contact] = now + SHOWN_S
        if not self._timer.isActive():
            self._timer.start(round(SHOWN_S * 1000))
        if is_new:
            self._tell(TypingChange(contact, True))

    def wrote(self, contact: int) -> None:
        """What they were writing is here."""
        self._wrote[contact] = time.monotonic()
        self.ended(contact)

    def ended(self, contact: int) -> None:
        if self._until.pop(contact, None) is not None:
            self._tell(TypingChange(contact, False))

    @Slot()
    def _look(self) -> None:
        now = time.monotonic()
        for contact in [contact for contact, until in self._until.items() if until <= now]:
            self.ended(contact)
        if self._until:
            # A timer may be early by a millisecond.
            self._timer.start(max(1, round((min(self._until.values()) - now) * 1000)))

    # From me

    def note(self, contact: int, mine: Status) -> TypingNote | None:
        """What is to be told them now, if anything: not again for a while. Who looks offline would give themselves
        away."""
        now = time.monotonic()
        if mine.as_seen_by_others is Status.OFFLINE or now - self._told.get(contact, -EVERY_S) < EVERY_S:
            return None
        self._told[contact] = now
        return TypingNote(contact, now)
