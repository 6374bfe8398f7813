"""The errors that end a session for good. The session retries after any other."""

from qqdesk.client.errors import ClientError
from qqdesk.protocol.errors import LocalError


class SessionEndedError(ClientError):
    """The session has ended for good: it was stopped, or `__cause__` has the reason."""


class TakenOverError(SessionEndedError):
    """The same account signed in elsewhere.

    Signing in again would end that session in turn: if a bot is started twice, the first one has to stop.
    """

    def __init__(self, number: int) -> None:
        super().__init__(
            f"{number} signed in elsewhere, which ended this session. Is a second one of this bot running?"
        )


class StoppedError(SessionEndedError):
    """The session was stopped on purpose."""

    def __init__(self) -> None:
        super().__init__("The session was stopped")


class NoPasswordError(LocalError):
    """No password was found."""
