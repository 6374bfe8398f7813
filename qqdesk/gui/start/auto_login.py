"""The first window, and the account that it signs in: that of the command line, or the last one."""

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.saved_accounts import match_accounts
from qqdesk.domain.settings import Settings
from qqdesk.gui.first_start.first_start_window import FirstStartWindow, is_first_start
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.protocol.limits import MAX_NUMBER


def choose_user(window: SignInWindow, settings: Settings, user: str) -> bool:
    """Fill in a number, or the name of a saved account. Return whether the account is saved here."""
    if window.is_busy:
        return False
    known = match_accounts(settings, user)
    if known:
        window.show_sign_in()
        window.page.pick(known[0])
        window.focus_first()
        return True
    window.show_sign_in()
    if user.isascii() and user.isdecimal() and 0 < int(user) <= MAX_NUMBER:
        window.page.number.setText(user)
        window.focus_first()
    else:
        sentence = QCoreApplication.translate(
            "SignInWindow", "Nobody called {name} has signed in on this computer. Type the number."
        )
        window.message.show_notice(sentence.format(name=isolated(user)))
        window.page.number.clear()
        window.page.number.setFocus()
    return False


def can_sign_in_now(window: SignInWindow) -> bool:
    """Whether the keyring has the password of the account that is shown."""
    return window.page.has_stored_password and not window.is_busy


def create_first_window(settings: Settings, user: str = "") -> SignInWindow | FirstStartWindow:
    if is_first_start(settings) and not user:
        return FirstStartWindow(settings)
    return SignInWindow(FaceSource(), settings)
