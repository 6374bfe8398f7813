"""Extensions for sessions with CAN=DEV,FILE: files in messages, and own pictures as faces.

A file is announced with NewFile and uploaded in pieces: `POST /f/<TOK>?POS=<n>` with at most MAX_PIECE_BYTES. The reply
is `RES=0&POS=<n>`: so many bytes are on disk. After the last piece the server compares the digest. Then CLTMSG names
the file. GetFile returns the path of a download: `GET /f/<TOK>`, with `Range` if wanted.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.codes import CAN_FILES
from qqdesk.protocol.file_info import MAX_DIMENSION, MAX_NAME_CHARS, FileKind
from qqdesk.protocol.record import Channel, Limit, Reply, Request, ServerRate
from qqdesk.protocol.wire import FLAG, MESSAGE_ID, TRIMMED, Kind, Pairs, hex_kind, parse_number, wire

FILE_PATH = "/f/"
MAX_PIECE_BYTES = 1024 * 1024
MAX_THUMBNAIL_BYTES = 32 * 1024
THUMBNAIL_PX = 320
"""The longer side of a thumbnail, which is a JPEG picture."""
HINT_SIDE_PX = 4
MAX_FACE_BYTES = 64 * 1024
FACE_PX = 160
"""The side of an own face, which is a JPEG or PNG picture."""
_HINT = re.compile("([A-Za-z0-9+/]{64})?")


def _read_dimensions(pairs: Pairs, raw: str) -> tuple[int, int]:
    width, _, height = pairs.decode(raw).partition("x")
    return parse_number(width, highest=MAX_DIMENSION), parse_number(height, highest=MAX_DIMENSION)


def _read_kind(pairs: Pairs, raw: str) -> FileKind:
    word = pairs.decode(raw).strip().lower()
    if word not in set(FileKind):
        raise ValueError("jpeg, png, gif, webp or nothing is wanted")
    return FileKind(word)


def _read_name(pairs: Pairs, raw: str) -> str:
    name = " ".join(pairs.decode(raw).split())
    if not 0 < len(name) <= MAX_NAME_CHARS:
        raise ValueError(f"1 to {MAX_NAME_CHARS} characters are wanted")
    return name


def _read_hint(pairs: Pairs, raw: str) -> str:
    word = pairs.decode(raw).strip()
    if not _HINT.fullmatch(word):
        raise ValueError("base64 of 48 bytes is wanted")
    return word


FILE_ID = hex_kind(32)
DIMENSIONS = Kind(_read_dimensions, lambda value: f"{value[0]}x{value[1]}")


@dataclass(frozen=True, slots=True)
class NewFileReply(Reply):
    """`position` is the number of bytes that the server has: the size if it needs none. `token` is valid for a day."""

    token: str = wire("TOK", TRIMMED, secret=True)
    position: int = wire("POS", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class NewFile(Request):
    """Announce a file, or continue its upload. `id` is random, and identifies the file from then on.

    `size` in bytes, `digest` is its SHA-256, `dimensions` are width and height in pixels. `hint` is the picture scaled
    to 4 × 4 pixels: red, green and blue of each, row by row, as base64.
    """

    NAME: ClassVar[str] = "NewFile"
    CHANNEL: ClassVar[Channel] = Channel.UPLOADS
    LIMIT: ClassVar[Limit | None] = Limit("files", ServerRate.MESSAGES)
    NEEDS: ClassVar[str] = CAN_FILES
    REPLY: ClassVar[type[NewFileReply]] = NewFileReply
    id: str = wire("FID", FILE_ID)
    size: int = wire("SIZE", MESSAGE_ID)
    digest: str = wire("SHA", hex_kind(64))
    name: str = wire("NAME", Kind(_read_name, TRIMMED.write), secret=True)
    kind: FileKind = wire("TYPE", Kind(_read_kind, str), FileKind.OTHER, blank=FileKind.OTHER)
    dimensions: tuple[int, int] = wire("DIM", DIMENSIONS, (0, 0), blank=(0, 0))
    hint: str = wire("HINT", Kind(_read_hint, TRIMMED.write), "", blank="")


@dataclass(frozen=True, slots=True)
class GetFileReply(Reply):
    """`token` is valid for ten minutes. `size` and `digest` are those of the file, or of its thumbnail."""

    token: str = wire("TOK", TRIMMED, secret=True)
    size: int = wire("SIZE", MESSAGE_ID)
    digest: str = wire("SHA", hex_kind(64))


@dataclass(frozen=True, slots=True)
class GetFile(Request):
    """Ask for the download of a file, or of its thumbnail."""

    NAME: ClassVar[str] = "GetFile"
    CHANNEL: ClassVar[Channel] = Channel.DOWNLOADS
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = CAN_FILES
    REPLY: ClassVar[type[GetFileReply]] = GetFileReply
    id: str = wire("FID", FILE_ID)
    is_thumbnail: bool | None = wire("THUMB", FLAG, None)
