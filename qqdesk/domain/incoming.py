"""What an account receives, one class for each kind. `incoming_reader` makes them of the rows of GetMsgEx."""

from dataclasses import dataclass, field
from typing import ClassVar

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message, MessageChange
from qqdesk.protocol.codes import Status
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.room_commands import RoomRole


@dataclass(frozen=True, slots=True)
class Incoming:
    """One entry of my inbox or of a room's log, or a notice that the server does not store.

    `server_id` is its sequence number in that log, 0 for a notice and with a classic server. `key` is the client id
    of a message if the server sends it. Otherwise it is the same for each delivery of one entry, and random without a
    `server_id`. `time` is in milliseconds since 1970, UTC. `log` is the room whose log has the entry, 0 for my inbox.
    """

    server_id: int
    key: str
    sender: int
    time: int
    log: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class LogItem(Incoming):
    """An entry that `message` shows in the log of its conversation.

    `row` is its place in the history; 0 before it is stored.
    """

    message: Message
    row: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class Announced(Incoming):
    """An entry that is announced to me as a notice."""


@dataclass(frozen=True, slots=True)
class MessageReceived(LogItem):
    """`is_read`: on another device."""

    is_read: bool = False


@dataclass(frozen=True, slots=True)
class MessageDelivered(Incoming):
    """The recipient stored the message of mine with this client id. `message` is what the history has of it."""

    client_id: str
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class OwnMessage(LogItem):
    """I wrote this message on another device, or the reply to this one was lost. `row` is 0 if it was stored before."""


@dataclass(frozen=True, slots=True)
class ChangeReceived(Incoming):
    """A message was taken back or edited, or a person reacts to it.

    `before` and `message` are the message before and after the change; None if the history does not have the message,
    or has a later change of it.
    """

    conversation: ConversationId
    change: MessageChange
    message: Message | None = None
    before: Message | None = None


@dataclass(frozen=True, slots=True)
class ReadByOther(Incoming):
    """`person` has read the conversation up to the message `ref`."""

    conversation: ConversationId
    person: int
    ref: MessageRef


@dataclass(frozen=True, slots=True)
class Nudged(Incoming):
    """The sender shakes my window."""


@dataclass(frozen=True, slots=True)
class RoomChanged(LogItem):
    """The sender changed the room. The message has the body RoomEvent.

    `revision` is that of the room. `is_me`: I am the account KEY. `was` is the role of the account KEY before; None if
    unknown, or before the item is stored.
    """

    revision: int
    is_me: bool
    was: RoomRole | None = None


@dataclass(frozen=True, slots=True)
class RoomNotice(Announced):
    """An entry of my inbox about a room. `text` is the name of the room, or a reason."""

    room: int
    actor: int
    text: str = field(repr=False)


class OwnRoleChanged(RoomNotice):
    """`actor` gave me another role in the room, whose name is `text`."""

    role: ClassVar[RoomRole]


class RoomJoined(OwnRoleChanged):
    """I am a member of the room. `actor` admitted me."""

    role = RoomRole.MEMBER


class RoomLeft(OwnRoleChanged):
    """I am no member of the room any more, or not invited. `actor` removed me, or I left."""

    role = RoomRole.NONE


class RoomInvited(OwnRoleChanged):
    """`actor` invites me to the room."""

    role = RoomRole.INVITED


class RoomAsked(RoomNotice):
    """`actor` asks to join the room, with the reason `text`; for its keepers."""


class RoomRefused(RoomNotice):
    """The room, which is the actor, refused my request to join, with the reason `text`.

    It comes as RequestRefused. Only who knows the rooms can tell them apart.
    """


@dataclass(frozen=True, slots=True)
class ReadMark(Incoming):
    """I have read the conversation up to the server id `up_to`, on another device."""

    conversation: ConversationId
    up_to: int


@dataclass(frozen=True, slots=True)
class ConversationCleared(Incoming):
    """I deleted the conversation up to the server id `up_to`, on another device.

    `last_row` is the row of that message in the history; 0 before the item is stored.
    """

    conversation: ConversationId
    up_to: int
    last_row: int = 0


@dataclass(frozen=True, slots=True)
class MessagesRemoved(LogItem):
    """The server's retention removed messages. The message has the body Removed. `row` stays 0."""


@dataclass(frozen=True, slots=True)
class AnsweredElsewhere(Incoming):
    """I answered the contact request of the sender, on another device."""


@dataclass(frozen=True, slots=True)
class DeviceAdded(Incoming):
    """A device of mine signed in for the first time. `id` has the first 8 digits of its DEV."""

    id: str
    address: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnStatusChanged(Incoming):
    """I set this status on another device."""

    status: Status


@dataclass(frozen=True, slots=True)
class AccountOutdated(Incoming):
    """What my account keeps, or whom it blocks, changed on another device."""


@dataclass(frozen=True, slots=True)
class StatusChanged(Incoming):
    """`status` is as others see it."""

    status: Status


@dataclass(frozen=True, slots=True)
class ContactRequested(Incoming):
    """The sender asks for my consent to have me on their list."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RequestAnswered(Announced):
    """The sender granted or refused my request to be on my list, or to join their room. `text` is the reason."""

    text: str = field(repr=False)


class RequestGranted(RequestAnswered):
    """The sender is on my list."""


class RequestRefused(RequestAnswered):
    """The sender refused."""


@dataclass(frozen=True, slots=True)
class AddedMe(Announced):
    """The sender has me on their list."""


class NewcomerJoined(AddedMe):
    """The sender joined with an invitation of mine."""


@dataclass(frozen=True, slots=True)
class ProfileChanged(Incoming):
    nickname: str = field(repr=False)
    face: int


@dataclass(frozen=True, slots=True)
class TypingStarted(Incoming):
    """The sender is typing."""

    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class ListChanged(Incoming):
    """My contact list is out of date."""


@dataclass(frozen=True, slots=True)
class JoinRequested(Incoming):
    """The list of requests to join is out of date; for administrators."""


@dataclass(frozen=True, slots=True)
class ServerNotice(Announced):
    """A notice of the server, or an entry of a kind (MT) that this version does not know."""

    kind: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MalformedEntry(Incoming):
    """An entry with an unreadable text, of an unknown kind in a room, or about what I have read there; acknowledge it
    and ignore it."""

    kind: int
