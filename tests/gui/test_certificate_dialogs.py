"""The dialogs about the server's certificate."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.connection import Security, UntrustedServer
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.settings import Settings
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fingerprint_box import FingerprintBox
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.certificate_dialogs import (
    ChangedCertificateDialog,
    ConnectionDialog,
    UnencryptedDialog,
    UnknownCertificateDialog,
)
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.gui.sign_in.sign_in_flow import SignInFlow
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.paths import PLACES
from qqdesk.protocol.fingerprint import written_fingerprint
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.kit.messenger import Backend

OLD, NEW = "1a" * 32, "2b" * 32
UNKNOWN = UntrustedServer("chat.example.org", 8443, NEW, address="chat.example.org:8000")
CHANGED = UntrustedServer("chat.example.org", 8443, NEW, OLD, "2026-03-04")
PLAIN = UntrustedServer("chat.example.org", 8000, "")
FORM = SignInForm("chat.example.org", 10001, "secret")


def texts(dialog: QDialog) -> str:
    return " ".join(box.digits.text().replace("\n", ":") for box in dialog.findChildren(FingerprintBox))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_enter_and_escape_do_not_connect(qtbot: QtBot, key: Qt.Key) -> None:
    for dialog in (
        UnknownCertificateDialog(UNKNOWN),
        ChangedCertificateDialog(CHANGED),
        UnencryptedDialog(PLAIN),
    ):
        qtbot.addWidget(dialog)
        show(dialog)
        focus = dialog.focusWidget()
        assert focus is not None
        with qtbot.waitSignal(dialog.rejected):
            QTest.keyClick(focus, key)


def test_the_fingerprint_can_be_read_selected_and_copied(qtbot: QtBot) -> None:
    dialog = UnknownCertificateDialog(UNKNOWN)
    qtbot.addWidget(dialog)
    show(dialog)
    assert texts(dialog) == written_fingerprint(NEW)
    box = dialog.findChild(FingerprintBox)
    assert box is not None
    assert box.digits.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert "2B 2B 2B" in box.digits.accessibleName()
    QTest.mouseClick(box.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == written_fingerprint(NEW)
    assert all(button.accessibleName() or button.text() for button in dialog.findChildren(QPushButton))


def test_every_button_can_be_reached_by_the_keyboard(qtbot: QtBot) -> None:
    dialog = ChangedCertificateDialog(CHANGED)
    qtbot.addWidget(dialog)
    show(dialog)
    reached = set()
    for _ in range(12):
        reached.add(dialog.focusWidget())
        QTest.keyClick(dialog, Qt.Key.Key_Tab)
    assert {dialog.forget_button, dialog.cancel_button} <= reached
    assert {box.digits for box in dialog.findChildren(FingerprintBox)} <= reached


def test_a_changed_certificate_needs_two_answers(qtbot: QtBot) -> None:
    dialog = ChangedCertificateDialog(CHANGED)
    qtbot.addWidget(dialog)
    show(dialog)
    assert texts(dialog) == f"{written_fingerprint(OLD)} {written_fingerprint(NEW)}"
    QTest.mouseClick(dialog.forget_button, Qt.MouseButton.LeftButton)
    assert dialog.confirmation is not None
    with qtbot.waitSignal(dialog.confirmation.rejected):
        QTest.keyClick(dialog.confirmation, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.mouseClick(dialog.forget_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseClick(dialog.confirmation.accept_button, Qt.MouseButton.LeftButton)


def test_a_certificate_of_an_authority_has_no_old_fingerprint(qtbot: QtBot) -> None:
    dialog = ChangedCertificateDialog(UntrustedServer("chat.example.org", 8443, NEW, "", "2026-03-04"))
    qtbot.addWidget(dialog)
    assert texts(dialog) == written_fingerprint(NEW)


# In the sign-in window


class Signing:
    """The sign-in window and its flow, without a server."""

    def __init__(self, qtbot: QtBot, faces: FaceSource, folder: Path) -> None:
        self.window = SignInWindow(faces, Settings())
        qtbot.addWidget(self.window)
        show(self.window)
        self.backend = Backend(folder)
        accounts = AccountController(SettingsStore(folder / "settings.toml"), self.window)
        place = LocalPlace(folder, self.window)
        self.flow = SignInFlow(self.window, place, self.backend.messenger, accounts, self.window)
        self.known = KnownPlaces(folder / PLACES)

    def dialog(self, kind: type[QDialog]) -> QDialog:
        assert isinstance(self.flow.questions.dialog, kind)
        assert self.flow.questions.dialog.isVisible()
        return self.flow.questions.dialog


@pytest.fixture
def signing(qtbot: QtBot, faces: FaceSource, tmp_path: Path) -> Iterator[Signing]:
    signing = Signing(qtbot, faces, tmp_path)
    yield signing
    signing.backend.messenger.shut_down()


def test_an_accepted_certificate_submits_the_form_again(signing: Signing, qtbot: QtBot) -> None:
    signing.flow.sign_in(FORM)
    asked = signing.backend.sign_ins
    assert len(asked) == 1
    signing.flow.show_problem(Problem(ProblemKind.UNKNOWN_CERTIFICATE, certificate=UNKNOWN), FORM)
    dialog = signing.dialog(UnknownCertificateDialog)
    assert isinstance(dialog, UnknownCertificateDialog)
    assert signing.known.at("chat.example.org") is None
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1] == asked[0]
    server = signing.known.at("chat.example.org")
    assert server is not None
    assert (server.fingerprint, server.addresses) == (NEW, ("chat.example.org:8000",))
    assert signing.window.is_busy
    assert signing.flow.questions.dialog is None


def test_a_connection_without_encryption_needs_one_answer(signing: Signing, qtbot: QtBot, tmp_path: Path) -> None:
    signing.flow.sign_in(FORM)
    asked = signing.backend.sign_ins
    problem = Problem(ProblemKind.UNENCRYPTED, certificate=PLAIN)
    signing.flow.show_problem(problem, FORM)
    QTest.keyClick(signing.dialog(UnencryptedDialog), Qt.Key.Key_Escape)
    assert len(asked) == 1
    assert not (tmp_path / PLACES).exists()
    assert "not encrypted" in signing.window.message.text()
    signing.flow.show_problem(problem, FORM)
    dialog = signing.dialog(UnencryptedDialog)
    assert isinstance(dialog, UnencryptedDialog)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1] == asked[0]
    place = signing.known.at("chat.example.org")
    assert place is not None
    assert not place.is_encrypted


def test_cancel_ends_the_sign_in(signing: Signing, tmp_path: Path) -> None:
    signing.flow.show_problem(Problem(ProblemKind.UNKNOWN_CERTIFICATE, certificate=UNKNOWN), FORM)
    dialog = signing.dialog(UnknownCertificateDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert signing.flow.questions.dialog is None
    assert not signing.backend.sign_ins
    assert not (tmp_path / PLACES).exists()
    assert signing.window.message.isVisible()
    assert not signing.window.is_busy


def test_a_changed_certificate_is_refused(signing: Signing) -> None:
    signing.known.trust(UntrustedServer("chat.example.org", 8443, OLD))
    problem = Problem(ProblemKind.CERTIFICATE_CHANGED, certificate=CHANGED)
    signing.flow.show_problem(problem, FORM)
    QTest.keyClick(signing.dialog(ChangedCertificateDialog), Qt.Key.Key_Return)
    assert not signing.backend.sign_ins
    assert "another certificate" in signing.window.message.text()
    known = signing.known.at("chat.example.org")
    assert known is not None
    assert known.fingerprint == OLD


def test_one_question_at_a_time(signing: Signing) -> None:
    problem = Problem(ProblemKind.UNKNOWN_CERTIFICATE, certificate=UNKNOWN)
    for _ in range(3):
        signing.flow.show_problem(problem, FORM)
    visible = [dialog for dialog in signing.window.findChildren(QDialog) if dialog.isVisible()]
    assert visible == [signing.flow.questions.dialog]
    # Without a try of the person there is nothing to ask.
    signing.flow.questions.close()
    signing.flow.show_problem(problem, None)
    assert signing.flow.questions.dialog is None


def test_an_unwritable_file_is_reported(signing: Signing, tmp_path: Path) -> None:
    (tmp_path / PLACES).write_text("damaged")
    signing.flow.show_problem(Problem(ProblemKind.UNKNOWN_CERTIFICATE, certificate=UNKNOWN), FORM)
    dialog = signing.dialog(UnknownCertificateDialog)
    assert isinstance(dialog, UnknownCertificateDialog)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert not signing.backend.sign_ins
    assert PLACES in signing.window.message.toolTip()


# While one is signed in


@pytest.mark.parametrize(
    ("security", "shown", "name"),
    [
        (Security(True, OLD, server="chat.example.org:8443"), True, "Encrypted connection"),
        (Security(True, OLD, True, server="chat.example.org:8443"), True, "Encrypted connection"),
        (Security(server="chat.example.org:8000"), True, "The connection is not encrypted"),
        (Security(on_this_computer=True, server="127.0.0.1:8000"), False, ""),
    ],
)
def test_the_padlock(
    qtbot: QtBot,
    context: AppContext,
    backend: Backend,
    navigator: RecordingNavigator,
    security: Security,
    shown: bool,
    name: str,
) -> None:
    backend.open(security=security)
    window = MainWindow(context)
    qtbot.addWidget(window)
    show(window)
    padlock = window.head.security
    assert padlock.isVisible() is shown
    if not shown:
        return
    assert padlock.accessibleName() == name
    assert padlock.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert (written_fingerprint(OLD) in padlock.toolTip()) is security.encrypted
    padlock.setFocus()
    QTest.keyClick(padlock, Qt.Key.Key_Space)
    assert navigator.calls == [routes.Security()]
    dialog = ConnectionDialog(security)
    qtbot.addWidget(dialog)
    show(dialog)
    assert texts(dialog) == (written_fingerprint(OLD) if security.encrypted else "")


@pytest.fixture
def window(qtbot: QtBot, backend: Backend, context: AppContext) -> MainWindow:
    backend.open()
    window = MainWindow(context)
    qtbot.addWidget(window)
    show(window)
    return window


def test_a_certificate_is_accepted_during_a_session(
    window: MainWindow, backend: Backend, navigator: RecordingNavigator
) -> None:
    problem = Problem(ProblemKind.CERTIFICATE_CHANGED, certificate=CHANGED)
    backend.lose(problem)
    button = window.banners.connection.button
    assert button.text() == "Compare…"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert navigator.calls == [routes.Certificate(problem)]
    backend.lose(Problem(ProblemKind.TIMED_OUT))
    assert button.text() == "Try now"
    backend.connect(Security(True, NEW, server="chat.example.org:8443"))
    assert written_fingerprint(NEW) in window.head.security.toolTip()


def test_missing_encryption_is_accepted_during_a_session(
    window: MainWindow, backend: Backend, navigator: RecordingNavigator
) -> None:
    problem = Problem(ProblemKind.UNENCRYPTED, certificate=PLAIN)
    backend.lose(problem)
    button = window.banners.connection.button
    assert button.text() == "Decide…"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert navigator.calls == [routes.Certificate(problem)]
