"""What an account receives, one class for each kind, and the translation from the rows of GetMsgEx."""

import hashlib
from dataclasses import dataclass, field

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message, new_message_id, time_prefix
from qqdesk.protocol.codes import MessageKind, Status
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.profile import read_profile_change

_SEEN_STATUS = {int(status): status.as_seen_by_others for status in Status}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One entry of my inbox, or a notice that the server does not store.

    `server_id` is its sequence number at the server, 0 for a notice and with a classic server. `key` is the same for
    each delivery of one entry, and random without a `server_id`. `time` is in milliseconds since 1970, UTC.
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
    """The list of people who ask for an account is out of date; for administrators."""


@dataclass(frozen=True, slots=True)
class ServerNotice(Incoming):
    """A notice of the server, or an entry of a kind (MT) that this version does not know."""

    kind: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MalformedEntry(Incoming):
    """An entry of a known kind with an unreadable text; acknowledge it and ignore it."""

    kind: int


def read_incoming(row: WaitingMessage, now: int) -> Incoming:
    """Return the meaning of a row of GetMsgEx. `now`, in milliseconds since 1970, is the time of a row without one."""
    time = row.time or now
    entry = (row.id or 0, _key(row, time), row.sender, time)
    match row.kind:
        case MessageKind.TEXT:
            conversation = ConversationId.person(row.sender)
            return MessageReceived(*entry, Message(entry[1], conversation, row.sender, time, Text(row.text), None))
        case MessageKind.DELIVERED:
            return MessageDelivered(*entry, row.text.strip().lower())
        case MessageKind.STATUS_CHANGED if row.text.strip().isdecimal():
            return StatusChanged(*entry, seen_status(int(row.text)))
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
            return TypingStarted(*entry, ConversationId.person(row.sender))
        case MessageKind.LIST_CHANGED:
            return ListChanged(*entry)
        case MessageKind.ASKED_IN:
            return AskedIn(*entry)
        case MessageKind.STATUS_CHANGED | MessageKind.PROFILE_CHANGED:
            return MalformedEntry(*entry, row.kind)
    return ServerNotice(*entry, row.kind, row.text)


def seen_status(code: int) -> Status:
    """Return the status of another person for its code; OFFLINE for an unknown one."""
    return _SEEN_STATUS.get(code, Status.OFFLINE)


def _key(row: WaitingMessage, time: int) -> str:
    """Return the same key for each delivery of an entry; a random one if the server does not number it.

    The id is not enough: a server that was set up again counts from one.
    """
    if not row.id:
        return new_message_id(time)
    digest = hashlib.blake2b(f"{row.id}/{row.time}/{row.sender}".encode(), digest_size=16).hexdigest()
    return time_prefix(row.time or 0) + digest[:20]
