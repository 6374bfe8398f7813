"""The window of the place: people, rooms and invitations, with their menus and questions."""

from dataclasses import replace

from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.home.home_window import HomeWindow
from qqdesk.gui.home.invitations_page import InvitationsPage
from qqdesk.gui.home.people_page import PeoplePage
from qqdesk.gui.home.reset_code_dialog import ResetCodeDialog
from qqdesk.gui.home.rooms_page import RoomsPage
from qqdesk.protocol.home_commands import MakeResetCodeReply
from tests.gallery.home_world import DAY_MS, administered, ask_in, home_window, now, place
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
    window.resize(360, 480)
    return window


def _nobody(stage: Stage) -> QWidget:
    page = _people_page(stage)
    page.search.setText("Xaver")
    return page.window()


def _menu(stage: Stage) -> QMenu:
    page = _people_page(stage)
    page.view.open_menu(page.view.currentIndex())
    return stage.shown(QMenu)


def _menu_of_banned(stage: Stage) -> QMenu:
    page = _people_page(stage)
    row = next(row for row, person in enumerate(page.model.items) if person.banned)
    page.view.open_menu(page.model.index(row))
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


def _code_refused(stage: Stage) -> ResetCodeDialog:
    _choose(stage, 2)
    dialog = stage.shown(ResetCodeDialog)
    dialog._failed(Problem(ProblemKind.NO_CONNECTION))
    return dialog


def _appoint(stage: Stage) -> QMessageBox:
    _choose(stage, 3)
    return stage.shown(QMessageBox)


def _ban(stage: Stage) -> QMessageBox:
    _choose(stage, 4)
    return stage.shown(QMessageBox)


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


def _no_rooms(stage: Stage) -> QWidget:
    administered(stage).rooms = ()
    return home_window(stage, "rooms")


def _delete_room(stage: Stage) -> QMessageBox:
    page = _rooms_page(stage)
    page.view.delete_pressed.emit(page.model.index(0))
    return stage.shown(QMessageBox)


def _invitations(stage: Stage) -> QWidget:
    administered(stage, replace(place(), introduces=False))
    ask_in(stage, ("Jonas", 57))
    return home_window(stage, "invitations")


def _fixed(stage: Stage) -> QWidget:
    """Show settings that the operator has fixed, and no invitations."""
    administered(stage, replace(place(), fixed=("invites",))).invitations = ()
    return home_window(stage, "invitations")


def _withdraw(stage: Stage) -> QMessageBox:
    administered(stage)
    page = home_window(stage, "invitations").page_widget("invitations")
    assert isinstance(page, InvitationsPage)
    page.view.delete_pressed.emit(page.model.index(0))
    return stage.shown(QMessageBox)


SCENES = (
    Scene("home-people", HomeWindow, _people),
    Scene("home-people-narrow", HomeWindow, _narrow),
    Scene("home-people-nobody", HomeWindow, _nobody),
    Scene("home-person-menu", QMenu, _menu),
    Scene("home-person-menu-banned", QMenu, _menu_of_banned),
    Scene("home-person-code", ResetCodeDialog, _code),
    Scene("home-person-code-refused", ResetCodeDialog, _code_refused),
    Scene("home-person-appoint", QMessageBox, _appoint),
    Scene("home-person-ban", QMessageBox, _ban),
    Scene("home-person-delete", QMessageBox, _delete),
    Scene("home-rooms", HomeWindow, _rooms),
    Scene("home-rooms-none", HomeWindow, _no_rooms),
    Scene("home-room-delete", QMessageBox, _delete_room),
    Scene("home-invitations", HomeWindow, _invitations),
    Scene("home-invitations-fixed", HomeWindow, _fixed),
    Scene("home-invitation-withdraw", QMessageBox, _withdraw),
)
