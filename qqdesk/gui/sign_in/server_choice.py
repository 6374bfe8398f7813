"""Choose the server on this computer, which the program starts itself, or type an address."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QSizePolicy, QStyledItemDelegate, QWidget

from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.scrolling import leave_wheel_to_area

LOCAL, ADDRESS = 0, 1
_MOST_CHARS = 24
"""The maximum length of a name in a sentence."""
_GAP = 12
_WIDEST = 420
"""The maximum width of the list in pixels; longer texts are cut."""
_ADDRESS = Qt.ItemDataRole.UserRole
"""The address of a server; None for other rows."""


class Place(NamedTuple):
    """A server that was found or used. `name` is "" if it is not known."""

    address: str
    name: str = ""


def place_item(place: Place) -> QStandardItem:
    name, address = place.name, place.address
    item = QStandardItem(f"{name} · {address}" if name else address)
    item.setData(address, _ADDRESS)
    item.setData(f"{name}, {address}" if name else address, Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(plain_tip(f"{name}\n{address}" if name else address))
    return item


def text_item(text: str) -> QStandardItem:
    """Return a row that cannot be chosen."""
    item = QStandardItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


class ServerBox(QComboBox):
    """The two kinds of servers, then the known servers. Choosing a known one fills in its address."""

    address_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.addItem(self.tr("Place on this computer"))
        self.addItem(self.tr("Place at an address"))
        self.setAccessibleName(self.tr("Place"))
        self.setMaxVisibleItems(12)
        leave_wheel_to_area(self)
        self.offers_local = True
        """Whether to list the server on this computer even if it is not chosen."""
        self._found: Sequence[Place] = ()
        self._recent: Sequence[str] = ()
        self._is_filled = self._was_opened = False
        self.activated.connect(self._activated)

    @Slot()
    def fill(self) -> None:
        """Add the known servers to the list. Called after the first paint."""
        self._is_filled = True
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own delegate for boxes ignores the style sheet
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
        self._was_opened = True
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
        is_open = self._was_opened and self.view().isVisible()  # the first access to the view slows down the start
        selected = self.view().currentIndex().data(_ADDRESS) if is_open else None
        self.blockSignals(True)
        model.removeRows(ADDRESS + 1, model.rowCount() - ADDRESS - 1)
        model.appendRow(text_item(self.tr("Found on this network")))
        for place in self._found:
            model.appendRow(place_item(place))
        if not self._found:
            model.appendRow(text_item(self.tr("None so far")))
        found = {place.address for place in self._found}
        recent = [Place(address) for address in self._recent if address not in found]
        if recent:
            model.appendRow(text_item(self.tr("Used before")))
            for place in recent:
                model.appendRow(place_item(place))
        self.blockSignals(False)
        if is_open:
            self.showPopup()
            row = self.findData(selected, _ADDRESS) if selected else -1
            if row >= 0:
                self.view().setCurrentIndex(model.index(row, 0))

    @Slot(int)
    def _activated(self, row: int) -> None:
        address = self.itemData(row, _ADDRESS)
        if address:
            self.setCurrentIndex(ADDRESS)
            self.address_chosen.emit(str(address))


class ServerChoice(QWidget):
    """The list of servers, the address, and an offer of servers found on the network."""

    chosen = Signal()
    """After a choice, and when the address is complete."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Place] = ()
        self.kind = ServerBox()
        self.address = QLineEdit()
        self.address.setPlaceholderText(self.tr("chat.example.org or 192.168.1.5:8000"))
        self.address.setAccessibleName(self.tr("Address of the place"))
        self._name = ElidedLabel("", "secondary")
        self._name.setFont(small(self.font()))
        self.found_link = role_button("", "link")
        self.found_link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.found_link.hide()
        self._name.hide()
        self._at_address = QWidget()
        self._at_address.setLayout(column(self.address, self._name, None, spacing=4))
        self.setLayout(column(self.kind, self._at_address, row(None, self.found_link, None), spacing=8))
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.kind.address_chosen.connect(self._choose_address)
        self.address.textChanged.connect(self._show_found)
        self.address.editingFinished.connect(self.chosen)
        self.found_link.clicked.connect(self._follow_link)
        self._at_address.hide()

    def server(self) -> str:
        """Return LOCAL_SERVER or the typed address."""
        return LOCAL_SERVER if self.kind.currentIndex() == LOCAL else self.address.text().strip()

    def choose(self, server: str) -> None:
        """Set the value of `server()`."""
        if server != LOCAL_SERVER:
            self.address.setText(server)
        self.kind.setCurrentIndex(LOCAL if server == LOCAL_SERVER else ADDRESS)

    def set_found(self, found: Sequence[Place]) -> None:
        """Set the servers that are announced on the network."""
        self._found = found
        self.kind.set_found(found)
        self._show_found()

    @Slot(int)
    def _show_kind(self, index: int) -> None:
        if index in (LOCAL, ADDRESS):
            self._at_address.setVisible(index == ADDRESS)
            self._show_found()
            self.chosen.emit()

    @Slot(str)
    def _choose_address(self, address: str) -> None:
        self.address.setText(address)
        self.chosen.emit()

    @Slot()
    def _follow_link(self) -> None:
        if len(self._found) == 1:
            self.kind.setCurrentIndex(ADDRESS)
            self._choose_address(self._found[0].address)
            self.kind.setFocus()
        else:
            self.kind.setFocus()
            self.kind.showPopup()

    @Slot()
    def _show_found(self) -> None:
        """Show the name of the server at this address, or offer the found servers."""
        names = {place.address: place.name for place in self._found}
        name = names.get(self.server(), "")
        self._name.setText(self.tr("{name}, found on this network").format(name=isolated(name)))
        self._name.setVisible(bool(name))
        if len(names) == 1:
            shown = _short(next(iter(names.values()))).replace("&", "&&")
            self.found_link.setText(self.tr("Found on this network: {name}").format(name=isolated(shown)))
        else:
            self.found_link.setText(self.tr("Found on this network: {count} places").format(count=len(names)))
        self.found_link.setVisible(bool(names) and self.server() not in names)


def _short(name: str) -> str:
    return name if len(name) <= _MOST_CHARS else f"{name[: _MOST_CHARS - 1].rstrip()}…"
