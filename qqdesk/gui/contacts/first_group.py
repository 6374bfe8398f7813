"""Texts of the first group, which has no name. Its title is the server's name if users are introduced to each other."""

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.connection import PlaceInfo
from qqdesk.protocol.codes import Introduction


def first_group_title(place: PlaceInfo) -> str:
    if place.introduction != Introduction.OFF and place.name:
        return place.name
    return QCoreApplication.translate("Contact", "My friends")


def introduction_text(place: PlaceInfo) -> str:
    """Return a sentence on whether newcomers get on the list; "" if users are not introduced."""
    match place.introduction:
        case Introduction.ON:
            text = QCoreApplication.translate(
                "Contact", "Everyone in {place} is on your list. New people are added to it."
            )
        case Introduction.FULL:
            text = QCoreApplication.translate(
                "Contact",
                "{place} has more than 200 people. New people are not on your list: use Add people.",
            )
        case _:
            return ""
    return text.format(place=place.name)
