"""Check a password without the server: see offline.md."""

import contextlib
import hashlib
import hmac
import logging
import os
import time
from pathlib import Path

from qqdesk.atomic_file import atomic_write

_log = logging.getLogger(__name__)

_NAME = "password.check"
_ALGORITHM = "scrypt"
_COST, _BLOCK, _PARALLELISM = 2**14, 8, 1
"""16 MiB and about 40 ms for each password that is tried."""
_SALT_BYTES, _HASH_BYTES = 16, 32
_MAX_CHARS = 1000
_DAY_S = 24 * 3600


class OfflineLogin:
    """A salted hash, beside the history, of the password that a server accepted last.

    If the file cannot be read, offline login is refused. If it cannot be written, the old hash stays. Neither affects a
    login at the server. The time of the file is that of the last contact with the server.
    """

    def __init__(self, history: Path) -> None:
        self._path = history.with_name(_NAME)

    @property
    def is_available(self) -> bool:
        """Whether a server accepted a login with this account on this computer."""
        return self._path.is_file()

    def is_expired(self, days: int) -> bool:
        """Return whether the last contact with the server is more than `days` ago."""
        try:
            return time.time() - self._path.stat().st_mtime > days * _DAY_S
        except OSError:
            return False

    def note_contact(self) -> None:
        """Note that the server has answered in a session of this account."""
        with contextlib.suppress(OSError):
            os.utime(self._path)

    def accepts(self, secret: str) -> bool:
        try:
            text = self._path.read_text("ascii")[:_MAX_CHARS]
            algorithm, cost, block, parallelism, salt, expected = text.split()
            if algorithm != _ALGORITHM or int(cost) > _COST * 16 or int(block) > _BLOCK * 4 or int(parallelism) > 16:
                return False
            actual = _hash(secret, bytes.fromhex(salt), int(cost), int(block), int(parallelism))
            return hmac.compare_digest(actual, bytes.fromhex(expected))
        except FileNotFoundError:
            return False
        except (OSError, ValueError, MemoryError) as error:
            _log.warning("The password cannot be checked offline: %s", error)
            return False

    def save(self, secret: str) -> None:
        """Accept only this password from now on."""
        salt = os.urandom(_SALT_BYTES)
        actual = _hash(secret, salt, _COST, _BLOCK, _PARALLELISM)
        line = f"{_ALGORITHM} {_COST} {_BLOCK} {_PARALLELISM} {salt.hex()} {actual.hex()}\n"
        try:
            with atomic_write(self._path) as file:
                file.write(line)
        except OSError as error:
            _log.warning("The password check for offline login cannot be saved: %s", error)

    def clear(self) -> None:
        """Refuse offline login until a server accepts a password."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def _hash(secret: str, salt: bytes, cost: int, block: int, parallelism: int) -> bytes:
    memory = 128 * cost * block + 2**20 * (parallelism + 1)
    return hashlib.scrypt(
        secret.encode(), salt=salt, n=cost, r=block, p=parallelism, maxmem=2 * memory, dklen=_HASH_BYTES
    )
