"""What is sent: the size and kind of pictures, and that nothing of their metadata is left."""

import random
from base64 import b64decode
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColorSpace, QImage, QImageReader

from qqdesk.domain.attachment import Attachment
from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.pictures.prepare import delete_copy, prepare_file, prepare_picture
from qqdesk.protocol.file_commands import MAX_THUMBNAIL_BYTES
from qqdesk.protocol.file_info import FileKind
from tests.helpers.pictures_with_metadata import SECRET, gif, jpeg, picture, png, webp


def leaks(attachment: Attachment) -> list[bytes]:
    """Return the traces of metadata in what is sent."""
    sent = attachment.path.read_bytes() + attachment.thumbnail
    names = SECRET, b"Exif", b"eXIf", b"EXIF", b"XMP", b"xmp", b"tEXt", b"iTXt", b"zTXt", b"iCCP", b"ICC_PROFILE"
    return [name for name in names if name in sent]


FILES = {
    "jpeg": jpeg(picture()),
    "jpeg-large": jpeg(picture(QSize(3000, 1500))),
    "jpeg-turned": jpeg(picture(), orientation=6),
    "png": png(picture()),
    "png-transparent": png(picture(transparent=True)),
    "webp": webp(picture()),
    "gif": gif(),
}


@pytest.mark.parametrize("is_original", [False, True], ids=["smaller", "original"])
@pytest.mark.parametrize("name", FILES)
def test_no_metadata_is_sent(tmp_path: Path, name: str, is_original: bool) -> None:
    (tmp_path / "cat").write_bytes(FILES[name])
    before = decode(tmp_path / "cat")
    assert SECRET in FILES[name]

    attachment = prepare_picture(tmp_path / "cat", "cat", tmp_path, is_original=is_original)

    assert leaks(attachment) == []
    assert attachment.is_copy and attachment.size == attachment.path.stat().st_size
    after = decode(attachment.path)
    assert after.size() == QSize(attachment.width, attachment.height)
    if max(before.width(), before.height()) <= 2560 or is_original:
        assert after.size() == before.size()
    else:
        assert after.size() == QSize(2560, 1280)
    assert len(attachment.thumbnail) <= MAX_THUMBNAIL_BYTES
    assert max(decode(attachment.thumbnail).size().toTuple()) <= 320
    assert len(b64decode(attachment.hint)) == 48


def test_a_pasted_picture_is_sent_without_its_texts(tmp_path: Path) -> None:
    for is_original in (False, True):
        attachment = prepare_picture(picture(), "pasted", tmp_path, is_original=is_original)
        assert leaks(attachment) == [] and attachment.name == "pasted.png"
    large = prepare_picture(picture(QSize(1000, 4000)), "pasted", tmp_path, is_original=False)
    assert (large.width, large.height) == (640, 2560)


def test_a_screenshot_stays_sharp_and_a_pasted_photo_becomes_small(tmp_path: Path) -> None:
    screen, photo = picture(), QImage(random.Random(1).randbytes(4 * 800 * 800), 800, 800, QImage.Format.Format_RGB32)
    assert screen.save(str(tmp_path / "screen.png"))
    for source in (screen, tmp_path / "screen.png"):
        attachment = prepare_picture(source, "screen.png", tmp_path, is_original=False)
        assert attachment.kind is FileKind.PNG
        assert decode(attachment.path).convertToFormat(screen.format()) == screen
    assert prepare_picture(photo, "photo", tmp_path, is_original=False).kind is FileKind.JPEG


def test_an_original_keeps_every_pixel(tmp_path: Path) -> None:
    for name in ("jpeg", "png", "png-transparent", "webp"):
        (tmp_path / "cat").write_bytes(FILES[name])
        attachment = prepare_picture(tmp_path / "cat", "cat", tmp_path, is_original=True)
        form = QImage.Format.Format_ARGB32
        assert decode(attachment.path).convertToFormat(form) == decode(tmp_path / "cat").convertToFormat(form)


def test_a_small_picture_is_not_compressed_twice(tmp_path: Path) -> None:
    image = picture()
    assert image.save(str(tmp_path / "cat.jpg"), "jpg", 40)  # type: ignore[call-overload]
    attachment = prepare_picture(tmp_path / "cat.jpg", "cat.jpg", tmp_path, is_original=False)
    assert decode(attachment.path) == decode(tmp_path / "cat.jpg")


def test_a_profile_becomes_ordinary_colours(tmp_path: Path) -> None:
    image = picture()
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    assert image.save(str(tmp_path / "wide.png"))
    for is_original in (False, True):
        attachment = prepare_picture(tmp_path / "wide.png", "wide.png", tmp_path, is_original=is_original)
        assert leaks(attachment) == []
    wide = decode(tmp_path / "wide.png").convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    assert decode(attachment.path).pixelColor(5, 60) == wide.pixelColor(5, 60)


def test_an_animation_stays_one(tmp_path: Path) -> None:
    (tmp_path / "cat.gif").write_bytes(FILES["gif"])
    attachment = prepare_picture(tmp_path / "cat.gif", "cat.gif", tmp_path, is_original=False)
    assert attachment.kind is FileKind.GIF and attachment.name == "cat.gif"
    reader = QImageReader(str(attachment.path))
    assert reader.imageCount() == 2 and reader.loopCount() == -1


def test_transparency_stays(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(FILES["png-transparent"])
    attachment = prepare_picture(tmp_path / "logo.png", "logo.png", tmp_path, is_original=False)
    assert attachment.kind is FileKind.PNG
    assert decode(attachment.path).pixelColor(0, 0).alpha() == 0


def test_an_unused_alpha_channel_is_no_transparency(tmp_path: Path) -> None:
    opaque = picture().convertToFormat(QImage.Format.Format_ARGB32)
    attachment = prepare_picture(opaque, "pasted", tmp_path, is_original=False)
    assert not decode(attachment.path).hasAlphaChannel()


def test_names_are_safe_and_have_the_ending_of_the_picture(tmp_path: Path) -> None:
    (tmp_path / "cat").write_bytes(FILES["png-transparent"])
    for name, wanted in (("a/con.bmp", "_con.png"), ("cat\u202egnp.exe", "catgnp.png"), ("Cat.PNG", "Cat.PNG")):
        assert prepare_picture(tmp_path / "cat", name, tmp_path, is_original=False).name == wanted
    (tmp_path / "a\u202eb.txt").write_text("x")
    assert prepare_file(tmp_path / "a\u202eb.txt").name == "ab.txt"


def test_a_file_is_sent_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(FILES["jpeg"])
    attachment = prepare_file(tmp_path / "cat.jpg")
    assert attachment == Attachment(tmp_path / "cat.jpg", "cat.jpg", len(FILES["jpeg"]))
    delete_copy(attachment)
    assert (tmp_path / "cat.jpg").exists()


def test_no_copy_is_left_of_what_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    with pytest.raises(PictureError):
        prepare_picture(tmp_path / "cat.png", "cat.png", tmp_path / "copies", is_original=False)
    assert not (tmp_path / "copies").exists()
    (tmp_path / "cat.jpg").write_bytes(FILES["jpeg"])
    delete_copy(prepare_picture(tmp_path / "cat.jpg", "cat.jpg", tmp_path / "copies", is_original=False))
    assert list((tmp_path / "copies").iterdir()) == []
