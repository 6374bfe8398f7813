"""What ends a session for good. All else is tried again."""

from qqdesk.client.errors import ClientError
from qqdesk.protocol.errors import LocalError


class SessionEndedError(ClientError):
    """The session is over, and nothing will bring it back: it was stopped, or its `__cause__` says why."""


class TakenOverError(SessionEndedError):
    """The same number signed in elsewhere. Signing in again would end that session in turn, and so on: of a bot that
    was started twice one has to give in."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"{number} signed in elsewhere, which ended this session. Is a second one of this bot running?"
        )


class StoppedError(SessionEndedError):
    """Nothing went wrong: it was stopped."""

    def __init__(self) -> None:
        super().__init__("The session was stopped")


class NoPasswordError(LocalError):
    """There is nothing to sign in with."""
