"""The window of the place: people, rooms and invitations, with their menus and questions."""

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from qqdesk.gui.admin.account_actions import ResetCodeDialog
from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.admin.people_page import PeoplePage
from qqdesk.gui.admin.rooms_page import RoomsPage
from qqdesk.gui.shared.screens import room_for
from qqdesk.protocol.admin_commands import MakeResetCodeReply
from qqdesk.protocol.codes import SharedRoster
from tests.gallery.admin_world import DAY_MS, admin_window, administered, now, place, request_to_join
from tests.gallery.stage import Scene, Stage


def _people_page(stage: Stage) -> PeoplePage:
    administered(stage)
    page = admin_window(stage, "people").page_widget("people")
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
    page = admin_window(stage, "rooms").page_widget("rooms")
    assert isinstance(page, RoomsPage)
    return page


def _rooms(stage: Stage) -> QWidget:
    return _rooms_page(stage).window()


def _invitations(stage: Stage) -> QWidget:
    administered(stage, replace(place(), shared_roster=SharedRoster.OFF))
    request_to_join(stage, ("Jonas", 57))
    return admin_window(stage, "invitations")


def _fixed(stage: Stage) -> QWidget:
    """Show settings that the operator has fixed, and no invitations."""
    administered(stage, replace(place(), fixed=("invites",))).invitations = ()
    return admin_window(stage, "invitations")


def _large(stage: Stage) -> QWidget:
    administered(stage, replace(place(), shared_roster=SharedRoster.FULL, people=201)).invitations = ()
    return admin_window(stage, "invitations")


SCENES = (
    Scene("admin-people", AdminWindow, _people),
    Scene("admin-people-narrow", AdminWindow, _narrow),
    Scene("admin-person-menu", QMenu, _menu),
    Scene("admin-person-code", ResetCodeDialog, _code),
    Scene("admin-person-delete", QMessageBox, _delete),
    Scene("admin-rooms", AdminWindow, _rooms),
    Scene("admin-invitations", AdminWindow, _invitations),
    Scene("admin-invitations-fixed", AdminWindow, _fixed),
    Scene("admin-invitations-large", AdminWindow, _large),
)
