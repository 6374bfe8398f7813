import gc
import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QIODevice, QSize
from PySide6.QtGui import QImage

from qqdesk.gui.pictures.decode import PictureError, decode, reading

TURNED = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">HHHIHH", 1, 0x112, 3, 1, 6, 0) + bytes(4)
"""Camera data: the picture lies on its side."""
SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def saved(folder: Path, kind: str) -> bytes:
    """Return a picture of 30 x 20 pixels as Qt writes it, without texts."""
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    assert image.save(str(folder / "plain"), kind)  # type: ignore[call-overload]  # the stub says bytes, which it refuses
    return (folder / "plain").read_bytes()


def given_to_qt(path: Path) -> bytes:
    with reading(path) as reader:
        device = reader.device()
        device.seek(0)
        return bytes(device.readAll().data())


def png_of(width: int, height: int) -> bytes:
    """Return the start of a PNG file that claims this size."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


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


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"tEXt", b"eXIf", b"sPLT", b"tIME", b"abCd"])
def test_qt_gets_no_text_of_a_png(tmp_path: Path, name: bytes) -> None:
    """Qt would expand each of these texts to 8 MB, while no other thread runs."""
    picture = saved(tmp_path, "png")
    head, rest = picture[:33], picture[33:]
    bomb = chunk(name, b"text\0\0" + zlib.compress(bytes(8_000_000)))
    end = rest.index(b"IEND") - 4
    (tmp_path / "cat").write_bytes(head + 20 * bomb + rest[:end] + 20 * bomb + rest[end:] + bomb)

    given = given_to_qt(tmp_path / "cat")
    assert name not in given
    assert len(given) <= len(picture)
    assert decode(tmp_path / "cat").pixel(3, 3) == 0xFFFF0000


def test_qt_gets_a_profile_of_a_png_once(tmp_path: Path) -> None:
    picture = saved(tmp_path, "png")
    profile = chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(1000)))
    (tmp_path / "cat").write_bytes(picture[:33] + 100 * profile + picture[33:])
    assert given_to_qt(tmp_path / "cat").count(b"iCCP") == 1


def test_qt_gets_no_comment_of_a_jpeg(tmp_path: Path) -> None:
    picture = saved(tmp_path, "jpeg")
    extra = segment(0xFE, b"k: v") + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0x") + segment(0xE5, b"")
    (tmp_path / "cat").write_bytes(picture[:2] + 50 * extra + picture[2:])
    assert given_to_qt(tmp_path / "cat") == picture


def test_a_jpeg_keeps_its_orientation_and_its_profile(tmp_path: Path) -> None:
    picture = saved(tmp_path, "jpeg")
    profile = segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(500))
    (tmp_path / "cat").write_bytes(picture[:2] + 3 * segment(0xE1, TURNED) + profile + picture[2:])
    assert given_to_qt(tmp_path / "cat") == picture[:2] + segment(0xE1, TURNED) + profile + picture[2:]
    assert decode(tmp_path / "cat").size() == QSize(20, 30)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_part_of_a_picture_is_given_to_qt_as_it_is(tmp_path: Path, kind: str) -> None:
    part = saved(tmp_path, kind)[:-20]
    (tmp_path / "cat").write_bytes(part)
    assert given_to_qt(tmp_path / "cat").endswith(part[-10:])


def test_a_picture_with_too_many_parts_or_scans_is_refused(tmp_path: Path) -> None:
    """Qt would pass over all pixels for each scan: hours for a picture of 8 MB."""
    png, jpeg = saved(tmp_path, "png"), saved(tmp_path, "jpeg")
    (tmp_path / "chunks").write_bytes(png[:33] + 100_000 * chunk(b"IDAT", b"") + png[33:])
    (tmp_path / "segments").write_bytes(jpeg[:2] + 100_000 * segment(0xFE, b"") + jpeg[2:])
    (tmp_path / "scans").write_bytes(jpeg[:-2] + 100 * SCAN + jpeg[-2:])
    for name in ("chunks", "segments", "scans"):
        with pytest.raises(PictureError, match="too many"):
            decode(tmp_path / name)
