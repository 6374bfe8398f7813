import gc
import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QIODevice, QSize
from PySide6.QtGui import QImage

from qqdesk.gui.pictures.decode import PictureError, decode


def png_of(width: int, height: int) -> bytes:
    """Return the start of a PNG file that claims this size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_picture_fits_into_the_wanted_size(tmp_path: Path, kind: str) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    assert image.save(str(tmp_path / "cat"), kind)  # type: ignore[call-overload]  # the stub says bytes, which it refuses

    assert decode(tmp_path / "cat", QSize(100, 100)).size() in (QSize(100, 66), QSize(100, 67))
    assert decode((tmp_path / "cat").read_bytes()).size() == QSize(300, 200)


def test_the_source_is_freed(tmp_path: Path) -> None:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    assert image.save(str(tmp_path / "cat.png"))
    content = (tmp_path / "cat.png").read_bytes()

    def devices() -> int:
        return sum(isinstance(item, QIODevice) for item in gc.get_objects())

    before = devices()
    decode(content)
    decode(tmp_path / "cat.png")
    assert devices() <= before


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>",
        b"BM" + bytes(100),
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        png_of(20_000, 15_000),
    ],
    ids=["SVG", "BMP", "empty", "damaged", "bomb"],
)
def test_other_files_are_not_decoded(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cat.png").write_bytes(content)
    with pytest.raises(PictureError):
        decode(tmp_path / "cat.png")
