"""A room and its members."""

from dataclasses import dataclass, field, replace

from qqdesk.domain.body import RoomEvent
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import OwnRoleChanged
from qqdesk.domain.incoming_reader import seen_status
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import (
    JoinRule,
    NewRoom,
    NewRoomReply,
    RoomChange,
    RoomEntry,
    RoomInfoReply,
    RoomMember,
    RoomRole,
)

MEMBERS = (RoomRole.MEMBER, RoomRole.ADMIN)
_ROLES = {int(role): role for role in RoomRole}
_JOIN_RULES = {int(rule): rule for rule in JoinRule}


@dataclass(frozen=True, slots=True)
class Room:
    """A room that I am in, was in, or am invited to.

    `face` is a face id (FC). `role` is mine. `silent_until` is in milliseconds since 1970, UTC, 0 if I may write.
    """

    number: int
    name: str = field(default="", repr=False)
    face: int = 0
    role: RoomRole = RoomRole.MEMBER
    notice: str = field(default="", repr=False)
    join_rule: JoinRule = JoinRule.CLOSED
    keepers_write: bool = False
    shows_past: bool = True
    revision: int = 0
    members: int = 0
    silent_until: int = 0

    @property
    def conversation(self) -> ConversationId:
        return ConversationId.room(self.number)

    @property
    def title(self) -> str:
        return self.name.strip() or str(self.number)

    @property
    def is_mine(self) -> bool:
        """Whether I am a member."""
        return self.role in MEMBERS

    @property
    def is_admin(self) -> bool:
        return self.role is RoomRole.ADMIN

    @property
    def is_listed(self) -> bool:
        """Whether I am a member, or invited."""
        return self.is_mine or self.role is RoomRole.INVITED


@dataclass(frozen=True, slots=True)
class Member:
    """`face` is a face id (FC). `status` is as others see it. `silent_until` as in Room.

    The `role` is NONE for people who left.
    """

    number: int
    nickname: str = field(default="", repr=False)
    face: int = 0
    status: Status = Status.OFFLINE
    role: RoomRole = RoomRole.MEMBER
    silent_until: int = 0

    @property
    def name(self) -> str:
        return self.nickname.strip() or str(self.number)

    @property
    def is_in(self) -> bool:
        """Whether this is a member, and not a person who asks, is invited or left."""
        return self.role in MEMBERS

    @property
    def is_present(self) -> bool:
        return self.status.is_present


def read_role(code: int) -> RoomRole:
    """Return the role for its code; NONE for an unknown one."""
    return _ROLES.get(code, RoomRole.NONE)


def read_room(entry: RoomEntry) -> Room:
    return Room(
        entry.number,
        entry.name,
        max(entry.face, 0),
        read_role(entry.role),
        entry.notice,
        _JOIN_RULES.get(entry.join_rule, JoinRule.CLOSED),
        entry.keepers_write,
        entry.shows_past,
        entry.revision,
        entry.members,
        entry.silent_until,
    )


def new_room(request: NewRoom, reply: NewRoomReply) -> Room:
    """Return a room that I created."""
    return Room(
        reply.number,
        request.name,
        request.face,
        RoomRole.ADMIN,
        join_rule=JoinRule(request.join_rule),
        revision=reply.revision,
        members=1,
    )


def apply_info(room: Room, info: RoomInfoReply) -> Room:
    """Return the room as this reply describes it, unless it is older than what is known. My role stays."""
    if info.revision < room.revision:
        return room
    return replace(
        room,
        name=info.name,
        face=max(info.face, 0),
        notice=info.notice,
        join_rule=_JOIN_RULES.get(info.join_rule, JoinRule.CLOSED),
        keepers_write=info.keepers_write,
        shows_past=info.shows_past,
        revision=info.revision,
        members=info.count,
    )


def apply_change(room: Room, event: RoomEvent, revision: int, *, is_me: bool, was: RoomRole | None = None) -> Room:
    """Return the room after a change. `is_me`: I am the account KEY. `was` is its role before, None if unknown.

    A change that the known revision includes only has an effect on me.
    """
    value, number = event.value, event.number
    if is_me and room.is_mine and event.change is RoomChange.MEMBER:
        room = replace(room, role=read_role(number))
    if is_me and event.change is RoomChange.SILENT:
        room = replace(room, silent_until=number)
    if revision <= room.revision:
        return room
    room = replace(room, revision=revision)
    match event.change:
        case RoomChange.NAME:
            return replace(room, name=value)
        case RoomChange.NOTICE:
            return replace(room, notice=value)
        case RoomChange.JOIN:
            return replace(room, join_rule=_JOIN_RULES.get(number, JoinRule.CLOSED))
        case RoomChange.MEMBER:
            return replace(room, members=max(0, room.members + _increase(read_role(number), was)))
        case RoomChange.WRITERS:
            return replace(room, keepers_write=bool(number))
        case RoomChange.PAST:
            return replace(room, shows_past=bool(number))
        case RoomChange.FACE:
            return replace(room, face=number)
    return room


def _increase(role: RoomRole, was: RoomRole | None) -> int:
    """Return how many members a new role adds. An unknown account that becomes a member is new."""
    was_in = role is not RoomRole.MEMBER if was is None else was in MEMBERS
    return (role in MEMBERS) - was_in


def changed_member(event: RoomEvent, member: Member | None) -> Member | None:
    """Return the account KEY after a change, of which `member` is known; None if the change is not about an account."""
    member = member or Member(event.key)
    match event.change:
        case RoomChange.MEMBER:
            return replace(member, role=read_role(event.number))
        case RoomChange.SILENT:
            return replace(member, silent_until=event.number)
    return None


def apply_notice(room: Room, item: OwnRoleChanged) -> Room:
    """Return the room after I joined, left or was invited."""
    role = room.role if item.role is RoomRole.MEMBER and room.is_mine else item.role
    return replace(room, role=role, name=item.text or room.name)


def read_member(row: RoomMember) -> Member:
    return Member(
        row.number, row.nickname, max(row.face, 0), seen_status(row.status), read_role(row.role), row.silent_until
    )
