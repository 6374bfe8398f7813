"""Titles of the groups, and texts of the first one, which has no name. Its title is that of the
place if the users are introduced to each other."""

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.connection import PlaceInfo
from qqdesk.gui.contacts.contact_rows import BLOCKED, NOTICES, STRANGERS
from qqdesk.gui.contacts.list_source import ROOMS
from qqdesk.protocol.codes import SharedRoster

translate = QCoreApplication.translate


def first_group_title(place: PlaceInfo) -> str:
    if place.shared_roster != SharedRoster.OFF and place.name:
        return place.name
    return QCoreApplication.translate("Contact", "My friends")


def introduction_text(place: PlaceInfo) -> str:
    """Return a sentence on whether newcomers get on the list; "" if users are not introduced."""
    match place.shared_roster:
        case SharedRoster.ON:
            text = QCoreApplication.translate(
                "Contact", "Everyone in {place} is on your list. New people are added to it."
            )
        case SharedRoster.FULL:
            text = QCoreApplication.translate(
                "Contact",
                "{place} has more than 200 people. New people are not on your list: use Add people.",
            )
        case _:
            return ""
    return text.format(place=place.name)


def group_title(group: str, place: PlaceInfo) -> str:
    """Return the displayed name of a group of the list."""
    if group == ROOMS:
        return translate("ContactModel", "Rooms")
    if group == NOTICES:
        return translate("ContactModel", "Notices")
    if group == STRANGERS:
        return translate("ContactModel", "Strangers")
    if group == BLOCKED:
        return translate("ContactModel", "Blocked")
    return group or first_group_title(place)
