"""The choice of a server: on this computer, at an address, found on the network, or used before."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.sign_in.server_items import Place, PlaceRole, header_item, place_item, text_item
from qqdesk.gui.sign_in.server_row_delegate import ServerRowDelegate

LOCAL, ADDRESS = 0, 1
_GAP = 12
_WIDEST = 420
"""The maximum width of the list in pixels; longer texts are cut."""


class ServerBox(QComboBox):
    """The two kinds of servers, then the known servers. Choosing a known one fills in its address."""

    place_chosen = Signal(object)  # Place

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem(self.tr("Server on this computer"))
        self.addItem(self.tr("Server at an address"))
        self.setAccessibleName(self.tr("Server"))
        self.setMaxVisibleItems(12)
        leave_wheel_to_area(self)
        self.offers_local = True
        """Whether to list the server on this computer even if it is not chosen."""
        self._was_opened = False
        """Accessing `view()` earlier would slow down the start."""
        self._found: Sequence[Place] = ()
        self._recent: Sequence[str] = ()
        self._is_filled = False
        self.activated.connect(self._activated)

    @Slot()
    def fill(self) -> None:
        """Add the known servers to the list. Called after the first paint."""
        self._is_filled = True
        self._show_places()

    def set_found(self, found: Sequence[Place]) -> None:
        self._found = found
        self._show_places()

    def set_recent(self, addresses: Sequence[str]) -> None:
        """Set the servers that were used before, newest first."""
        self._recent = addresses
        self._show_places()

    def showPopup(self) -> None:
        """Open the list, wide enough for the names of the servers."""
        if not self._was_opened:
            self._was_opened = True
            self.setItemDelegate(ServerRowDelegate(self))
        view = self.view()
        view.setAccessibleName(self.accessibleName())
        if isinstance(view, QListView):
            view.setRowHidden(LOCAL, not self.offers_local and self.currentIndex() != LOCAL)
        wanted = view.sizeHintForColumn(0) + 2 * view.frameWidth() + _GAP
        view.setMinimumWidth(min(_WIDEST, wanted))
        super().showPopup()

    def _show_places(self) -> None:
        """Rebuild the rows. An open list stays open, with the same row selected."""
        if not self._is_filled:
            return
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        is_open = self._was_opened and self.view().isVisible()
        selected = self.view().currentIndex().data() if is_open else None
        self.blockSignals(True)
        model.removeRows(ADDRESS + 1, model.rowCount() - ADDRESS - 1)
        model.appendRow(header_item(self.tr("Found on this network")))
        for place in self._found:
            model.appendRow(place_item(place))
        if not self._found:
            model.appendRow(text_item(self.tr("None so far")))
        found = {place.address for place in self._found}
        recent = [Place(address) for address in self._recent if address not in found]
        if recent:
            model.appendRow(header_item(self.tr("Used before")))
            for place in recent:
                model.appendRow(place_item(place))
        self.blockSignals(False)
        if is_open:
            self.showPopup()
            row = self.findText(str(selected)) if selected else -1
            if row >= 0:
                self.view().setCurrentIndex(model.index(row, 0))

    @Slot(int)
    def _activated(self, row: int) -> None:
        address = self.itemData(row, PlaceRole.ADDRESS)
        if address:
            name = self.itemText(row)
            self.setCurrentIndex(ADDRESS)
            self.place_chosen.emit(Place(str(address), "" if name == address else name))
