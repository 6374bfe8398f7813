"""The password of a bot from a file, the keyring or the terminal."""

import getpass
import logging
import os
import sys
from pathlib import Path

from qqdesk.bot.errors import NoPasswordError
from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.saved_accounts import keyring_key
from qqdesk.paths import PLACES, config_dir
from qqdesk.system.keys import Keys, KeysError

_log = logging.getLogger(__name__)

VARIABLE = "QQDESK_PASSWORD_FILE"


def find_password(address: str, number: int) -> str:
    """Return the password of an account.

    Sources in order: the first line of the file that `QQDESK_PASSWORD_FILE` names, the system's keyring, where the
    desktop program stores it, a prompt on the terminal. Raises NoPasswordError.
    """
    named = os.environ.get(VARIABLE, "")
    if named:
        return _from_file(Path(named))
    try:
        password = Keys().read(keyring_key(number, KnownPlaces(config_dir() / PLACES).id_at(address)))
    except KeysError as error:
        _log.debug("The keyring has no password: %s", error)
        password = None
    if password:
        return password
    if not sys.stdin.isatty():
        raise NoPasswordError(
            f"There is no password for {number}. Put it into a file that only you can read, and name that in {VARIABLE}"
        )
    return getpass.getpass(f"Password of {number}: ")


def _from_file(path: Path) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise NoPasswordError(f"The password cannot be read from {path}: {reason}") from None
    if not lines or not lines[0]:
        raise NoPasswordError(f"The first line of {path} is empty: there should be the password")
    return lines[0]
