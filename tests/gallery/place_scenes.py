"""A place whose people know each other."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from qqdesk.gui.kit import routes
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.people.add_people_dialog import AddPeopleDialog
from qqdesk.gui.settings.row_controls import ProfileSwitch
from qqdesk.gui.settings.settings_window import SettingsWindow
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.protocol.codes import SharedRoster
from tests.gallery.stage import Scene, Stage


def _know(stage: Stage, shared_roster: SharedRoster) -> None:
    invitations = stage.messenger.invitations
    invitations.follow(replace(invitations.place, name="Home", shared_roster=shared_roster))


def _main(stage: Stage) -> QWidget:
    _know(stage, SharedRoster.ON)
    return stage.main()


def _find(stage: Stage) -> QWidget:
    _know(stage, SharedRoster.ON)
    stage.windows.open(routes.AddPeople())
    window = stage.shown(AddPeopleDialog)
    stage.wait(lambda: window.model.rowCount() > 0)
    return window


def _settings(stage: Stage, shared_roster: SharedRoster) -> QWidget:
    _know(stage, shared_roster)
    window = stage.windows.settings.open("privacy")
    window.resize(window.sizeHint())
    fit_to_screen(window)
    switch = window.findChildren(ProfileSwitch)[0]
    stage.wait(switch.isEnabled)
    return window


def _known(stage: Stage) -> QWidget:
    return _settings(stage, SharedRoster.ON)


def _full(stage: Stage) -> QWidget:
    return _settings(stage, SharedRoster.FULL)


SCENES = (
    Scene("place-main", MainWindow, _main),
    Scene("place-find", AddPeopleDialog, _find),
    Scene("place-settings", SettingsWindow, _known),
    Scene("place-settings-full", SettingsWindow, _full),
)
