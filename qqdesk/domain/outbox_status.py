"""Why messages of mine wait, and until when."""

from dataclasses import dataclass
from enum import Enum


class WaitingReason(Enum):
    """Why a message of mine waits."""

    NOT_WAITING = "not_waiting"
    """It is on its way, was sent, or failed."""
    NO_CONNECTION = "no_connection"
    """The connection is lost and is tried again."""
    SIGNED_OUT = "signed_out"
    """There is no session; it is sent after the next sign-in."""
    SERVER_BUSY = "server_busy"
    """The server asked to wait after too many messages."""
    SERVER_FAILED = "server_failed"
    """The server had an error and is tried again."""
    DISK = "disk"
    """The history cannot be written, and with a classic server each attempt is stored before it is made."""
    OTHERS_FIRST = "others_first"
    """Only the messages before it hold it up."""


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """What holds up all waiting messages, until the next try at `until` (monotonic seconds of the session's clock)."""

    reason: WaitingReason = WaitingReason.OTHERS_FIRST
    until: float = 0.0
