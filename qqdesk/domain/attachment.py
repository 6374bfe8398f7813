"""A file that is ready to be sent."""

from dataclasses import dataclass, field
from pathlib import Path

from qqdesk.protocol.file_info import FileKind


@dataclass(frozen=True, slots=True)
class Attachment:
    """`path` is the file to upload. A picture has `width`, `height` in pixels, a `hint` as in NewFile, and a
    `thumbnail`, a JPEG of at most MAX_THUMBNAIL_BYTES.

    `is_copy`: the file was made for this message, and belongs to it. Otherwise it is the user's own.
    """

    path: Path = field(repr=False)
    name: str = field(repr=False)
    size: int
    kind: FileKind = FileKind.OTHER
    width: int = 0
    height: int = 0
    hint: str = ""
    thumbnail: bytes = field(default=b"", repr=False)
    is_copy: bool = False
