"""A room and its members."""

from dataclasses import dataclass, field

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import JoinRule, RoomRole


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
    """`face` is a face id (FC). `status` is as others see it. `silent_until` as in Room."""

    number: int
    nickname: str = field(default="", repr=False)
    face: int = 0
    status: Status = Status.OFFLINE
    role: RoomRole = RoomRole.MEMBER
    silent_until: int = 0
