"""The places that a program finds by itself: on this computer and on the local network."""

from dataclasses import dataclass
from enum import IntEnum

from qqdesk.domain.destination import Destination


class NearbyServerKind(IntEnum):
    """In the order in which places are listed."""

    HERE = 0
    """On this computer."""
    OPEN = 1
    BY_INVITATION = 2
    CLOSED = 3
    UNREACHABLE = 4
    """It announces itself, but does not answer."""


@dataclass(frozen=True, slots=True)
class NearbyServer:
    """`key` identifies the place among those that are found. `place_id` is "" where it did not say.

    `people` is None unless the people of the place know each other. `destination` is None for an unreachable place.
    `needs_invitation`: people come in by invitation, or by asking. `fingerprint_is_new`: no authority vouches for its
    certificate.
    """

    key: str
    name: str
    host: str
    kind: NearbyServerKind
    place_id: str = ""
    people: int | None = None
    destination: Destination | None = None
    needs_invitation: bool = False
    fingerprint_is_new: bool = False
