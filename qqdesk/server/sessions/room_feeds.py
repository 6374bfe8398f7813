"""The rooms of live sessions in memory: new entries wake the sessions of all members.

A session reads its memberships at its first poll, and again when they change. Acknowledgements are gathered: a client
recognises an entry that it gets twice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from qqdesk.clock import LoopClock
from qqdesk.protocol.entry_kinds import MessageKind, in_sql
from qqdesk.protocol.room_commands import RoomChange
from qqdesk.server.delivery import change_lines, cursors, mailbox
from qqdesk.server.delivery.mail import MUTUAL, OF_EARLIER, Mail, bounded, read_mails
from qqdesk.server.delivery.store import Store
from qqdesk.server.sessions.room_cursors import RoomFeed, SessionRooms, Unsaved
from qqdesk.server.sessions.sessions import Session, Sessions
from qqdesk.server.storage.interface import Database, execute_rows

_WAKE_EVERY_S = 0.1
"""How often a busy room of 200 sessions wakes them. Fewer sessions are woken more often."""
_SESSIONS = 200
_QUIET_S = 60.0
_READ_AT_ONCE = 100
_ANY_SIZE = 2**63
_ENTRIES = (
    "SELECT seq, kind, sender, time, text, client_id, '', log, mentions, file, ref_author, ref, sender FROM entries e"
)
_SPANS = """
WITH wanted (account, device) AS (VALUES {rows})
SELECT w.account, w.device, m.room, m.after_seq, m.to_seq, l.last_seq, coalesce(c.seq, m.after_seq)
FROM wanted w CROSS JOIN memberships m JOIN logs l ON l.number = m.room
LEFT JOIN cursors c ON c.account = w.account AND c.device = w.device AND c.log = m.room
WHERE m.account = w.account AND (m.to_seq IS NULL OR m.to_seq > c.seq)
ORDER BY m.to_seq IS NULL, m.after_seq
""".strip()


class _Span(NamedTuple):
    """The last membership of an account in a room that its device has not read to the end."""

    room: int
    after: int
    until: int | None
    last: int
    received: int


class _Memberships(NamedTuple):
    """The spans by account and device, and the numbers of all rooms."""

    spans: dict[tuple[int, str], dict[int, _Span]]
    rooms: set[int]


@dataclass(frozen=True, slots=True)
class RoomQuery:
    """Read entries of rooms: of each, those behind one id up to another. At most `most`, in at most `most_bytes` on the
    wire, but at least one. `reader`: the account of a session without CAN_CHANGES, which gets lines in place of
    changes. `shows_read`: with MUTUAL entries."""

    wanted: list[tuple[int, int, int]]
    most: int
    most_bytes: int
    reader: int | None = None
    shows_read: bool = True

    def __call__(self, db: Database) -> list[Mail]:
        found: list[Mail] = []
        lines = "" if self.reader is None else f" AND {change_lines.IS_SHOWN}"
        if not self.shows_read:
            lines += f" AND NOT e.{in_sql(MUTUAL)}"
        for room, after, until in self.wanted:
            values = () if self.reader is None else (self.reader, after)
            rows = db.execute(
                f"{_ENTRIES} WHERE log = ? AND seq > ? AND seq <= ?{lines} ORDER BY seq LIMIT ?",
                (room, after, until, *values, self.most - len(found)),
            )
            found += read_mails(db, rows)
            if len(found) >= self.most:
                break
        found = bounded(found, self.most_bytes)
        return found if self.reader is None else change_lines.in_rooms(db, self.reader, found)


class RoomFeeds:
    """Belongs to the event loop's thread."""

    def __init__(self, store: Store, sessions: Sessions, clock: LoopClock) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._feeds: dict[int, RoomFeed] = {}
        self.numbers: set[int] = set()
        """The numbers of all rooms."""
        self._due: set[RoomFeed] = set()
        """The rooms whose sessions will be woken in a moment."""
        self._unsaved: Unsaved = {}
        self._loads = 0
        """Reads of memberships that have not ended."""
        self._missed: set[int] = set()
        """The logs that have changed meanwhile."""

    async def start(self) -> None:
        """Raises StorageError."""
        self.numbers = await self._store.read(_numbers)

    # Memberships

    def load(self, session: Session, then: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Read the rooms of a session at its first poll."""
        session.rooms = SessionRooms(
            session.number, session.device, session.wake, self._unsaved, has_changes=session.can_changes
        )

        def forget(error: Exception) -> None:
            session.close_rooms()
            failed(error)

        self._load([session], then, forget)

    def refresh(
        self,
        accounts: Iterable[int],
        then: Callable[[], None] = lambda: None,
        failed: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        """Read the memberships of these accounts again."""
        sessions = [session for account in accounts for session in self._sessions.of(account)]
        self._load([session for session in sessions if session.rooms is not None], then, failed)

    def refresh_all(self) -> None:
        """Read all memberships again: anything may have changed."""
        self.refresh({session.number for session in self._sessions})

    def _load(self, sessions: Sequence[Session], then: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        wanted = [(session.number, session.device) for session in sessions]

        def apply(memberships: _Memberships) -> None:
            self.numbers = memberships.rooms
            for session in sessions:
                self._apply(session, memberships.spans.get((session.number, session.device), {}))
            self._end_load()
            then()

        def fail(error: Exception) -> None:
            self._end_load()
            failed(error)

        self._loads += 1
        self._store.query(partial(_memberships, wanted), apply, fail)

    def _end_load(self) -> None:
        self._loads -= 1
        if not self._loads:
            missed, self._missed = self._missed, set()
            for number in missed:
                self.wake(number)

    def _apply(self, session: Session, spans: dict[int, _Span]) -> None:
        rooms = session.rooms
        if rooms is None:
            return
        for span in spans.values():
            feed = self._feeds.get(span.room)
            if feed is None:
                feed = self._feeds[span.room] = RoomFeed(span.room, span.last)
            elif span.last > feed.last:
                self.wake(span.room)
            received = max(span.received, self.acknowledged(session, span.room))
            rooms.put(feed, max(received, span.after), span.until)
        for room in rooms.cursors.keys() - spans.keys():
            rooms.drop(room)
        if rooms.news:
            rooms.wake()

    # New entries

    def arrived(self, number: int, mails: Sequence[Mail]) -> None:
        """Deliver entries that were committed to a log."""
        feed = self._feed(number)
        if feed is None:
            return
        mails = [mail for mail in mails if mail.id > feed.last]
        if mails and feed.is_next(mails) and not feed.is_reading:
            self._advance(feed, mails, mails[-1].id)
        elif mails:
            self.wake(number)

    def is_behind(self, number: int, last: int) -> bool:
        """Return whether a log has entries that memory does not know, as its last id says."""
        feed = self._feed(number)
        return feed is not None and feed.last < last

    def wake(self, number: int) -> None:
        """Read a log again: there may be new entries of another process, or of a write that does not hand them over."""
        feed = self._feed(number)
        if feed is None:
            return
        if feed.is_reading:
            feed.is_stale = True
            return
        after = feed.last
        query = RoomQuery([(number, after, after + _READ_AT_ONCE)], _READ_AT_ONCE, _ANY_SIZE)

        def read(db: Database) -> tuple[int, list[Mail]]:
            return mailbox.last_ids(db, [number]).get(number, 0), query(db)

        def found(rows: tuple[int, list[Mail]]) -> None:
            last, mails = rows
            if last > after:
                self._advance(feed, mails, last)
            else:
                self._end_read(feed)

        feed.is_reading = True
        self._store.query(read, found, lambda _: self._end_read(feed))

    def _advance(self, feed: RoomFeed, mails: Sequence[Mail], last: int) -> None:
        """Deliver the next entries, up to `last`. First read the memberships that they change: the log goes on for
        members only."""

        def then() -> None:
            if any(mail.kind in OF_EARLIER for mail in mails):
                feed.forget_entries()
            feed.advance(mails, last)
            self._wake_soon(feed)
            self._end_read(feed)

        if not mails or mails[-1].id < last:
            changed = {cursor.rooms.account for cursor in feed.cursors}
        else:
            changed = {account for mail in mails for account in _changed_members(mail)}
        if changed:
            feed.is_reading = True
            self.refresh(changed, then, lambda _: self._end_read(feed))
        else:
            then()

    def _end_read(self, feed: RoomFeed) -> None:
        feed.is_reading = False
        if feed.is_stale:
            feed.is_stale = False
            self.wake(feed.number)

    def _feed(self, number: int) -> RoomFeed | None:
        feed = self._feeds.get(number)
        if feed is not None and not feed.cursors:
            del self._feeds[number]
            feed = None
        if feed is None and self._loads:
            self._missed.add(number)
        return feed

    def _wake_soon(self, feed: RoomFeed) -> None:
        """Wake the sessions at once if the room was quiet, else with those that arrive in the next moment."""
        if feed.is_due:
            return
        feed.is_due = True
        self._due.add(feed)
        interval = _WAKE_EVERY_S * min(1.0, len(feed.cursors) / _SESSIONS)
        wait = feed.woken_at + interval - self._clock.monotonic()
        if wait > 0:
            self._clock.call_later(wait, partial(self._wake, feed))
        else:
            self._store.call_soon(partial(self._wake, feed))

    def wake_now(self, rooms: SessionRooms) -> None:
        """Wake the sessions of these rooms that would be woken in a moment."""
        for feed in [feed for feed in self._due if feed.number in rooms.cursors]:
            self._wake(feed)

    def _wake(self, feed: RoomFeed) -> None:
        if not feed.is_due:
            return
        feed.is_due, feed.woken_at, feed.shown = False, self._clock.monotonic(), feed.last
        self._due.discard(feed)
        for cursor in feed.cursors:
            if cursor.has_news:
                cursor.rooms.news[cursor] = None
                cursor.rooms.wake()

    def show_typing(self, number: int, typist: int) -> None:
        """Notify the members of a room on this server."""
        feed = self._feeds.get(number)
        for cursor in feed.cursors if feed is not None else ():
            session = self._sessions.of_device(cursor.rooms.account, cursor.rooms.device)
            if session is not None and session.number != typist and cursor.until is None:
                session.notify_typing(typist, number)

    def sweep(self) -> None:
        """Write the gathered acknowledgements, and forget the entries of quiet rooms."""
        self.save()
        quiet_since = self._clock.monotonic() - _QUIET_S
        for feed in list(self._feeds.values()):
            if not feed.cursors:
                del self._feeds[feed.number]
            elif feed.woken_at < quiet_since and not feed.is_due:
                feed.forget_entries()

    # Acknowledgements

    def acknowledged(self, session: Session, room: int) -> int:
        """Return the id that the device has acknowledged and that is not on disk; 0 if there is none."""
        return self._unsaved.get((session.number, session.device, room), 0)

    def save(self) -> None:
        """Write the gathered acknowledgements."""
        if not self._unsaved:
            return
        saved = dict(self._unsaved)
        self._unsaved.clear()

        def done(future: Any) -> None:
            if not future.cancelled() and future.exception() is not None:
                for key, seq in saved.items():
                    self._unsaved.setdefault(key, seq)

        rows = [(*key, seq) for key, seq in sorted(saved.items())]
        self._store.write(lambda db: cursors.move(db, rows)).add_done_callback(done)


def _changed_members(mail: Mail) -> list[int]:
    """Return the account whose membership an entry of a room's log changes."""
    if mail.kind != MessageKind.ROOM_CHANGED:
        return []
    _, kind, key, _ = mail.text.split(" ", 3)
    return [int(key)] if int(kind) == RoomChange.MEMBER else []


def _numbers(db: Database) -> set[int]:
    return {number for (number,) in db.execute("SELECT number FROM rooms")}


def _memberships(wanted: Sequence[tuple[int, str]], db: Database) -> _Memberships:
    spans: dict[tuple[int, str], dict[int, _Span]] = {}
    for account, device, *values in execute_rows(db, _SPANS, wanted):
        span = _Span(*values)
        # The latest one: a device that returns does not read on in an earlier one.
        spans.setdefault((account, device), {})[span.room] = span
    return _Memberships(spans, _numbers(db))
