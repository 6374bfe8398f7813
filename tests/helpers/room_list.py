"""Rooms of a contact list without a messenger."""

from qqdesk.domain.room import Room
from qqdesk.protocol.room_commands import RoomRole


class RoomsOf:
    """These rooms."""

    def __init__(self, *rooms: Room) -> None:
        self._rooms = {room.number: room for room in rooms}

    def __contains__(self, number: int) -> bool:
        return number in self._rooms

    def get(self, number: int) -> Room:
        return self._rooms.get(number) or Room(number, role=RoomRole.NONE)

    def listed(self) -> list[Room]:
        return list(self._rooms.values())
