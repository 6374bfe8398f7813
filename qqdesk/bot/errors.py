"""The errors that end a session for good. The session retries after any other."""

from qqdesk.client.errors import ClientError
from qqdesk.protocol.errors import LocalError


class SessionEndedError(ClientError):
    """The session has ended for good: it was stopped, or `__cause__` has the reason."""


class StoppedError(SessionEndedError):
    """The session was stopped on purpose."""

    def __init__(self) -> None:
        super().__init__("The session was stopped")


class NoPasswordError(LocalError):
    """No password was found."""
