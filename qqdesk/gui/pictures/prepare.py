"""Prepare pictures and files to be sent. Any thread may call."""

import secrets
from base64 import b64encode
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageIOHandler, QPainter

from qqdesk.domain.attachment import Attachment
from qqdesk.domain.file_name import safe_name
from qqdesk.domain.picture_metadata import without_metadata
from qqdesk.gui.pictures.decode import decode, reading, size_of
from qqdesk.protocol.file_commands import HINT_SIDE_PX, MAX_THUMBNAIL_BYTES, THUMBNAIL_PX
from qqdesk.protocol.file_info import FileKind

SMALLER_PX = 2560
"""The longer side of a picture that is sent smaller."""
SHARP_BYTES = 1 << 20
"""A PNG picture up to this size is not sent as JPEG."""
_QUALITY, _ORIGINAL_QUALITY = 85, 95
_SAMPLED_ROWS, _FAST = 32, 80
_THUMBNAIL_QUALITIES = (80, 60, 40, 20, 5)
_ENDINGS = {
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.PNG: (".png",),
    FileKind.GIF: (".gif",),
    FileKind.WEBP: (".webp",),
}


def prepare_file(path: Path) -> Attachment:
    """Return an attachment that sends a file as it is. Raises OSError."""
    return Attachment(path, safe_name(path.name), path.stat().st_size)


def prepare_picture(source: Path | QImage, name: str, folder: Path, *, is_original: bool) -> Attachment:
    """Write a copy of a picture without metadata into `folder`. Raises PictureError, OSError.

    The copy has at most SMALLER_PX in its longer side, unless `is_original` or the picture is animated.
    """
    if isinstance(source, QImage):
        image = _pixels(_fitting(source, is_original))
        data, kind = _encoded(image, is_original, FileKind.PNG)
        size = image.size()
    else:
        image, size, data, kind = _from_file(source, is_original)
    small = _opaque(image if max(size.width(), size.height()) <= THUMBNAIL_PX else _scaled(image, THUMBNAIL_PX))
    about = size.width(), size.height(), _hint(small), _thumbnail(small)
    copy = new_copy(folder)
    copy.write_bytes(data)
    return Attachment(copy, _named(name, kind), len(data), kind, *about, is_copy=True)


def new_copy(folder: Path) -> Path:
    """Return the path for a file that is made for a message."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / secrets.token_hex(8)


def delete_copy(attachment: Attachment) -> None:
    """Delete a file that was made for a message which is not sent."""
    if attachment.is_copy:
        attachment.path.unlink(missing_ok=True)


def _from_file(path: Path, is_original: bool) -> tuple[QImage, QSize, bytes, FileKind]:
    """Return the picture, at most as large as it is sent, the size that is sent, the file and its kind."""
    with reading(path) as reader:
        kind, size = FileKind(reader.format().toStdString()), size_of(reader)
        is_upright = reader.transformation() == QImageIOHandler.Transformation.TransformationNone
        is_animated = reader.imageCount() > 1
    is_whole = is_original or is_animated
    decoded = decode(path, None if is_whole else QSize(SMALLER_PX, SMALLER_PX))
    can_stay = decoded.size() == size and is_upright and _is_srgb(decoded)
    image = _pixels(decoded)
    same = _without_metadata(path, kind) if can_stay or is_animated else b""
    if same and is_whole:
        return image, size, same, kind
    data, new_kind = _encoded(image, is_original, kind)
    if same and len(same) <= len(data):
        return image, size, same, kind
    return image, image.size(), data, new_kind


def _without_metadata(path: Path, kind: FileKind) -> bytes:
    """Return b"" for a damaged file, of which Qt may decode a part."""
    try:
        return without_metadata(path.read_bytes(), kind)
    except ValueError:
        return b""


def _fitting(image: QImage, is_original: bool) -> QImage:
    if is_original or max(image.width(), image.height()) <= SMALLER_PX:
        return image
    return _scaled(image, SMALLER_PX)


def _scaled(image: QImage, side: int) -> QImage:
    size = image.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _is_srgb(image: QImage) -> bool:
    space = image.colorSpace()
    return not space.isValid() or space == QColorSpace(QColorSpace.NamedColorSpace.SRgb)


def _pixels(image: QImage) -> QImage:
    """Paint the picture into a fresh one: Qt keeps texts and comments through copies and scaling."""
    if not _is_srgb(image):
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb), QImage.Format.Format_ARGB32)
    if not _is_transparent(image):
        return _opaque(image)
    return _painted(image, QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied), Qt.GlobalColor.transparent)


def _opaque(image: QImage) -> QImage:
    """Return the picture on white."""
    return _painted(image, QImage(image.size(), QImage.Format.Format_RGB32), Qt.GlobalColor.white)


def _painted(image: QImage, target: QImage, ground: Qt.GlobalColor) -> QImage:
    target.fill(ground)
    painter = QPainter(target)
    painter.drawImage(target.rect(), image)
    painter.end()
    return target


def _is_transparent(image: QImage) -> bool:
    """Look at each pixel: browsers copy every picture with an alpha channel."""
    if not image.hasAlphaChannel():
        return False
    alpha, width = image.convertToFormat(QImage.Format.Format_Alpha8), image.width()
    return any(bytes(alpha.constScanLine(y))[:width].count(255) < width for y in range(image.height()))  # type: ignore[call-overload]  # the stub says object


def _encoded(image: QImage, is_original: bool, kind: FileKind) -> tuple[bytes, FileKind]:
    """Return the file and its kind. An original stays lossless if it was, a screenshot too: JPEG blurs its text."""
    png = b""
    if image.hasAlphaChannel() or (kind is FileKind.PNG and (is_original or _rows_fit(image))):
        png = _saved(image, FileKind.PNG)
        if is_original or len(png) <= SHARP_BYTES:
            return png, FileKind.PNG
    quality = _ORIGINAL_QUALITY if is_original else _QUALITY
    jpeg = _saved(_opaque(image) if image.hasAlphaChannel() else image, FileKind.JPEG, quality)
    return (png, FileKind.PNG) if png and len(png) < len(jpeg) else (jpeg, FileKind.JPEG)


def _rows_fit(image: QImage) -> bool:
    """Whether some rows suggest a small PNG file: encoding all rows of a photo takes seconds."""
    rows = image.scaled(image.width(), -(-image.height() // _SAMPLED_ROWS))
    return len(_saved(rows, FileKind.PNG, _FAST)) * _SAMPLED_ROWS <= 2 * SHARP_BYTES


def _saved(image: QImage, kind: FileKind, quality: int = -1) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind.value, quality)  # type: ignore[call-overload]  # the stub says bytes, which it refuses
    return bytes(buffer.data().data())


def _thumbnail(small: QImage) -> bytes:
    files = (_saved(small, FileKind.JPEG, quality) for quality in _THUMBNAIL_QUALITIES)
    return next(file for file in files if len(file) <= MAX_THUMBNAIL_BYTES)


def _hint(small: QImage) -> str:
    side = HINT_SIDE_PX
    mode = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    pixels = small.scaled(side, side, *mode).convertToFormat(QImage.Format.Format_RGB888)
    return b64encode(bytes(pixels.constBits())).decode()


def _named(name: str, kind: FileKind) -> str:
    """Return a safe name with an ending of this kind."""
    name = safe_name(name)
    if name.lower().endswith(_ENDINGS[kind]):
        return name
    stem, _, ending = name.rpartition(".")
    return safe_name((stem if stem and len(ending) <= 5 else name) + _ENDINGS[kind][0])
