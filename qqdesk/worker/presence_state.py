"""The time of each contact's last status change, and the contacts that are watched. Runs in the main thread."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.clock import Clock
from qqdesk.domain.account_keys import WATCHED, AccountKey
from qqdesk.domain.contact import Contact, Watch
from qqdesk.protocol.codes import Status
from qqdesk.worker.account_state import AccountState

AWAY_MS = 60_000
"""A shorter absence does not count: the contact lost the connection, or the server restarted."""
FRESH_MS = 600_000
"""A difference to an older list is not reported, nor is the first list of a session: the change may be old. A list is
fetched every five minutes, and with each new connection."""


class PresenceState(QObject):
    """`messenger.presence`."""

    came_online = Signal(object)  # int: a watched contact that was away
    watch_changed = Signal(object)  # int

    def __init__(self, account: AccountState, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account, self._clock = account, clock
        self._since: dict[int, int] = {}
        self._known: dict[int, Status] = {}
        """The last status from the server. The roster shows everyone as offline without a connection, this does not. A
        contact of the last list that is missing here is offline."""
        self._listed: set[int] = set()
        """The numbers on the last list."""
        self._is_connected = False
        self._left_at: dict[int, int] = {}
        """When a contact went offline. A monotonic time may stand still while the computer sleeps."""
        self._listed_at: int | None = None
        account.changed.connect(self._on_account_changed)

    # For the reducer and the roster

    def reset(self) -> None:
        """Forget all statuses, which are of the last session. Those of the next list are not reported."""
        self._since = {}
        self._known = {}
        self._listed = set()
        self._left_at = {}
        self._listed_at = None

    def clear(self) -> None:
        self.reset()
        self._is_connected = False

    def mark_all_offline(self) -> None:
        """Hide the times of changes: the connection is lost, and they may be out of date."""
        self._is_connected = False

    def apply_change(self, now: Contact, at: int) -> None:
        """Apply a status change from the server; `at` in milliseconds since 1970."""
        if self._known.get(now.number, Status.OFFLINE) is not now.status:
            self._since[now.number] = at
            self._update(now, is_news=self._is_up_to_date)

    def apply_list(self, contacts: Iterable[Contact]) -> None:
        """Apply a complete contact list. The times of the changes in it are unknown."""
        is_news = self._is_up_to_date
        self._listed_at = self._clock.now()
        self._is_connected = True
        listed: set[int] = set()
        for now in contacts:
            listed.add(now.number)
            if self._known.get(now.number, Status.OFFLINE) is not now.status:
                self._since.pop(now.number, None)
                # A contact that is new on the list has no earlier status.
                self._update(now, is_news=is_news and (now.number in self._known or now.number in self._listed))
        self._listed = listed

    def _update(self, now: Contact, *, is_news: bool) -> None:
        was_present = self._known.get(now.number, Status.OFFLINE).is_present
        if now.status is Status.OFFLINE and now.number in self._listed:
            self._known.pop(now.number, None)
        else:
            self._known[now.number] = now.status
        if is_news and not was_present and now.is_present:
            self._report_arrival(now.number)
        if was_present and not now.is_present:
            self._left_at[now.number] = self._clock.now()

    @property
    def _is_up_to_date(self) -> bool:
        return self._listed_at is not None and self._clock.now() - self._listed_at <= FRESH_MS

    def forget(self, number: int) -> None:
        """Forget a contact that left the list."""
        self._since.pop(number, None)
        self._known.pop(number, None)
        self._listed.discard(number)
        self.watch(number, None)

    def _report_arrival(self, number: int) -> None:
        left = self._left_at.get(number)
        watch = self.watched(number)
        if watch is None or (left is not None and self._clock.now() - left < AWAY_MS):
            return
        if watch is Watch.ONCE:
            self.watch(number, None)
        self.came_online.emit(number)

    # For the windows

    def since(self, number: int) -> int | None:
        """Return the time of the last status change in milliseconds since 1970. None without a connection, or if there
        was no change in this session."""
        return self._since.get(number) if self._is_connected else None

    def watched(self, number: int) -> Watch | None:
        """Return how a contact is watched; None if it is not."""
        return self._account.get(WATCHED, number)

    def watch(self, number: int, watch: Watch | None) -> None:
        self._account.set(WATCHED, watch, number)

    @Slot(object, object)
    def _on_account_changed(self, key: AccountKey[object, object], items: frozenset[int]) -> None:
        if key is WATCHED:
            for number in items:
                self.watch_changed.emit(number)
