"""The translation of the rows of GetMsgEx and GetLog into the classes of `incoming`: a reader for each kind."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from qqdesk.domain.body import File, Recalled, Removed, RoomEvent, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.file_name import safe_name
from qqdesk.domain.incoming import (
    AccountOutdated,
    AddedMe,
    AnsweredElsewhere,
    ChangeReceived,
    ContactRequested,
    ConversationCleared,
    DeviceAdded,
    Incoming,
    JoinRequested,
    ListChanged,
    MalformedEntry,
    MessageDelivered,
    MessageReceived,
    MessagesRemoved,
    NewcomerJoined,
    Nudged,
    OwnMessage,
    OwnStatusChanged,
    ProfileChanged,
    ReadByOther,
    ReadMark,
    RequestAnswered,
    RequestGranted,
    RequestRefused,
    RoomAsked,
    RoomChanged,
    RoomInvited,
    RoomJoined,
    RoomLeft,
    RoomNotice,
    ServerNotice,
    StatusChanged,
    TypingStarted,
)
from qqdesk.domain.message import ChangeKind, Delivery, Message, MessageChange, new_message_id, time_prefix
from qqdesk.protocol.change_commands import is_emoji
from qqdesk.protocol.codes import CAME_IN, LATER_STATUS, Status
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import Log, MessageKind
from qqdesk.protocol.file_info import caption_of
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.profile import read_profile_change
from qqdesk.protocol.room_commands import RoomChange

_MAX_ID = 2**62
_SEEN_STATUS = {int(status): status.as_seen_by_others for status in Status}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row with what most readers need of it."""

    row: WaitingMessage
    me: int
    key: str
    time: int

    @property
    def head(self) -> tuple[int, str, int, int]:
        """The first values of each class of received things."""
        return self.row.id or 0, self.key, self.row.sender, self.time

    @property
    def log(self) -> int:
        return self.row.room or 0

    @property
    def text(self) -> str:
        """MG without the blanks around it."""
        return self.row.text.strip()

    @property
    def conversation(self) -> ConversationId:
        return ConversationId.room(self.row.room) if self.row.room else ConversationId.person(self.row.sender)

    @property
    def is_mine(self) -> bool:
        return self.row.sender == self.me

    def number_and_rest(self) -> tuple[int, str]:
        """Return the number at the beginning of the text and the rest. Raises ValueError if there is none."""
        number, _, rest = self.text.partition(" ")
        return _number(number), rest

    def message(self, body: Text | File | Recalled | Removed | RoomEvent, *, is_mine: bool = False) -> Message:
        sender = self.me if is_mine else self.row.sender
        delivery = Delivery.SENT if is_mine else None
        return Message(self.key, self.conversation, sender, self.time, body, delivery)


_Reader = Callable[[_Entry], Incoming | None]
"""Returns None, or raises ValueError, for a malformed entry."""


def read_incoming(row: WaitingMessage, now: int, me: int = 0) -> Incoming:
    """Return the meaning of a row of GetMsgEx or GetLog. `now`, in milliseconds since 1970, is the time of a row
    without one.

    `me` is my number.
    """
    time = row.time or now
    entry = _Entry(row, me, _key(row, time), time)
    if not row.room and row.kind not in _READERS:
        return ServerNotice(*entry.head, row.kind, row.text)
    read = (_OF_ROOMS if row.room else _OF_INBOX).get(row.kind)
    try:
        item = read(entry) if read else None
    except ValueError:
        item = None
    return item or MalformedEntry(*entry.head, row.kind, log=entry.log)


def _plain(of: type[Incoming]) -> _Reader:
    """Return the reader of entries that say nothing but their kind."""
    return lambda entry: of(*entry.head)


def _read_text(entry: _Entry) -> Incoming:
    return _written(entry, _body(entry.row), is_mine=bool(entry.log) and entry.is_mine)


def _read_own_text(entry: _Entry) -> Incoming:
    return _written(entry, _body(entry.row), is_mine=True)


def _written(entry: _Entry, body: Text | File | Recalled, *, is_mine: bool) -> Incoming:
    message = replace(entry.message(body, is_mine=is_mine), reply_to=entry.row.ref)
    return (OwnMessage if is_mine else MessageReceived)(*entry.head, message, log=entry.log)


def _body(row: WaitingMessage) -> Text | File:
    mentions = row.mentions or ()
    if row.file is None:
        return Text(row.text, mentions)
    return File(replace(row.file, name=safe_name(row.file.name)), Text(caption_of(row.text), mentions))


def _read_recall(entry: _Entry) -> Incoming | None:
    """Return the change, or the message that was taken back, in its place.

    In an inbox it may be mine: the change, which has a later id, names the author.
    """
    if entry.row.ref is None:
        return _written(entry, Recalled(entry.row.sender), is_mine=entry.is_mine)
    return _change(entry, ChangeKind.RECALL, "")


def _read_edit(entry: _Entry) -> Incoming | None:
    return _change(entry, ChangeKind.EDIT, entry.row.text)


def _read_reaction(entry: _Entry) -> Incoming | None:
    emoji = entry.text
    return _change(entry, ChangeKind.REACTION, emoji) if not emoji or is_emoji(emoji) else None


def _change(entry: _Entry, kind: ChangeKind, value: str) -> Incoming | None:
    ref = entry.row.ref
    if ref is None or not ref.maker:
        return None
    change = MessageChange(entry.key, kind, MessageRef(ref.author, ref.client_id), ref.maker, value)
    return ChangeReceived(*entry.head, entry.conversation, change, log=entry.log)


def _read_read_by(entry: _Entry) -> Incoming | None:
    row = entry.row
    if row.ref is None or (entry.log and entry.is_mine):
        return None
    return ReadByOther(*entry.head, entry.conversation, row.sender, row.ref, log=entry.log)


def _read_room_change(entry: _Entry) -> Incoming:
    revision, kind, key, value = [*entry.row.text.split(" ", 3), "", "", ""][:4]
    event = RoomEvent(RoomChange(int(kind)), int(key), value)
    return RoomChanged(*entry.head, entry.message(event), int(revision), event.key == entry.me, log=entry.log)


def _read_removed(entry: _Entry) -> Incoming:
    return MessagesRemoved(*entry.head, entry.message(Removed(_number(entry.text))), log=entry.log)


def _read_typing(entry: _Entry) -> Incoming:
    return TypingStarted(*entry.head, entry.conversation, log=entry.log)


def _read_delivered(entry: _Entry) -> Incoming:
    return MessageDelivered(*entry.head, entry.text.lower())


def _mark(of: type[ReadMark | ConversationCleared]) -> _Reader:
    def read(entry: _Entry) -> Incoming:
        up_to, suffix = entry.number_and_rest()
        sender = entry.row.sender
        conversation = ConversationId.room(sender) if suffix else ConversationId.person(sender)
        return of(*entry.head, conversation, min(up_to, _MAX_ID))

    return read


def _room_notice(of: type[RoomNotice]) -> _Reader:
    def read(entry: _Entry) -> Incoming:
        actor, text = entry.number_and_rest()
        return of(*entry.head, entry.row.sender, actor, text)

    return read


def _read_device(entry: _Entry) -> Incoming:
    id, address, name = [*entry.text.split(" ", 2), "", "", ""][:3]
    return DeviceAdded(*entry.head, id, address, name)


def _read_status(entry: _Entry) -> Incoming:
    code = _number(entry.text)
    if entry.is_mine:
        return OwnStatusChanged(*entry.head, own_status(code))
    return StatusChanged(*entry.head, seen_status(code))


def _read_request(entry: _Entry) -> Incoming:
    return ContactRequested(*entry.head, entry.row.text)


def _answer(of: type[RequestAnswered]) -> _Reader:
    return lambda entry: of(*entry.head, entry.row.text)


def _read_added(entry: _Entry) -> Incoming:
    return (NewcomerJoined if entry.row.text == CAME_IN else AddedMe)(*entry.head)


def _read_profile(entry: _Entry) -> Incoming | None:
    if (change := read_profile_change(entry.row.text)) is None:
        return None
    face, nickname = change
    return ProfileChanged(*entry.head, nickname, face)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("there is no number")
    return int(text)


_READERS: dict[int, _Reader] = {
    MessageKind.ADDED_ME: _read_added,
    MessageKind.ADD_REQUEST: _read_request,
    MessageKind.REQUEST_GRANTED: _answer(RequestGranted),
    MessageKind.REQUEST_REFUSED: _answer(RequestRefused),
    MessageKind.TEXT: _read_text,
    MessageKind.ROOM_INVITED: _room_notice(RoomInvited),
    MessageKind.ROOM_ASKED: _room_notice(RoomAsked),
    MessageKind.DEVICE_ADDED: _read_device,
    MessageKind.ROOM_CHANGED: _read_room_change,
    MessageKind.ROOM_JOINED: _room_notice(RoomJoined),
    MessageKind.ROOM_LEFT: _room_notice(RoomLeft),
    MessageKind.VALUES_CHANGED: _plain(AccountOutdated),
    MessageKind.ANSWERED: _plain(AnsweredElsewhere),
    MessageKind.CLEARED: _mark(ConversationCleared),
    MessageKind.LIST_CHANGED: _plain(ListChanged),
    MessageKind.ASKED_IN: _plain(JoinRequested),
    MessageKind.REMOVED: _read_removed,
    MessageKind.NUDGED: _plain(Nudged),
    MessageKind.TYPING: _read_typing,
    MessageKind.DELIVERED: _read_delivered,
    MessageKind.OWN_TEXT: _read_own_text,
    MessageKind.SEEN: _mark(ReadMark),
    MessageKind.READ: _read_read_by,
    MessageKind.RECALLED: _read_recall,
    MessageKind.REACTED: _read_reaction,
    MessageKind.EDITED: _read_edit,
    MessageKind.PROFILE_CHANGED: _read_profile,
    MessageKind.STATUS_CHANGED: _read_status,
}


def _readers_of(log: Log) -> dict[int, _Reader]:
    return {int(kind): _READERS[kind] for kind in MessageKind if log in kind.row.log}


_OF_INBOX = _readers_of(Log.INBOX)
_OF_ROOMS = _readers_of(Log.ROOM)


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
