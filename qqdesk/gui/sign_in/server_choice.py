"""Which server: the one on this computer, which the program starts itself, or another one by its address."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.widgets import ElidedLabel, small
from qqdesk.gui.sign_in.server_box import ADDRESS, LOCAL, Place, ServerBox

_MOST_CHARS = 24
"""Of a name in a sentence."""


class ServerChoice(QWidget):
    """A box with the ways, and under it what belongs to the one that is chosen."""

    chosen = Signal()
    """Another server may be chosen than before; not told at each key."""
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
        self._at_address = _lines(self.address, self._name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.kind)
        column.addWidget(self._at_address)
        column.addWidget(self.found_link, 0, Qt.AlignmentFlag.AlignHCenter)
        self.kind.currentIndexChanged.connect(self._turn_to)
        self.kind.place_chosen.connect(self._choose_place)
        self.address.textChanged.connect(self._show_found)
        self.address.editingFinished.connect(self.chosen)
        self.found_link.clicked.connect(self._follow_link)
        self._at_address.hide()

    def server(self) -> str:
        """LOCAL_SERVER, or the address as it was typed."""
        return LOCAL_SERVER if self.kind.currentIndex() == LOCAL else self.address.text().strip()

    def choose(self, server: str) -> None:
        """Show a choice, as `server()` returned it."""
        if server != LOCAL_SERVER:
            self.address.setText(server)
        self.kind.setCurrentIndex(LOCAL if server == LOCAL_SERVER else ADDRESS)

    def set_found(self, found: Sequence[Place]) -> None:
        """The servers that announce themselves on the network now."""
        self._found = found
        self.kind.set_found(found)
        self._show_found()

    @Slot(int)
    def _turn_to(self, row: int) -> None:
        if row in (LOCAL, ADDRESS):
            self._at_address.setVisible(row == ADDRESS)
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
        """The name of the server whose address is in the field, or an offer of what was found."""
        names = {place.address: place.name for place in self._found}
        name = names.get(self.server(), "")
        self._say(self._name, self.tr("{name}, found on this network").format(name=isolated(name)) if name else "")
        offered = bool(names) and self.server() not in names
        if len(names) == 1:
            shown = _short(next(iter(names.values()))).replace("&", "&&")
            self.found_link.setText(self.tr("Found on this network: {name}").format(name=isolated(shown)))
        else:
            self.found_link.setText(self.tr("Found on this network: {count} servers").format(count=len(names)))
        if offered != self.found_link.isVisibleTo(self):
            self.found_link.setVisible(offered)
            self.needs_room.emit()

    def _say(self, label: ElidedLabel, text: str) -> None:
        """A line with nothing in it takes no room."""
        label.setText(text)
        if label.isHidden() == bool(text):
            label.setVisible(bool(text))
            self.needs_room.emit()


def _short(name: str) -> str:
    return name if len(name) <= _MOST_CHARS else f"{name[: _MOST_CHARS - 1].rstrip()}…"


def _lines(*widgets: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return page
