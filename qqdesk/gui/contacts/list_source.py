"""The people of the roster and my rooms, for the contact list and the quick switch."""

from collections.abc import Iterator
from typing import Protocol

from qqdesk.domain.contact import Contact, Roster
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.room import Room
from qqdesk.protocol.codes import Status

ROOMS = " rooms"
"""The first group. Names of real groups do not start with a space."""


class People(Protocol):
    """Contacts by number."""

    def __iter__(self) -> Iterator[Contact]: ...
    def __contains__(self, number: int) -> bool: ...
    def get(self, number: int) -> Contact: ...


class RoomList(Protocol):
    """The part of `messenger.rooms` that lists use."""

    def __contains__(self, number: int) -> bool: ...
    def get(self, number: int) -> Room: ...
    def listed(self) -> list[Room]: ...


def room_contact(room: Room) -> Contact:
    """Return the row of a room: a contact of the group ROOMS, which counts as online."""
    return Contact(room.number, room.name, room.face, Status.ONLINE, ROOMS)


class ListSource:
    """Numbers of rooms and of people differ, so a number is enough to tell a row."""

    def __init__(self, roster: Roster, rooms: RoomList) -> None:
        self._roster, self.rooms = roster, rooms

    def __iter__(self) -> Iterator[Contact]:
        yield from (contact for contact in self._roster if not self.is_room(contact.number))
        yield from map(room_contact, self.rooms.listed())

    def __contains__(self, number: int) -> bool:
        return self.is_room(number) or number in self._roster

    def get(self, number: int) -> Contact:
        return room_contact(self.rooms.get(number)) if self.is_room(number) else self._roster.get(number)

    def is_room(self, number: int) -> bool:
        """Return whether I am a member of a room with this number, or invited to it."""
        return number in self.rooms and self.rooms.get(number).is_listed

    def conversation(self, number: int) -> ConversationId:
        return ConversationId.room(number) if self.is_room(number) else ConversationId.person(number)
