"""Requests about rooms. They need CAN=DEV,ROOM."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from qqdesk.client.errors import BadReplyError
from qqdesk.client.replies import SendRequest
from qqdesk.protocol import commands as c
from qqdesk.protocol import room_commands as r
from qqdesk.protocol.codes import AddAnswer

_MAX_PAGES = 1000


class RoomRequests:
    """`client.rooms`. Without support in the server each call raises RefusedError with RES=11."""

    def __init__(self, request: SendRequest) -> None:
        self._request = request

    def list(self, *, can_join: bool = False) -> tuple[r.RoomEntry, ...]:
        """Return the rooms of which I am a member, or that invite me; with `can_join` those that I can join."""
        rooms: dict[int, r.RoomEntry] = {}
        after = None
        for _ in range(_MAX_PAGES):
            reply = self._request(r.ListRooms(after=after, can_join=can_join or None))
            rooms.update((room.number, room) for room in reply.rooms)
            if reply.last_page or not reply.rooms:
                return tuple(rooms.values())
            after = reply.rooms[-1].number
        raise BadReplyError("The list of rooms does not end")

    def info(self, number: int) -> r.RoomInfoReply:
        """Return a room with all its members. Raises RefusedError with RES=30 for a closed room of others."""
        members: dict[int, r.RoomMember] = {}
        after = None
        for _ in range(_MAX_PAGES):
            reply = self._request(r.RoomInfo(number, after=after))
            members.update((member.number, member) for member in reply.members)
            if reply.last_page or not reply.members:
                return replace(reply, members=tuple(members.values()))
            after = reply.members[-1].number
        raise BadReplyError("The list of members does not end")

    def create(
        self,
        name: str,
        people: Sequence[int] = (),
        *,
        join_rule: r.JoinRule = r.JoinRule.CLOSED,
        face: int = 0,
        client_id: str = "",
    ) -> int:
        """Create a room and return its number. `people` become members or are invited.

        A repeat with the same `client_id` (32 hex digits) returns the same room.
        """
        request = r.NewRoom(client_id or uuid.uuid4().hex, name, face, join_rule, tuple(people))
        return self._request(request).number

    def change(self, number: int, *changes: r.RoomSetting) -> int:
        """Change a room and return its revision: all changes or none."""
        return self._request(r.ChangeRoom(number, changes)).revision

    def set_role(self, number: int, account: int, role: r.RoomRole) -> None:
        """Put an account in (MEMBER or ADMIN) or out (NONE), invite it, or answer its request to join."""
        self.change(number, r.RoomSetting(r.RoomChange.MEMBER, account, str(int(role))))

    def join(self, number: int, invitation: str = "") -> int:
        """Join a room, or accept its invitation. Return an AddOutcome; CONSENT_NEEDED: use `ask`."""
        return self._request(c.AddToList(number, invitation or None)).outcome

    def ask(self, number: int, reason: str = "") -> None:
        """Ask the keepers to be admitted."""
        self._request(c.AnswerAdd(number, AddAnswer.ASK, reason))

    def refuse(self, number: int) -> None:
        """Refuse the invitation of a room."""
        self._request(c.AnswerAdd(number, AddAnswer.REFUSE))

    def leave(self, number: int) -> None:
        self._request(c.DeleteFromList(number))
