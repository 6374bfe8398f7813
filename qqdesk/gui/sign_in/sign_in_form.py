"""The form of a sign-in.

Named tuples: a dataclass takes half a millisecond of the start to make.
"""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from qqdesk.domain.saved_accounts import SavedAccount
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.kit.action import Action
from qqdesk.gui.shared.icons import put_icon
from qqdesk.protocol.codes import Status


class PasswordEdit(QLineEdit):
    """A field for a password, with a button that shows it. Detects Caps Lock from the typed letters."""

    caps_lock_noticed = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_plain)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show_plain(False)

    def clear_secret(self) -> None:
        """Clear the password, and hide the next one."""
        self.clear()
        self._eye.setChecked(False)

    @Slot(bool)
    def _show_plain(self, plain: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if plain else QLineEdit.EchoMode.Password)
        put_icon(self._eye, "eye-off" if plain else "eye", "secondary")
        text = self.tr("Hide the password ({key})") if plain else self.tr("Show the password ({key})")
        self._eye.setText(text.format(key=Action.SHOW_PASSWORD.key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_V and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self._eye.toggle()
            return
        text = event.text()
        if text.isalpha() and text.isascii():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock_noticed.emit(text.isupper() != shift)
        super().keyPressEvent(event)


class SignInForm(NamedTuple):
    """The filled-in form. `server` is LOCAL_SERVER or an address.

    `is_stored`: the password is the one in the keyring, and "" until it was read. `stays`: keep it there, so that the
    account signs in by itself at the next start.
    """

    server: str
    number: int
    password: str
    status: Status = Status.ONLINE
    stays: bool = False
    is_stored: bool = False
    password_hash: str = ""
    """Instead of the password, for a session that continues."""
    place: str = ""
    """The id of the place, if only this one is wanted."""

    def __repr__(self) -> str:
        return f"SignInForm(server={self.server!r}, number={self.number})"  # without the password


def place_label(account: SavedAccount) -> str:
    """Return the name of the account's place, else its address."""
    here = QCoreApplication.translate("AccountList", "This computer")
    return account.place_name or (here if account.server == LOCAL_SERVER else account.server)


class Mistake(NamedTuple):
    """A field to correct, and a sentence about it."""

    sentence: str
    where: QWidget


class RestoredPlace(NamedTuple):
    """`accounts` are its administrators; all people if it has none. The place is open."""

    name: str
    accounts: tuple[SavedAccount, ...]
