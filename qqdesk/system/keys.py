"""Passwords in the keyring of the system: Secret Service, KWallet, the Keychain, the Credential Locker.

A call may wait for the user to unlock the keyring: never call it in the GUI thread. The first call imports `keyring`,
which takes 100 ms.
"""

import contextlib
import logging
import sys
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


log = logging.getLogger(__name__)

SERVICE = "qqdesk"
"""The name that the dialogs of the keyring show."""


class KeyTrouble(Enum):
    """The reason why a password cannot be read or written."""

    MISSING = "missing"
    """There is no keyring that encrypts."""
    LOCKED = "locked"
    """The user did not unlock it."""
    FAILED = "failed"
    SILENT = "silent"
    """It does not answer in time."""


class KeysError(Exception):
    """The text is that of the keyring."""

    def __init__(self, trouble: KeyTrouble, detail: str = "") -> None:
        super().__init__(detail or trouble.value)
        self.trouble = trouble


class Keys:
    """Calls block, and raise KeysError. Used from one thread."""

    def __init__(self) -> None:
        self._backend: KeyringBackend | None = None

    def check(self) -> None:
        """Raise KeysError if this system has no safe keyring. A locked one is not unlocked for that."""
        self._usable()

    def read(self, name: str) -> str | None:
        """Return the password, None if it is not saved."""
        backend = self._usable()
        with _translate_errors():
            return backend.get_password(SERVICE, name) or None

    def write(self, name: str, password: str) -> None:
        backend = self._usable()
        with _translate_errors():
            backend.set_password(SERVICE, name, password)

    def remove(self, name: str) -> None:
        """Delete the password if there is one."""
        from keyring.errors import PasswordDeleteError

        backend = self._usable()
        with _translate_errors(), contextlib.suppress(PasswordDeleteError):
            backend.delete_password(SERVICE, name)

    def _usable(self) -> "KeyringBackend":
        """Search again until a keyring is found: at the login it may start later than this program."""
        if self._backend is None:
            with _translate_errors():
                self._backend = _find()
        if self._backend is None:
            raise KeysError(KeyTrouble.MISSING)
        return self._backend


def is_safe(backend: "KeyringBackend") -> bool:
    """Return whether a backend encrypts. Those of `keyrings.alt` write plain text, or ask on a terminal."""
    from keyring.backends import chainer, fail, null

    module = type(backend).__module__
    return not isinstance(backend, chainer.ChainerBackend | fail.Keyring | null.Keyring) and not module.startswith(
        "keyrings."
    )


def _find() -> "KeyringBackend | None":
    """Return the backend in the user's configuration of `keyring`, else the best safe one."""
    if sys.platform != "darwin":
        # It calls compilers to search for Apple's libraries. None makes Python refuse the import.
        sys.modules.setdefault("keyring.backends.macOS.api", None)  # type: ignore[arg-type]
    import keyring.core
    from keyring.backend import by_priority, get_all_keyring
    from keyring.backends import chainer

    chosen = keyring.core.load_env() or keyring.core.load_config()
    if chosen is not None and not isinstance(chosen, chainer.ChainerBackend):
        if not is_safe(chosen):
            log.warning("%s keeps no password safely: it is not used", chosen.name)
            return None
        return chosen
    # get_all_keyring caches its first result.
    with contextlib.suppress(AttributeError, KeyError):
        get_all_keyring.reset()
    safe = [backend for backend in get_all_keyring() if is_safe(backend)]
    return max(safe, key=by_priority, default=None)


@contextlib.contextmanager
def _translate_errors() -> Iterator[None]:
    """Raise KeysError for any exception of a backend, the bus or the system."""
    from keyring.errors import KeyringLocked, NoKeyringError

    try:
        yield
    except (KeysError, MemoryError):
        raise
    except NoKeyringError as error:
        raise KeysError(KeyTrouble.MISSING, str(error)) from error
    except KeyringLocked as error:
        raise KeysError(KeyTrouble.LOCKED, str(error)) from error
    except Exception as error:
        log.warning("the keyring: %s: %s", type(error).__name__, error)
        raise KeysError(KeyTrouble.FAILED, str(error)) from error
