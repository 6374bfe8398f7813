"""A message and its delivery state."""

import os
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self


class MessageState(Enum):
    """RECEIVED is the state of every incoming message; the others are states of my own messages."""

    RECEIVED = "received"
    WAITING = "waiting"
    """Not sent yet: there is no connection, or earlier messages are being sent."""
    SENDING = "sending"
    SENT = "sent"
    """The server has it on disk."""
    DELIVERED = "delivered"
    """The recipient's client has stored it."""
    FAILED = "failed"
    """The server refused it, or a classic server's answer was lost; `failure` says why."""


def new_key(time: int) -> str:
    """Return a unique key that begins with the time.

    The time keeps neighbouring messages together in an index; a random key would touch a page of its own.
    """
    return time_prefix(time) + os.urandom(10).hex()


def time_prefix(time: int) -> str:
    """Return the time as 12 hex digits."""
    return f"{time % 2**48:012x}"


@dataclass(frozen=True, slots=True)
class Message:
    """`key` is unique: 32 hex digits, the client id (CID) of my own message. `time` is in milliseconds since 1970, UTC.

    `failure` is the name of a `ProblemKind`, "" if nothing failed.
    """

    key: str
    contact: int
    text: str = field(repr=False)
    time: int
    state: MessageState
    failure: str = ""

    @property
    def is_mine(self) -> bool:
        return self.state is not MessageState.RECEIVED

    def in_state(self, state: MessageState, failure: str = "") -> Self:
        return replace(self, state=state, failure=failure)
