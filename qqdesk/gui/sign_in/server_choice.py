"""Choose the server on this computer, which the program starts itself, or type an address."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.sign_in.server_box import ADDRESS, LOCAL, ServerBox
from qqdesk.gui.sign_in.server_items import Place

_MOST_CHARS = 24
"""The maximum length of a name in a sentence."""


class ServerChoice(QWidget):
    """The list of servers, the address, and an offer of servers found on the network."""

    chosen = Signal()
    """After a choice, and when the address is complete."""
    needs_room = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Sequence[Place] = ()
        self.kind = ServerBox()
        self.address = QLineEdit()
        self.address.setPlaceholderText(self.tr("chat.example.org or 192.168.1.5:8000"))
        self.address.setAccessibleName(self.tr("Address of the server"))
        self._name = ElidedLabel("", "secondary")
        self._name.setFont(small(self.font()))
        self.found_link = QPushButton()
        self.found_link.setProperty("role", "link")
        self.found_link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.found_link.hide()
        self._name.hide()
        self._at_address = QWidget()
        self._at_address.setLayout(column(self.address, self._name, None, spacing=4))
        self.setLayout(column(self.kind, self._at_address, row(None, self.found_link, None), spacing=8))
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.kind.place_chosen.connect(self._choose_place)
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
            self.needs_room.emit()
            self.chosen.emit()

    @Slot(object)
    def _choose_place(self, place: Place) -> None:
        self.address.setText(place.address)
        self.chosen.emit()

    @Slot()
    def _follow_link(self) -> None:
        if len(self._found) == 1:
            self.kind.setCurrentIndex(ADDRESS)
            self._choose_place(self._found[0])
            self.kind.setFocus()
        else:
            self.kind.setFocus()
            self.kind.showPopup()

    @Slot()
    def _show_found(self) -> None:
        """Show the name of the server at this address, or offer the found servers."""
        names = {place.address: place.name for place in self._found}
        name = names.get(self.server(), "")
        self._set_text(self._name, self.tr("{name}, found on this network").format(name=isolated(name)) if name else "")
        offered = bool(names) and self.server() not in names
        if len(names) == 1:
            shown = _short(next(iter(names.values()))).replace("&", "&&")
            self.found_link.setText(self.tr("Found on this network: {name}").format(name=isolated(shown)))
        else:
            self.found_link.setText(self.tr("Found on this network: {count} servers").format(count=len(names)))
        if offered != self.found_link.isVisibleTo(self):
            self.found_link.setVisible(offered)
            self.needs_room.emit()

    def _set_text(self, label: ElidedLabel, text: str) -> None:
        label.setText(text)
        if label.isHidden() == bool(text):
            label.setVisible(bool(text))
            self.needs_room.emit()


def _short(name: str) -> str:
    return name if len(name) <= _MOST_CHARS else f"{name[: _MOST_CHARS - 1].rstrip()}…"
