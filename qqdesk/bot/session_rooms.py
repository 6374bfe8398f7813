"""The rooms of a session, and the names of their members. Safe for any thread."""

import logging
import threading
from collections.abc import Iterable

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, RefusedError
from qqdesk.domain.body import RoomEvent
from qqdesk.domain.incoming import Incoming, OwnRoleChanged, RoomChanged
from qqdesk.domain.room import Room, apply_change, apply_notice
from qqdesk.protocol.room_commands import RoomRole

_log = logging.getLogger(__name__)


class SessionRooms:
    """The thread of the session writes; all others read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rooms: dict[int, Room] = {}
        self._names: dict[int, dict[int, str]] = {}
        """Nicknames by room, fetched when someone writes whose name is not known."""

    def listed(self) -> list[Room]:
        """Return the rooms of which the account is a member, sorted by number."""
        with self._lock:
            return sorted((room for room in self._rooms.values() if room.is_mine), key=lambda room: room.number)

    def get(self, number: int) -> Room:
        """Return the room, else a nameless one."""
        with self._lock:
            return self._rooms.get(number) or Room(number, role=RoomRole.NONE)

    def fill(self, rooms: Iterable[Room]) -> None:
        """Replace the rooms."""
        with self._lock:
            self._rooms = {room.number: room for room in rooms}
            self._names.clear()

    def apply(self, item: Incoming) -> None:
        """Apply what came in."""
        match item:
            case RoomChanged(message=message, revision=revision, is_me=is_me):
                room = self.get(message.conversation.number)
                assert isinstance(message.body, RoomEvent)
                self._put(apply_change(room, message.body, revision, is_me=is_me))
            case OwnRoleChanged():
                self._put(apply_notice(self.get(item.room), item))

    def _put(self, room: Room) -> None:
        with self._lock:
            self._rooms[room.number] = room

    def resolve_name(self, room: int, number: int, client: Client) -> str | None:
        """Return the nickname of a member; None for others. Request all members if it is not known yet.

        People who are no members any more are requested once after each connection.
        """
        names = self._names.setdefault(room, {})
        if number not in names:
            names |= {number: ""} | self._request_names(room, client)
        return names[number] or None

    def _request_names(self, room: int, client: Client) -> dict[int, str]:
        try:
            return {member.number: member.nickname for member in client.rooms.info(room).members}
        except RefusedError as error:
            _log.debug("The server refuses the members of %s: %s", room, error)
        except ClientError as error:
            _log.debug("The members of %s are not known: %s", room, error)
        return {}
