"""Muted conversations: their messages cause no notification for a time. Runs in the main thread."""

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.clock import LoopClock, Timer
from qqdesk.domain.account_keys import MUTED_UNTIL, AccountKey
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import FOREVER, is_in_force
from qqdesk.worker.account_state import AccountState

_LONGEST_S = 24 * 3600
"""A timer is limited to 2**31 ms, and the clock may be set meanwhile: check once a day."""


class Mutes(QObject):
    """`messenger.mutes`. An overdue mute stays stored: another device may prolong it."""

    changed = Signal(object)  # ConversationId whose mute started or ended; None for all

    def __init__(self, account: AccountState, clock: LoopClock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account, self._clock = account, clock
        self._in_force: frozenset[ConversationId] = frozenset()
        """The mutes that have not ended since the last check."""
        self._check_timer: Timer | None = None
        account.changed.connect(self._on_account_changed)

    def load(self) -> None:
        """Follow the mutes of an account: its file is open."""
        self._plan()
        self.changed.emit(None)

    def clear(self) -> None:
        if self._check_timer is not None:
            self._check_timer.cancel()
            self._check_timer = None

    def until(self, conversation: ConversationId) -> int:
        """Return the end of the mute in milliseconds since 1970, or FOREVER; 0 if the conversation is not muted."""
        until = self._account.get(MUTED_UNTIL, conversation)
        return until if is_in_force(until, self._clock.now()) else 0

    def all(self) -> list[ConversationId]:
        return [conversation for conversation in self._account.items(MUTED_UNTIL) if self.until(conversation)]

    def mute(self, conversation: ConversationId, until: int) -> None:
        """Mute a conversation; `until` 0 ends it."""
        self._account.set(MUTED_UNTIL, until, conversation)

    @Slot(object, object)
    def _on_account_changed(self, key: AccountKey[object, object], items: frozenset[ConversationId]) -> None:
        if key is MUTED_UNTIL:
            self._plan()
            for conversation in items:
                self.changed.emit(conversation)

    def _check(self) -> None:
        """Report the mutes whose time is over."""
        before = self._in_force
        self._plan()
        for conversation in before - self._in_force:
            self.changed.emit(conversation)

    def _plan(self) -> None:
        self.clear()
        now = self._clock.now()
        in_force = {key: until for key, until in self._account.items(MUTED_UNTIL).items() if is_in_force(until, now)}
        self._in_force = frozenset(in_force)
        ends = [until for until in in_force.values() if until != FOREVER]
        if ends:
            seconds = min((min(ends) - now + 1) / 1000, _LONGEST_S)
            self._check_timer = self._clock.call_later(seconds, self._check)
