"""Painted pictures, and messages whose files are on this computer."""

import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygonF

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.history.local_files import LocalFiles


def landscape(width: int, height: int, hue: int) -> QImage:
    """Return hills below a sky of this hue, 0 to 359."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, QColor.fromHsv(hue, 140, 190))
    sky.setColorAt(1, QColor.fromHsv((hue + 30) % 360, 60, 250))
    painter.fillRect(image.rect(), sky)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromHsv(45, 60, 255))
    painter.drawEllipse(QRectF(0.6 * width, 0.2 * height, height / 8, height / 8))
    for layer in range(3):
        top = 0.45 + 0.15 * layer
        painter.setBrush(QColor.fromHsv(hue, 110, 150 - 40 * layer))
        points = [QPointF(0, height), QPointF(width, height)]
        points += [
            QPointF(width * (1 - at / 12), height * (top + 0.12 * ((at * (layer + 3) * 5) % 7) / 7)) for at in range(13)
        ]
        painter.drawPolygon(QPolygonF(points))
    painter.end()
    return image


PHOTO = QSize(2560, 1920)


@cache
def _details(count: int) -> QImage:
    width, height = count, count * PHOTO.height() // PHOTO.width()
    noise = QImage(random.randbytes(4 * width * height), width, height, QImage.Format.Format_RGB32)
    return noise.scaled(PHOTO, mode=Qt.TransformationMode.SmoothTransformation)


def photo(number: int, details: int = 400) -> QImage:
    """Return a picture with so many details in a row, another one for each number."""
    image = _details(details).copy()
    painter = QPainter(image)
    painter.setOpacity(0.7)
    painter.fillRect(image.rect(), QColor.fromHsv(number * 9 % 360, 160, 120 + number % 130))
    painter.end()
    return image


def put_here(files: LocalFiles, messages: Iterable[Message], folder: Path, *, only_thumbnails: bool = False) -> None:
    """Paint the pictures of messages, with their thumbnails, and write other files of a few bytes."""
    folder.mkdir(exist_ok=True)
    files.folder.mkdir(exist_ok=True)
    for number, message in enumerate(messages):
        assert isinstance(message.body, File)
        info = message.body.info
        path = folder / f"{info.id[-6:]} {info.name}"
        if info.is_picture:
            image = landscape(info.width, info.height, 47 * number % 360)
            thumbnail = image.scaled(320, 320, Qt.AspectRatioMode.KeepAspectRatio)
            assert thumbnail.save(str(files.thumbnail_path(info.id)), quality=85)
            assert image.save(str(path))
        else:
            path.write_bytes(b"x" * 100)
        if not only_thumbnails:
            files.put(info.id, path)
