"""The store of a bot, in memory. The server keeps the entries that the bot has not finished."""

import threading
from collections import deque
from collections.abc import Iterable, Sequence

from qqdesk.domain.connection import Security
from qqdesk.domain.contact import Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming
from qqdesk.domain.message import Message
from qqdesk.domain.room import Room, read_room
from qqdesk.engine.contact_list import people_of
from qqdesk.engine.snapshot import RosterSnapshot, SessionSnapshot
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import PresentContact
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.room_commands import RoomEntry

_MAX_KEYS = 10_000
"""The most entries that are recognized when they are delivered again: fetched and not acknowledged ones."""


class MemoryStore:
    """A Store. Call `finish` with each entry that `add_received` returned, to acknowledge it."""

    needs_place = False
    has_password = is_expired = False
    damaged_file = ""
    history: History | None = None

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[str, None] = {}
        self._unfinished: deque[Incoming] = deque()
        self._highest: dict[int, int] = {}
        """The last id of each log: of rooms, and of my inbox under 0."""
        self._rooms: tuple[Room, ...] = ()

    def open(self, place_id: str, password_hash: str, status: Status) -> SessionSnapshot | None:
        return None

    def accept_password(self, password_hash: str) -> None:
        """Keep no password."""

    def refuse_password(self, password_hash: str) -> bool:
        return False

    def revoke(self, *, erases: bool) -> bool:
        return False

    def snapshot(self, me: Me, extended: bool, security: Security, roster: RosterSnapshot) -> SessionSnapshot:
        return SessionSnapshot(me, extended, security, people_of(roster, {}, {}, ()), rooms=self._rooms)

    def save_me(self, me: Me, *, extended: bool) -> None:
        """Keep nothing."""

    def changed_people(self, rows: Iterable[PresentContact]) -> set[int]:
        return {row.number for row in rows}

    def save_roster(self, numbers: tuple[int, ...], changed: Sequence[PresentContact]) -> None:
        """Keep nothing."""

    def start_session(self, epoch: int | None, cursor: int) -> None:
        with self._lock:
            self._highest = {}

    def start_rooms(self, rooms: Sequence[RoomEntry]) -> list[ConversationId]:
        self._rooms = tuple(map(read_room, rooms))
        return []

    def add_received(self, items: Sequence[Incoming], now: int) -> list[Incoming]:
        with self._lock:
            new = [item for item in items if not item.server_id or item.key not in self._keys]
            self._keys.update((item.key, None) for item in new if item.server_id)
            while len(self._keys) > _MAX_KEYS:
                del self._keys[next(iter(self._keys))]
            for item in items:
                self._highest[item.log] = max(self._highest.get(item.log, 0), item.server_id)
            self._unfinished += new
        return new

    def finish(self, item: Incoming) -> None:
        """Mark an entry as finished. May be called twice."""
        with self._lock:
            # By identity. It is nearly always the first.
            place = next((place for place, other in enumerate(self._unfinished) if other is item), None)
            if place is not None:
                del self._unfinished[place]

    @property
    def acknowledgeable(self) -> dict[int, int]:
        with self._lock:
            first: dict[int, int] = {}
            for item in self._unfinished:
                if item.server_id:
                    first.setdefault(item.log, item.server_id)
            return {log: min(id, first.get(log, id + 1) - 1) for log, id in self._highest.items()}

    @property
    def has_backlog(self) -> bool:
        return bool(self._unfinished)

    def put(self, message: Message, server_id: int | None = None) -> None:
        """Keep nothing: a bot waits until the server has its message."""

    def unsent(self) -> list[Message]:
        return []

    def apply_reply(self, request: Request, reply: Reply) -> None:
        """Keep nothing."""

    def save_profiles(self, profiles: Iterable[Profile]) -> None:
        """Keep nothing."""
