"""Since when people are as they are, and of whom one wants to know when they come."""

import json
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from enum import Enum

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.contact import Contact
from qqdesk.protocol.codes import Status
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
        self._known: dict[int, Status] = {}
        """How people were when something was heard of them last: the roster has them offline without a connection. Of
        those on the last list, who were mostly not there, the others only."""
        self._listed = array("Q")
        """The numbers on the last list, ascending."""
        self._is_in_sight = False
        self._left: dict[int, float] = {}
        """When who is not there now was seen last."""
        self._watched: dict[int, Watch] = {}
        self._listed_at: float | None = None

    # For the bookkeeping

    def begin(self) -> None:
        """A session begins: whom this account waits for."""
        self.clear()
        self._watched = _read(self._notes.get_note(_NOTE))

    def begin_anew(self) -> None:
        """What the roster said so far is of the last time: who is there now is no news."""
        self._since = {}
        self._known = {}
        self._listed = array("Q")
        self._left = {}
        self._listed_at = None

    def clear(self) -> None:
        self.begin_anew()
        self._watched = {}
        self._is_in_sight = False

    def mark_all_offline(self) -> None:
        """There is no connection: what was known may be over."""
        self._is_in_sight = False

    def apply_change(self, now: Contact, at: int) -> None:
        """The server told of a change, which happened at `at`, in milliseconds since 1970."""
        if self._known.get(now.number, Status.OFFLINE) is not now.status:
            self._since[now.number] = at
            self._take(now, is_news=self._is_up_to_date)

    def apply_list(self, contacts: Iterable[Contact]) -> None:
        """A new list, of all. When somebody of it became another than they were nobody knows."""
        is_news = self._is_up_to_date
        self._listed_at = self._clock()
        self._is_in_sight = True
        listed = array("Q")
        for now in contacts:
            listed.append(now.number)
            if self._known.get(now.number, Status.OFFLINE) is not now.status:
                self._since.pop(now.number, None)
                # Of somebody new on the list nothing was known, so that nothing is news.
                self._take(now, is_news=is_news and (now.number in self._known or self._is_listed(now.number)))
        self._listed = array("Q", sorted(listed))

    def _is_listed(self, number: int) -> bool:
        at = bisect_left(self._listed, number)
        return at < len(self._listed) and self._listed[at] == number

    def _take(self, now: Contact, *, is_news: bool) -> None:
        was_present = self._known.get(now.number, Status.OFFLINE) in (Status.ONLINE, Status.BUSY)
        if now.status is Status.OFFLINE and self._is_listed(now.number):
            self._known.pop(now.number, None)
        else:
            self._known[now.number] = now.status
        if is_news and not was_present and now.is_present:
            self._came(now.number)
        if was_present and not now.is_present:
            self._left[now.number] = self._clock()

    @property
    def _is_up_to_date(self) -> bool:
        return self._listed_at is not None and self._clock() - self._listed_at <= FRESH_S

    def forget(self, number: int) -> None:
        """Off the list: nothing is heard of them any more."""
        self._since.pop(number, None)
        self._known.pop(number, None)
        if self._is_listed(number):
            self._listed.remove(number)
        self.watch(number, None)

    def _came(self, number: int) -> None:
        left = self._left.get(number)
        if number not in self._watched or (left is not None and self._clock() - left < AWAY_S):
            return
        if self._watched[number] is Watch.ONCE:
            self.watch(number, None)
        self.came_online.emit(number)

    # For the windows

    def since(self, number: int) -> int | None:
        """When this person's status changed, in milliseconds since 1970; None where that was before this session, and
        without a connection."""
        return self._since.get(number) if self._is_in_sight else None

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
