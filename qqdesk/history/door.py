"""Who may read a history while there is no server to ask for the password: see offline.md."""

import contextlib
import hashlib
import hmac
import logging
import os
import tempfile
from pathlib import Path

_log = logging.getLogger(__name__)

_NAME = "password.check"
_KIND = "scrypt"
_COST, _BLOCK, _LANES = 2**14, 8, 1
"""16 MiB, and some 40 ms: for whoever has the file and tries passwords, with each of them."""
_SALT_BYTES, _HASH_BYTES = 16, 32
_MOST_CHARS = 1000


class Door:
    """A salted hash of the password that a server took last, beside the history. What cannot be read is a door that
    is closed, and what cannot be written is one that stays as it was: neither keeps anybody from a server."""

    def __init__(self, history: Path) -> None:
        self._path = history.with_name(_NAME)

    @property
    def is_known(self) -> bool:
        """Somebody signed in with this account here."""
        return self._path.is_file()

    def opens_with(self, secret: str) -> bool:
        try:
            text = self._path.read_text("ascii")[:_MOST_CHARS]
            kind, cost, block, lanes, salt, kept = text.split()
            if kind != _KIND or int(cost) > _COST * 16 or int(block) > _BLOCK * 4 or int(lanes) > 16:
                return False
            found = _hash(secret, bytes.fromhex(salt), int(cost), int(block), int(lanes))
            return hmac.compare_digest(found, bytes.fromhex(kept))
        except FileNotFoundError:
            return False
        except (OSError, ValueError, MemoryError) as error:
            _log.warning("Whether the password is that of the last time cannot be told: %s", error)
            return False

    def keep(self, secret: str) -> None:
        """From now on it opens with this password only."""
        salt = os.urandom(_SALT_BYTES)
        found = _hash(secret, salt, _COST, _BLOCK, _LANES)
        line = f"{_KIND} {_COST} {_BLOCK} {_LANES} {salt.hex()} {found.hex()}\n"
        try:
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=_NAME)  # readable by its owner only
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write(line)
                Path(name).replace(self._path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            _log.warning("The program cannot be used without the server next time: %s", error)

    def lock(self) -> None:
        """Nothing opens it any more, until a server has taken a password."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def _hash(secret: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    memory = 128 * cost * block + 2**20 * (lanes + 1)
    return hashlib.scrypt(secret.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=2 * memory, dklen=_HASH_BYTES)
