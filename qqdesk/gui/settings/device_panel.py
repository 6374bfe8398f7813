"""The devices of my account: rename one, sign others out."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from qqdesk.domain.contact_notes import NameFault, clean_name
from qqdesk.domain.problem import Problem
from qqdesk.gui.contacts.name_dialog import NameDialog, fault_text
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.settings.device_row import DeviceRow
from qqdesk.gui.settings.setting_rows import Panel
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.texts import problem_text
from qqdesk.protocol.device_commands import (
    MAX_DEVICE_NAME_CHARS,
    DeviceEntry,
    EndDevice,
    ListDevices,
    ListDevicesReply,
    NameDevice,
)
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger

SIGNED_OUT_MS = 5000
"""The time that a row shows that its device was signed out."""


class DevicePanel(Panel):
    """The list is fetched when the page is shown. Without a connection the last list stays, disabled."""

    def __init__(self, messenger: Messenger) -> None:
        others = QPushButton(self.tr("Sign out the others…"))
        super().__init__(others)
        self._messenger = messenger
        self.others = others
        put_icon(self.others, "logout")
        self.rows: list[DeviceRow] = []
        self.message = Bar()
        self.hint = small_label()
        self._card = QFrame()
        self._card.setProperty("role", "card")
        self._list = column()
        self._card.setLayout(self._list)
        self._card.hide()
        self.setLayout(column(self.message, self._card, self.hint, spacing=8))
        self._refresh_timer = QTimer(self, singleShot=True, interval=SIGNED_OUT_MS)
        self._refresh_timer.timeout.connect(self.refresh)
        self.others.clicked.connect(self._ask_to_sign_out_others)
        self.message.acted.connect(self._try_again)
        messenger.connection_changed.connect(self.refresh)
        messenger.signed_in.connect(self.refresh)
        messenger.signed_out.connect(self._clear)
        messenger.device_added.connect(self.refresh)
        self._update()

    @property
    def _is_connected(self) -> bool:
        return self._messenger.connection.phase is ConnectionPhase.CONNECTED

    @Slot()
    def refresh(self) -> None:
        """Fetch the list if it is visible and there is a connection."""
        self._update()
        if self.isVisible() and self._is_connected and self._messenger.me.number:
            self._messenger.request(ListDevices()).then(self, self._listed, self._failed)

    @Slot()
    def _try_again(self) -> None:
        if self._is_connected:
            self.message.clear()
            self.refresh()
        else:
            self._messenger.try_now()

    @Slot()
    def _clear(self) -> None:
        """Forget the devices of the last session."""
        self._show_devices([])
        self._update()

    def _listed(self, reply: ListDevicesReply) -> None:
        self.message.clear()
        self._show_devices(sorted(reply.devices, key=lambda device: not device.is_here))
        self._update()

    def _failed(self, problem: Problem) -> None:
        self.message.show_error(problem_text(problem), self.tr("Try again"))
        self._update()

    # Rows

    def _show_devices(self, devices: list[DeviceEntry]) -> None:
        """Show the devices in this order. A row with the focus keeps it."""
        known = {row.device.id: row for row in self.rows if not row.is_signed_out}
        rows = []
        for device in devices:
            row = known.pop(device.id, None) or self._make_row(device)
            row.show_device(device)
            rows.append(row)
        for row in self.rows:
            if row not in rows:
                self._list.removeWidget(row)
                row.hide()
                row.deleteLater()
        self.rows = rows
        before: QWidget = self.others
        for place, row in enumerate(rows):
            self._list.insertWidget(place, row)
            row.line.setVisible(place > 0)
            self.setTabOrder(before, row)
            before = row

    def _make_row(self, device: DeviceEntry) -> DeviceRow:
        row = DeviceRow(device, self._card)
        row.rename_requested.connect(lambda: self._rename(row))
        row.sign_out_requested.connect(lambda: self._ask_to_sign_out(row))
        return row

    def _update(self) -> None:
        """Enable the rows and choose the sentences for the connection."""
        is_connected, is_signed_in = self._is_connected, bool(self._messenger.me.number)
        self._card.setVisible(bool(self.rows))
        self._card.setEnabled(is_connected)
        self.others.setEnabled(is_connected and any(not (row.device.is_here or row.is_signed_out) for row in self.rows))
        if not is_signed_in:
            self.message.clear()
            self.hint.setText(self.tr("Sign in to see the devices of your account."))
        else:
            lost = self.tr(
                "A device that you sign out deletes its messages at its next contact. A lost computer keeps them "
                "until then, and opens them with its last password for the time set on that computer."
            )
            alone = self.tr("Sign in on another computer and it appears here.")
            self.hint.setText(f"{alone}\n\n{lost}" if len(self.rows) == 1 else lost)
        if is_signed_in and not is_connected:
            self.message.show_notice(
                self.tr("There is no connection, so devices cannot be listed or signed out."), self.tr("Try again")
            )

    # Actions

    def _rename(self, row: DeviceRow) -> None:
        dialog = NameDialog(
            self.tr("Rename device"),
            self.tr("Name of the device, for you only"),
            row.device.name,
            _name_fault,
            self.window(),
            self.tr("Rename"),
        )
        device = row.device.id
        dialog.named.connect(lambda name: self._send(NameDevice(device, clean_name(name))))
        dialog.open()

    def _send(self, request: NameDevice) -> None:
        self._messenger.request(request).then(self, lambda _: self.refresh(), self._failed)

    def _ask_to_sign_out(self, row: DeviceRow) -> None:
        effect = self.tr(
            "Once it reaches the place it needs your password again, and the messages stored on it are deleted. "
            "What was imported there is gone; other messages are loaded from the place again."
        )
        if row.is_classic:
            effect = self.tr("It is signed out at once. It may sign in again until you change your password.")
        question = QuestionBox(
            self.window(),
            self.tr("Sign out"),
            self.tr("Sign out “{device}”?").format(device=isolated(row.name())),
            effect,
            self.tr("Sign out"),
        )
        question.confirmed.connect(lambda: self._sign_out(row.device.id))
        question.open()

    @Slot()
    def _ask_to_sign_out_others(self) -> None:
        question = QuestionBox(
            self.window(),
            self.tr("Sign out the others"),
            self.tr("Sign out all devices but this one?"),
            self.tr(
                "Once they reach the place they need your password again, and the messages stored on them are "
                "deleted. What was imported there is gone; other messages are loaded from the place again."
            ),
            self.tr("Sign out"),
        )
        question.confirmed.connect(lambda: self._sign_out(None))
        question.open()

    def _sign_out(self, device: str | None) -> None:
        """Sign out one device, or with None all others."""
        self._messenger.request(EndDevice(device)).then(self, lambda _: self._signed_out(device), self._failed)

    def _signed_out(self, device: str | None) -> None:
        for row in self.rows:
            if row.device.id == device or (device is None and not row.device.is_here):
                row.show_signed_out()
        self._update()
        self._refresh_timer.start()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next row with Down, to the previous one with Up."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        usable = [row for row in self.rows if not row.is_signed_out]
        focused = next((place for place, row in enumerate(usable) if row.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
        elif 0 <= focused + step < len(usable):
            usable[focused + step].setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()


def _name_fault(text: str) -> str | None:
    """Return the error of a device's name, "" for an empty one, None for a valid one."""
    name = clean_name(text)
    if not name:
        return ""
    return fault_text(NameFault.TOO_LONG, MAX_DEVICE_NAME_CHARS) if len(name) > MAX_DEVICE_NAME_CHARS else None
