"""The items of the list of servers."""

from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem

from qqdesk.gui.shared.bidi import plain_tip


class Place(NamedTuple):
    address: str
    name: str = ""
    """The address is displayed if there is no name."""


class PlaceRole(IntEnum):
    ADDRESS = Qt.ItemDataRole.UserRole + 1
    """The address of the place; None for other rows."""
    HEADER = Qt.ItemDataRole.UserRole + 2


def place_item(place: Place) -> QStandardItem:
    item = QStandardItem(place.name or place.address)
    item.setData(place.address, PlaceRole.ADDRESS)
    item.setData(f"{place.name}, {place.address}" if place.name else place.address, Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(plain_tip(f"{place.name}\n{place.address}" if place.name else place.address))
    return item


def header_item(text: str) -> QStandardItem:
    item = text_item(text)
    item.setData(True, PlaceRole.HEADER)
    return item


def text_item(text: str) -> QStandardItem:
    """Return a row that cannot be chosen."""
    item = QStandardItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
