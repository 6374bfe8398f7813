"""The row that chooses a face: the chosen one, five others, and *More* with all."""

import random
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from qqdesk.gui.pictures.decode import decode
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import ROOMS, THINGS, FaceSource
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.theme import RADIUS, current_theme, theme_source
from qqdesk.protocol.codes import face_id, face_number

CHOSEN, SMALL_CHOSEN, OTHER = 56, 48, 36
_FRAME = 4
"""A line of 2 px at a distance of 2 px."""
_PEOPLE, _ANIMALS = range(1, 63), range(63, 121)
"""The numbers of the pictures of each kind."""


def some_faces() -> tuple[int, ...]:
    """Return six random face ids: three people, two animals, one thing."""
    numbers = (*random.sample(_PEOPLE, 3), *random.sample(_ANIMALS, 2), random.choice(THINGS))
    return tuple(map(face_id, numbers))


def room_faces() -> tuple[int, ...]:
    """Return six face ids for a room, in a random order."""
    return tuple(map(face_id, random.sample(ROOMS[:6], 6)))


class ChosenFace(QWidget):
    """The face that is chosen, in a frame. `text` is its accessible name, with {number}."""

    def __init__(self, faces: FaceSource, face: int, text: str) -> None:
        super().__init__()
        self._faces, self._text, self.face, self._side = faces, text, face, CHOSEN
        self.picture = b""
        """An own picture in place of the face, as a JPEG file."""
        self._image = QImage()
        self.set_side(CHOSEN)
        self.show_face(face)

    def set_side(self, side: int) -> None:
        self._side = side
        self.setFixedSize(side + 2 * _FRAME, side + 2 * _FRAME)
        self.update()

    def show_face(self, face: int) -> None:
        self.face, self.picture = face, b""
        self.setAccessibleName(self._text.format(number=face_number(face)))
        self.update()

    def show_picture(self, picture: bytes) -> None:
        self.picture, self._image = picture, decode(picture)
        self.setAccessibleName(self.tr("Your picture"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().accent, 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS + 3, RADIUS + 3)
        if self.picture:
            inside = QRectF(_FRAME, _FRAME, self._side, self._side)
            outline = QPainterPath()
            outline.addRoundedRect(inside, RADIUS, RADIUS)
            painter.setClipPath(outline)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(inside, self._image)
        else:
            picture = self._faces.pixmap(self.face, self._side, self.devicePixelRatioF())
            painter.drawPixmap(_FRAME, _FRAME, picture)
        painter.end()


class FaceRow(QWidget):
    """`face` is the face id that is chosen."""

    more_clicked = Signal()

    def __init__(self, faces: FaceSource, offered: Sequence[int] = (), text: str = "") -> None:
        """`offered` are six face ids, the first of them chosen; random ones by default. `text`: see ChosenFace."""
        super().__init__()
        self._faces = faces
        chosen, *others = offered or some_faces()
        self.chosen = ChosenFace(faces, chosen, text or self.tr("Your face: face {number}"))
        self.buttons = [self._button(face) for face in others]
        self.more = role_button(self.tr("More"), "link")
        self.more.setAccessibleName(self.tr("More faces"))
        self.more.clicked.connect(self.more_clicked)
        self.setLayout(row(self.chosen, *self.buttons, None, self.more, spacing=6))
        theme_source().changed.connect(self.chosen.update)

    @property
    def face(self) -> int:
        return self.chosen.face

    def choose(self, face: int) -> None:
        self.chosen.show_face(face)

    def set_compact(self, compact: bool) -> None:
        """Reduce the height by 8 px."""
        self.chosen.set_side(SMALL_CHOSEN if compact else CHOSEN)

    def _button(self, face: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "face")
        button.setIconSize(QSize(OTHER, OTHER))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self._swap(button))
        self._put_face(button, face)
        return button

    def _put_face(self, button: QToolButton, face: int) -> None:
        icon = QIcon()
        for ratio in (1, 2, 3):
            icon.addPixmap(self._faces.pixmap(face, OTHER, ratio))
        button.setIcon(icon)
        button.setProperty("face", face)
        name = self.tr("Choose face {number}").format(number=face_number(face))
        button.setAccessibleName(name)
        button.setToolTip(name)

    def _swap(self, button: QToolButton) -> None:
        chosen, given_back = int(button.property("face")), self.face
        self.chosen.show_face(chosen)
        self._put_face(button, given_back)
