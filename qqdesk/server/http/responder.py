"""The connection of a client, as request handlers see it."""

from collections.abc import Callable
from typing import Protocol

from qqdesk.server.accounts.sessions import HangingPoll


class Responder(Protocol):
    """Replies to one request, once."""

    is_protected: bool
    """The request came over TLS or from this computer."""
    is_cut: bool
    """The client has closed the connection, or its side of it: do not let it wait."""
    poll: HangingPoll | None
    """The poll to finish when the client closes the connection."""

    def belongs_to(self, number: int) -> None:
        """Note that the request belongs to a session of this account."""
        ...

    def respond(self, body: bytes, delivered: Callable[[bool], None] | None = None) -> None:
        """Send the reply. `delivered` is called with True once the operating system has all of it, else with False."""
        ...

    def abort(self) -> None:
        """Close the connection without a reply."""
        ...
