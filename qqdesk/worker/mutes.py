"""Muted contacts: their messages cause no notification for a time. Stored in the account's history file."""

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import FOREVER, format_mutes, is_in_force, parse_mutes
from qqdesk.worker.drafts import Drafts

NOTE = "mutes"
"""The name of the note in the account's history file."""
_LONGEST_MS = 24 * 3600 * 1000
"""A timer is limited to 2**31 ms, and the clock may be set meanwhile: check once a day."""


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Mutes(QObject):
    """`messenger.mutes`."""

    changed = Signal(object)  # ConversationId whose mute started or ended; None for all

    def __init__(self, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._mutes: dict[ConversationId, int] = {}
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self._end_overdue)

    def load(self) -> None:
        """Load the mutes: the account's file is open."""
        self._mutes = parse_mutes(self._drafts.get_note(NOTE))
        self._end_overdue()
        self.changed.emit(None)

    def clear(self) -> None:
        self._mutes = {}
        self._end.stop()

    def until(self, conversation: ConversationId) -> int:
        """Return the end of the mute in milliseconds since 1970, or FOREVER; 0 if the conversation is not muted."""
        until = self._mutes.get(conversation, 0)
        return until if is_in_force(until, now_ms()) else 0

    def all(self) -> list[ConversationId]:
        return [conversation for conversation in self._mutes if self.until(conversation)]

    def mute(self, conversation: ConversationId, until: int) -> None:
        """Mute a conversation; `until` 0 ends it."""
        if until == self._mutes.get(conversation, 0):
            return
        if until:
            self._mutes[conversation] = until
        else:
            del self._mutes[conversation]
        self._write()
        self._plan()
        self.changed.emit(conversation)

    @Slot()
    def _end_overdue(self) -> None:
        """End the mutes whose time is over."""
        now = now_ms()
        over = [conversation for conversation, until in self._mutes.items() if not is_in_force(until, now)]
        for conversation in over:
            del self._mutes[conversation]
        if over:
            self._write()
        self._plan()
        for conversation in over:
            self.changed.emit(conversation)

    def _plan(self) -> None:
        ends = [until for until in self._mutes.values() if until != FOREVER]
        if ends:
            self._end.start(min(max(min(ends) - now_ms(), 0) + 1, _LONGEST_MS))
        else:
            self._end.stop()

    def _write(self) -> None:
        self._drafts.set_note(NOTE, format_mutes(self._mutes))
