"""Signed tokens: the permission to upload or download one file, in a path.

They are not stored. All servers of a database know the key, so a token is valid on each of them, and after a restart.
"""

import base64
import binascii
import hmac
import struct
from enum import IntEnum
from typing import NamedTuple

from qqdesk.server.accounts.devices import DIGEST_BYTES
from qqdesk.server.storage.interface import Database

_CONTENT = struct.Struct(f">B16sQ{DIGEST_BYTES}sI")
_SIGNATURE_BYTES = 16
_MAX_CHARS = 80


class Purpose(IntEnum):
    UPLOAD = 1
    DOWNLOAD = 2
    THUMBNAIL = 3
    """The download of a thumbnail."""
    LINK = 4
    """A download by an old client, from a private address only."""


class FileToken(NamedTuple):
    """What a token allows. `device` is `devices.token_part` of the device that got it. `expires` in seconds since
    1970."""

    purpose: Purpose
    file: bytes
    account: int
    device: bytes
    expires: int


_LIFETIMES_S = {
    Purpose.UPLOAD: 24 * 3600,
    Purpose.DOWNLOAD: 600,
    Purpose.THUMBNAIL: 600,
    Purpose.LINK: 7 * 24 * 3600,
}


class Tokens:
    """Writes and reads tokens. Times are milliseconds since 1970."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, purpose: Purpose, file: bytes, account: int, device: bytes, now: int) -> str:
        """Return a new token, 68 characters of a URL."""
        content = _CONTENT.pack(purpose, file, account, device, now // 1000 + _LIFETIMES_S[purpose])
        return base64.urlsafe_b64encode(content + self._sign(content)).decode()

    def read(self, text: bytes, now: int) -> FileToken | None:
        """Return what a token allows; None if it is forged, malformed or too old."""
        if len(text) > _MAX_CHARS:
            return None
        try:
            data = base64.b64decode(text, b"-_", validate=True)
        except binascii.Error:
            return None
        content, signature = data[: _CONTENT.size], data[_CONTENT.size :]
        if not hmac.compare_digest(signature, self._sign(content)):
            return None
        purpose, *fields = _CONTENT.unpack(content)
        token = FileToken(Purpose(purpose), *fields)
        return token if now < token.expires * 1000 else None

    def _sign(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, "sha256")[:_SIGNATURE_BYTES]


def read_key(db: Database) -> bytes:
    """Return the key that was drawn when the database was created."""
    (value,) = db.execute("SELECT value FROM secrets WHERE name = 'files'").fetchone()
    return bytes.fromhex(value)
