"""A message, its delivery state, and its changes after it was sent."""

import os
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self

from qqdesk.domain.body import Body, File, Recalled, Text, mentions_in
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.protocol.message_ref import MessageRef


class Delivery(Enum):
    """The state of a message of mine."""

    WAITING = "waiting"
    """Not sent yet: there is no connection, or earlier messages are being sent."""
    SENDING = "sending"
    SENT = "sent"
    """The server has it on disk."""
    DELIVERED = "delivered"
    """The recipient's client has stored it."""
    FAILED = "failed"
    """The server refused it, or a classic server's answer was lost; `failure` says why."""


def new_message_id(time: int) -> str:
    """Return a unique id that begins with the time.

    The time keeps neighbouring messages together in an index; a random id would touch a page of its own.
    """
    return time_prefix(time) + os.urandom(10).hex()


def time_prefix(time: int) -> str:
    """Return the time as 12 hex digits."""
    return f"{time % 2**48:012x}"


@dataclass(frozen=True, slots=True)
class Reaction:
    person: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Message:
    """`id` is unique: 32 hex digits, the client id (CID) of my own message. `time` is in milliseconds since 1970, UTC.

    `delivery` is None for a message of someone else. `failure` is the name of a `ProblemKind`, "" if nothing failed.
    """

    id: str
    conversation: ConversationId
    sender: int
    time: int
    body: Body = field(repr=False)
    delivery: Delivery | None
    failure: str = ""
    reply_to: MessageRef | None = None
    """The message that this one answers."""
    reactions: tuple[Reaction, ...] = ()
    """The present reactions, one for each person, in the order of time."""
    is_edited: bool = False

    @property
    def is_mine(self) -> bool:
        return self.delivery is not None

    @property
    def is_unsent(self) -> bool:
        return self.delivery in (Delivery.WAITING, Delivery.SENDING)

    @property
    def ref(self) -> MessageRef:
        """Return what replies and changes name the message by."""
        return MessageRef(self.sender, self.id)

    @property
    def text(self) -> str:
        return self.body.plain_text()

    def mentions(self, number: int) -> bool:
        """Return whether the message mentions this member of its room."""
        return number in mentions_in(self.body)

    def with_delivery(self, delivery: Delivery, failure: str = "") -> Self:
        return replace(self, delivery=delivery, failure=failure)


class ChangeKind(Enum):
    RECALL = "recall"
    EDIT = "edit"
    """Once a message is taken back, edits and reactions do not count."""
    REACTION = "reaction"


@dataclass(frozen=True, slots=True)
class MessageChange:
    """`id` is the client id (CID) of the change. `maker` is who made it.

    `value` is the new text of an edit; the emoji of a reaction, "" if it is taken back.
    """

    id: str
    kind: ChangeKind
    target: MessageRef
    maker: int
    value: str = field(default="", repr=False)


def apply_change(message: Message, change: MessageChange) -> Message:
    """Return the message after a change. The last edit, and the last reaction of each person, win."""
    match change.kind, message.body:
        case ChangeKind.RECALL, _:
            return replace(message, body=Recalled(change.maker), reply_to=None, reactions=(), is_edited=False)
        case ChangeKind.EDIT, Text(_, mentions):
            return replace(message, body=Text(change.value, mentions), is_edited=True)
        case ChangeKind.EDIT, File(info, Text(_, mentions)):
            return replace(message, body=File(info, Text(change.value, mentions)), is_edited=True)
        case ChangeKind.REACTION, Text() | File():
            others = tuple(reaction for reaction in message.reactions if reaction.person != change.maker)
            new = (Reaction(change.maker, change.value),) if change.value else ()
            return replace(message, reactions=others + new)
    return message
