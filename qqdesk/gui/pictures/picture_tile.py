"""Small pictures in rows: the strip of the viewer, and grids."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files

_MOST_LENGTH = 4
"""A long picture is cropped from one of at most this many times the length of the tile."""


def paint_tile(
    painter: QPainter, rect: QRectF, radius: float, info: FileInfo, files: Files, ratio: float, ground: QColor
) -> None:
    """Paint the middle of a picture in a tile with round corners. Without a thumbnail paint the ground, and fetch it.

    `ratio` is that of device pixels. Paint again at `Files.changed` and `PictureCache.decoded`.
    """
    outline = QPainterPath()
    outline.addRoundedRect(rect, radius, radius)
    painter.fillPath(outline, ground)
    if (pixmap := _pixmap(rect.size() * ratio, info, files)) is None or pixmap.isNull():
        return
    size = QSizeF(pixmap.size()) / ratio
    painter.save()
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    place = QRectF(rect.center() - QPointF(size.width() / 2, size.height() / 2), size)
    painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
    painter.restore()


def _pixmap(tile: QSizeF, info: FileInfo, files: Files) -> QPixmap | None:
    path = files.thumbnail(info.id) or files.path(info.id)
    if path is None:
        files.want_thumbnail(info)
        return None
    whole = QSizeF(info.width, info.height)
    box = whole.scaled(tile, Qt.AspectRatioMode.KeepAspectRatioByExpanding).boundedTo(tile * _MOST_LENGTH)
    return picture_cache().pixmap(path, QSize(round(box.width()), round(box.height())))
