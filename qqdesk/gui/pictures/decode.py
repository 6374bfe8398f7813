"""Decode pictures from others. Any thread may call.

Qt would guess the format from the name and the content, and then decode SVG and many more. Here the first bytes decide,
and only the formats of FileKind are decoded. Of a PNG or JPEG, Qt gets only the parts that it needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from qqdesk.domain.picture_kind import MAGIC_BYTES, MAX_PIXELS, kind_of
from qqdesk.domain.picture_metadata import decodable
from qqdesk.protocol.file_info import FileKind

_MAX_BYTES = 4 * MAX_PIXELS
"""Of a PNG or JPEG file, which is read as a whole."""


class PictureError(Exception):
    """The file is no picture of a known format, is damaged, or has too many pixels."""


@contextmanager
def reading(source: Path | bytes) -> Iterator[QImageReader]:
    """Open a picture whose size is known and allowed. Raises PictureError."""
    device = _opened(source)
    kind = _kind(device)
    if kind in (FileKind.PNG, FileKind.JPEG):
        device = _decodable(device, kind)
    reader = QImageReader(device)  # After setDevice(), PySide would never free the device.
    reader.setAutoDetectImageFormat(False)
    reader.setFormat(kind.encode())
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty() or size.width() * size.height() > MAX_PIXELS:
        raise PictureError(f"the picture is damaged, or has more than {MAX_PIXELS} pixels")
    try:
        yield reader
    finally:
        device.close()


def _opened(source: Path | bytes) -> QIODevice:
    device: QIODevice
    if isinstance(source, bytes):
        device = QBuffer()
        device.setData(QByteArray(source))
    else:
        device = QFile(str(source))
    if not device.open(QIODevice.OpenModeFlag.ReadOnly):
        raise PictureError("the file cannot be read")
    return device


def _kind(device: QIODevice) -> FileKind:
    kind = kind_of(bytes(device.peek(MAGIC_BYTES).data()))
    if kind is FileKind.OTHER:
        raise PictureError("this is no JPEG, PNG, GIF or WebP picture")
    return kind


def _decodable(device: QIODevice, kind: FileKind) -> QIODevice:
    """Return the picture without texts: `QImageReader.size` expands them, with the lock of the interpreter held."""
    if device.size() > _MAX_BYTES:
        raise PictureError(f"the file has more than {_MAX_BYTES} bytes")
    try:
        return _opened(decodable(bytes(device.readAll().data()), kind))
    except ValueError as error:
        raise PictureError(str(error)) from error
    finally:
        device.close()


def size_of(reader: QImageReader) -> QSize:
    """Return the size of the upright picture."""
    is_turned = reader.transformation().value & QImageIOHandler.Transformation.TransformationRotate90.value
    return reader.size().transposed() if is_turned else reader.size()


def fit(reader: QImageReader, most: QSize) -> None:
    """Scale the upright picture down to fit into `most`."""
    size = size_of(reader)
    if size.width() > most.width() or size.height() > most.height():
        scaled = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        reader.setScaledSize(scaled if size == reader.size() else scaled.transposed())


def decode(source: Path | bytes, most: QSize | None = None) -> QImage:
    """Return the picture, upright, scaled down to fit into `most`. Raises PictureError."""
    with reading(source) as reader:
        if most is not None:
            fit(reader, most)
        image = reader.read()
        if image.isNull():
            raise PictureError(reader.errorString())
        return image
