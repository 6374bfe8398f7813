"""Notices as the worker makes them."""

from qqdesk.domain.contact import Contact
from qqdesk.domain.incoming import Announced, RequestAnswered, RoomNotice, ServerNotice
from qqdesk.worker.api import Notice

UNKNOWN_KIND = 55


def make_notice(
    of: type[Announced],
    contact: Contact,
    text: str = "",
    time: int = 0,
    room: int = 0,
) -> Notice:
    head = (0, "", contact.number, time)
    if issubclass(of, RoomNotice):
        return Notice(of(*head, room, contact.number, text), contact)
    if issubclass(of, ServerNotice):
        return Notice(of(*head, UNKNOWN_KIND, text), contact)
    return Notice(of(*head, text) if issubclass(of, RequestAnswered) else of(*head), contact)
