"""One message of a conversation, and what became of it."""

import os
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self


class MessageState(Enum):
    """RECEIVED is theirs; the others are states of one of mine, and what the person is told of it."""

    RECEIVED = "received"
    WAITING = "waiting"
    """Not handed to the server yet: there is no connection, or others go first."""
    SENDING = "sending"
    SENT = "sent"
    """The server has it on disk."""
    DELIVERED = "delivered"
    """It is stored on the other's side."""
    FAILED = "failed"
    """The server refused it, or a classic server's answer was lost; `failure` says why."""


def new_key(time: int) -> str:
    """A key for a message of that time that nobody else makes. What begins with the time lies beside its neighbours in
    an index; keys by chance cost a page of it each."""
    return time_prefix(time) + os.urandom(10).hex()


def time_prefix(time: int) -> str:
    """12 hex digits."""
    return f"{time % 2**48:012x}"


@dataclass(frozen=True, slots=True)
class Message:
    """`key` is unique: 32 hex digits, the client's id (CID) of one of mine. `time` in milliseconds since 1970, UTC.

    `failure` is the name of a `ProblemKind`, "" where nothing failed.
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
