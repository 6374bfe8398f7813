"""The program while the server is away: from the sign-in window to the people of the last time, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Text
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.saved_accounts import SavedAccount, with_account
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.record import Done
from qqdesk.worker import server_host_link
from qqdesk.worker.api import ConnectionPhase, SignIn
from qqdesk.worker.messenger import Messenger
from tests.gui.signing_in import sign_in
from tests.helpers.messages import chat_with
from tests.helpers.server import ServerProcess, md5, running_server
from tests.helpers.server_host import stand_in_command

PATIENCE_MS = 60_000
ONE, TWO = 10001, 10002


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with running_server(tmp_path) as running:
        running.add_user(ONE, nickname="小明")
        running.add_user(TWO, nickname="小红", contacts=[ONE])
        running.befriend(ONE, TWO)
        yield running


@pytest.fixture
def controller(qtbot: QtBot, controller: ApplicationController) -> ApplicationController:
    with qtbot.waitSignal(controller.sign_in_window.painted, timeout=PATIENCE_MS):
        controller.show_sign_in_window()
    return controller


def wait_phase(controller: ApplicationController, qtbot: QtBot, phase: ConnectionPhase) -> None:
    def is_there() -> bool:
        return controller.messenger.connection.phase is phase and not controller.is_opening

    qtbot.waitUntil(is_there, timeout=PATIENCE_MS)


def leave(controller: ApplicationController, qtbot: QtBot) -> None:
    with qtbot.waitSignal(controller.messenger.signed_out, timeout=PATIENCE_MS):
        controller.windows.sign_out()


def test_in_without_the_server_and_back_with_a_password_that_is_wrong_by_now(
    controller: ApplicationController, server: ServerProcess, qtbot: QtBot, tmp_path: Path
) -> None:
    sign_in(controller, server)
    wait_phase(controller, qtbot, ConnectionPhase.CONNECTED)
    qtbot.waitUntil(lambda: controller.messenger.roster.get(TWO).nickname == "小红", timeout=PATIENCE_MS)
    leave(controller, qtbot)
    elsewhere = Messenger(tmp_path / "elsewhere", "f" * 32)
    elsewhere.sign_in(SignIn(server.address, ONE, "secret"))
    qtbot.waitUntil(lambda: elsewhere.connection.phase is ConnectionPhase.CONNECTED, timeout=PATIENCE_MS)
    replies: list[Done] = []
    elsewhere.request(ModifyPassword(md5("secret"), md5("another"))).then(elsewhere, replies.append)
    qtbot.waitUntil(lambda: bool(replies), timeout=PATIENCE_MS)
    elsewhere.shut_down()
    server.kill()
    sign_in(controller, server)
    wait_phase(controller, qtbot, ConnectionPhase.WAITING)
    main = controller.windows.main
    assert main.isVisible() and not controller.sign_in_window.isVisible()
    assert main.windowTitle() == "小明"
    assert main.banners.connection.text().startswith("No connection to the place")
    assert [contact.name for contact in controller.messenger.roster.listed()] == ["小红"]
    controller.windows.open(routes.Chat(chat_with(TWO)))
    page = controller.windows.chats.page(chat_with(TWO))
    assert page is not None
    controller.messenger.own_messages.send(chat_with(TWO), Text("waits"))
    page.composer.input.setPlainText("half a sen")
    with running_server(tmp_path, folder=server.folder, port=server.port):
        controller.messenger.try_now()
        qtbot.waitUntil(controller.sign_in_window.isVisible, timeout=PATIENCE_MS)
        assert not main.isVisible()
        assert "password" in controller.sign_in_window.message.text()
        assert controller.sign_in_window.page.number.text() == str(ONE)
        sign_in(controller, server, "another")
        wait_phase(controller, qtbot, ConnectionPhase.CONNECTED)
        assert main.isVisible()
        conversation = controller.messenger.conversation(chat_with(TWO))
        qtbot.waitUntil(lambda: conversation.messages[-1].delivery is Delivery.SENT, timeout=PATIENCE_MS)
        assert [message.text for message in conversation.messages] == ["waits"]
        assert controller.messenger.drafts.get(chat_with(TWO)).text == "half a sen"
        controller.shut_down()


def test_another_password_stays_outside(controller: ApplicationController, server: ServerProcess, qtbot: QtBot) -> None:
    sign_in(controller, server)
    wait_phase(controller, qtbot, ConnectionPhase.CONNECTED)
    leave(controller, qtbot)
    server.kill()
    sign_in(controller, server, "Secret")
    qtbot.waitUntil(lambda: not controller.sign_in_window.is_busy, timeout=PATIENCE_MS)
    assert "last sign-in on this computer" in controller.sign_in_window.message.text()
    assert not controller.windows.main.isVisible()
    assert controller.sign_in_window.focusWidget() is controller.sign_in_window.page.password


def stand_in(folder: Path, script: str) -> list[str]:
    """The command of the keeper with a server program that does what the script says, by then."""
    program = folder / "program.py"
    program.write_text(f"import sys\n{script}\n")
    return stand_in_command(str(program))


def test_the_server_on_this_computer_does_not_start(
    controller: ApplicationController,
    server: ServerProcess,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One is in with the list of the last time, and with everything once it starts after all."""
    controller.messenger.sign_in(SignIn(server.address, ONE, "secret"))
    wait_phase(controller, qtbot, ConnectionPhase.CONNECTED)
    account = SavedAccount(ONE, LOCAL_SERVER, place=controller.messenger.place_id)
    controller.store.change("accounts", with_account(controller.settings, account))
    qtbot.waitUntil(lambda: controller.messenger.roster.get(TWO).nickname == "小红", timeout=PATIENCE_MS)
    leave(controller, qtbot)
    command = stand_in(tmp_path, "sys.exit('No room on the disk')")
    monkeypatch.setattr(server_host_link, "own_command", lambda: command)
    window = controller.sign_in_window
    window.page.number.setText(str(ONE))
    window.page.password.setText("another")
    window.page.server.choose(LOCAL_SERVER)
    window.submit.click()
    qtbot.waitUntil(lambda: window.isVisible() and not window.is_busy, timeout=PATIENCE_MS)
    assert window.message.text() == problem_text(Problem(ProblemKind.OTHER_PASSWORD))
    window.page.password.setText("secret")
    window.submit.click()
    wait_phase(controller, qtbot, ConnectionPhase.WAITING)
    assert controller.windows.main.isVisible() and not window.isVisible()
    assert [contact.name for contact in controller.messenger.roster.listed()] == ["小红"]
    why = controller.windows.main.banners.failure
    assert why.text() == problem_text(Problem(ProblemKind.LOCAL_SERVER_FAILED)) and why.isVisible()
    controller.messenger.own_messages.send(chat_with(TWO), Text("written meanwhile"))
    stand_in(tmp_path, f"print('listening on {server.address}', flush=True)\nsys.stdin.read()")
    controller.messenger.try_now()
    wait_phase(controller, qtbot, ConnectionPhase.CONNECTED)
    assert controller.windows.main.isVisible() and not why.isVisible()
    qtbot.waitUntil(lambda: written(controller) == [Delivery.SENT], timeout=PATIENCE_MS)


def written(controller: ApplicationController) -> list[Delivery | None]:
    return [message.delivery for message in controller.messenger.conversation(chat_with(TWO)).messages]


@pytest.mark.parametrize(
    ("ending", "kind"),
    [("'No room on the disk'", ProblemKind.LOCAL_SERVER_FAILED), ("5", ProblemKind.LOCAL_SERVER_VERSION)],
)
def test_first_sign_in_shows_why_the_server_failed(
    controller: ApplicationController,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    kind: ProblemKind,
) -> None:
    command = stand_in(tmp_path, f"sys.exit({ending})")
    monkeypatch.setattr(server_host_link, "own_command", lambda: command)
    window = controller.sign_in_window
    window.page.number.setText(str(ONE))
    window.page.password.setText("secret")
    window.page.server.choose(LOCAL_SERVER)
    window.submit.click()
    qtbot.waitUntil(lambda: window.message.isVisible(), timeout=PATIENCE_MS)
    assert window.message.text() == problem_text(Problem(kind, str(controller.place.folder)))
    assert not window.is_busy
