"""A room and its members."""

from dataclasses import dataclass, field, replace

from qqdesk.domain.body import RoomEvent
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import seen_status
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomEntry, RoomInfoReply, RoomMember, RoomRole

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
        return self.role in (RoomRole.MEMBER, RoomRole.KEEPER)

    @property
    def is_keeper(self) -> bool:
        return self.role is RoomRole.KEEPER


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


def apply_info(room: Room, info: RoomInfoReply) -> Room:
    """Return the room as this reply describes it. My role stays."""
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


def apply_change(room: Room, event: RoomEvent, revision: int, *, is_me: bool) -> Room:
    """Return the room after a change. `is_me`: I am the account KEY. The number of members stays."""
    value = event.value
    room = replace(room, revision=max(room.revision, revision))
    match event.change:
        case RoomChange.NAME:
            return replace(room, name=value)
        case RoomChange.NOTICE:
            return replace(room, notice=value)
        case RoomChange.JOIN if value.isdecimal():
            return replace(room, join_rule=_JOIN_RULES.get(int(value), JoinRule.CLOSED))
        case RoomChange.MEMBER if is_me and value.isdecimal():
            return replace(room, role=read_role(int(value)))
        case RoomChange.SILENT if is_me and value.isdecimal():
            return replace(room, silent_until=int(value))
        case RoomChange.WRITERS:
            return replace(room, keepers_write=value == "1")
        case RoomChange.PAST:
            return replace(room, shows_past=value == "1")
        case RoomChange.FACE if value.isdecimal():
            return replace(room, face=int(value))
    return room


def read_member(row: RoomMember) -> Member:
    return Member(
        row.number, row.nickname, max(row.face, 0), seen_status(row.status), read_role(row.role), row.silent_until
    )
