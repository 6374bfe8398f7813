"""The devices of my account: rename one, sign others out."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from qqdesk.domain.contact_notes import NameFault, clean_name
from qqdesk.domain.problem import Problem
from qqdesk.gui.contacts.name_dialog import NameDialog, fault_text
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList, card
from qqdesk.gui.kit.row_model import RowLook, RowModel
from qqdesk.gui.settings.setting_rows import Panel
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.texts import clock_text, day_text, device_name, problem_text
from qqdesk.protocol.codes import Status
from qqdesk.protocol.device_commands import (
    CLASSIC_DEVICE,
    MAX_DEVICE_NAME_CHARS,
    DeviceEntry,
    EndDevice,
    ListDevices,
    ListDevicesReply,
    NameDevice,
)
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger

_WITHOUT_WINDOWS = ("qqdesk-cli", "qqdesk-bot")


class DevicePanel(Panel):
    """The list is fetched when the page is shown. Without a connection the last list stays, disabled."""

    def __init__(self, messenger: Messenger) -> None:
        others = QPushButton(self.tr("Sign out the others…"))
        super().__init__(others)
        self._messenger = messenger
        self.others = others
        put_icon(self.others, "logout")
        self._devices: list[DeviceEntry] = []
        self.model = RowModel[DeviceEntry](lambda device: device.id, self._describe, self)
        self.view = RowList(self.model, FaceSource(), self.tr("Devices"), RowSize.MEDIUM, make_menu=self._make_menu)
        self.message = Bar()
        self.hint = small_label()
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # the page scrolls
        self._card = card(self.view)
        self.setLayout(column(self.message, self._card, self.hint, spacing=8))
        self.view.rename_pressed.connect(self._rename)
        self.view.delete_pressed.connect(self._ask_to_sign_out)
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
        self.show_devices([])

    def _listed(self, reply: ListDevicesReply) -> None:
        self.message.clear()
        self.show_devices(sorted(reply.devices, key=lambda device: not device.is_here))

    def _failed(self, problem: Problem) -> None:
        self.message.show_error(problem_text(problem), self.tr("Try again"))
        self._update()

    def show_devices(self, devices: list[DeviceEntry]) -> None:
        self._devices = devices
        self.model.set_items(devices)
        self._update()

    def _describe(self, device: DeviceEntry) -> RowLook:
        use, here = device.system.split(", ") if device.system else [], ""
        if device.is_here:
            here = self.tr("this computer")
        elif device.is_live:
            use.insert(0, self.tr("In use now"))
        else:
            last_use = self.tr("{day}, {time}").format(day=day_text(device.seen), time=clock_text(device.seen))
            use.insert(0, last_use)
        is_classic, second = device.id == CLASSIC_DEVICE, " · ".join(use)
        id = self.tr("Address {address}") if is_classic else self.tr("Device {id}, address {address}")
        spoken = ", ".join(filter(None, (_name(device), here, second, id.format(id=device.id, address=device.address))))
        icon = "terminal" if any(program in device.system for program in _WITHOUT_WINDOWS) else "computer"
        picture = "history" if is_classic else icon
        status = Status.ONLINE if device.is_live else None
        return RowLook(_name(device), second, aside=here, picture=picture, status=status, accessible_text=spoken)

    def _make_menu(self, device: DeviceEntry) -> QMenu:
        menu = QMenu(self)
        if device.id != CLASSIC_DEVICE:
            add_entry(menu, Action.RENAME_ROW, partial(self._rename, device))
        if not device.is_here:
            sign_out = partial(self._ask_to_sign_out, device)
            add_entry(menu, Action.DELETE_ROW, sign_out, self.tr("Sign out…"), "logout", "danger")
        return menu

    def _update(self) -> None:
        """Enable the list and choose the sentences for the connection."""
        is_connected, is_signed_in = self._is_connected, bool(self._messenger.me.number)
        self._card.setVisible(bool(self._devices))
        self._card.setEnabled(is_connected)
        self.others.setEnabled(is_connected and not all(device.is_here for device in self._devices))
        if not is_signed_in:
            self.message.clear()
            self.hint.setText(self.tr("Sign in to see the devices of your account."))
        else:
            lost = self.tr(
                "A device that you sign out deletes its messages at its next contact. A lost computer keeps them "
                "until then, and opens them with its last password for the time set on that computer."
            )
            alone = self.tr("Sign in on another computer and it appears here.")
            self.hint.setText(f"{alone}\n\n{lost}" if len(self._devices) == 1 else lost)
        if is_signed_in and not is_connected:
            self.message.show_notice(
                self.tr("There is no connection, so devices cannot be listed or signed out."), self.tr("Try again")
            )

    # Actions

    @Slot(object)
    def _rename(self, device: DeviceEntry) -> None:
        if device.id == CLASSIC_DEVICE:
            return
        dialog = NameDialog(
            self.tr("Rename device"),
            self.tr("Name of the device, for you only"),
            device.name,
            _name_fault,
            self.window(),
            self.tr("Rename"),
        )
        dialog.named.connect(lambda name: self._send(NameDevice(device.id, clean_name(name))))
        dialog.open()

    def _send(self, request: NameDevice) -> None:
        self._messenger.request(request).then(self, lambda _: self.refresh(), self._failed)

    @Slot(object)
    def _ask_to_sign_out(self, device: DeviceEntry) -> None:
        if device.is_here:
            return
        effect = self.tr(
            "Once it reaches the place it needs your password again, and the messages stored on it are deleted. "
            "What was imported there is gone; other messages are loaded from the place again."
        )
        if device.id == CLASSIC_DEVICE:
            effect = self.tr("It is signed out at once. It may sign in again until you change your password.")
        question = QuestionBox(
            self.window(),
            self.tr("Sign out"),
            self.tr("Sign out “{device}”?").format(device=isolated(_name(device))),
            effect,
            self.tr("Sign out"),
        )
        question.confirmed.connect(lambda: self._sign_out(device))
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

    def _sign_out(self, device: DeviceEntry | None) -> None:
        """Sign out one device, or with None all others."""
        request = EndDevice(None if device is None else device.id)
        self._messenger.request(request).then(self, lambda _: self._signed_out(device), self._failed)

    def _signed_out(self, device: DeviceEntry | None) -> None:
        if device is not None:
            announce(self, self.tr("{device} was signed out").format(device=_name(device)))
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()


def _name(device: DeviceEntry) -> str:
    return device_name(device.id, device.name)


def _name_fault(text: str) -> str | None:
    """Return the error of a device's name, "" for an empty one, None for a valid one."""
    name = clean_name(text)
    if not name:
        return ""
    return fault_text(NameFault.TOO_LONG, MAX_DEVICE_NAME_CHARS) if len(name) > MAX_DEVICE_NAME_CHARS else None
