"""Extensions: invitations to a place, requests to join, and the test of a caller's port.

A place is a server with its people. An administrator is an account with rights over the place.
"""

from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.codes import ANY_SESSION, EXTENDED, AddAnswer
from qqdesk.protocol.profile import FACE, STRICT_FACE
from qqdesk.protocol.record import Done, Repeat, Reply, Request
from qqdesk.protocol.wire import (
    FLAG,
    MESSAGE_ID,
    NUMBER,
    PLACE_ID,
    TEXT,
    TRIMMED,
    USER,
    code_kind,
    columns,
    hex_kind,
    number_kind,
    wire,
)

MOST_USES = 500
MOST_DAYS = 90
INVITATION_ID = hex_kind(8)
"""Identifies an invitation or a request to join. It cannot be used to register."""
PORT = number_kind(lowest=1, highest=65535)


@dataclass(frozen=True, slots=True)
class ShowInvitationReply(Reply):
    """The place and the person behind an invitation.

    `inviter` is 0 for an invitation of the operator. `expires` is in milliseconds since 1970. `people` is None unless
    the people of the place know each other. `room`: the invitation also admits to this room. `is_waiting`: a request to
    join that no administrator has answered yet; `uses_left` is 0 then. `resets`: the code is for a new password of this
    account, whose nickname and face these are; `inviter` is 0 then.
    """

    place_id: str = wire("PID", PLACE_ID, "")
    place_name: str = wire("NAM", TEXT, "")
    inviter: int = wire("UN", NUMBER, 0, blank=0)
    nickname: str = wire("NICK", TEXT, "", secret=True)
    face: int = wire("FC", FACE, 0)
    makes_admin: bool = wire("ADMIN", FLAG, False)
    uses_left: int = wire("LEFT", NUMBER, 0, blank=0)
    expires: int = wire("EXPIRES", MESSAGE_ID, 0, blank=0)
    people: int | None = wire("PEOPLE", NUMBER, None, blank=None)
    room: int | None = wire("ROOM", NUMBER, None, blank=None)
    room_name: str | None = wire("ROOMNAME", TEXT, None, secret=True)
    is_waiting: bool = wire("WAITING", FLAG, False)
    resets: int | None = wire("RESET", USER, None, blank=None)


@dataclass(frozen=True, slots=True)
class ShowInvitation(Request):
    """Extension: show the place and the inviter of an invitation, without using it."""

    NAME: ClassVar[str] = "ShowInvite"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = ANY_SESSION
    REPLY: ClassVar[type[ShowInvitationReply]] = ShowInvitationReply
    HAS_SESSION: ClassVar[bool] = False
    HAS_NUMBER: ClassVar[bool] = False
    invitation: str = wire("INVITE", TRIMMED, secret=True)


@dataclass(frozen=True, slots=True)
class CreateInvitationReply(Reply):
    """`expires` is in milliseconds since 1970."""

    invitation: str = wire("INVITE", TRIMMED, secret=True)
    id: str = wire("ID", INVITATION_ID)
    expires: int = wire("EXPIRES", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class CreateInvitation(Request):
    """Extension: create an invitation for `uses` accounts within `days`. Only an administrator may set `makes_admin`.
    With `room` it also admits to this room, and people who have an account use it with AddToList.

    The server does not store the code, so a later request cannot show it.
    """

    NAME: ClassVar[str] = "Invite"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[CreateInvitationReply]] = CreateInvitationReply
    uses: int = wire("USES", number_kind(lowest=1, highest=MOST_USES))
    days: int = wire("DAYS", number_kind(lowest=1, highest=MOST_DAYS))
    makes_admin: bool | None = wire("ADMIN", FLAG, None)
    room: int | None = wire("ROOM", USER, None, blank=None)


@dataclass(frozen=True, slots=True)
class ListedInvitation:
    """A valid invitation. `inviter` is 0 for one of the operator. `used` counts the people who joined with it.

    `expires` is in milliseconds since 1970. `room`: the room to which it also admits, 0 if there is none; None if no
    listed invitation admits to a room.
    """

    id: str = wire("ID", INVITATION_ID)
    inviter: int = wire("UN", NUMBER)
    nickname: str = wire("NICK", TEXT, secret=True)
    uses_left: int = wire("LEFT", NUMBER)
    used: int = wire("USED", NUMBER)
    expires: int = wire("EXPIRES", MESSAGE_ID)
    makes_admin: bool = wire("ADMIN", FLAG)
    room: int | None = wire("ROOM", NUMBER, None)
    room_name: str | None = wire("ROOMNAME", TEXT, None, secret=True)


@dataclass(frozen=True, slots=True)
class ListInvitationsReply(Reply):
    """`reached` is the time of the last request from another computer since the server started: milliseconds since
    1970, 0 if there was none."""

    reached: int = wire("REACHED", MESSAGE_ID, 0, blank=0)
    invitations: tuple[ListedInvitation, ...] = columns(ListedInvitation, count="SN")


@dataclass(frozen=True, slots=True)
class ListInvitations(Request):
    """Extension: list my valid invitations, the newest first. An administrator gets all."""

    NAME: ClassVar[str] = "ListInvites"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[ListInvitationsReply]] = ListInvitationsReply


@dataclass(frozen=True, slots=True)
class EndInvitation(Request):
    """Extension: end an invitation of mine. An administrator may end any."""

    NAME: ClassVar[str] = "EndInvite"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    id: str = wire("ID", INVITATION_ID)


@dataclass(frozen=True, slots=True)
class RequestToJoin(Request):
    """Extension: ask to join. The asker draws the code, which becomes an invitation once an administrator agrees.

    A repeat with the same code changes nothing.
    """

    NAME: ClassVar[str] = "AskIn"
    NEEDS: ClassVar[str] = ANY_SESSION
    REPEAT: ClassVar[Repeat] = Repeat.ALWAYS
    REPLY: ClassVar[type[Done]] = Done
    HAS_SESSION: ClassVar[bool] = False
    HAS_NUMBER: ClassVar[bool] = False
    invitation: str = wire("INVITE", TRIMMED, secret=True)
    nickname: str = wire("NICK", TEXT, secret=True)
    face: int = wire("FC", STRICT_FACE, 0, blank=0)


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """A person who asks to join. `face` is the face id (FC); `time` is in milliseconds since 1970. `origin` is the
    address, or the IPv6 network, from which the person asks."""

    id: str = wire("ID", INVITATION_ID)
    face: int = wire("FC", FACE)
    time: int = wire("TIME", MESSAGE_ID)
    nickname: str = wire("NICK", TEXT, secret=True)
    origin: str | None = wire("FROM", TRIMMED, None)


@dataclass(frozen=True, slots=True)
class ListJoinRequestsReply(Reply):
    """The open requests, oldest first."""

    join_requests: tuple[JoinRequest, ...] = columns(JoinRequest, count="SN")


@dataclass(frozen=True, slots=True)
class ListJoinRequests(Request):
    """Extension: list who asks to join. For administrators."""

    NAME: ClassVar[str] = "ListAsks"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    ADMIN: ClassVar[bool] = True
    REPLY: ClassVar[type[ListJoinRequestsReply]] = ListJoinRequestsReply


@dataclass(frozen=True, slots=True)
class AnswerJoinRequest(Request):
    """Extension: let an asker in (AddAnswer.GRANT) or refuse (AddAnswer.REFUSE). For administrators."""

    NAME: ClassVar[str] = "AnswerAsk"
    NEEDS: ClassVar[str] = EXTENDED
    ADMIN: ClassVar[bool] = True
    REPLY: ClassVar[type[Done]] = Done
    id: str = wire("ID", INVITATION_ID)
    answer: int = wire("CD", code_kind(AddAnswer.GRANT, AddAnswer.REFUSE))


@dataclass(frozen=True, slots=True)
class CheckReachReply(Reply):
    """`is_open`: the server could connect to the port."""

    is_open: bool = wire("OK", FLAG)


@dataclass(frozen=True, slots=True)
class CheckReach(Request):
    """Extension: test whether the server can connect to `port` at the address of this request."""

    NAME: ClassVar[str] = "CallBack"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[CheckReachReply]] = CheckReachReply
    port: int = wire("PORT", PORT)
