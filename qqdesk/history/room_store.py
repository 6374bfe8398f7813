"""The rooms of the account and their members, and how far the logs of rooms are stored here."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from qqdesk.domain.body import RoomEvent
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import OwnRoleChanged, RoomAsked, RoomChanged
from qqdesk.domain.room import (
    Member,
    Room,
    apply_change,
    apply_info,
    apply_notice,
    changed_member,
    read_member,
    read_room,
)
from qqdesk.history.contact_store import insert_profiles
from qqdesk.history.history_file import HistoryFile
from qqdesk.history.server_log import (
    MarkKind,
    PageMark,
    move_cursor,
    move_mark,
    save_page_mark,
)
from qqdesk.protocol.room_commands import JoinRule, RoomEntry, RoomInfoReply, RoomRole

_COLUMNS = "number, name, face, role, notice, join_rule, keepers_write, shows_past, revision, members, silent_until"
_NAMES = _COLUMNS.split(", ")
_PUT = (
    f"INSERT INTO rooms ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))}) ON CONFLICT (number) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _NAMES[1:])
)
_values = attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True)
class Unread:
    """A conversation with `count` unread messages on the server, after the id `seen`."""

    conversation: ConversationId
    seen: int
    count: int


class RoomStore:
    """Each change is on disk when the call returns. Any thread may call. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file
        self.unread: tuple[Unread, ...] = ()
        """The rooms with unread messages in the last list."""

    def load(self) -> list[Room]:
        with self._file.reading() as connection:
            return [_room(row) for row in connection.execute(f"SELECT {_COLUMNS} FROM rooms ORDER BY number")]

    def add(self, room: Room) -> None:
        """Store a room with imported messages, unless it is known."""
        with self._file.writing() as connection:
            if _read(connection, room.number) is None:
                _put(connection, room)

    def members(self, number: int) -> list[Member]:
        """Return the known members of a room, and those who left. Their presence is unknown."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT m.number, coalesce(nickname, ''), coalesce(face, 0), role, silent_until "
                "FROM room_members m LEFT JOIN contacts c ON c.number = m.number WHERE room = ? ORDER BY m.number",
                (number,),
            ).fetchall()
        return [
            Member(number, nickname, face, role=RoomRole(role), silent_until=silent)
            for number, nickname, face, role, silent in rows
        ]

    def conversation(self, number: int) -> ConversationId:
        """Return the conversation with this number: a known room, else a person."""
        with self._file.reading() as connection:
            known = connection.execute("SELECT 1 FROM rooms WHERE number = ?", (number,)).fetchone()
        return ConversationId.room(number) if known else ConversationId.person(number)

    def received_to(self) -> dict[int, int]:
        """Return, for each room, the id up to which all entries that I may read are stored here."""
        with self._file.reading() as connection:
            return dict(connection.execute("SELECT number, received_to FROM rooms WHERE received_to > 0").fetchall())

    def apply_list(self, entries: Sequence[RoomEntry]) -> None:
        """Store the complete list of my rooms. Call it before the first poll of a session.

        Entries before the cursor that are missing here are fetched as older messages.
        """
        self.unread = tuple(
            Unread(ConversationId.room(one.number), one.seen, one.unread) for one in entries if one.unread
        )
        # After a crash the list comes again.
        with self._file.writing(synced=False) as connection:
            stored = {row[0]: row for row in connection.execute(f"SELECT {_COLUMNS}, received_to FROM rooms")}
            marks = connection.execute("SELECT conversation, up_to FROM marks WHERE kind = ?", (MarkKind.SEEN.value,))
            seen = dict(marks.fetchall())
            for number in stored.keys() - {entry.number for entry in entries}:
                connection.execute("UPDATE rooms SET role = 0 WHERE number = ? AND role != 0", (number,))
            for entry in entries:
                room, conversation = read_room(entry), ConversationId.room(entry.number)
                *values, received_to = stored.get(entry.number, (0,))
                if tuple(values) != _values(room):
                    _put(connection, room)
                if received_to < entry.cursor:
                    move_cursor(connection, entry.number, entry.cursor)
                    save_page_mark(connection, conversation, PageMark(entry.cursor + 1, entry.cursor < entry.first))
                if entry.seen > seen.get(str(conversation), 0):
                    move_mark(connection, MarkKind.SEEN, conversation, entry.seen, sent=True)
                    connection.execute(
                        "UPDATE messages SET unread = 0 WHERE conversation = ? AND unread AND server_id <= ?",
                        (str(conversation), entry.seen),
                    )

    def apply_info(self, number: int, after: int, info: RoomInfoReply) -> None:
        """Store a room, if it is mine, and a page of its members."""
        with self._file.writing() as connection:
            room = _read(connection, number)
            if room is None:
                return
            _put(connection, apply_info(room, info))
            last = 2**62 if info.last_page or not info.members else info.members[-1].number
            connection.execute(
                "UPDATE room_members SET role = 0 WHERE room = ? AND number > ? AND number <= ?", (number, after, last)
            )
            members = [read_member(row) for row in info.members]
            insert_profiles(connection, [(one.number, one.nickname, one.face) for one in members])
            _put_members(connection, number, members)


def store_notice(connection: sqlite3.Connection, item: RoomAsked | OwnRoleChanged) -> None:
    """Store what an entry of my inbox changes in a room, in the caller's transaction."""
    if isinstance(item, RoomAsked):
        asker = _member(connection, item.room, item.actor) or Member(item.actor)
        _put_members(connection, item.room, [replace(asker, role=RoomRole.ASKING)])
    else:
        room = _read(connection, item.room) or Room(item.room, role=RoomRole.NONE)
        _put(connection, apply_notice(room, item))


def store_change(connection: sqlite3.Connection, item: RoomChanged) -> RoomChanged:
    """Store a change of a room, in the caller's transaction. Return the item as stored."""
    event = item.message.body
    assert isinstance(event, RoomEvent)
    room = _read(connection, item.log) or Room(item.log)
    member = _member(connection, item.log, event.key)
    changed = changed_member(event, member)
    if changed is not None and item.revision > room.revision:
        _put_members(connection, item.log, [changed])
    was = None if member is None else member.role
    _put(connection, apply_change(room, event, item.revision, is_me=item.is_me, was=was))
    return replace(item, was=was)


def _read(connection: sqlite3.Connection, number: int) -> Room | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM rooms WHERE number = ?", (number,)).fetchone()
    return None if row is None else _room(row)


def _room(row: tuple[Any, ...]) -> Room:
    number, name, face, role, notice, join_rule, keepers_write, shows_past, *rest = row
    return Room(
        number, name, face, RoomRole(role), notice, JoinRule(join_rule), bool(keepers_write), bool(shows_past), *rest
    )


def _put(connection: sqlite3.Connection, room: Room) -> None:
    connection.execute(_PUT, _values(room))


def _member(connection: sqlite3.Connection, room: int, number: int) -> Member | None:
    row = connection.execute(
        "SELECT role, silent_until FROM room_members WHERE room = ? AND number = ?", (room, number)
    ).fetchone()
    return Member(number, role=RoomRole(row[0]), silent_until=row[1]) if row else None


def _put_members(connection: sqlite3.Connection, room: int, members: Iterable[Member]) -> None:
    connection.executemany(
        "INSERT INTO room_members VALUES (?, ?, ?, ?) ON CONFLICT (room, number) DO UPDATE "
        "SET role = excluded.role, silent_until = excluded.silent_until",
        [(room, one.number, one.role, one.silent_until) for one in members],
    )
