"""The people, rooms and invitations of a place, with the real window, the real facade and the real server."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.domain.invitation_link import find_link
from qqdesk.domain.problem import ProblemKind
from qqdesk.gui.admin.account_actions import ResetCodeDialog
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.admin.invitations_page import InvitationsPage, Knowing
from qqdesk.gui.admin.people_page import PeoplePage
from qqdesk.gui.admin.rooms_page import RoomsPage
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import RowLook, RowRole
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.protocol.admin_commands import Invites, Person, PersonAction, ResetPassword
from qqdesk.protocol.codes import RegistrationMode, SharedRoster
from qqdesk.protocol.room_commands import JoinRule
from qqdesk.server.accounts import accounts
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer, local_server, md5, transaction

ANNA, TOM, ZOE = 10001, 10002, 10003


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """A place of three people. Anna is its only administrator."""
    with local_server(tmp_path, settings=Settings(name="Home", registration="invite")) as server:
        for number, name in ((ANNA, "Anna"), (TOM, "Tom"), (ZOE, "Zoë")):
            server.add_user(number, nickname=name)
        server.appoint(ANNA)
        yield server


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, server: LocalServer) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "anna", ANNA)
    yield desk.sign_in(server.address)
    desk.messenger.shut_down()


@pytest.fixture
def window(desk: Desk, faces: FaceSource, tmp_path: Path) -> Iterator[AdminWindow]:
    owner = QObject()
    context = AdminContext(
        desk.messenger, RecordingNavigator(), faces, LocalPlace(tmp_path / "none", owner), lambda: False
    )
    desk.wait(lambda: desk.messenger.admin.is_allowed)
    window = AdminWindow(context)
    window.show()
    desk.wait(lambda: desk.messenger.admin.people)
    yield window
    window.close()
    window.deleteLater()


def people_page(window: AdminWindow) -> PeoplePage:
    window.show_page("people")
    page = window.page_widget("people")
    assert isinstance(page, PeoplePage)
    return page


def names(view: RowList[Any]) -> list[str]:
    return [str(view.model().index(row, 0).data()) for row in range(view.model().rowCount())]


def select(view: RowList[Any], name: str) -> None:
    view.setCurrentIndex(view.model().index(names(view).index(name), 0))


def cells(view: RowList[Any], name: str) -> tuple[str, ...]:
    found = view.model().index(names(view).index(name), 0).data(RowRole.LOOK).cells
    assert isinstance(found, tuple)
    return found


def menu(view: RowList[Any], name: str) -> dict[str, QAction]:
    """Open the menu of a row with Enter. Return its actions by text."""
    select(view, name)
    QTest.keyClick(view, Qt.Key.Key_Return)
    shown = QApplication.activePopupWidget()
    assert isinstance(shown, QMenu)
    shown.hide()
    return {action.text().partition("\t")[0]: action for action in shown.actions()}


def question(window: AdminWindow) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def confirm(window: AdminWindow, text: str) -> None:
    next(button for button in question(window).buttons() if button.text() == text).click()


def test_a_banned_person_is_signed_out_everywhere(
    desk: Desk, window: AdminWindow, server: LocalServer, qtbot: QtBot, tmp_path: Path
) -> None:
    tom = Desk(qtbot, tmp_path / "tom", TOM).sign_in(server.address)
    try:
        view = people_page(window).view
        desk.messenger.admin.refresh()
        desk.wait(lambda: cells(view, "Tom") == (str(TOM), "Here now", ""))
        assert cells(view, "Zoë") == (str(ZOE), "Not yet here", "")
        assert cells(view, "Anna") == (str(ANNA), "Here now", "Administrator")
        menu(view, "Tom")["Ban…"].trigger()
        assert question(window).text() == "Ban Tom?"
        assert "signed out at once" in question(window).informativeText()
        QTest.keyClick(question(window), Qt.Key.Key_Escape)
        menu(view, "Tom")["Ban…"].trigger()
        confirm(window, "Ban")
        tom.wait_phase(ConnectionPhase.ENDED)
        desk.wait(lambda: cells(view, "Tom")[2] == "Banned")
        tom.start(server.address)
        tom.wait(lambda: tom.problem is ProblemKind.BANNED)
        banned = menu(view, "Tom")
        assert not banned["New password…"].isEnabled()
        banned["Unban"].trigger()
        desk.wait(lambda: cells(view, "Tom")[2] == "")
        tom.sign_in(server.address)
    finally:
        tom.messenger.shut_down()


def test_the_code_of_the_dialog_sets_a_new_password_once(desk: Desk, window: AdminWindow, server: LocalServer) -> None:
    with Client(server.address) as elsewhere:
        elsewhere.number = TOM
        elsewhere.login(md5("secret"))
        menu(people_page(window).view, "Tom")["New password…"].trigger()
        (dialog,) = window.findChildren(ResetCodeDialog)
        desk.wait(dialog.copy_code.isEnabled)
        assert dialog.valid.text().startswith("It works once, until tomorrow, ")
        dialog.copy_code.click()
        code = QGuiApplication.clipboard().text()
        assert code == dialog.code.text() and [len(group) for group in code.split("-")] == [4] * 5
        dialog.copy_text.click()
        text = QGuiApplication.clipboard().text()
        link = find_link(text)
        assert link is not None
        assert link.code == code.replace("-", "")
        assert [len(group) for group in code.split("-")] == [4] * 5
        assert str(TOM) in text
        dialog.close()
        with Client(server.address) as forgetful:
            assert forgetful.request(ResetPassword(code, md5("better"))).number == TOM
            with pytest.raises(RefusedError):
                forgetful.request(ResetPassword(code, md5("other")))
            forgetful.number = TOM
            forgetful.login(md5("better"))
        elsewhere.invitations.list()


def test_the_last_administrator_stays(desk: Desk, window: AdminWindow) -> None:
    view = people_page(window).view
    assert names(view) == ["Anna", "Tom", "Zoë"]
    last = menu(view, "Anna")
    for entry in ("No longer an administrator…", "Ban…", "Delete…"):
        assert not last[entry].isEnabled()
        assert last[entry].toolTip() == "The last administrator stays. Make somebody else one first."
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert people_page(window).message.text() == last["Delete…"].toolTip()
    menu(view, "Zoë")["Make administrator…"].trigger()
    confirm(window, "Make administrator")
    desk.wait(lambda: names(view) == ["Anna", "Zoë", "Tom"])
    both = menu(view, "Anna")
    assert both["No longer an administrator…"].isEnabled()
    assert both["Delete…"].toolTip() == "This is you. Another administrator can do this."
    menu(view, "Zoë")["No longer an administrator"].trigger()
    desk.wait(lambda: names(view) == ["Anna", "Tom", "Zoë"])


def test_a_person_is_found_and_deleted_with_the_keyboard(desk: Desk, window: AdminWindow) -> None:
    page = people_page(window)
    QTest.keyClicks(page.search, "zoe")
    assert names(page.view) == ["Zoë"]
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.view.hasFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    assert question(window).text() == "Delete Zoë?"
    confirm(window, "Delete")
    desk.wait(lambda: names(page.view) == [])
    page.search.setText(str(TOM))
    assert names(page.view) == ["Tom"]
    page.search.clear()
    assert names(page.view) == ["Anna", "Tom"]


def test_a_question_has_the_number_of_a_person_whose_name_another_one_has(
    desk: Desk, window: AdminWindow, server: LocalServer
) -> None:
    server.add_user(ZOE + 1, nickname="tom")
    view = people_page(window).view
    desk.messenger.admin.refresh()
    desk.wait(lambda: "tom" in names(view))
    menu(view, "Tom")["Ban…"].trigger()
    assert question(window).text() == f"Ban Tom ({TOM})?"
    QTest.keyClick(question(window), Qt.Key.Key_Escape)


def test_the_button_and_the_menu_key_open_the_menu_of_a_row(window: AdminWindow) -> None:
    view = people_page(window).view
    select(view, "Tom")
    rect = view.visualRect(view.currentIndex())
    key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    for act in (
        lambda: QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 16, rect.center().y())
        ),
        lambda: QApplication.sendEvent(view, key),
    ):
        act()
        shown = QApplication.activePopupWidget()
        assert isinstance(shown, QMenu)
        shown.close()


def test_a_room_is_deleted_for_its_members(
    desk: Desk, window: AdminWindow, server: LocalServer, qtbot: QtBot, tmp_path: Path
) -> None:
    tom = Desk(qtbot, tmp_path / "tom", TOM).sign_in(server.address)
    try:
        number = tom.result(tom.messenger.rooms.create("Chess", 0, JoinRule.OPEN)).number
        window.show_page("rooms")
        page = window.page_widget("rooms")
        assert isinstance(page, RoomsPage)
        desk.messenger.admin.refresh()
        desk.wait(lambda: names(page.view) == ["Chess"])
        assert cells(page.view, "Chess") == ("1 member(s)", "Tom")
        menu(page.view, "Chess")["Delete…"].trigger()
        confirm(window, "Delete")
        desk.wait(lambda: page.view.isHidden() or not names(page.view))
        tom.wait(lambda: not tom.messenger.rooms.get(number).is_mine)
    finally:
        tom.messenger.shut_down()


def test_what_another_administrator_did_first_is_no_longer_there(desk: Desk, window: AdminWindow) -> None:
    page, messenger = people_page(window), desk.messenger
    for act in (partial(messenger.admin.delete_room, 9), partial(messenger.invitations.end, "00000000")):
        page.message.clear()
        page.follow(act())
        desk.wait(page.message.text)
        assert page.message.text().startswith("It is no longer there.")


def test_who_may_join_and_invite_is_changed(desk: Desk, window: AdminWindow, server: LocalServer) -> None:
    window.show_page("invitations")
    page = window.page_widget("invitations")
    assert isinstance(page, InvitationsPage)
    admin = desk.messenger.admin
    desk.wait(lambda: page.joining.button(RegistrationMode.INVITE).isChecked())
    page.joining.button(RegistrationMode.CLOSED).click()
    desk.wait(lambda: admin.place is not None and admin.place.registration == "closed")
    page.inviting.button(Invites.ALL).click()
    desk.wait(lambda: admin.place is not None and admin.place.invites == "all")
    page.joining.button(RegistrationMode.INVITE).click()
    desk.wait(lambda: admin.place is not None and admin.place.registration == "invite")

    assert page.knowing.button(Knowing.EVERYBODY).isChecked()
    assert not page.joining.button(RegistrationMode.OPEN).isEnabled()
    page.knowing.button(Knowing.ADDED).click()
    desk.wait(lambda: page.joining.button(RegistrationMode.OPEN).isEnabled())
    assert page.knowing.button(Knowing.ADDED).isChecked()
    page.knowing.button(Knowing.EVERYBODY).click()
    desk.wait(lambda: page.knowing.button(Knowing.EVERYBODY).isChecked())

    with Client(server.address) as tom:
        tom.number = TOM
        tom.login(md5("secret"))
        tom.invitations.create(3, 7)
    admin.refresh()
    desk.wait(lambda: names(page.view) == ["From Tom"])
    select(page.view, "From Tom")
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    confirm(window, "Withdraw")
    desk.wait(lambda: not names(page.view))

    assert admin.place is not None
    admin.place = replace(admin.place, fixed=("invites",), shared_roster=SharedRoster.ON)
    page.refresh()
    assert not page.inviting.button(Invites.ALL).isEnabled()
    assert "cannot be changed here" in page.inviting.sentence(Invites.ALL)
    assert not page.joining.button(RegistrationMode.OPEN).isEnabled()
    assert page.joining.button(RegistrationMode.CLOSED).isEnabled()
    assert page.knowing.button(Knowing.ADDED).isEnabled()
    admin.place = replace(admin.place, fixed=("introduce",))
    page.refresh()
    assert not page.knowing.button(Knowing.ADDED).isEnabled()


def test_a_place_of_more_than_200_people_says_why_they_do_not_know_each_other(
    desk: Desk, window: AdminWindow, server: LocalServer
) -> None:
    with transaction(server.place) as db:
        for number in range(ZOE + 1, ANNA + 201):
            accounts.add(db, number, "", f"user {number}", 1)
    window.show_page("invitations")
    page = window.page_widget("invitations")
    assert isinstance(page, InvitationsPage)
    desk.messenger.admin.refresh()
    desk.wait(lambda: page.knowing.button(Knowing.ADDED).isChecked())
    assert not page.knowing.button(Knowing.EVERYBODY).isEnabled()
    assert page.knowing.sentence(Knowing.EVERYBODY).startswith("Not possible with more than 200 people.")
    assert page.joining.button(RegistrationMode.OPEN).isEnabled()

    desk.messenger.admin.change_person(ANNA + 200, PersonAction.DELETE)
    desk.wait(page.knowing.button(Knowing.EVERYBODY).isEnabled)
    page.knowing.button(Knowing.EVERYBODY).click()
    desk.wait(lambda: not page.joining.button(RegistrationMode.OPEN).isEnabled())
    assert page.knowing.button(Knowing.EVERYBODY).isChecked()


def test_only_visible_rows_of_many_people_are_described(
    qtbot: QtBot, tmp_path: Path, faces: FaceSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    messenger = Messenger(tmp_path, "0" * 32)
    context = AdminContext(
        messenger, RecordingNavigator(), faces, LocalPlace(tmp_path / "none", messenger), lambda: False
    )
    page = PeoplePage(context)
    qtbot.addWidget(page)
    page.resize(580, 600)
    described: list[Person] = []
    describe = page.model._describe

    def note(person: Person) -> RowLook:
        described.append(person)
        return describe(person)

    monkeypatch.setattr(page.model, "_describe", note)
    page.show()
    messenger.admin.people = tuple(
        Person(number, 0, 0, False, 0, 0, False, f"Person {number}") for number in range(10_000, 20_000)
    )
    messenger.admin.people_changed.emit()
    page.view.viewport().grab()
    assert page.model.rowCount() == 10_000
    assert 0 < len(described) < 200
