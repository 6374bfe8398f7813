"""An invitation link that the system opens: where its page is shown, whatever the program is doing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.activation_request import ActivationRequest
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from tests.gui.signing_in import sign_in
from tests.helpers.server import LocalServer, transaction

PATIENCE_MS = 20_000
Invite = Callable[[], str]


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[ApplicationController]:
    folders = folders_for(Arguments(data_dir=tmp_path / "data", config_dir=tmp_path / "config"))
    desk = ApplicationController(qapp, SettingsStore(folders.settings), folders)
    yield desk
    desk.shut_down()
    desk.deleteLater()


@pytest.fixture
def invite(server: LocalServer) -> Invite:
    return lambda: InvitationLink((server.address.removeprefix("http://"),), server.invite()).scheme()


def wait_for_page(
    desk: ApplicationController, window: Callable[[], WizardWindow | None], server: LocalServer, qtbot: QtBot
) -> None:
    """Until the visible window has the page of the place, with nothing joined."""

    def is_there() -> bool:
        shown = window()
        if shown is None or not shown.isVisible() or not isinstance(shown.page, JoinByLinkPage):
            return False
        return shown.page.button.isEnabled()

    qtbot.waitUntil(is_there, timeout=PATIENCE_MS)
    with transaction(server.place) as db:
        assert db.execute("SELECT number FROM users").fetchall() == [(10001,)]


def test_at_the_first_start(desk: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot) -> None:
    desk.show()
    desk.links.open(invite())
    wait_for_page(desk, lambda: desk.first_window, server, qtbot)
    window = desk.first_window
    assert window is not None
    first = window.page
    # Another link replaces it.
    desk.on_activation_requested(ActivationRequest(link=invite()))
    wait_for_page(desk, lambda: window if window.page is not first else None, server, qtbot)


def test_beside_the_sign_in_window_and_hidden_in_the_tray(
    desk: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot
) -> None:
    desk.show_sign_in_window()
    desk.show(hidden=True)
    desk.sign_in_window.hide()
    desk.on_activation_requested(ActivationRequest(link=invite()))
    wait_for_page(desk, lambda: desk.first_window, server, qtbot)
    assert not desk.sign_in_window.isVisible()


def test_signed_in_and_hidden(desk: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot) -> None:
    desk.show_sign_in_window()
    sign_in(desk, server)
    qtbot.waitUntil(desk.windows.main.isVisible, timeout=PATIENCE_MS)
    desk.windows.main.hide()
    desk.on_activation_requested(ActivationRequest(link=invite()))
    wait_for_page(desk, lambda: desk.joins.window, server, qtbot)
    assert desk.joins.own_window is not None
    assert not desk.windows.main.isVisible()
    assert desk.messenger.me.number == 10001


def test_a_sign_in_that_runs_comes_first(
    desk: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot
) -> None:
    desk.show_sign_in_window()
    sign_in(desk, server)
    desk.links.open(invite())
    assert desk.sign_in_window.is_busy
    assert desk.joins.window is None
    wait_for_page(desk, lambda: desk.joins.window, server, qtbot)
    assert desk.windows.main.isVisible()


@pytest.mark.parametrize("end", ["cancelled", "refused"])
def test_a_sign_in_that_comes_to_nothing(
    desk: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot, end: str
) -> None:
    desk.show_sign_in_window()
    sign_in(desk, server, "wrong" if end == "refused" else "secret")
    desk.links.open(invite())
    if end == "cancelled":
        desk.sign_in_window.running.cancel.click()
    wait_for_page(desk, lambda: desk.first_window, server, qtbot)
