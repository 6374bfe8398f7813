"""A picture in several sizes, so that it is painted fast and smoothly at any zoom."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from qqdesk.gui.pictures.decode import decode

_LEAST_SIDE = 1024


def decode_levels(path: Path) -> tuple[QImage, ...]:
    """Return the picture and copies of half the size each, largest first. Any thread may call. Raises PictureError."""
    image = decode(path)
    form = QImage.Format.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else QImage.Format.Format_RGB32
    image = image.convertToFormat(form)
    levels = [image]
    while max(image.width(), image.height()) > _LEAST_SIDE:
        half = QSize(image.width() // 2, image.height() // 2).expandedTo(QSize(1, 1))
        image = image.scaled(half, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        levels.append(image)
    return tuple(levels)
