"""The pages of the settings, and their questions."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from qqdesk.gui.settings.about_window import AboutWindow
from qqdesk.gui.settings.connection_check_window import ConnectionCheckWindow
from qqdesk.gui.settings.settings_window import SettingsWindow
from qqdesk.gui.settings.shortcut_window import ShortcutWindow
from qqdesk.gui.shared.screens import fit_to_screen
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
    Scene("settings-defaults", QMessageBox, _defaults),
)
