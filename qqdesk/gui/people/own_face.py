"""Choose my face: a numbered one, or an own picture."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from qqdesk.gui.pictures.decode import decode
from qqdesk.gui.shared.face_chooser import choose_face
from qqdesk.gui.shared.faces import DEFAULT_NUMBER, FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import face_id, face_number
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.pending_requests import PendingRequest


def choose_my_face(
    messenger: Messenger,
    faces: FaceSource,
    store: SettingsStore,
    face: int,
    window: QWidget,
    chosen: Callable[[int], object],
    follow: Callable[[PendingRequest[Any]], object],
) -> None:
    """Open the chooser over a window. `chosen` gets another numbered face, and `follow` the request of a change that is
    saved at once."""
    own = messenger.own_faces
    has_own = own.has_face(messenger.me.number)

    def choose(face: int) -> None:
        if has_own:
            follow(own.remove())
        chosen(face)

    def use(picture: bytes) -> None:
        is_unchosen = face_number(face) <= DEFAULT_NUMBER
        follow(own.save(picture, {"face": nearest_face(faces, decode(picture))} if is_unchosen else {}))

    can_use = messenger.files.has_files
    remove = (lambda: follow(own.remove())) if has_own else None
    choose_face(faces, store, face, window, choose, use_picture=use if can_use else None, remove_picture=remove)


def nearest_face(faces: FaceSource, picture: QImage) -> int:
    """Return the id of the face whose average colour is the nearest: old programs show it."""
    wanted = _average(picture)

    def distance(number: int) -> int:
        one = _average(faces.pixmap(face_id(number), 8).toImage())
        differences = (one.red() - wanted.red(), one.green() - wanted.green(), one.blue() - wanted.blue())
        return sum(difference**2 for difference in differences)

    return face_id(min(range(1, faces.count() + 1), key=distance))


def _average(image: QImage) -> QColor:
    mode = Qt.TransformationMode.SmoothTransformation
    return image.scaled(1, 1, Qt.AspectRatioMode.IgnoreAspectRatio, mode).pixelColor(0, 0)
