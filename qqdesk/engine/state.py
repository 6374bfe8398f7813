"""The phases of a session, as a table: no socket, no clock, no thread."""

from enum import Enum


class Phase(Enum):
    CONNECTING = "connecting"
    """During the first sign-in, or a try after a wait."""
    ONLINE = "online"
    RETRYING = "retrying"
    """The connection broke a moment ago. It is reported only if it is not back soon."""
    WAITING = "waiting"
    """The connection is lost; the next try follows after a pause."""
    OFFLINE = "offline"
    """By choice: no session until another status is set."""
    ENDED = "ended"
    """The session ended and is not retried."""


class Input(Enum):
    CONNECTED = "connected"
    RETRY_AT_ONCE = "retry_at_once"
    """The connection or the session is lost; try again without reporting it."""
    LOST = "lost"
    """The connection is lost; report it and wait."""
    RETRY = "retry"
    """The wait is over."""
    GO_OFFLINE = "go_offline"
    COME_BACK = "come_back"
    END = "end"


_FROM_ANYWHERE = {Input.GO_OFFLINE: Phase.OFFLINE, Input.END: Phase.ENDED}

TRANSITIONS: dict[Phase, dict[Input, Phase]] = {
    Phase.CONNECTING: {
        Input.CONNECTED: Phase.ONLINE,
        Input.RETRY_AT_ONCE: Phase.CONNECTING,
        Input.LOST: Phase.WAITING,
        **_FROM_ANYWHERE,
    },
    Phase.ONLINE: {
        Input.RETRY_AT_ONCE: Phase.RETRYING,
        Input.LOST: Phase.WAITING,
        **_FROM_ANYWHERE,
    },
    Phase.RETRYING: {
        Input.CONNECTED: Phase.ONLINE,
        Input.RETRY_AT_ONCE: Phase.RETRYING,
        Input.LOST: Phase.WAITING,
        **_FROM_ANYWHERE,
    },
    Phase.WAITING: {Input.RETRY: Phase.CONNECTING, **_FROM_ANYWHERE},
    Phase.OFFLINE: {Input.COME_BACK: Phase.CONNECTING, Input.END: Phase.ENDED},
    Phase.ENDED: {},
}


def advance(phase: Phase, event: Input) -> Phase:
    """Return the next phase. Raises KeyError for an input that cannot occur in this phase."""
    return TRANSITIONS[phase][event]
