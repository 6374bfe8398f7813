"""Windows for a forgotten password, and for a place from a backup."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qqdesk.domain.destination import Destination
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.saved_accounts import SavedAccount
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.first_start.first_start_window import FirstStartWindow
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.password_reset import ForgottenAccount, ForgottenPage
from qqdesk.gui.first_start.restore_controller import BackupContents, RestorePage
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.sign_in.sign_in_form import RestoredPlace
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.worker.joining import JoinablePlace
from qqdesk.worker.keyring_calls import KeyringCalls
from tests.gallery.stage import Scene, Stage

_BEN = ForgottenAccount("192.168.178.20", 10002, "Ben Carter", 60, "Home", ("Anna Müller", "小丽", "Tom"))
_HOME = JoinablePlace(
    Destination(("192.168.178.20:8000",), "ab" * 32),
    "0" * 14 + "28",
    "Home",
    is_invited=True,
    inviter_name="Ben Carter",
    inviter_face=60,
    reset=10002,
)


class _Keyring(KeyringCalls):
    """A keyring that is never asked."""

    def check(self) -> int:
        return 0


def _window(stage: Stage, account: ForgottenAccount) -> WizardWindow:
    return stage.keep(WizardWindow(ForgottenPage(stage.faces, account), "Forgot the password?"))


def _forgotten(stage: Stage) -> QWidget:
    return _window(stage, _BEN)


def _wrong(stage: Stage) -> QWidget:
    window = SignInWindow(stage.faces, Settings(number=10002, server="192.168.178.20"))
    window.show_problem(Problem(ProblemKind.WRONG_PASSWORD))
    return stage.keep(window)


def _only(stage: Stage) -> QWidget:
    return _window(stage, _BEN._replace(administrators=("Ben Carter",)))


def _here(stage: Stage) -> QWidget:
    return _window(stage, _BEN._replace(server=LOCAL_SERVER, is_here=True))


def _new_password_page(stage: Stage) -> tuple[WizardWindow, JoinByLinkPage]:
    window = _window(stage, _BEN)
    keyring = _Keyring(window)
    window.destroyed.connect(keyring.stop)
    page = JoinByLinkPage(stage.faces, keyring, is_reset=True)
    window.show_page(page)
    page.show_place(_HOME)
    return window, page


def _new_password(stage: Stage) -> QWidget:
    return _new_password_page(stage)[0]


def _own_password(stage: Stage) -> QWidget:
    window, page = _new_password_page(stage)
    page.fields.own_link.linkActivated.emit("#")
    return window


def _used_up(stage: Stage) -> QWidget:
    window, page = _new_password_page(stage)
    page.show_failure(JoinFailure(JoinFailureReason.BAD_INVITATION, "192.168.178.20"))
    return window


def _restore_page(stage: Stage) -> tuple[FirstStartWindow, RestorePage]:
    window = stage.keep(FirstStartWindow(Settings(language=stage.desk.settings.language)))
    page = RestorePage()
    window.show_page(page)
    return window, page


def _restore(stage: Stage) -> QWidget:
    return _restore_page(stage)[0]


def _restore_found(stage: Stage) -> QWidget:
    window, page = _restore_page(stage)
    page.open(Path("/media/anna/stick/very-long-names-are-cut/qqdesk-2026-11-28T09-31-00Z.backup"))
    page.show_contents(BackupContents(9, 12_345, 1_795_858_260_000, has_files=False))
    return window


def _restore_failed(stage: Stage) -> QWidget:
    window, page = _restore_page(stage)
    page.open(Path("/home/anna/Pictures/cat.png"))
    page.show_failure(
        QCoreApplication.translate("RestoreController", "This file is no backup of a place, or it is damaged.")
    )
    return window


def _restored(stage: Stage) -> QWidget:
    window = SignInWindow(stage.faces, Settings())
    window.show_restored(RestoredPlace("Home", (SavedAccount(10001, name="Anna Müller", face=45),)))
    return stage.keep(window)


SCENES = (
    Scene("password-forgotten", WizardWindow, _forgotten),
    Scene("password-forgotten-only", WizardWindow, _only),
    Scene("password-forgotten-here", WizardWindow, _here),
    Scene("password-new", WizardWindow, _new_password),
    Scene("password-new-own", WizardWindow, _own_password),
    Scene("password-new-used-up", WizardWindow, _used_up),
    Scene("restore", FirstStartWindow, _restore),
    Scene("restore-found", FirstStartWindow, _restore_found),
    Scene("restore-failed", FirstStartWindow, _restore_failed),
    Scene("sign-in-wrong-password", SignInWindow, _wrong),
    Scene("sign-in-restored", SignInWindow, _restored),
)
