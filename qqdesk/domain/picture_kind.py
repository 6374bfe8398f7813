"""Recognise pictures by their first bytes."""

from qqdesk.protocol.file_info import FileKind

MAGIC_BYTES = 12
MAX_PIXELS = 50_000_000
"""Larger pictures are not decoded."""


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
