"""The box that says which server: the one on this computer, one at an address, or one of those that are known."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from qqdesk.gui.shared.plain_tip import plain_tip
from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.sign_in.server_row_delegate import PlaceRole, ServerRowDelegate

LOCAL, ADDRESS = 0, 1
_GAP = 12
_WIDEST = 420
"""Of the list, in pixels: names and addresses that want more are cut."""


class Place(NamedTuple):
    """A server that can be chosen; without a name it is called by its address."""

    address: str
    name: str = ""


class ServerBox(QComboBox):
    """The two ways, and under them what was found on the network and what was used before.

    The known ones are short cuts: who chooses one has the second way with an address filled in.
    """

    place_chosen = Signal(object)  # Place

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem(self.tr("Server on this computer"))
        self.addItem(self.tr("Server at an address"))
        self.setAccessibleName(self.tr("Server"))
        self.setMaxVisibleItems(12)
        leave_wheel_to_area(self)
        self.offers_local = True
        """Whether the list has the server on this computer; it has it anyway while that is chosen."""
        self._has_rows = False
        """The list was opened once, so its view exists."""
        self._found: Sequence[Place] = ()
        self._recent: Sequence[str] = ()
        self._is_filled = False
        self.activated.connect(self._activated)

    @Slot()
    def fill(self) -> None:
        """Offer the places, too. Called when the box can be seen."""
        self._is_filled = True
        self._show_places()

    def set_found(self, found: Sequence[Place]) -> None:
        """What there is on the network now."""
        self._found = found
        self._show_places()

    def set_recent(self, addresses: Sequence[str]) -> None:
        """What was used before, the latest first."""
        self._recent = addresses
        self._show_places()

    def showPopup(self) -> None:
        """Wide enough for the names of what was found: by them one is told from the other."""
        if not self._has_rows:
            self._has_rows = True
            self.setItemDelegate(ServerRowDelegate(self))
        view = self.view()
        view.setAccessibleName(self.accessibleName())
        if isinstance(view, QListView):
            view.setRowHidden(LOCAL, not self.offers_local and self.currentIndex() != LOCAL)
        wanted = view.sizeHintForColumn(0) + 2 * view.frameWidth() + _GAP
        view.setMinimumWidth(min(_WIDEST, wanted))
        super().showPopup()

    def _show_places(self) -> None:
        """Put the rows in place; a list that is open stays open, with the same row marked."""
        if not self._is_filled:
            return
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        is_open = self._has_rows and self.view().isVisible()
        marked = self.view().currentIndex().data() if is_open else None
        self.blockSignals(True)
        model.removeRows(ADDRESS + 1, model.rowCount() - ADDRESS - 1)
        model.appendRow(_header(self.tr("Found on this network")))
        for place in self._found:
            model.appendRow(_item(place))
        if not self._found:
            model.appendRow(_line(self.tr("None so far")))
        found = {place.address for place in self._found}
        recent = [Place(address) for address in self._recent if address not in found]
        if recent:
            model.appendRow(_header(self.tr("Used before")))
            for place in recent:
                model.appendRow(_item(place))
        self.blockSignals(False)
        if is_open:
            self.showPopup()
            row = self.findText(str(marked)) if marked else -1
            if row >= 0:
                self.view().setCurrentIndex(model.index(row, 0))

    @Slot(int)
    def _activated(self, row: int) -> None:
        address = self.itemData(row, PlaceRole.ADDRESS)
        if address:
            name = self.itemText(row)
            self.setCurrentIndex(ADDRESS)
            self.place_chosen.emit(Place(str(address), "" if name == address else name))


def _item(place: Place) -> "QStandardItem":
    item = QStandardItem(place.name or place.address)
    item.setData(place.address, PlaceRole.ADDRESS)
    item.setData(f"{place.name}, {place.address}" if place.name else place.address, Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(plain_tip(f"{place.name}\n{place.address}" if place.name else place.address))
    return item


def _header(text: str) -> "QStandardItem":
    item = _line(text)
    item.setData(True, PlaceRole.HEADER)
    return item


def _line(text: str) -> "QStandardItem":
    item = QStandardItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
