"""One device on the page of devices."""

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget

from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel, icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.presence_mark import StatusDot
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.texts import clock_text, day_text, device_name
from qqdesk.gui.shared.theme import RADIUS, current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import Status
from qqdesk.protocol.device_commands import CLASSIC_DEVICE, DeviceEntry

_HEIGHT = 60
_WITHOUT_WINDOWS = ("qqdesk-cli", "qqdesk-bot")


def _icon_name(device: DeviceEntry) -> str:
    if device.id == CLASSIC_DEVICE:
        return "history"
    return "terminal" if any(program in device.system for program in _WITHOUT_WINDOWS) else "computer"


class DeviceRow(QWidget):
    """Name, use and system of a device, with one button: rename this computer, sign out another.

    The row has the keyboard focus: Enter and Space press the button, F2 renames.
    """

    rename_requested = Signal()
    sign_out_requested = Signal()

    def __init__(self, device: DeviceEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.device = device
        self.is_signed_out = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.line = line()
        """Above the row."""
        self._icon = IconLabel(_icon_name(device), "secondary", 24)
        self._name, self._use, self._dot = ElidedLabel(), ElidedLabel(role="secondary"), StatusDot(Status.ONLINE)
        self._dot.setToolTip("")
        self._use.setFont(small(self.font()))
        here = QLabel(self.tr("this computer"))
        here.setProperty("role", "tag")
        here.setFont(semibold(small(self.font())))
        here.setVisible(device.is_here)
        for label in (self._name, self._use):
            policy = label.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Maximum)
            label.setSizePolicy(policy)
        self.button = self._make_button()
        first, second = row(self._name, here, None), row(self._dot, self._use, None, spacing=6)
        words = column(None, first, second, None, spacing=2)
        inner = QWidget()
        inner.setMinimumHeight(scaled(_HEIGHT) - 1)
        inner.setLayout(row(self._icon, (words, 1), self.button, margins=(12, 6, 12, 6), spacing=12))
        self.setLayout(column(self.line, inner))
        self.show_device(device)

    def _make_button(self) -> QAbstractButton:
        button: QAbstractButton
        if self.device.is_here:
            button = icon_button("edit", self.tr("Rename this computer (F2)"))
            button.clicked.connect(self.rename_requested)
        else:
            button = QPushButton(self.tr("Sign out"))
            button.clicked.connect(self.sign_out_requested)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def show_device(self, device: DeviceEntry) -> None:
        self.device = device
        self._name.setText(self.name())
        is_in_use = device.is_live and not device.is_here
        self._dot.setVisible(is_in_use)
        use = device.system.split(", ") if device.system else []
        if is_in_use:
            use.insert(0, self.tr("In use now"))
        elif not device.is_here:
            use.insert(0, self._last_use())
        self._show_use(" · ".join(use))
        tip = self.tr("Address {address}") if self.is_classic else self.tr("Device {id}, address {address}")
        self.setToolTip(plain_tip(tip.format(id=device.id, address=device.address)))
        if not device.is_here:
            self.button.setAccessibleName(self.tr("Sign out {device}").format(device=self.name()))

    def _last_use(self) -> str:
        sentence = self.tr("{day}, {time}")
        return sentence.format(day=day_text(self.device.seen), time=clock_text(self.device.seen))

    def name(self) -> str:
        return device_name(self.device.id, self.device.name)

    @property
    def is_classic(self) -> bool:
        """An old client has no id and no name, and cannot be renamed."""
        return self.device.id == CLASSIC_DEVICE

    def _show_use(self, use: str) -> None:
        self._use.setText(use)
        self.setAccessibleName(f"{self.name()}, {use}")

    @Slot()
    def show_signed_out(self) -> None:
        self.is_signed_out = True
        self._dot.hide()
        self._show_use(self.tr("Signed out"))
        self.setEnabled(False)
        announce(self, self.tr("{device} was signed out").format(device=self.name()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.button.click()
            case Qt.Key.Key_F2 if not self.is_classic:
                self.rename_requested.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current_theme().accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), RADIUS, RADIUS)
            painter.end()
