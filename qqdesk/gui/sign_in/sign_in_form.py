"""The form of a sign-in.

Named tuples: a dataclass takes half a millisecond of the start to make.
"""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qqdesk.domain.saved_accounts import SavedAccount
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.protocol.codes import Status


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
