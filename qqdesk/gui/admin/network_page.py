"""The page *Network*: how other computers reach the place."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QPushButton, QWidget

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.admin.admin_rows import RowCard, SettingRow, heading
from qqdesk.gui.admin.admin_texts import AdminTexts
from qqdesk.gui.admin.reach_switch import ReachSwitch
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import CopyButton
from qqdesk.gui.shared.fingerprint_box import FingerprintBox
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.admin_commands import PlaceReply


class NetworkPage(AdminPage):
    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self.switch = ReachSwitch(context)
        self.switch.clicked.connect(self.message.clear)
        self.switch.failed.connect(self.show_problem)
        self.check = QPushButton(self.tr("Check the connection"))
        self.check.clicked.connect(partial(context.navigator.open, routes.ConnectionCheck()))
        self.reach = SettingRow("network", self.switch)
        self.reached = SettingRow("users", self.check)
        self.addresses: list[AddressRow] = []
        self._address_card = RowCard()
        self._address_column = column(self._address_card)
        self.ports = small_label()
        self.fingerprint = FingerprintBox(self.tr("Fingerprint (SHA-256)"), "")
        self.valid = small_label()
        self.body.addWidget(RowCard((self.reach, self.reached)))
        self._address_section = self._add_section(self.tr("Addresses"), self._address_column, self.ports)
        self._certificate = self._add_section(self.tr("Certificate"), self.fingerprint, self.valid)
        self.body.addStretch(1)
        self.switch.shown.connect(self._show)
        self._show()

    def _add_section(self, title: str, *parts: QWidget | QLayout) -> QWidget:
        section = QWidget()
        section.setLayout(column(heading(title), *parts, margins=(0, 8, 0, 0), spacing=8))
        self.body.addWidget(section)
        return section

    # State

    @Slot()
    def _show(self) -> None:
        place = self.admin.place
        if place is None:
            return
        self._show_reach(place)
        self._show_addresses(place)
        self._certificate.setVisible(bool(place.fingerprint))
        self.fingerprint.show_fingerprint(place.fingerprint)
        self.valid.setText(_validity(place))

    def _show_reach(self, place: PlaceReply) -> None:
        if self.switch.is_restarting:
            second = self.tr("The place restarts…")
        elif not self.context.is_here():
            second = self.tr("This can be changed on the computer of the place only")
        elif place.listens_to_all:
            second = self.tr("Other computers can reach {place}").format(place=isolated(place.name))
        else:
            second = self.tr("Only this computer can reach {place}").format(place=isolated(place.name))
        self.reach.show_texts(self.tr("Open to this network"), second)
        self.switch.setAccessibleDescription(second)
        reached = self.tr("No other computer has reached the place yet")
        if place.reached:
            reached = self.tr("Last reached: {time}").format(time=moment_text(place.reached))
        self.reached.show_texts(AdminTexts().from_outside(place.from_outside), reached)

    def _show_addresses(self, place: PlaceReply) -> None:
        if tuple(one.address for one in self.addresses) != place.addresses:
            self._address_card.hide()
            self._address_card.deleteLater()
            self.addresses = [AddressRow(address) for address in place.addresses]
            self._address_card = RowCard(self.addresses)
            self._address_column.addWidget(self._address_card)
        self._address_section.setVisible(bool(place.addresses))
        ports = self.tr("Port {port}").format(port=place.port)
        if place.tls_port:
            ports = self.tr("Port {port}, encrypted: {tls_port}").format(port=place.port, tls_port=place.tls_port)
        self.ports.setText(ports)


class AddressRow(SettingRow):
    """An address with a button that copies it."""

    def __init__(self, address: str) -> None:
        self.address, self.copy = address, CopyButton(QCoreApplication.translate("AddressRow", "Copy"))
        super().__init__("link", self.copy)
        self.show_texts(address)
        self.copy.setAccessibleName(self.tr("Copy {address}").format(address=address))
        self.copy.clicked.connect(self._copy)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.address)
        self.copy.confirm()


def _validity(place: PlaceReply) -> str:
    """Return until when the certificate is valid."""
    end = QDateTime.fromMSecsSinceEpoch(place.certificate_end)
    if end < QDateTime.currentDateTime():
        sentence = QCoreApplication.translate("NetworkPage", "Expired on {date}.")
    else:
        sentence = QCoreApplication.translate("NetworkPage", "Valid until {date}.")
    return sentence.format(date=QLocale().toString(end.date(), QLocale.FormatType.LongFormat))
