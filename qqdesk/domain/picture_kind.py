"""Recognise pictures by their first bytes."""

import struct
from typing import BinaryIO

from qqdesk.protocol.file_info import FileKind

MAGIC_BYTES = 12
MAX_PIXELS = 50_000_000
"""Larger pictures are not decoded."""
_MAX_SIDE = 65_535
_HEADER_BYTES = 30


def kind_of(head: bytes) -> FileKind:
    """Return the kind of a file that begins with these bytes, at least MAGIC_BYTES of them."""
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return FileKind.GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP
    return FileKind.OTHER


def read_header(file: BinaryIO) -> tuple[FileKind, int, int]:
    """Return the kind, and width and height in pixels; 0 if the file is no picture, damaged or too large."""
    head = file.read(_HEADER_BYTES)
    kind = kind_of(head)
    try:
        width, height = _dimensions(kind, head, file)
    except struct.error:
        return kind, 0, 0
    is_fine = max(width, height) <= _MAX_SIDE and width * height <= MAX_PIXELS
    return (kind, width, height) if is_fine else (kind, 0, 0)


def _dimensions(kind: FileKind, head: bytes, file: BinaryIO) -> tuple[int, int]:
    """Raises struct.error for a file that is cut off."""
    match kind, head[12:16]:
        case FileKind.PNG, _:
            return struct.unpack_from(">II", head, 16)
        case FileKind.GIF, _:
            return struct.unpack_from("<HH", head, 6)
        case FileKind.WEBP, b"VP8X":
            return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
        case FileKind.WEBP, b"VP8L":
            (bits,) = struct.unpack_from("<I", head, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case FileKind.WEBP, _:
            width, height = struct.unpack_from("<HH", head, 26)
            return width & 0x3FFF, height & 0x3FFF
        case FileKind.JPEG, _:
            return _jpeg_dimensions(file)
    return 0, 0


def _jpeg_dimensions(file: BinaryIO) -> tuple[int, int]:
    """Read the segments up to the frame header."""
    file.seek(2)
    while True:
        mark, code, size = struct.unpack(">BBH", file.read(4))
        if mark != 0xFF:
            return 0, 0
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        file.seek(size - 2, 1)
