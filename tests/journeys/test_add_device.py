"""A second computer of one person: the first shows a link, the second asks for the password and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.invitation_link import InvitationLink, find_link
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.join_page import JoinPage
from qqdesk.gui.settings.add_device_dialog import AddDeviceDialog
from qqdesk.gui.sign_in.password_dialog import PasswordDialog
from tests.helpers.server import ServerProcess, start_server
from tests.journeys.person import PASSWORD, Person

ANNA = 10001


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    server = start_server(tmp_path)
    server.add_user(ANNA, PASSWORD, nickname="Anna")
    yield server
    server.terminate()


@pytest.fixture
def computers(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    pair = Person(qtbot, qapp, tmp_path / "desk", "desk"), Person(qtbot, qapp, tmp_path / "laptop", "laptop")
    yield pair
    for person in reversed(pair):
        person.desk.shut_down()
        person.desk.deleteLater()


def link_of_first_computer(first: Person, server: ServerProcess) -> InvitationLink:
    """Return the link of the dialog. The place names its port of HTTPS, where a sign-in needs a known certificate."""
    first.sign_in(server.address, ANNA)
    invitations = first.desk.messenger.invitations
    first.wait(lambda: invitations.place.fingerprint)
    place = invitations.place
    invitations.follow(replace(place, addresses=(f"127.0.0.1:{place.tls_port}",)))
    first.press(first.desk.windows.settings.open("devices"), "Add a device…")
    dialog = first.desk.windows.passing.find(AddDeviceDialog)
    assert dialog is not None
    first.press(dialog, "Copy link")
    text = QApplication.clipboard().text()
    assert text == dialog.link_edit.text() and PASSWORD not in text
    first.press(dialog, "Change password…")
    assert first.desk.windows.passing.find(PasswordDialog) is not None
    link = find_link(text)
    assert link is not None and link.fingerprint == place.fingerprint
    return link


def type_password(second: Person) -> None:
    window = second.desk.sign_in_window
    second.wait(window.isVisible)
    assert second.desk.first_window is None or not second.desk.first_window.isVisible()
    assert window.page.number.number() == ANNA
    assert str(ANNA) in window.message.text()
    assert window.page.empty_field() is window.page.password
    second.fill(window, "Password", PASSWORD)
    second.press(window, "Sign in")
    second.wait(lambda: second.desk.windows.main.isVisible() or second.desk.flow.questions.dialog is not None)


@pytest.mark.parametrize("is_pasted", [False, True])
def test_the_second_computer_asks_for_the_password_only(
    computers: tuple[Person, Person], server: ServerProcess, is_pasted: bool
) -> None:
    first, second = computers
    link = link_of_first_computer(first, server)
    if is_pasted:
        second.desk.open_join()
        window = second.desk.joins.window
        assert window is not None and isinstance(window.page, JoinPage)
        window.page.check_text(f"My account:\n{link.http()}")
    else:
        second.desk.links.open(link.scheme())
    type_password(second)
    assert second.desk.flow.questions.dialog is None
    assert second.desk.messenger.security.fingerprint == link.fingerprint
    assert second.number == ANNA
    places = [person.desk.messenger.place_id for person in computers]
    assert places[0] == places[1] and len(places[0]) == 16


def test_a_link_changes_nothing_in_a_session(computers: tuple[Person, Person], server: ServerProcess) -> None:
    first, _ = computers
    first.desk.open_link(link_of_first_computer(first, server))
    assert first.desk.joins.own_window is not None
    first.wait(lambda: first.desk.joins.own_window is None)
    assert first.number == ANNA and not first.desk.sign_in_window.isVisible()


def test_a_link_with_another_certificate_fills_in_nothing(
    computers: tuple[Person, Person], server: ServerProcess
) -> None:
    first, second = computers
    link = link_of_first_computer(first, server)
    second.desk.open_link(replace(link, fingerprint="ab" * 32))
    joins = second.desk.joins
    second.wait(lambda: joins.window is not None and isinstance(joins.window.page, JoinByLinkPage))
    assert joins.window is not None
    page = joins.window.page
    assert isinstance(page, JoinByLinkPage)
    second.wait(page.message.isVisible)
    assert "another certificate" in page.message.text() and page.message.button.text() == "Back"
    assert not page.fields.isVisible() and not page.button.isVisible()
    assert not second.desk.sign_in_window.isVisible()
