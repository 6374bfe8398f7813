"""A server found on this computer or on the local network."""

from dataclasses import dataclass
from enum import IntEnum

from qqdesk.domain.destination import Destination


class NearbyServerKind(IntEnum):
    """The values are in the order of the list."""

    HERE = 0
    """On this computer."""
    OPEN = 1
    BY_INVITATION = 2
    CLOSED = 3
    UNREACHABLE = 4
    """The server announces itself, but does not answer."""


@dataclass(frozen=True, slots=True)
class NearbyServer:
    """`key` identifies the server in the list. `place_id` is "" if the server did not announce it.

    `people` is the number of members, None unless they are introduced to each other. `destination` is None for an
    unreachable server. `needs_invitation`: registration needs an invitation or the administrator's approval.
    """

    key: str
    name: str
    host: str
    kind: NearbyServerKind
    place_id: str = ""
    people: int | None = None
    destination: Destination | None = None
    needs_invitation: bool = False
