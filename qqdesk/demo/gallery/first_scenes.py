"""Before somebody is signed in: the pages of the first window, and the questions about certificates."""

from PySide6.QtWidgets import QWidget

from qqdesk.demo.gallery.stage import Scene, Stage
from qqdesk.domain.certificate import CertificateDoubt
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.sign_in.certificate import (
    ChangedCertificateDialog,
    ConnectionDialog,
    TrustNewCertificateDialog,
    UnknownCertificateDialog,
)
from qqdesk.gui.sign_in.server_box import Place
from qqdesk.gui.sign_in.window import SignInWindow
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.worker.api import Security

_DOUBT = CertificateDoubt("chat.example.org", 8443, "4f" * 16 + "a1" * 16, "0c" * 32, "2026-03-01")
_FOUND = [Place("192.168.1.5:8000", "Office"), Place("192.168.1.7:8000", "Workshop on the ground floor")]


def _window(stage: Stage, settings: Settings) -> SignInWindow:
    window = SignInWindow(stage.faces, settings)
    window.set_found(_FOUND)
    return stage.keep(window)


def _welcome(stage: Stage) -> QWidget:
    return _window(stage, Settings())


def _known(stage: Stage) -> QWidget:
    window = _window(stage, Settings(number=10007, server="chat.example.org", servers=["chat.example.org"]))
    window.page.password.setText("secret!")
    return window


def _failed(stage: Stage) -> QWidget:
    window = _window(stage, Settings(number=10007, server="chat.example.org", servers=["chat.example.org"]))
    window.show_problem(Problem(ProblemKind.NO_CONNECTION))
    return window


def _trying(stage: Stage) -> QWidget:
    window = _window(stage, Settings(number=10007))
    window.show_progress(window.tr("Signing in…"))
    return window


def _register(stage: Stage) -> QWidget:
    window = _window(stage, Settings())
    window.show_register()
    return window


def _invitation(stage: Stage) -> QWidget:
    window = _window(stage, Settings(server="chat.example.org", servers=["chat.example.org"]))
    window.show_register()
    window.show_told("chat.example.org", RegistrationMode.INVITE)
    window.show_problem(Problem(ProblemKind.INVITATION_REFUSED))
    return window


def _new_number(stage: Stage) -> QWidget:
    window = _window(stage, Settings(server=LOCAL_SERVER))
    window.show_register()
    window.show_new_number(10007)
    return window


def _servers(stage: Stage) -> QWidget:
    window = _window(stage, Settings(servers=["chat.example.org", "192.168.1.5:8000"]))
    window.page.server.kind.showPopup()
    return window.page.server.kind.view().window()


def _unknown(stage: Stage) -> QWidget:
    return stage.keep(UnknownCertificateDialog(_DOUBT))


def _changed(stage: Stage) -> QWidget:
    return stage.keep(ChangedCertificateDialog(_DOUBT))


def _trust(stage: Stage) -> QWidget:
    return stage.keep(TrustNewCertificateDialog(_DOUBT))


def _encrypted(stage: Stage) -> QWidget:
    return stage.keep(ConnectionDialog(Security(encrypted=True, fingerprint=_DOUBT.fingerprint, place=_DOUBT.place)))


def _plain(stage: Stage) -> QWidget:
    stage.windows.open_connection()
    return stage.shown(ConnectionDialog)


SCENES = (
    Scene("sign-in-welcome", SignInWindow, _welcome),
    Scene("sign-in-known", SignInWindow, _known),
    Scene("sign-in-failed", SignInWindow, _failed),
    Scene("sign-in-trying", SignInWindow, _trying),
    Scene("sign-in-servers", QWidget, _servers),
    Scene("register", SignInWindow, _register),
    Scene("register-invitation", SignInWindow, _invitation),
    Scene("new-number", SignInWindow, _new_number),
    Scene("certificate-unknown", UnknownCertificateDialog, _unknown),
    Scene("certificate-changed", ChangedCertificateDialog, _changed),
    Scene("certificate-trust", TrustNewCertificateDialog, _trust),
    Scene("connection-encrypted", ConnectionDialog, _encrypted),
    Scene("connection-plain", ConnectionDialog, _plain),
)
