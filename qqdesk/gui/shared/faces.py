"""Faces: `resources/faces/N.bmp` and own pictures, scaled, with round corners, grey for people who are offline."""

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from qqdesk.gui.pictures.decode import PictureError, reading
from qqdesk.gui.shared.theme import RADIUS, current_theme
from qqdesk.paths import resource
from qqdesk.protocol.codes import face_id, face_number

log = logging.getLogger(__name__)

DEFAULT_NUMBER = 1
"""The face of people without one."""
THINGS = range(121, 183)
"""The numbers of pictures of things. Places have one of them, so later pictures are not in the range."""
ROOMS = (161, 163, 184, 183, 174, 167, 121, 145, 185, 187, 188, 189, 190, 186, 137)
"""The numbers of pictures that suit rooms, the likeliest first."""
_HOUSE = 161

_VEILS = {False: 0x6E969CA5, True: 0x96454A52}
"""The colour over the grey faces of people who are offline, by whether the theme is dark."""
_MOST_PX = 1024
"""The longest side of an own picture: it is decoded while a window is painted."""
_FULL_RADIUS_SIZE = 40
"""The least size with the full radius. Smaller faces have a smaller radius."""


def place_face(place_id: str) -> int:
    """Return the face id of a place: a thing chosen by the id (16 hex digits), or the house without an id."""
    return face_id(THINGS[int(place_id, 16) % len(THINGS)] if place_id else _HOUSE)


class FaceSource:
    """Pictures by face id (the FC field). The program has one, with a cache."""

    default = 0
    """The face id of DEFAULT_NUMBER."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder if folder is not None else resource("faces")
        self.own: Callable[[int], Path | None] = lambda number: None
        """Returns the own picture of an account, if it is on this computer."""
        self._reported: set[int] = set()
        self._original = lru_cache(maxsize=64)(self._load)
        self._finished = lru_cache(maxsize=2048)(self._finish)

    def count(self) -> int:
        """Return the number of pictures, which are numbered from 1 without gaps."""
        number = 0
        while self._file(number + 1).is_file():
            number += 1
        return number

    def pixmap(self, face_id: int, size: int, ratio: float = 1.0, *, grey: bool = False, owner: int = 0) -> QPixmap:
        """Return a picture of `size` logical pixels for this pixel ratio: the own one of the account `owner`, or the
        face with this id."""
        own = self.own(owner) if owner else None
        picture = own if own is not None and not self._original(own).isNull() else self._number(face_id)
        return self._finished(picture, size, ratio, _VEILS[current_theme().is_dark] if grey else 0)

    def _file(self, number: int) -> Path:
        return self._folder / f"{number}.bmp"

    def _number(self, face_id: int) -> int:
        number = face_number(face_id)
        if face_id in self._reported:
            return DEFAULT_NUMBER
        if number < 1 or self._original(number).isNull():
            self._reported.add(face_id)
            log.warning("no picture for face id %d; the default one is shown", face_id)
            return DEFAULT_NUMBER
        return number

    def _load(self, picture: int | Path) -> QImage:
        return _own_picture(picture) if isinstance(picture, Path) else QImage(str(self._file(picture)))

    def _finish(self, picture: int | Path, size: int, ratio: float, veil: int) -> QPixmap:
        side = max(1, round(size * ratio))
        # Scale in one step: two would blur.
        image = (
            self._original(picture)
            .convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
            .scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        )
        if veil:
            image = _greyed(image, QColor.fromRgba(veil))
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QBrush(image))
        painter.setPen(Qt.PenStyle.NoPen)
        radius = RADIUS * min(1.0, size / _FULL_RADIUS_SIZE) * ratio
        painter.drawRoundedRect(QRectF(0, 0, side, side), radius, radius)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


def _own_picture(path: Path) -> QImage:
    """Return the middle square of a picture; a null image if it cannot be shown or is too large for a face."""
    try:
        with reading(path) as reader:
            size = reader.size()
            image = reader.read() if max(size.width(), size.height()) <= _MOST_PX else QImage()
    except PictureError:
        return QImage()
    side = min(image.width(), image.height())
    return image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)


def _greyed(image: QImage, veil: QColor) -> QImage:
    """Return the picture without colour under a veil, with the same opacity."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied
    )
    painter = QPainter(grey)
    painter.fillRect(grey.rect(), veil)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, image)
    painter.end()
    return grey


class FaceLabel(QWidget):
    """A face at a fixed size in logical pixels."""

    def __init__(self, faces: FaceSource, size: int) -> None:
        super().__init__()
        self._faces, self._size = faces, size
        self.face, self._grey, self._owner = faces.default, False, 0
        self.setFixedSize(size, size)

    def show_face(self, face_id: int, *, grey: bool = False, owner: int = 0) -> None:
        """`owner` is the account whose face it is."""
        self.face, self._grey, self._owner = face_id, grey, owner
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        pixmap = self._faces.pixmap(self.face, self._size, self.devicePixelRatioF(), grey=self._grey, owner=self._owner)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap)
        painter.end()
