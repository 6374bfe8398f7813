"""The events of a signed-in account, one class for each kind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Protocol, TypedDict

from qqdesk.domain import body, incoming
from qqdesk.domain.body import File, RoomEvent, mentions_in
from qqdesk.domain.incoming import (
    AddedMe,
    ChangeReceived,
    ContactRequested,
    Incoming,
    MessageDelivered,
    MessageReceived,
    RequestAnswered,
    RequestGranted,
    RoomNotice,
    ServerNotice,
    StatusChanged,
    TypingStarted,
)
from qqdesk.domain.message import ChangeKind, MessageChange
from qqdesk.domain.room import Room, read_role
from qqdesk.protocol.codes import SYSTEM_NUMBER, Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.room_commands import RoomChange, RoomRole


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent message, stored by the server.

    `to` is a person or a room, and `id` the id in the recipient's mailbox or in the room. `key` is its client id (32
    hex digits), as in `Delivered`. A classic server returns neither: 0 and "". `id` is also 0 if an earlier run sent
    another text for the same occasion; that text stays.
    """

    to: int
    id: int
    key: str
    time: datetime


class EventActions(Protocol):
    """The requests that an event needs. `Session` implements it."""

    def send(
        self,
        to: int,
        text: str,
        *,
        mentions: Iterable[int] = (),
        cause: "Event | None" = None,
        reply_to: MessageRef | None = None,
    ) -> tuple[Sent, ...]: ...
    def send_file(
        self,
        to: int,
        path: Path | str,
        caption: str = "",
        *,
        mentions: Iterable[int] = (),
        cause: "Event | None" = None,
    ) -> tuple[Sent, ...]: ...
    def save_file(self, file: FileInfo, path: Path | str) -> Path: ...
    def accept(self, number: int) -> None: ...
    def react(self, to: int, message: MessageRef, emoji: str) -> None: ...
    def refuse(self, number: int, reason: str = "") -> None: ...
    def admit(self, room: int, number: int, *, accept: bool) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`sender` is the number of the other account, `name` its display name. `time` is the server's, with a time zone.
    `room` is the number of the room in which or with which it happened, `room_name` its name; 0 and "" without one.

    `id` is above 0 if the server stores the event until it is acknowledged; an event with 0 comes once. Ids have no
    gaps; those of each room are counted for themselves.
    `unique_id` differs from that of any other event of this account; "" if the event has no id.
    """

    WORD: ClassVar[str]
    """The word for it in the output of `qqdesk-cli listen`."""

    sender: int
    name: str = field(default="", repr=False)
    time: datetime
    room: int = 0
    room_name: str = field(default="", repr=False)
    id: int = 0
    unique_id: str = field(default="", repr=False, compare=False)
    entry: Incoming | None = field(default=None, repr=False, compare=False)
    """What came in, for `Session.finish`; None for a change that a new contact list showed."""
    sent: Counter[int] = field(default_factory=Counter, repr=False, compare=False)
    """The number of texts sent because of this event, by recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Event):
    """A received message. The repr omits `text`, so that no log contains it.

    `file` describes the file of the message; `text` is its caption then. `mentions` are the numbers of the members whom
    a message in a room mentions. `reply_to` names the message that this one answers.
    """

    WORD: ClassVar[str] = "message"

    text: str = field(repr=False)
    mentions: tuple[int, ...] = ()
    mentions_me: bool = False
    file: FileInfo | None = field(default=None, repr=False)
    reply_to: MessageRef | None = None
    actions: EventActions = field(repr=False, compare=False)

    @property
    def ref(self) -> MessageRef:
        """What changes of this message name it by."""
        return MessageRef(self.sender, self.unique_id)

    def react(self, emoji: str) -> None:
        """Set the bot's reaction to the message: one emoji, "" to take it back. Raises RefusedError and
        SessionEndedError."""
        self.actions.react(self.room or self.sender, self.ref, emoji)

    def reply(self, text: str, *, mentions: Iterable[int] = (), quote: bool = False) -> tuple[Sent, ...]:
        """Send a reply to where the message came from: to the sender, or to the room. Return when the server has stored
        it. A long text becomes several messages, an empty one none. In a room, `mentions` are numbers of members.
        With `quote` the reply shows this message.

        Each reply to this message (the first, the second …) is stored once, even if the program was killed and handles
        the message again: the first text stays. Raises RefusedError if the server refuses, and SessionEndedError.
        """
        answered = self.ref if quote else None
        return self.actions.send(self.room or self.sender, text, mentions=mentions, cause=self, reply_to=answered)

    def reply_file(self, path: Path | str, caption: str = "", *, mentions: Iterable[int] = ()) -> tuple[Sent, ...]:
        """Upload a file or a picture, and send it as `reply` does. Raises LocalFileError, too, if it cannot be read."""
        to = self.room or self.sender
        return self.actions.send_file(to, path, caption, mentions=mentions, cause=self)

    def save_file(self, path: Path | str) -> Path:
        """Download the file of the message to `path`, which is replaced. In a folder it gets its own name, or another
        if that is taken. Return where it is.

        An interrupted download continues. Raises RefusedError if the file is gone, LocalFileError and
        SessionEndedError.
        """
        if self.file is None:
            raise LocalError("The message has no file")
        return self.actions.save_file(self.file, path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Event):
    """The sender changed `message`, which the bot or another account has written: see the classes below."""

    message: MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction(Change):
    """The sender reacts to a message with an emoji; "" takes the reaction back."""

    WORD: ClassVar[str] = "reaction"

    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Change):
    """The sender replaced the text of a message, or the caption of its file."""

    WORD: ClassVar[str] = "edited"

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled(Change):
    """The sender took back a message."""

    WORD: ClassVar[str] = "recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Event):
    """A request to add me to a contact list, with a `reason`."""

    WORD: ClassVar[str] = "request"

    reason: str = field(repr=False)
    actions: EventActions = field(repr=False, compare=False)

    def accept(self) -> None:
        """Accept the request. May be repeated. Raises RefusedError and SessionEndedError."""
        self.actions.accept(self.sender)

    def refuse(self, reason: str = "") -> None:
        """Refuse the request with a reason. Raises as `accept`."""
        self.actions.refuse(self.sender, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence(Event):
    """The status of a contact changed. Only the latest status is reported, not every change."""

    WORD: ClassVar[str] = "presence"

    status: Status

    @property
    def is_present(self) -> bool:
        return self.status.is_present


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """The answer to my request to add a contact, with a `reason`."""

    WORD: ClassVar[str] = "answer"

    granted: bool
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(Event):
    """An account added me to its contact list without a request."""

    WORD: ClassVar[str] = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    """The recipient's client has stored my message; `key` is that of its `Sent`."""

    WORD: ClassVar[str] = "delivered"

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing(Event):
    """The sender is typing a message to me, or to the room."""

    WORD: ClassVar[str] = "typing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Event):
    """The bot is a member of the room now. `sender` put it in; if the bot joined, it is the bot."""

    WORD: ClassVar[str] = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Event):
    """The bot is no member of the room any more. `sender` put it out; if the bot left, it is the bot."""

    WORD: ClassVar[str] = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(Event):
    """The sender invites the bot to the room."""

    WORD: ClassVar[str] = "invitation"

    actions: EventActions = field(repr=False, compare=False)

    def accept(self) -> None:
        """Join the room. May be repeated. Raises RefusedError and SessionEndedError."""
        self.actions.accept(self.room)

    def refuse(self) -> None:
        """Do not join the room. Raises as `accept`."""
        self.actions.refuse(self.room)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRequest(Event):
    """The sender asks to join the room, with a `reason`. Only keepers of the room get it."""

    WORD: ClassVar[str] = "room-request"

    reason: str = field(repr=False)
    actions: EventActions = field(repr=False, compare=False)

    def accept(self) -> None:
        """Admit the sender. May be repeated. Raises RefusedError and SessionEndedError."""
        self.actions.admit(self.room, self.sender, accept=True)

    def refuse(self) -> None:
        """Do not admit the sender. Raises as `accept`."""
        self.actions.admit(self.room, self.sender, accept=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged(Event):
    """A member joined, left, or has another role. `sender` changed that; `member` is the account.

    `role` is NONE for a member who left.
    """

    WORD: ClassVar[str] = "member"

    member: int
    role: RoomRole


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanged(Event):
    """The sender changed the room: its name, its notice or another setting."""

    WORD: ClassVar[str] = "room"

    change: RoomChange
    key: int
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Event):
    """A notice of the server, or a message of a `kind` (MT) that this version does not know. It expects no answer."""

    WORD: ClassVar[str] = "notice"

    kind: int
    text: str = field(repr=False)


def utc_datetime(milliseconds: int | None) -> datetime:
    """Convert milliseconds since 1970, UTC; return the current time without a valid value."""
    if not milliseconds:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.now(UTC)


def room_of(item: Incoming) -> int:
    """Return the number of the room of an entry, 0 without one."""
    return item.room if isinstance(item, RoomNotice) else item.log


def sender_of(item: Incoming) -> int:
    """Return the account that caused an entry."""
    return item.actor if isinstance(item, RoomNotice) else item.sender


def event_of(item: Incoming, name: str, room: Room | None, me: int, actions: EventActions) -> Event | None:
    """Return the event of an entry; None if programs do not handle entries of this kind. `me` is my number."""
    common: _Common = {
        "sender": sender_of(item),
        "name": name,
        "room": 0 if room is None else room.number,
        "room_name": "" if room is None else room.title,
        "time": utc_datetime(item.time),
        "id": item.server_id,
        # The key includes the time: if an account is deleted and created again, its ids start at 1 again.
        "unique_id": item.key if item.server_id else "",
        "entry": item,
    }
    match item:
        case MessageReceived() if item.sender == SYSTEM_NUMBER:
            return Notice(**common, kind=MessageKind.TEXT, text=item.message.text)
        case ChangeReceived():
            return _change_event(item.change, common) if item.change.maker != me else None
        case MessageReceived(message=message) if not isinstance(message.body, body.Recalled):
            content, mentions = message.body, mentions_in(message.body)
            file, text = (content.info, content.caption.text) if isinstance(content, File) else (None, message.text)
            return Message(
                **common,
                text=text,
                mentions=mentions,
                mentions_me=me in mentions,
                file=file,
                reply_to=message.reply_to,
                actions=actions,
            )
        case incoming.RoomJoined():
            return Joined(**common)
        case incoming.RoomLeft():
            return Left(**common)
        case incoming.RoomInvited():
            return Invitation(**common, actions=actions)
        case incoming.RoomAsked():
            return RoomRequest(**common, reason=item.text, actions=actions)
        case incoming.RoomChanged(message=message) if isinstance(message.body, RoomEvent):
            change = message.body
            if change.change is RoomChange.MEMBER:
                return MemberChanged(**common, member=change.key, role=read_role(change.number))
            return RoomChanged(**common, change=change.change, key=change.key, value=change.value)
        case ContactRequested():
            return Request(**common, reason=item.reason, actions=actions)
        case RequestAnswered():
            return Answered(**common, granted=isinstance(item, RequestGranted), reason=item.text)
        case AddedMe():
            return Added(**common)
        case MessageDelivered():
            return Delivered(**common, key=item.client_id)
        case TypingStarted():
            return Typing(**common)
        case StatusChanged():
            return Presence(**common, status=item.status)
        case ServerNotice():
            return Notice(**common, kind=item.kind, text=item.text)
    return None


def _change_event(change: MessageChange, common: "_Common") -> Change:
    match change.kind:
        case ChangeKind.REACTION:
            return Reaction(**common, message=change.target, emoji=change.value)
        case ChangeKind.EDIT:
            return Edited(**common, message=change.target, text=change.value)
        case ChangeKind.RECALL:
            return Recalled(**common, message=change.target)


class _Common(TypedDict):
    sender: int
    name: str
    room: int
    room_name: str
    time: datetime
    id: int
    unique_id: str
    entry: Incoming
