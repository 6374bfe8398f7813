"""Decoded pictures for the screen."""

from collections import OrderedDict
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPixmap, QTransform

from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.pictures.picture_jobs import picture_jobs

MOST_BYTES = 48 << 20
_MOST_WAITING = 64
"""Of more requests, the oldest are dropped: their rows have left the screen."""
_MOST_RUNNING = 2
_NAME = "picture_cache"


class PictureKey(NamedTuple):
    """A picture file, shown in a box of device pixels, with rounded corners."""

    path: Path
    width: int
    height: int
    radius: int


class PictureCache(QObject):
    """At most MOST_BYTES of the pictures that were used last. There is one for the application: see `picture_cache`."""

    decoded = Signal(object)  # Path: ask again for its pictures

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(_NAME)
        self._waiting: OrderedDict[PictureKey, None] = OrderedDict()
        self._running: set[PictureKey] = set()
        self._pixmaps: OrderedDict[PictureKey, QPixmap] = OrderedDict()
        """A null pixmap for a file that cannot be shown."""
        self.bytes = 0

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    def pixmap(self, path: Path, box: QSize, radius: int = 0) -> QPixmap | None:
        """Return a picture in the middle of a box of device pixels, as large as possible.

        It is null if the file cannot be shown, and None until it is decoded: see `decoded`.
        """
        found = self.peek(path, box, radius)
        if found is None:
            self._request(PictureKey(path, box.width(), box.height(), radius))
        return found

    def peek(self, path: Path, box: QSize, radius: int = 0) -> QPixmap | None:
        """Return the picture if it is decoded. Do not request it."""
        key = PictureKey(path, box.width(), box.height(), radius)
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
        return found

    def _request(self, key: PictureKey) -> None:
        if key in self._running:
            return
        self._waiting[key] = None
        self._waiting.move_to_end(key)
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)
        self._start()

    def _start(self) -> None:
        """The latest request is first: it is for what is on the screen now."""
        while self._waiting and len(self._running) < _MOST_RUNNING:
            key = self._waiting.popitem()[0]
            self._running.add(key)
            picture_jobs().run(self, partial(_decoded, key), partial(self._on_decoded, key))

    def _on_decoded(self, key: PictureKey, result: QImage | PictureError) -> None:
        self._running.discard(key)
        self._start()
        pixmap = QPixmap.fromImage(result) if isinstance(result, QImage) else QPixmap()
        self._pixmaps[key] = pixmap
        self.bytes += _bytes_of(pixmap)
        while self.bytes > MOST_BYTES:
            self.bytes -= _bytes_of(self._pixmaps.popitem(last=False)[1])
        self.decoded.emit(key.path)


def _decoded(key: PictureKey) -> QImage:
    """Run in a thread. Raises PictureError."""
    box = QSize(key.width, key.height)
    return boxed(decode(key.path, box), box, key.radius)


def boxed(image: QImage, box: QSize, radius: int) -> QImage:
    """Return a picture in the middle of a transparent box, as large as possible, with rounded corners."""
    size = image.size().scaled(box, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    if size != image.size():
        image = image.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
    result = QImage(box, QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    area = QRect(QPoint(0, 0), image.size())
    area.moveCenter(result.rect().center())
    brush = QBrush(image)
    brush.setTransform(QTransform.fromTranslate(area.x(), area.y()))
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawRoundedRect(area, radius, radius)
    painter.end()
    return result


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * pixmap.depth() // 8


def picture_cache() -> PictureCache:
    """Return the one of the application."""
    app = QCoreApplication.instance()
    assert app is not None
    found = app.findChild(PictureCache, _NAME, Qt.FindChildOption.FindDirectChildrenOnly)
    return found if found is not None else PictureCache(app)
