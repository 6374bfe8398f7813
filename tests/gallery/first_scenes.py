"""Windows before the sign-in: the pages of the first window, and the questions about certificates."""

import random
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qqdesk.domain.connection import Security, UntrustedServer
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.saved_accounts import SavedAccount, with_account
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.crash.crash_window import CrashWindow
from qqdesk.gui.first_start.first_start_window import FirstStartWindow
from qqdesk.gui.first_start.open_place_page import OpenPlacePage
from qqdesk.gui.first_start.start_place_page import StartPlacePage
from qqdesk.gui.kit import routes
from qqdesk.gui.main.hosted_place import QuitQuestion
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.sign_in.account_list import AccountList, removal_question
from qqdesk.gui.sign_in.certificate_dialogs import (
    ChangedCertificateDialog,
    ConnectionDialog,
    TrustNewCertificateDialog,
    UnencryptedDialog,
    UnknownCertificateDialog,
)
from qqdesk.gui.sign_in.server_choice import Place
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.gui.start.arguments import LinkFault
from qqdesk.gui.start.instance import SilentQuestion
from qqdesk.gui.start.language_change import LanguageQuestion
from qqdesk.gui.start.program import LinkRefusal
from qqdesk.system.crash.reports import Crashed
from qqdesk.system.keys import Keys
from qqdesk.worker.keyring_calls import KeyringCalls
from tests.gallery.stage import Scene, Stage

_DOUBT = UntrustedServer("chat.example.org", 8443, "4f" * 16 + "a1" * 16, "0c" * 32, "2026-03-01")
_FOUND = [Place("192.168.1.5:8000", "Office"), Place("192.168.1.7:8000", "Workshop on the ground floor")]


class _WorkingKeys(Keys):
    """A working keyring."""

    def check(self) -> None:
        pass


def _first(stage: Stage) -> FirstStartWindow:
    return stage.keep(FirstStartWindow(Settings(language=stage.desk.settings.language)))


def _first_start(stage: Stage) -> QWidget:
    return _first(stage)


def _first_start_place(stage: Stage) -> QWidget:
    window = _first(stage)
    window.choices.set_place("Home", is_here=True)
    return window


def _start_place_page(stage: Stage) -> tuple[FirstStartWindow, StartPlacePage]:
    window = _first(stage)
    calls = KeyringCalls(window, keys=_WorkingKeys)
    window.destroyed.connect(calls.stop)
    random.seed(3)  # the faces to choose from
    page = StartPlacePage(stage.faces, calls)
    page.person.nickname.setText("Anna Müller")
    window.show_page(page)
    return window, page


def _start_place(stage: Stage) -> QWidget:
    return _start_place_page(stage)[0]


def _start_place_password(stage: Stage) -> QWidget:
    window, page = _start_place_page(stage)
    page.person.ask_password()
    page.start.click()
    return window


def _start_place_other(stage: Stage) -> QWidget:
    window, page = _start_place_page(stage)
    page.show_other_place("Home")
    return window


def _start_place_failed(stage: Stage) -> QWidget:
    window, page = _start_place_page(stage)
    page.show_failure(problem_text(Problem(ProblemKind.LOCAL_SERVER_FAILED)), "")
    return window


def _open_place(stage: Stage) -> QWidget:
    window = _first(stage)
    window.show_page(OpenPlacePage(stage.faces, "Home", "0123456789abcdef", "192.168.178.*", system="win32"))
    return window


def _quit_question(stage: Stage) -> QWidget:
    return stage.keep(QuitQuestion("Home", ["Ben Carter", "小丽", "Aisha", "Tom", "Mia"]))


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


_ANNA = SavedAccount(10007, "chat.example.org", "Anna", 60, has_password=True, place_name="Rowing club")
_ACCOUNTS = [_ANNA, SavedAccount(3_456_789_012, LOCAL_SERVER, "小丽", 120), SavedAccount(10012, "192.168.1.5:8000")]


def _remembered(stage: Stage) -> QWidget:
    settings = Settings(number=10007, server="chat.example.org")
    settings.accounts = with_account(settings, _ANNA)
    return _window(stage, settings)


def _accounts(stage: Stage) -> QWidget:
    return stage.keep(AccountList(_ACCOUNTS, stage.faces, stage.main()))


def _removal(stage: Stage) -> QWidget:
    return stage.keep(removal_question(_ANNA, stage.main()))


def _language(stage: Stage) -> QWidget:
    return stage.keep(LanguageQuestion())


def _silent(stage: Stage) -> QWidget:
    return stage.keep(SilentQuestion(4711))


def _refusal(stage: Stage) -> QWidget:
    return stage.keep(LinkRefusal(LinkFault.NO_INVITATION))


_REPORT = """qqdesk 0.1.0 (from source; Python 3.13.0, Qt 6.11.1, Debian GNU/Linux 13)
Windows on: xcb
Started: 2026-11-26 09:00:00 +0000
Happened: 2026-11-26 09:41:07 +0000, 2467 s after the start
Thread: main

Traceback (most recent call last):
  File "qqdesk/gui/chat/chat_page.py", line 120, in send
    self._messenger.send_message(self.number, text)
  File "qqdesk/worker/messenger.py", line 310, in send_message
    raise MessageError(text)
qqdesk.worker.errors.MessageError
"""


def _crash(crashed: Crashed) -> Callable[[Stage], QWidget]:
    def show(stage: Stage) -> QWidget:
        window = CrashWindow(crashed, _REPORT)
        if crashed is Crashed.GOES_ON:
            window.show_count(3)
        return stage.keep(window)

    return show


def _failed(stage: Stage) -> QWidget:
    window = _window(stage, Settings(number=10007, server="chat.example.org", servers=["chat.example.org"]))
    window.show_problem(Problem(ProblemKind.NO_CONNECTION))
    return window


def _trying(stage: Stage) -> QWidget:
    settings = Settings(number=10007)
    settings.accounts = with_account(settings, SavedAccount(10007))
    window = _window(stage, settings)
    window.show_progress(window.tr("Signing in…"))
    return window


def _servers(stage: Stage) -> QWidget:
    window = _window(stage, Settings(servers=["chat.example.org", "192.168.1.5:8000"]))
    window.page.server.kind.showPopup()
    return window.page.server.kind.view().window()


def _unknown(stage: Stage) -> QWidget:
    return stage.keep(UnknownCertificateDialog(_DOUBT))


def _unencrypted(stage: Stage) -> QWidget:
    return stage.keep(UnencryptedDialog(UntrustedServer("chat.example.org", 8000, "")))


def _changed(stage: Stage) -> QWidget:
    return stage.keep(ChangedCertificateDialog(_DOUBT))


def _trust(stage: Stage) -> QWidget:
    return stage.keep(TrustNewCertificateDialog(_DOUBT))


def _encrypted(stage: Stage) -> QWidget:
    return stage.keep(ConnectionDialog(Security(encrypted=True, fingerprint=_DOUBT.fingerprint, server=_DOUBT.server)))


def _plain(stage: Stage) -> QWidget:
    stage.windows.open(routes.Security())
    return stage.shown(ConnectionDialog)


SCENES = (
    Scene("first-start", FirstStartWindow, _first_start),
    Scene("first-start-place", FirstStartWindow, _first_start_place),
    Scene("start-place", FirstStartWindow, _start_place),
    Scene("start-place-password", FirstStartWindow, _start_place_password),
    Scene("start-place-other", FirstStartWindow, _start_place_other),
    Scene("start-place-failed", FirstStartWindow, _start_place_failed),
    Scene("open-place", FirstStartWindow, _open_place),
    Scene("quit-place", QuitQuestion, _quit_question),
    Scene("sign-in-welcome", SignInWindow, _welcome),
    Scene("sign-in-known", SignInWindow, _known),
    Scene("sign-in-remembered", SignInWindow, _remembered),
    Scene("sign-in-accounts", AccountList, _accounts),
    Scene("sign-in-removal", QuestionBox, _removal),
    Scene("start-silent", SilentQuestion, _silent),
    Scene("start-link", LinkRefusal, _refusal),
    Scene("start-language", LanguageQuestion, _language),
    *(Scene(f"crash-{crashed.name.lower().replace('_', '-')}", CrashWindow, _crash(crashed)) for crashed in Crashed),
    Scene("sign-in-failed", SignInWindow, _failed),
    Scene("sign-in-trying", SignInWindow, _trying),
    Scene("sign-in-servers", QWidget, _servers),
    Scene("certificate-unknown", UnknownCertificateDialog, _unknown),
    Scene("unencrypted", UnencryptedDialog, _unencrypted),
    Scene("certificate-changed", ChangedCertificateDialog, _changed),
    Scene("certificate-trust", TrustNewCertificateDialog, _trust),
    Scene("connection-encrypted", ConnectionDialog, _encrypted),
    Scene("connection-plain", ConnectionDialog, _plain),
)
