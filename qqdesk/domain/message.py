"""A message and its delivery state."""

import os
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self

from qqdesk.domain.body import Body, mentions_in
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
