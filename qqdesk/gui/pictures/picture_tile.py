"""Small pictures in rows: the strip of the viewer, and grids."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.protocol.file_commands import THUMBNAIL_PX
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files


def paint_tile(
    painter: QPainter, rect: QRectF, radius: float, info: FileInfo, files: Files, ratio: float, ground: QColor
) -> None:
    """Paint the middle of a picture in a tile with round corners. Without a thumbnail paint the ground, and fetch it.

    `ratio` is that of device pixels. Paint again at `Files.changed` and `PictureCache.decoded`.
    """
    outline = QPainterPath()
    outline.addRoundedRect(rect, radius, radius)
    painter.fillPath(outline, ground)
    size = QSizeF(info.width, info.height).scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    pixmap = _pixmap(size * ratio, info, files)
    if pixmap is None or pixmap.isNull():
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    place = QRectF(rect.center() - QPointF(size.width() / 2, size.height() / 2), size)
    painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
    painter.restore()


def _pixmap(size: QSizeF, info: FileInfo, files: Files) -> QPixmap | None:
    """Return the picture for this size in device pixels, or a smaller one; None until it is here and decoded."""
    path, largest = files.thumbnail(info.id), QSizeF(THUMBNAIL_PX, THUMBNAIL_PX)
    if path is None:
        path, largest = files.path(info.id), QSizeF(info.width, info.height)
    if path is None:
        files.want_thumbnail(info)
        return None
    if size.width() > largest.width() or size.height() > largest.height():
        size = size.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio)
    return picture_cache().pixmap(path, QSize(round(size.width()), round(size.height())).expandedTo(QSize(1, 1)))
