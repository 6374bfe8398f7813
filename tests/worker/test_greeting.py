"""Who may register, asked before somebody fills in a form, and after they were refused."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.client.errors import BadAddressError
from qqdesk.client.places import Places
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.paths import PLACES
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.server.operations.settings import Settings
from qqdesk.worker.api import ActionFailed, Registered, Registration, ServerTold
from qqdesk.worker.greeting import Greeting
from tests.helpers.canned import HANG, CannedServer, http
from tests.helpers.server import LocalServer, local_server
from tests.worker.conftest import MakeDesk

PATIENCE_MS = 20_000


def ask(qtbot: QtBot, server: str, folder: Path) -> ServerTold:
    greeting = Greeting(server, Places(folder / PLACES), None)
    with qtbot.waitSignal(greeting.answered, timeout=PATIENCE_MS) as answered:
        greeting.start()
    assert answered.args is not None
    told: ServerTold = answered.args[0]
    greeting.stop_now()
    return told


def test_a_server_says_who_may_register(qtbot: QtBot, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(registration="invite", name="Office")) as server:
        assert ask(qtbot, server.address, tmp_path) == ServerTold(server.address, RegistrationMode.INVITE, "Office")


@pytest.mark.parametrize("reply", [http("VER=1.1&CMD=Hello&SEQ=1&UIN=0&RES=11"), http("<html>"), b"SSH-2.0-x\r\n\r\n"])
def test_who_does_not_say_may_be_tried(qtbot: QtBot, tmp_path: Path, reply: bytes) -> None:
    with CannedServer(reply, close_after_reply=True) as server:
        assert ask(qtbot, server.url, tmp_path) == ServerTold(server.url)


def test_a_word_that_is_not_known(qtbot: QtBot, tmp_path: Path) -> None:
    with CannedServer(http("VER=1.1&CMD=Hello&SEQ=1&UIN=0&RES=0&REG=lottery&NAM=X")) as server:
        assert ask(qtbot, server.url, tmp_path) == ServerTold(server.url, None, "X")


def test_nobody_waits_for_an_answer_that_nobody_wants(qtbot: QtBot, tmp_path: Path) -> None:
    with CannedServer(HANG) as server:
        greeting = Greeting(server.url, Places(tmp_path / PLACES), None)
        greeting.start()
        qtbot.waitUntil(server.asked.is_set, timeout=PATIENCE_MS)
        assert greeting.stop_now()


def test_an_address_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadAddressError):
        Greeting("no address", Places(tmp_path / PLACES), None)


def register(desk: MakeDesk, server: LocalServer, invitation: str = "") -> Problem | int:
    clerk = desk()
    ticket = clerk.messenger.register(Registration(server.address, "secret", "me", invitation))
    clerk.wait(lambda: clerk.of("registered") + clerk.of("action_failed"))
    answer = (clerk.of("registered") + clerk.of("action_failed"))[0]
    assert isinstance(answer, Registered | ActionFailed) and answer.ticket == ticket
    return answer.number if isinstance(answer, Registered) else answer.problem


def test_why_a_server_makes_no_account(desk: MakeDesk, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(registration="closed")) as server:
        assert register(desk, server, "X").kind is ProblemKind.REGISTRATION_CLOSED  # type: ignore[union-attr]
    with local_server(tmp_path, settings=Settings(registration="invite")) as server:
        assert register(desk, server).kind is ProblemKind.INVITATION_WANTED  # type: ignore[union-attr]
        assert register(desk, server, "X").kind is ProblemKind.INVITATION_REFUSED  # type: ignore[union-attr]


def test_an_invitation_may_be_typed_as_people_do(desk: MakeDesk, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(registration="invite")) as server:
        assert register(desk, server, f" {server.invite().lower().replace('-', ' ')} ") == 10001
