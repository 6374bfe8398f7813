"""Where a live session is in the logs of its rooms, in memory. Belongs to the event loop's thread."""

from collections.abc import Callable, Iterable, Sequence

from qqdesk.server.delivery.mail import MUTUAL, Mail

_MOST_KEPT = 100
_MOST_WRITTEN = 16

Unsaved = dict[tuple[int, str, int], int]
"""Acknowledged sequence numbers that are not on disk, by account, device and room."""


class RoomFeed:
    """A room with live sessions: the end of its log, and the sessions that read it."""

    __slots__ = (
        "cursors",
        "is_due",
        "is_reading",
        "is_stale",
        "last",
        "mails",
        "number",
        "shown",
        "woken_at",
        "written",
    )

    def __init__(self, number: int, last: int) -> None:
        self.number = number
        self.last = last
        """The last sequence number."""
        self.shown = last
        """That at the last time when the sessions were woken."""
        self.mails: list[Mail] = []
        """The latest entries, without a gap up to `last`."""
        self.cursors: dict[RoomCursor, None] = {}
        self.written: dict[tuple[int, int, bool, bool], str] = {}
        """Replies with these entries and no others, written once for all sessions, by the first and last id, and
        whether the session gets files, and entries of kind READ."""
        self.woken_at = 0.0
        self.is_due = False
        """A timer will wake the sessions."""
        self.is_reading = False
        """A read of the log, or of the memberships that it changes, is running."""
        self.is_stale = False
        """The log has changed since then."""

    def is_next(self, mails: Sequence[Mail]) -> bool:
        """Whether these entries follow on the last one without a gap."""
        return mails[0].id == self.last + 1 and mails[-1].id - self.last == len(mails)

    def advance(self, mails: Sequence[Mail], last: int) -> None:
        """Add the next entries, up to `last`. If some are missing, only the database has them."""
        if mails and self.is_next(mails) and mails[-1].id == last:
            self.mails += mails
            if len(self.mails) > 2 * _MOST_KEPT:
                del self.mails[:-_MOST_KEPT]
        else:
            self.mails = []
        self.last = last

    def behind(self, seq: int) -> list[Mail] | None:
        """Return the entries behind a sequence number; None if only the database has all of them."""
        count = self.last - seq
        return self.mails[len(self.mails) - count :] if count <= len(self.mails) else None

    def forget_entries(self) -> None:
        """Free memory: the database has all entries."""
        self.mails = []
        self.written.clear()

    def keep_written(self, key: tuple[int, int, bool, bool], text: str) -> None:
        if len(self.written) >= _MOST_WRITTEN:
            self.written.clear()
        self.written[key] = text


class RoomCursor:
    """A session in the log of one room."""

    __slots__ = ("feed", "received", "rooms", "top", "until")

    def __init__(self, feed: RoomFeed, rooms: "SessionRooms", received: int) -> None:
        self.feed = feed
        self.rooms = rooms
        self.received = received
        """The last id that the client has acknowledged."""
        self.top = received
        """The last id that was sent or acknowledged."""
        self.until: int | None = None
        """The end of the membership, None for a member."""

    @property
    def end(self) -> int:
        """The last id that the session may get."""
        return self.feed.last if self.until is None else min(self.until, self.feed.last)

    @property
    def has_news(self) -> bool:
        return self.top < self.feed.shown and (self.until is None or self.top < self.until)

    def waiting(self) -> list[Mail] | None:
        """Return the entries behind `top`; None if only the database has them."""
        mails = self.feed.behind(self.top)
        if mails is None or self.until is None:
            return mails
        return [mail for mail in mails if mail.id <= self.until]


class SessionRooms:
    """The rooms of a session with CAN_ROOMS."""

    def __init__(
        self, account: int, device: str, wake: Callable[[], None], unsaved: Unsaved, *, has_changes: bool
    ) -> None:
        """`has_changes`: the session has CAN_CHANGES."""
        self.account = account
        self.device = device
        self.wake = wake
        self._unsaved = unsaved
        self._has_changes = has_changes
        self.cursors: dict[int, RoomCursor] = {}
        self.news: dict[RoomCursor, None] = {}
        """The rooms with entries that were not sent; first those that were not served for longest."""
        self._sent: set[RoomCursor] = set()
        """The rooms with entries that were sent and not acknowledged."""

    def acknowledge(self, ids: Iterable[tuple[int, int]]) -> None:
        """Note the ids that the client has stored, by room. Entries that it did not store are sent again.

        An id beyond the end of the log is ignored: a backup may have been restored.
        """
        for room, id_ in ids:
            cursor = self.cursors.get(room)
            if cursor is None or not cursor.received < id_ <= cursor.end:
                continue
            cursor.received = id_
            self._unsaved[self.account, self.device, room] = id_
            cursor.top = max(cursor.top, id_)
            self.note(cursor)
            if cursor.until is not None and id_ >= cursor.until:
                self.drop(room)
        for cursor in self._sent:
            cursor.top = cursor.received
            self.note(cursor)
        self._sent.clear()

    def note(self, cursor: RoomCursor) -> None:
        """Note whether the room has entries that were not sent."""
        if cursor.has_news:
            self.news[cursor] = None
        else:
            self.news.pop(cursor, None)

    def is_next(self, mail: Mail) -> bool:
        """Whether an entry that was read may be sent: a membership may have changed meanwhile."""
        cursor = self.cursors.get(mail.room)
        return cursor is not None and cursor.top < mail.id <= cursor.end

    def pass_over(self, wanted: Iterable[tuple[int, int, int]]) -> None:
        """Go on behind entries that do not exist: rooms, each with the ids before and up to which there are none."""
        for room, _, until in wanted:
            cursor = self.cursors.get(room)
            if cursor is not None:
                cursor.top = cursor.received = max(cursor.top, until)
                self.note(cursor)

    def skip(self, room: int) -> None:
        """Send nothing of a room until it has new entries."""
        self.news.pop(self.cursors[room], None)

    def waiting(self, most: int, *, shows_read: bool) -> list[Mail]:
        """Return the next entries of the rooms that memory has as the session gets them, at most `most`.

        `shows_read`: it gets MUTUAL entries.
        """
        found: list[Mail] = []
        for cursor in self.news:
            mails = cursor.waiting()
            if mails is None or len(found) >= most:
                break
            if not self._has_changes and any(mail.ref is not None for mail in mails):
                break
            if not shows_read and any(mail.kind in MUTUAL for mail in mails):
                break
            found += mails
        return found[:most]

    def sent(self, mails: Iterable[Mail]) -> None:
        """Note that these entries are in a reply."""
        served = {}
        for mail in mails:
            cursor = served[mail.room] = self.cursors[mail.room]
            cursor.top = mail.id
        for cursor in served.values():
            self.news.pop(cursor, None)
            self.note(cursor)
            self._sent.add(cursor)

    def put(self, feed: RoomFeed, received: int, until: int | None) -> None:
        """Read a room from behind the entry `received`, or further if the session is further."""
        cursor = self.cursors.get(feed.number)
        if cursor is None:
            cursor = self.cursors[feed.number] = RoomCursor(feed, self, received)
            feed.cursors[cursor] = None
        cursor.until = until
        cursor.received = max(cursor.received, received)
        cursor.top = max(cursor.top, received)
        self.note(cursor)
        if until is not None and cursor.received >= until:
            self.drop(feed.number)

    def drop(self, room: int) -> None:
        cursor = self.cursors.pop(room)
        del cursor.feed.cursors[cursor]
        self.news.pop(cursor, None)
        self._sent.discard(cursor)

    def close(self) -> None:
        for room in list(self.cursors):
            self.drop(room)
