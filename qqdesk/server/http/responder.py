"""The way back to a client."""

from collections.abc import Callable
from typing import Protocol

from qqdesk.server.accounts.sessions import HangingPoll


class Responder(Protocol):
    """Of one request, which is answered once. The listener has one; tests have another."""

    is_cut: bool
    """The client has gone, or says no more: it is not to be kept waiting."""
    poll: HangingPoll | None
    """What to finish once that happens."""

    def belongs_to(self, number: int) -> None:
        """The request is one of a session of this user."""
        ...

    def respond(self, body: bytes, delivered: Callable[[bool], None] | None = None) -> None:
        """The reply; `delivered` is told whether it got out of this machine."""
        ...

    def abort(self) -> None:
        """There is no reply, and there will be none."""
        ...
