"""Since when people are as they are, and of whom one wants to know when they come."""

import json
import time
from collections.abc import Callable, Iterable
from enum import Enum

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.contact import Contact
from qqdesk.worker.drafts import DraftKeeper

AWAY_S = 60.0
"""Who was gone for less was not away: their connection broke, or the server began anew."""
FRESH_S = 600.0
"""What differs from a list that is older was different for long: it is seen like the list of a sign-in, and not told
as news. A list is fetched every five minutes, and with every new connection."""
_NOTE = "watched"


class Watch(Enum):
    """How often one wants to be told that somebody came online."""

    ONCE = "once"
    ALWAYS = "always"


class PresenceKeeper(QObject):
    """A part of the facade. Whom one waits for is kept in the account's file."""

    came_online = Signal(object)  # int: somebody one waits for, who was away
    watch_changed = Signal(object)  # int

    def __init__(
        self, drafts: DraftKeeper, parent: QObject | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` is that of the wall: a monotonic one may stand still while the computer sleeps."""
        super().__init__(parent)
        self._notes = drafts
        self._clock = clock
        self._since: dict[int, int] = {}
        self._left: dict[int, float] = {}
        """When who is not there now was seen last."""
        self._watched: dict[int, Watch] = {}
        self._listed_at: float | None = None

    # For the bookkeeping

    def begin(self) -> None:
        """A session begins: whom this account waits for."""
        self.clear()
        self._watched = _read(self._notes.note(_NOTE))

    def begin_anew(self) -> None:
        """What the roster said so far is of the last time: who is there now is no news."""
        self._since = {}
        self._left = {}
        self._listed_at = None

    def clear(self) -> None:
        self._since = {}
        self._left = {}
        self._watched = {}
        self._listed_at = None

    def take_news(self, before: Contact, now: Contact, at: int) -> None:
        """The server told of a change, which happened at `at`, in milliseconds since 1970."""
        if now.status is before.status:
            return
        self._since[now.number] = at
        if self._is_up_to_date and not before.is_present and now.is_present:
            self._came(now.number)
        self._note_leaving(before, now)

    def take_list(self, changes: Iterable[tuple[Contact, Contact]]) -> None:
        """A new list: who is not as they were, and what they are now. When that happened nobody knows."""
        is_news = self._is_up_to_date
        self._listed_at = self._clock()
        for before, now in changes:
            if now.status is before.status:
                continue
            self._since.pop(now.number, None)
            if is_news and not before.is_present and now.is_present:
                self._came(now.number)
            self._note_leaving(before, now)

    @property
    def _is_up_to_date(self) -> bool:
        return self._listed_at is not None and self._clock() - self._listed_at <= FRESH_S

    def forget(self, number: int) -> None:
        """Off the list: nothing is heard of them any more."""
        self._since.pop(number, None)
        self.watch(number, None)

    def _note_leaving(self, before: Contact, now: Contact) -> None:
        if before.is_present and not now.is_present:
            self._left[now.number] = self._clock()

    def _came(self, number: int) -> None:
        left = self._left.get(number)
        if number not in self._watched or (left is not None and self._clock() - left < AWAY_S):
            return
        if self._watched[number] is Watch.ONCE:
            self.watch(number, None)
        self.came_online.emit(number)

    # For the windows

    def since(self, number: int) -> int | None:
        """When this person's status changed, in milliseconds since 1970; None where that was before this session."""
        return self._since.get(number)

    def watched(self, number: int) -> Watch | None:
        """Whether one is told when this person comes online."""
        return self._watched.get(number)

    def everybody(self) -> dict[int, Watch]:
        return dict(self._watched)

    def watch(self, number: int, watch: Watch | None) -> None:
        if self._watched.get(number) is watch:
            return
        if watch is None:
            del self._watched[number]
        else:
            self._watched[number] = watch
        self._notes.set_note(_NOTE, json.dumps({str(one): kept.value for one, kept in self._watched.items()}))
        self.watch_changed.emit(number)


def _read(note: str) -> dict[int, Watch]:
    """What is no such note is none: there is nobody to be told of it."""
    try:
        kept = json.loads(note or "{}")
        return {int(number): Watch(value) for number, value in kept.items()}
    except (ValueError, AttributeError):
        return {}
