"""The pages of the settings, and their questions."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.settings.about_window import AboutWindow
from qqdesk.gui.settings.connection_check_window import ConnectionCheckWindow
from qqdesk.gui.settings.device_panel import DevicePanel
from qqdesk.gui.settings.settings_window import SettingsWindow
from qqdesk.gui.settings.shortcut_window import ShortcutWindow
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.protocol.device_commands import CLASSIC_DEVICE, DeviceEntry
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from qqdesk.worker.connection_check import CheckTarget
from tests.gallery.stage import Scene, Stage

_PAGES = (
    "general",
    "people",
    "messages",
    "notices",
    "sounds",
    "appearance",
    "connection",
    "privacy",
    "accounts",
    "shortcuts",
)

_NOON = 1_772_366_400_000
"""2026-03-01 12:00 UTC, milliseconds."""


def _page(key: str) -> Callable[[Stage], QWidget]:
    def show(stage: Stage) -> QWidget:
        return _open(stage, key)

    return show


def _open(stage: Stage, key: str) -> SettingsWindow:
    window = stage.windows.settings.open(key)
    window.resize(window.sizeHint())  # another scene may have resized it
    fit_to_screen(window)
    return window


def _narrow(stage: Stage) -> QWidget:
    window = stage.windows.settings.open("messages")
    window.resize(340, 520)
    fit_to_screen(window)
    return window


def _found(stage: Stage) -> QWidget:
    window = _open(stage, "general")
    window.search.setText(QCoreApplication.translate("Settings", "Messages"))
    return window


def _nothing(stage: Stage) -> QWidget:
    window = _open(stage, "general")
    window.search.setText("no such thing")
    return window


_DEVICES = (
    DeviceEntry("0a0a0a0a", "anna-pc", "Debian 13, qqdesk 2.4", "192.168.1.5", _NOON, True, True),
    DeviceEntry("0b0b0b0b", "Kitchen laptop", "Windows 11, qqdesk 2.4", "192.168.1.7", _NOON, True, False),
    DeviceEntry("0c0c0c0c", "办公室", "macOS 15, qqdesk 2.3", "203.0.113.9", _NOON, False, False),
    DeviceEntry("0d0d0d0d", "Command line on nas", "Debian 13, qqdesk-cli 2.4", "192.168.1.9", _NOON, False, False),
    DeviceEntry(CLASSIC_DEVICE, "", "", "192.168.1.3", _NOON, True, False),
)


def _devices(stage: Stage, *devices: DeviceEntry) -> DevicePanel:
    _open(stage, "devices")
    panel = stage.shown(SettingsWindow).findChildren(DevicePanel)[-1]
    stage.settle()
    panel.show_devices(list(devices))
    return panel


def _many_devices(stage: Stage) -> QWidget:
    return _devices(stage, *_DEVICES).window()


def _one_device(stage: Stage) -> QWidget:
    return _devices(stage, _DEVICES[0]).window()


def _devices_lost(stage: Stage) -> QWidget:
    panel = _devices(stage, *_DEVICES)
    before, stage.messenger.connection = stage.messenger.connection, ConnectionState(ConnectionPhase.WAITING)
    try:
        panel.refresh()
    finally:
        stage.messenger.connection = before
    return panel.window()


def _sign_out(stage: Stage) -> QWidget:
    _devices(stage, *_DEVICES).view.delete_pressed.emit(_DEVICES[1])
    return stage.shown(QMessageBox)


def _sign_out_classic(stage: Stage) -> QWidget:
    _devices(stage, *_DEVICES).view.delete_pressed.emit(_DEVICES[-1])
    return stage.shown(QMessageBox)


def _rename(stage: Stage) -> QWidget:
    _devices(stage, *_DEVICES).view.rename_pressed.emit(_DEVICES[0])
    return stage.shown(NameDialog)


def _defaults(stage: Stage) -> QWidget:
    window = _open(stage, "messages")
    window.view.section(window.page).defaults.clicked.emit()
    return stage.shown(QMessageBox)


def _doctor(stage: Stage) -> QWidget:
    stage.windows.settings.open_connection_check()
    return _ended(stage)


def _doctor_wrong(stage: Stage) -> QWidget:
    context = stage.windows.settings.context
    before, context.check_target = context.check_target, lambda: CheckTarget("http://127.0.0.1:1", 10001, "0" * 32)
    try:
        stage.windows.settings.open_connection_check()
    finally:
        context.check_target = before
    return _ended(stage)


def _ended(stage: Stage) -> QWidget:
    window = stage.shown(ConnectionCheckWindow)
    stage.wait(window.retry.isEnabled)
    return window


def _keys(stage: Stage) -> QWidget:
    stage.windows.settings.open_shortcuts()
    return stage.shown(ShortcutWindow)


def _about(stage: Stage) -> QWidget:
    stage.windows.settings.open_about()
    return stage.shown(AboutWindow)


def _licences(stage: Stage) -> QWidget:
    window = AboutWindow(licences="Qt 6.11\nLGPL-3.0\n\nrequests 2.32\nApache-2.0\n")
    window.licences.setChecked(True)
    return stage.keep(window)


SCENES = (
    *(Scene(f"settings-{key}", SettingsWindow, _page(key)) for key in _PAGES),
    Scene("settings-narrow", SettingsWindow, _narrow),
    Scene("settings-found", SettingsWindow, _found),
    Scene("settings-nothing", SettingsWindow, _nothing),
    Scene("keys", ShortcutWindow, _keys),
    Scene("about", AboutWindow, _about),
    Scene("about-licences", AboutWindow, _licences),
    Scene("doctor", ConnectionCheckWindow, _doctor),
    Scene("doctor-wrong", ConnectionCheckWindow, _doctor_wrong),
    Scene("settings-devices", SettingsWindow, _many_devices),
    Scene("settings-devices-one", SettingsWindow, _one_device),
    Scene("settings-devices-lost", SettingsWindow, _devices_lost),
    Scene("device-sign-out", QMessageBox, _sign_out),
    Scene("device-sign-out-classic", QMessageBox, _sign_out_classic),
    Scene("device-rename", NameDialog, _rename),
    Scene("settings-defaults", QMessageBox, _defaults),
)
