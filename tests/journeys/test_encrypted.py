"""Two people on a server that neither knows yet, by HTTPS: they compare, talk, and are warned of another one."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.problem import ProblemKind
from qqdesk.gui.shared.fingerprint_box import FingerprintBox
from qqdesk.gui.sign_in.certificate_dialogs import (
    ChangedCertificateDialog,
    ConnectionDialog,
    TrustNewCertificateDialog,
    UnknownCertificateDialog,
)
from qqdesk.protocol.fingerprint import read_fingerprint
from qqdesk.server.settings.certificate import CERTIFICATE_FILE, KEY_FILE
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.server import ServerProcess, start_server
from tests.journeys.person import PASSWORD, Person


@pytest.fixture
def people(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    pair = Person(qtbot, qapp, tmp_path / "anna", "Anna"), Person(qtbot, qapp, tmp_path / "bo", "小波 Bo")
    yield pair
    for person in reversed(pair):
        person.desk.shut_down()
        person.desk.deleteLater()


def shown_fingerprints(person: Person, kind: type[UnknownCertificateDialog]) -> list[str]:
    """What the question in the sign-in window shows."""
    questions = person.desk.flow.questions
    person.wait(lambda: isinstance(questions.dialog, kind) and questions.dialog.isVisible())
    assert questions.dialog is not None
    return fingerprints_in(questions.dialog)


def fingerprints_in(dialog: QWidget) -> list[str]:
    return [read_fingerprint(box.digits.text()) for box in dialog.findChildren(FingerprintBox)]


def sign_in(person: Person, number: int, server: ServerProcess, address: str, fingerprint: str) -> None:
    server.add_user(number, PASSWORD, nickname=person.name)
    person.desk.show_sign_in_window()
    window = person.desk.sign_in_window
    person.fill(window, "Number", str(number))
    person.fill(window, "Password", PASSWORD)
    window.page.server.kind.setCurrentIndex(1)
    person.fill(window, "Address of the place", address)
    person.press(window, "Sign in")
    assert shown_fingerprints(person, UnknownCertificateDialog) == [fingerprint]
    person.press(window, "Connect")
    person.wait(lambda: person.desk.windows.main.isVisible())


def restarted(server: ServerProcess, tmp_path: Path, folder: Path, tls_port: int) -> ServerProcess:
    return start_server(tmp_path, folder=folder, port=server.port, arguments=["--tls-port", str(tls_port)])


def test_from_the_first_fingerprint_to_another_one(people: tuple[Person, Person], tmp_path: Path) -> None:
    anna, bo = people
    server = start_server(tmp_path)
    servers = [server]
    try:
        address, printed = server.read_tls_line()
        tls_port = int(address.rpartition(":")[2])
        fingerprint = read_fingerprint(printed)
        for number, person in enumerate(people, 10_001):
            sign_in(person, number, server, address, fingerprint)
            assert person.desk.messenger.security.fingerprint == fingerprint
            assert person.desk.windows.main.head.security.isVisible()
        anna.desk.windows.main.head.security.click()
        anna.press(anna.window(ConnectionDialog), "Close")

        server.befriend(anna.number, bo.number)
        anna.say(bo.number, "nobody else reads this")
        bo.wait(lambda: bo.texts(anna.number) == ["nobody else reads this"])
        anna_number, bo_number = anna.number, bo.number

        # The same server again: it is the same to them.
        server.terminate()
        anna.wait(lambda: anna.desk.messenger.connection.phase is ConnectionPhase.WAITING)
        servers.append(restarted(server, tmp_path, server.folder, tls_port))
        for person in people:
            person.wait(partial(_connected, person))
        bo.say(anna_number, "good")
        anna.wait(lambda: "good" in anna.texts(bo_number))

        # With another certificate, a signed-in user sees it in the window; a sign-in asks.
        servers[-1].terminate()
        for name in (CERTIFICATE_FILE, KEY_FILE):
            (server.folder / name).unlink()
        servers.append(restarted(server, tmp_path, server.folder, tls_port))
        anna.wait(lambda: _problem(anna) is ProblemKind.CERTIFICATE_CHANGED)
        assert "another certificate" in anna.desk.windows.main.banners.connection.text()
        assert anna.desk.flow.questions.dialog is None
        anna.desk.windows.sign_out()
        anna.wait(lambda: anna.desk.sign_in_window.isVisible())
        window = anna.desk.sign_in_window
        anna.fill(window, "Password", PASSWORD)
        anna.press(window, "Sign in")
        # She was here before, so her list is there at once; the server is not believed.
        anna.wait(lambda: _problem(anna) is ProblemKind.CERTIFICATE_CHANGED)
        anna.press(anna.desk.windows.main, "Compare…")
        old, new = fingerprints_in(anna.window(ChangedCertificateDialog))
        assert old == fingerprint != new
        anna.press(anna.window(ChangedCertificateDialog), "Do not connect")
        assert "another certificate" in anna.desk.windows.main.banners.connection.text()

        # A comparison in a session that stopped continues it.
        bo.wait(lambda: _problem(bo) is ProblemKind.CERTIFICATE_CHANGED)
        main = bo.desk.windows.main
        bo.press(main, "Compare…")
        bo.press(bo.window(ChangedCertificateDialog), "Forget the old certificate…")
        bo.press(bo.window(TrustNewCertificateDialog), "Trust the new certificate")
        bo.wait(lambda: bo.desk.messenger.connection.phase is ConnectionPhase.CONNECTED)
        assert bo.desk.messenger.security.fingerprint == new
        assert "good" in bo.texts(anna_number)
    finally:
        for person in reversed(people):
            person.desk.shut_down()
        for process in servers:
            if process.process.poll() is None:
                process.terminate()


def _connected(person: Person) -> bool:
    person.desk.messenger.try_now()
    return person.desk.messenger.connection.phase is ConnectionPhase.CONNECTED


def _problem(person: Person) -> ProblemKind | None:
    problem = person.desk.messenger.connection.problem
    if problem is None:
        return None
    if problem.kind is ProblemKind.NO_CONNECTION:
        # Not after another problem, which the next try would clear.
        person.desk.messenger.try_now()
    return problem.kind
