"""Which server: the one on this computer, which the program starts itself, or another one by its address."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.widgets import ElidedLabel, small

_LOCAL, _ADDRESS = 0, 1


class ServerChoice(QWidget):
    """A box with the two ways, and under it what belongs to the one that is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lan: list[str] = []
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Server on this computer"))
        self.kind.addItem(self.tr("Server at an address"))
        self.kind.setAccessibleName(self.tr("Server"))
        self.shared_box = QCheckBox(self.tr("Let others on this network join"))
        self.shared_box.setToolTip(self.tr("Others can then sign in to the server on this computer."))
        self._hint = ElidedLabel("", "secondary")
        self._hint.setFont(small(self.font()))
        self.address = QLineEdit()
        self.address.setPlaceholderText(self.tr("chat.example.org or 192.168.1.5:8000"))
        self.address.setAccessibleName(self.tr("Address of the server"))
        self._stack = QStackedWidget()
        self._stack.addWidget(_lines(self.shared_box, self._hint))
        self._stack.addWidget(_lines(self.address))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.kind)
        column.addWidget(self._stack)
        self.kind.currentIndexChanged.connect(self._stack.setCurrentIndex)
        self.shared_box.toggled.connect(self._show_hint)
        self._show_hint()

    def server(self) -> str:
        """LOCAL_SERVER, or the address as it was typed."""
        return LOCAL_SERVER if self.kind.currentIndex() == _LOCAL else self.address.text().strip()

    def shared(self) -> bool:
        """Whether the server on this computer lets others in."""
        return self.kind.currentIndex() == _LOCAL and self.shared_box.isChecked()

    def choose(self, server: str, shared: bool) -> None:
        """Show a choice, as `server()` and `shared()` gave it."""
        self.shared_box.setChecked(shared)
        if server != LOCAL_SERVER:
            self.address.setText(server)
        self.kind.setCurrentIndex(_LOCAL if server == LOCAL_SERVER else _ADDRESS)

    def set_lan_addresses(self, addresses: list[str]) -> None:
        """What others on the network type as the address of the server on this computer."""
        self._lan = addresses
        self._show_hint()

    @Slot()
    def _show_hint(self) -> None:
        shown = self.shared_box.isChecked() and bool(self._lan)
        text = self.tr("Others type: {address}")
        self._hint.setText(text.format(address=self._lan[0]) if shown else "")


def _lines(*widgets: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return page
