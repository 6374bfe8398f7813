"""What an account receives, one class for each kind, and the translation from the rows of GetMsgEx."""

import hashlib
from dataclasses import dataclass, field, replace

from qqdesk.domain.body import File, Recalled, Removed, RoomEvent, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.file_name import safe_name
from qqdesk.domain.message import Delivery, Message, new_message_id, time_prefix
from qqdesk.domain.message_change import ChangeKind, MessageChange
from qqdesk.protocol.change_commands import is_emoji
from qqdesk.protocol.codes import LATER_STATUS, MessageKind, Status
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.file_info import caption_of
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.profile import read_profile_change
from qqdesk.protocol.room_commands import RoomChange, RoomRole

_MAX_ID = 2**62
_SEEN_STATUS = {int(status): status.as_seen_by_others for status in Status}


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
class MessageReceived(Incoming):
    """`row` is the place of the message in the history; 0 before it is stored. `is_read`: on another device."""

    message: Message
    row: int = 0
    is_read: bool = False


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
class RoomChanged(Incoming):
    """The sender changed the room. `message` stands for it in the log, with the body RoomEvent.

    `revision` is that of the room. `is_me`: I am the account KEY. `row` as in MessageReceived. `was` is the role of the
    account KEY before; None if unknown, or before the item is stored.
    """

    message: Message
    revision: int
    is_me: bool
    row: int = 0
    was: RoomRole | None = None


@dataclass(frozen=True, slots=True)
class RoomNotice(Incoming):
    """An entry of my inbox about a room. `text` is the name of the room, or a reason."""

    room: int
    actor: int
    text: str = field(repr=False)


class RoomJoined(RoomNotice):
    """I am a member of the room. `actor` admitted me."""


class RoomLeft(RoomNotice):
    """I am no member of the room any more, or not invited. `actor` removed me, or I left."""


class RoomInvited(RoomNotice):
    """`actor` invites me to the room."""


class RoomAsked(RoomNotice):
    """`actor` asks to join the room, with the reason `text`; for its keepers."""


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
    """An entry with an unreadable text, of an unknown kind in a room, or about what I have read there; acknowledge it
    and ignore it."""

    kind: int


_CHANGES = {
    MessageKind.RECALLED: ChangeKind.RECALL,
    MessageKind.EDITED: ChangeKind.EDIT,
    MessageKind.REACTED: ChangeKind.REACTION,
}
_ROOM_NOTICES: dict[int, type[RoomNotice]] = {
    MessageKind.ROOM_JOINED: RoomJoined,
    MessageKind.ROOM_LEFT: RoomLeft,
    MessageKind.ROOM_INVITED: RoomInvited,
    MessageKind.ROOM_ASKED: RoomAsked,
}


def read_incoming(row: WaitingMessage, now: int, me: int = 0) -> Incoming:
    """Return the meaning of a row of GetMsgEx or GetLog. `now`, in milliseconds since 1970, is the time of a row
    without one.

    `me` is my number.
    """
    time = row.time or now
    key = _key(row, time)
    return _read_of_room(row, row.room, key, time, me) if row.room else _read_of_inbox(row, key, time, me)


def _read_of_room(row: WaitingMessage, room: int, key: str, time: int, me: int) -> Incoming:
    """Return the meaning of an entry of a room's log."""
    entry = (row.id or 0, key, row.sender, time)
    conversation = ConversationId.room(room)
    text = row.text.strip()
    match row.kind:
        case MessageKind.TEXT:
            is_mine = row.sender == me
            delivery = Delivery.SENT if is_mine else None
            message = Message(key, conversation, row.sender, time, _body(row), delivery, reply_to=row.ref)
            return (OwnMessage if is_mine else MessageReceived)(*entry, message, log=room)
        case MessageKind.RECALLED if row.ref is None:
            return _recalled(entry, conversation, me, room)
        case kind if kind in _CHANGES and (made := _read_message_change(row, key)) is not None:
            return ChangeReceived(*entry, conversation, made, log=room)
        case MessageKind.READ if row.ref is not None and row.sender != me:
            return ReadByOther(*entry, conversation, row.sender, row.ref, log=room)
        case MessageKind.ROOM_CHANGED if (change := _read_change(row.text)) is not None:
            revision, event = change
            message = Message(key, conversation, row.sender, time, event, None)
            return RoomChanged(*entry, message, revision, event.key == me, log=room)
        case MessageKind.REMOVED if text.isdecimal():
            message = Message(key, conversation, row.sender, time, Removed(int(text)), None)
            return MessagesRemoved(*entry, message, log=room)
        case MessageKind.TYPING:
            return TypingStarted(*entry, conversation, log=room)
    return MalformedEntry(*entry, row.kind, log=room)


def _body(row: WaitingMessage) -> Text | File:
    mentions = row.mentions or ()
    if row.file is None:
        return Text(row.text, mentions)
    return File(replace(row.file, name=safe_name(row.file.name)), Text(caption_of(row.text), mentions))


def _recalled(entry: tuple[int, str, int, int], conversation: ConversationId, me: int, log: int = 0) -> Incoming:
    """Return the message that was taken back, in its place.

    In an inbox it may be mine: the change, which has a later id, names the author.
    """
    _, key, sender, time = entry
    is_mine = sender == me
    message = Message(key, conversation, sender, time, Recalled(sender), Delivery.SENT if is_mine else None)
    return (OwnMessage if is_mine else MessageReceived)(*entry, message, log=log)


def _read_message_change(row: WaitingMessage, key: str) -> MessageChange | None:
    """Return the change of a message; None for an invalid one."""
    kind, ref = _CHANGES[MessageKind(row.kind)], row.ref
    value = row.text if kind is ChangeKind.EDIT else row.text.strip() if kind is ChangeKind.REACTION else ""
    if ref is None or not ref.maker or (kind is ChangeKind.REACTION and value and not is_emoji(value)):
        return None
    return MessageChange(key, kind, MessageRef(ref.author, ref.client_id), ref.maker, value)


def _read_change(text: str) -> tuple[int, RoomEvent] | None:
    """Return the revision and the change of a ROOM_CHANGED entry; None for an invalid or unknown one."""
    revision, kind, key, value = [*text.split(" ", 3), "", "", ""][:4]
    try:
        return int(revision), RoomEvent(RoomChange(int(kind)), int(key), value)
    except ValueError:
        return None


def _read_of_inbox(row: WaitingMessage, key: str, time: int, me: int) -> Incoming:
    entry = (row.id or 0, key, row.sender, time)
    conversation = ConversationId.person(row.sender)
    text = row.text.strip()
    number, _, rest = text.partition(" ")
    match row.kind:
        case MessageKind.TEXT:
            message = Message(key, conversation, row.sender, time, _body(row), None, reply_to=row.ref)
            return MessageReceived(*entry, message)
        case MessageKind.OWN_TEXT:
            message = Message(key, conversation, me, time, _body(row), Delivery.SENT, reply_to=row.ref)
            return OwnMessage(*entry, message)
        case MessageKind.RECALLED if row.ref is None:
            return _recalled(entry, conversation, me)
        case kind if kind in _CHANGES and (made := _read_message_change(row, key)) is not None:
            return ChangeReceived(*entry, conversation, made)
        case MessageKind.READ if row.ref is not None:
            return ReadByOther(*entry, conversation, row.sender, row.ref)
        case MessageKind.NUDGED:
            return Nudged(*entry)
        case MessageKind.DELIVERED:
            return MessageDelivered(*entry, text.lower())
        case MessageKind.SEEN if number.isdecimal():
            return ReadMark(*entry, _marked(row.sender, rest), min(int(number), _MAX_ID))
        case MessageKind.CLEARED if number.isdecimal():
            return ConversationCleared(*entry, _marked(row.sender, rest), min(int(number), _MAX_ID))
        case MessageKind.REMOVED if text.isdecimal():
            return MessagesRemoved(*entry, Message(key, conversation, row.sender, time, Removed(int(text)), None))
        case kind if kind in _ROOM_NOTICES and number.isdecimal():
            return _ROOM_NOTICES[kind](*entry, row.sender, int(number), rest)
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
            | MessageKind.ROOM_JOINED
            | MessageKind.ROOM_LEFT
            | MessageKind.ROOM_INVITED
            | MessageKind.ROOM_ASKED
            | MessageKind.ROOM_CHANGED
            | MessageKind.RECALLED
            | MessageKind.EDITED
            | MessageKind.REACTED
            | MessageKind.READ
        ):
            return MalformedEntry(*entry, row.kind)
    return ServerNotice(*entry, row.kind, row.text)


def _marked(number: int, suffix: str) -> ConversationId:
    """Return the conversation of a mark: " room" follows the id in a room."""
    return ConversationId.room(number) if suffix else ConversationId.person(number)


def seen_status(code: int) -> Status:
    """Return the status of another person for its code; OFFLINE for an unknown one."""
    return _SEEN_STATUS.get(code, Status.OFFLINE)


def own_status(code: int) -> Status:
    """Return my status for its code. Old clients send OFFLINE for INVISIBLE."""
    status = LATER_STATUS.get(code, code)
    return Status(status) if status in (Status.ONLINE, Status.BUSY, Status.AWAY) else Status.INVISIBLE


def _key(row: WaitingMessage, time: int) -> str:
    """Return the same key for each delivery of an entry; a random one if the server does not number it.

    The server's id is not enough: a server that was set up again counts from one.
    """
    if row.client_id:
        return row.client_id
    if not row.id:
        return new_message_id(time)
    place = f"{row.id}/{row.time}/{row.sender}" + (f"/{row.room}" if row.room else "")
    digest = hashlib.blake2b(place.encode(), digest_size=16).hexdigest()
    return time_prefix(row.time or 0) + digest[:20]
