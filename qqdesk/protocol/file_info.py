"""The description of a file in a message."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from qqdesk.protocol.wire import Kind, Pairs, escape, parse_number

MAX_NAME_CHARS = 200
MAX_DIMENSION = 1_000_000
_MOST_BYTES = 2**63 - 1
_NOTHING = "-"
_ID = re.compile("[0-9a-f]{32}")


class FileKind(StrEnum):
    """TYPE: the pictures that clients show. Every other file is OTHER."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """`id` has 32 hex digits, `size` is in bytes. A picture has `width` and `height` in pixels, other files 0.

    `hint` is a blurred picture of 4 × 4 pixels, or "": see NewFile. All but `size` is the sender's claim.
    """

    id: str
    size: int
    kind: FileKind
    width: int
    height: int
    hint: str
    name: str = field(repr=False)

    @property
    def is_picture(self) -> bool:
        return self.kind is not FileKind.OTHER and self.width > 0 and self.height > 0


def write_file_info(info: FileInfo) -> str:
    """Return id, size, kind, width, height, hint and name, separated by blanks; "-" stands for an empty one."""
    words = (info.id, info.size, info.kind or _NOTHING, info.width, info.height, info.hint or _NOTHING, info.name)
    return " ".join(map(str, words))


def read_file_info(text: str) -> FileInfo | None:
    """Return the description, or None for an empty or malformed text."""
    try:
        id, size, kind, width, height, hint, name = text.split(" ", 6)
        kind, hint = kind.replace(_NOTHING, "", 1), "" if hint == _NOTHING else hint
        known = FileKind(kind) if kind in set(FileKind) else FileKind.OTHER
        if not _ID.fullmatch(id):
            return None
        pixels = (parse_number(width, highest=MAX_DIMENSION), parse_number(height, highest=MAX_DIMENSION))
        return FileInfo(id, parse_number(size, highest=_MOST_BYTES), known, *pixels, hint, name)
    except ValueError:
        return None


def add_caption(info: FileInfo, caption: str) -> str:
    """Return the text of a message with a file: for other clients, the first line describes the file."""
    word = "picture" if info.is_picture else "file"
    line = f"[{word}] {info.name} {size_text(info.size)}"
    return f"{line}\n{caption}" if caption else line


def caption_of(text: str) -> str:
    """Return the caption in the text of a message with a file."""
    return text.partition("\n")[2]


def size_text(size: int) -> str:
    """Return bytes as "12 KB" or "1.2 MB"."""
    unit, value = "B", float(size)
    for larger in ("KB", "MB", "GB"):
        if value < 1000:
            break
        unit, value = larger, value / 1000
    return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"


def _read(pairs: Pairs, raw: str) -> FileInfo | None:
    return read_file_info(pairs.decode(raw)) if raw.strip() else None


def _write(info: FileInfo | None) -> str:
    return escape(write_file_info(info)) if info is not None else ""


FILE_INFO = Kind(_read, _write)
"""One item of a list; "" for an entry without a file."""
