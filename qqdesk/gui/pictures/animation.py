"""Play an animated GIF or WebP picture. Each frame is decoded in a thread, after the frame before it was painted."""

from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QPixmap

from qqdesk.gui.pictures.cache import boxed
from qqdesk.gui.pictures.decode import PictureError, fit, reading
from qqdesk.gui.pictures.picture_jobs import picture_jobs
from qqdesk.protocol.file_info import FileKind

ANIMATED = (FileKind.GIF, FileKind.WEBP)
MOST_PIXELS = 4_000_000
"""A larger picture stands still: a frame of it takes too long."""
_LEAST_MS = 20


class Frames:
    """The frames of a file, from one thread at a time."""

    def __init__(self, path: Path, box: QSize, radius: int, *, once: bool) -> None:
        self._path, self._box, self._radius, self._once = path, box, radius, once
        self._file = ExitStack()
        self._reader: QImageReader | None = None

    def next(self) -> tuple[QImage, int] | None:
        """Return a frame and its time in milliseconds; None after the last one, and for a still picture.

        Raises PictureError.
        """
        reader = self._reader or self._open()
        if reader is None:
            return None
        image = reader.read()
        if image.isNull():
            self.close()
            reader = None if self._once else self._open()
            image = reader.read() if reader is not None else QImage()
        if reader is None or image.isNull():
            return None
        return boxed(image, self._box, self._radius), max(reader.nextImageDelay(), _LEAST_MS)

    def _open(self) -> QImageReader | None:
        self._reader = reader = self._file.enter_context(reading(self._path))
        size = reader.size()
        if not reader.supportsAnimation() or size.width() * size.height() > MOST_PIXELS or reader.imageCount() == 1:
            self.close()
            return None
        fit(reader, self._box)
        return reader

    def close(self) -> None:
        self._reader = None
        self._file.close()


class Animation(QObject):
    """Stops while it is not painted. `frame` is None until the first one is decoded."""

    changed = Signal()
    ended = Signal()

    def __init__(self, path: Path, box: QSize, radius: int, parent: QObject, *, once: bool) -> None:
        """`box` and `radius` are those of PictureCache. `once`: play once, not for ever."""
        super().__init__(parent)
        self.box = box
        self.frame: QPixmap | None = None
        self._frames = Frames(path, box, radius, once=once)
        self._next: tuple[QImage, int] | None = None
        self._delay = 0
        self._is_decoding = self._is_stopped = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._show)
        self._decode()

    def on_painted(self) -> None:
        """Decode the next frame, and show it in time."""
        if self._next is None and not self._is_decoding:
            self._since.start()
            self._decode()

    def _decode(self) -> None:
        self._is_decoding = True
        picture_jobs().run(self, self._frames.next, self._on_decoded)

    def _on_decoded(self, result: tuple[QImage, int] | PictureError | None) -> None:
        self._is_decoding = False
        if self._is_stopped or not isinstance(result, tuple):
            self._frames.close()
            if not self._is_stopped:
                self.ended.emit()
            return
        self._next = result
        elapsed = self._since.elapsed() if self._since.isValid() else 0
        self._timer.start(max(self._delay - elapsed, 0))

    @Slot()
    def _show(self) -> None:
        if self._next is not None:
            image, self._delay = self._next
            self.frame, self._next = QPixmap.fromImage(image), None
            self.changed.emit()

    def stop(self) -> None:
        """Release the file and the frames."""
        self._is_stopped = True
        self._timer.stop()
        if not self._is_decoding:
            self._frames.close()
        self.deleteLater()
