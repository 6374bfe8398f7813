"""Passwords in the keyring of the system: Secret Service, KWallet, the Keychain, the Credential Locker.

Every call may take as long as a person takes to unlock the keyring, or for ever: none is made in the GUI's thread.
Importing this costs nothing; the first call imports `keyring` (some 100 ms).
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
"""How the keyring's own windows call whose passwords these are."""


class KeyTrouble(Enum):
    """Why the keyring is of no help."""

    MISSING = "missing"
    """There is none, or only one that keeps passwords so that anybody can read them."""
    LOCKED = "locked"
    """Nobody unlocked it."""
    FAILED = "failed"
    SILENT = "silent"
    """It does not answer in time."""


class KeysError(Exception):
    """With the trouble, and what the keyring said."""

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
        """The password of this name; None where there is none."""
        backend = self._usable()
        with _told():
            return backend.get_password(SERVICE, name) or None

    def write(self, name: str, password: str) -> None:
        backend = self._usable()
        with _told():
            backend.set_password(SERVICE, name, password)

    def remove(self, name: str) -> None:
        """Nothing happens where there is none."""
        from keyring.errors import PasswordDeleteError

        backend = self._usable()
        with _told(), contextlib.suppress(PasswordDeleteError):
            backend.delete_password(SERVICE, name)

    def _usable(self) -> "KeyringBackend":
        """Looked for anew as long as there is none: at the start of a session it may come later than we do."""
        if self._backend is None:
            with _told():
                self._backend = _find()
        if self._backend is None:
            raise KeysError(KeyTrouble.MISSING)
        return self._backend


def is_safe(backend: "KeyringBackend") -> bool:
    """Not one that keeps nothing, nor one of `keyrings.alt` and its like: those write plain text, or ask for a password
    on a terminal that nobody sees."""
    from keyring.backends import chainer, fail, null

    module = type(backend).__module__
    return not isinstance(backend, chainer.ChainerBackend | fail.Keyring | null.Keyring) and not module.startswith(
        "keyrings."
    )


def _find() -> "KeyringBackend | None":
    """The one that the person's own settings of `keyring` name, else the best that is safe."""
    if sys.platform != "darwin":
        # It looks for libraries of Apple's by calling compilers, for half of the time that all of this takes. None in
        # its place is how Python is told that a module cannot be loaded.
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
    # It remembers what it found the first time.
    with contextlib.suppress(AttributeError, KeyError):
        get_all_keyring.reset()
    safe = [backend for backend in get_all_keyring() if is_safe(backend)]
    return max(safe, key=by_priority, default=None)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What backends raise is of any kind: their own, the bus's, the system's."""
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
