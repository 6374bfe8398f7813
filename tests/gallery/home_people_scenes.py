"""The window of the place: people, rooms and invitations, with their menus and questions."""

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from qqdesk.gui.home.home_window import HomeWindow
from qqdesk.gui.home.people_page import PeoplePage
from qqdesk.gui.home.reset_code_dialog import ResetCodeDialog
from qqdesk.gui.home.rooms_page import RoomsPage
from qqdesk.gui.shared.screens import room_for
from qqdesk.protocol.admin_commands import MakeResetCodeReply
from qqdesk.protocol.codes import SharedRoster
from tests.gallery.home_world import DAY_MS, administered, home_window, now, place, request_to_join
from tests.gallery.stage import Scene, Stage


def _people_page(stage: Stage) -> PeoplePage:
    administered(stage)
    page = home_window(stage, "people").page_widget("people")
    assert isinstance(page, PeoplePage)
    page.view.setCurrentIndex(page.model.index(3))
    page.view.setFocus()
    return page


def _people(stage: Stage) -> QWidget:
    return _people_page(stage).window()


def _narrow(stage: Stage) -> QWidget:
    window = _people(stage)
    window.resize(QSize(360, 480).boundedTo(room_for(window)))
    return window


def _menu(stage: Stage) -> QMenu:
    page = _people_page(stage)
    page.view.open_menu(page.view.currentIndex())
    return stage.shown(QMenu)


def _choose(stage: Stage, place: int) -> None:
    """Choose an entry of the menu, counted with its lines."""
    menu = _menu(stage)
    menu.actions()[place].trigger()
    menu.close()


def _code(stage: Stage) -> ResetCodeDialog:
    _choose(stage, 2)
    dialog = stage.shown(ResetCodeDialog)
    stage.wait(lambda: dialog.message.isVisible() or dialog.copy_code.isEnabled())  # the demo's server refuses
    dialog.message.clear()
    dialog._made(MakeResetCodeReply("7K3M-9QXW-2HRT-B5VD-8N4Y", now() + DAY_MS - 60_000))
    return dialog


def _delete(stage: Stage) -> QMessageBox:
    _choose(stage, 6)
    return stage.shown(QMessageBox)


def _rooms_page(stage: Stage) -> RoomsPage:
    administered(stage)
    page = home_window(stage, "rooms").page_widget("rooms")
    assert isinstance(page, RoomsPage)
    return page


def _rooms(stage: Stage) -> QWidget:
    return _rooms_page(stage).window()


def _invitations(stage: Stage) -> QWidget:
    administered(stage, replace(place(), shared_roster=SharedRoster.OFF))
    request_to_join(stage, ("Jonas", 57))
    return home_window(stage, "invitations")


def _fixed(stage: Stage) -> QWidget:
    """Show settings that the operator has fixed, and no invitations."""
    administered(stage, replace(place(), fixed=("invites",))).invitations = ()
    return home_window(stage, "invitations")


def _large(stage: Stage) -> QWidget:
    administered(stage, replace(place(), shared_roster=SharedRoster.FULL, people=201)).invitations = ()
    return home_window(stage, "invitations")


SCENES = (
    Scene("home-people", HomeWindow, _people),
    Scene("home-people-narrow", HomeWindow, _narrow),
    Scene("home-person-menu", QMenu, _menu),
    Scene("home-person-code", ResetCodeDialog, _code),
    Scene("home-person-delete", QMessageBox, _delete),
    Scene("home-rooms", HomeWindow, _rooms),
    Scene("home-invitations", HomeWindow, _invitations),
    Scene("home-invitations-fixed", HomeWindow, _fixed),
    Scene("home-invitations-large", HomeWindow, _large),
)
