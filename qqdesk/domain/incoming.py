"""What an account receives, one class for each kind, and the translation from the rows of GetMsgEx."""

import hashlib
from dataclasses import dataclass, field

from qqdesk.domain.body import Removed, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message, new_message_id, time_prefix
from qqdesk.protocol.codes import LATER_STATUS, MessageKind, Status
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.profile import read_profile_change

_MAX_ID = 2**62
_SEEN_STATUS = {int(status): status.as_seen_by_others for status in Status}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One entry of my inbox, or a notice that the server does not store.

    `server_id` is its sequence number at the server, 0 for a notice and with a classic server. `key` is the client id
    of a message if the server sends it. Otherwise it is the same for each delivery of one entry, and random without a
    `server_id`. `time` is in milliseconds since 1970, UTC.
    """

    server_id: int
    key: str
    sender: int
    time: int


@dataclass(frozen=True, slots=True)
class MessageReceived(Incoming):
    """`row` is the place of the message in the history; 0 before it is stored."""

    message: Message
    row: int = 0


@dataclass(frozen=True, slots=True)
class MessageDelivered(Incoming):
    """The recipient stored the message of mine with this client id. `message` is what the history has of it."""

    client_id: str
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class OwnMessage(Incoming):
    """I wrote this message on another device, or the reply to this one was lost.

    `row` is its place in the history if it is new there, else 0.
    """

    message: Message
    row: int = 0


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
class MessagesRemoved(Incoming):
    """The server's retention removed messages. `message` stands for them, with the body Removed."""

    message: Message


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
class NotesOutdated(Incoming):
    """My contact notes or blocks changed on another device."""


@dataclass(frozen=True, slots=True)
class StatusChanged(Incoming):
    """`status` is as others see it."""

    status: Status


@dataclass(frozen=True, slots=True)
class ContactRequested(Incoming):
    """The sender asks for my consent to have me on their list."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RequestAnswered(Incoming):
    """The sender granted or refused my contact request."""

    granted: bool
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AddedMe(Incoming):
    """The sender has me on their list. `note` is CAME_IN if they came with an invitation of mine."""

    note: str = field(default="", repr=False)


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
class AskedIn(Incoming):
    """The list of requests to join is out of date; for administrators."""


@dataclass(frozen=True, slots=True)
class ServerNotice(Incoming):
    """A notice of the server, or an entry of a kind (MT) that this version does not know."""

    kind: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MalformedEntry(Incoming):
    """An entry of a known kind with an unreadable text; acknowledge it and ignore it."""

    kind: int


def read_incoming(row: WaitingMessage, now: int, me: int = 0) -> Incoming:
    """Return the meaning of a row of GetMsgEx. `now`, in milliseconds since 1970, is the time of a row without one.

    `me` is my number.
    """
    time = row.time or now
    key = _key(row, time)
    entry = (row.id or 0, key, row.sender, time)
    conversation = ConversationId.person(row.sender)
    text = row.text.strip()
    match row.kind:
        case MessageKind.TEXT:
            return MessageReceived(*entry, Message(key, conversation, row.sender, time, Text(row.text), None))
        case MessageKind.OWN_TEXT:
            return OwnMessage(*entry, Message(key, conversation, me, time, Text(row.text), Delivery.SENT))
        case MessageKind.DELIVERED:
            return MessageDelivered(*entry, text.lower())
        case MessageKind.SEEN if text.isdecimal():
            return ReadMark(*entry, conversation, min(int(text), _MAX_ID))
        case MessageKind.CLEARED if text.isdecimal():
            return ConversationCleared(*entry, conversation, min(int(text), _MAX_ID))
        case MessageKind.REMOVED if text.isdecimal():
            return MessagesRemoved(*entry, Message(key, conversation, row.sender, time, Removed(int(text)), None))
        case MessageKind.ANSWERED:
            return AnsweredElsewhere(*entry)
        case MessageKind.DEVICE_ADDED:
            id, address, name = [*text.split(" ", 2), "", "", ""][:3]
            return DeviceAdded(*entry, id, address, name)
        case MessageKind.NOTES_CHANGED:
            return NotesOutdated(*entry)
        case MessageKind.STATUS_CHANGED if text.isdecimal() and row.sender == me:
            return OwnStatusChanged(*entry, own_status(int(text)))
        case MessageKind.STATUS_CHANGED if text.isdecimal():
            return StatusChanged(*entry, seen_status(int(text)))
        case MessageKind.ADD_REQUEST:
            return ContactRequested(*entry, row.text)
        case MessageKind.REQUEST_GRANTED | MessageKind.REQUEST_REFUSED:
            return RequestAnswered(*entry, row.kind == MessageKind.REQUEST_GRANTED, row.text)
        case MessageKind.ADDED_ME:
            return AddedMe(*entry, row.text)
        case MessageKind.PROFILE_CHANGED if (change := read_profile_change(row.text)) is not None:
            face, nickname = change
            return ProfileChanged(*entry, nickname, face)
        case MessageKind.TYPING:
            return TypingStarted(*entry, conversation)
        case MessageKind.LIST_CHANGED:
            return ListChanged(*entry)
        case MessageKind.ASKED_IN:
            return AskedIn(*entry)
        case (
            MessageKind.STATUS_CHANGED
            | MessageKind.PROFILE_CHANGED
            | MessageKind.SEEN
            | MessageKind.CLEARED
            | MessageKind.REMOVED
        ):
            return MalformedEntry(*entry, row.kind)
    return ServerNotice(*entry, row.kind, row.text)


def seen_status(code: int) -> Status:
    """Return the status of another person for its code; OFFLINE for an unknown one."""
    return _SEEN_STATUS.get(code, Status.OFFLINE)


def own_status(code: int) -> Status:
    """Return my status for its code. Old clients send OFFLINE for INVISIBLE."""
    status = LATER_STATUS.get(code, code)
    return Status(status) if status in (Status.ONLINE, Status.BUSY) else Status.INVISIBLE


def _key(row: WaitingMessage, time: int) -> str:
    """Return the same key for each delivery of an entry; a random one if the server does not number it.

    The server's id is not enough: a server that was set up again counts from one.
    """
    if row.client_id:
        return row.client_id
    if not row.id:
        return new_message_id(time)
    digest = hashlib.blake2b(f"{row.id}/{row.time}/{row.sender}".encode(), digest_size=16).hexdigest()
    return time_prefix(row.time or 0) + digest[:20]
