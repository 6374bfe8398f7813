"""The headers of pictures, written by Qt and by hand."""

import io
import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from qqdesk.domain.picture_kind import read_header
from qqdesk.protocol.file_info import FileKind

JPEG = b"\xff\xd8\xff\xe1\x00\x64" + bytes(98) + b"\xff\xc4\x00\x04\x00\x00" + b"\xff\xc2\x00\x11\x08"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"


@pytest.mark.parametrize(("ending", "kind"), [("jpg", FileKind.JPEG), ("png", FileKind.PNG), ("webp", FileKind.WEBP)])
def test_pictures_of_qt(tmp_path: Path, ending: str, kind: FileKind) -> None:
    path = tmp_path / f"picture.{ending}"
    image = QImage(613, 407, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    assert image.save(str(path))
    with path.open("rb") as file:
        assert read_header(file) == (kind, 613, 407)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"GIF87a" + struct.pack("<HH", 320, 200), (FileKind.GIF, 320, 200)),
        (JPEG + struct.pack(">HH", 480, 640), (FileKind.JPEG, 640, 480)),
        (WEBP + b"VP8X" + bytes(8) + b"\x8f\x01\x00\x2b\x01\x00", (FileKind.WEBP, 400, 300)),
        (
            WEBP + b"VP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 399 | 299 << 14) + bytes(5),
            (FileKind.WEBP, 400, 300),
        ),
        (WEBP + b"VP8 " + bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", 400, 300), (FileKind.WEBP, 400, 300)),
        (PNG + struct.pack(">II", 30_000, 10_000), (FileKind.PNG, 0, 0)),
        (PNG + b"\x00", (FileKind.PNG, 0, 0)),
        (JPEG, (FileKind.JPEG, 0, 0)),
        (b"\xff\xd8\xff\x00" + bytes(100), (FileKind.JPEG, 0, 0)),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", (FileKind.OTHER, 0, 0)),
        (b"", (FileKind.OTHER, 0, 0)),
    ],
)
def test_headers(content: bytes, found: tuple[FileKind, int, int]) -> None:
    """A picture of 300 megapixels, a damaged one and a text have no size."""
    assert read_header(io.BytesIO(content)) == found
