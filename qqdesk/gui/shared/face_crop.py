"""Crop an own picture to a face: a square that the user moves and zooms."""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QCoreApplication,
    QIODevice,
    QPoint,
    QPointF,
    QRectF,
    QSignalBlocker,
    QSize,
    QSizeF,
    QStandardPaths,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QSlider, QWidget

from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.pictures.picture_jobs import picture_jobs
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.question_box import show_message_box
from qqdesk.gui.shared.theme import current_theme
from qqdesk.protocol.file_commands import FACE_PX, MAX_FACE_BYTES

_SIDE, _FRAME = 280, 20
"""The side of the square, and the width of the dimmed picture around it, in logical pixels."""
_REST = 210
"""The height of the title bar and of what is below the picture. On a small screen the square is smaller."""
_MOST_ZOOM = 5.0
_MOST_PX = 2000
"""A larger picture is scaled down when it is loaded."""
_STEPS = 100
_QUALITIES = (90, 75, 50)


class CropView(QWidget):
    """The square shows a part of the picture, which covers it always. Zoom 1 shows as much as possible."""

    zoom_changed = Signal()

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self._image = image
        self._centre = QPointF(image.width() / 2, image.height() / 2)
        """The point of the picture in the middle of the square."""
        self.zoom = 1.0
        self._dragged_from: QPoint | None = None
        self._side = min(_SIDE, self.screen().availableSize().height() - _REST)
        self.setFixedSize(_SIDE + 2 * _FRAME, self._side + 2 * _FRAME)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(self.tr("The part of the picture that is used. The arrow keys move it."))

    @property
    def part(self) -> QRectF:
        """The square in pixels of the picture."""
        side = min(self._image.width(), self._image.height()) / self.zoom
        return QRectF(self._centre.x() - side / 2, self._centre.y() - side / 2, side, side)

    def set_zoom(self, zoom: float) -> None:
        self.zoom = min(max(zoom, 1.0), _MOST_ZOOM)
        self.move_by(QPointF(0, 0))
        self.zoom_changed.emit()

    def move_by(self, moved: QPointF) -> None:
        """Move the square over the picture, by logical pixels."""
        side = self.part.width()
        centre = self._centre + moved * (side / self._side)
        self._centre = QPointF(
            min(max(centre.x(), side / 2), self._image.width() - side / 2),
            min(max(centre.y(), side / 2), self._image.height() - side / 2),
        )
        self.update()

    def face(self) -> QImage:
        """Return the part, painted into a fresh picture, which has no metadata."""
        result = QImage(FACE_PX, FACE_PX, QImage.Format.Format_RGB32)
        result.fill(QColor("white"))
        part = self._image.copy(self.part.toAlignedRect())
        ignore, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        painter = QPainter(result)
        painter.drawImage(0, 0, part.scaled(FACE_PX, FACE_PX, ignore, smooth))
        painter.end()
        return result

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_zoom(self.zoom * 1.1 ** (event.angleDelta().y() / 120))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            place = event.position().toPoint()
            self.move_by(QPointF(self._dragged_from - place))
            self._dragged_from = place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = 20 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 4
        moves = {Qt.Key.Key_Left: (-step, 0), Qt.Key.Key_Right: (step, 0)}
        moves |= {Qt.Key.Key_Up: (0, -step), Qt.Key.Key_Down: (0, step)}
        if event.key() in moves:
            self.move_by(QPointF(*moves[Qt.Key(event.key())]))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.set_zoom(self.zoom * 1.1)
        elif event.key() == Qt.Key.Key_Minus:
            self.set_zoom(self.zoom / 1.1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        square = QRectF((self.width() - self._side) / 2, _FRAME, self._side, self._side)
        part = self.part
        scale = self._side / part.width()
        whole = QRectF(square.topLeft() - part.topLeft() * scale, QSizeF(self._image.size()) * scale)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor("#0F1012"))
        painter.fillRect(whole, QColor("white"))
        painter.drawImage(whole, self._image)
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        outside.addRoundedRect(square, _FRAME, _FRAME)
        painter.fillPath(outside, QColor(0, 0, 0, 150))
        painter.setPen(QPen(current_theme().accent, 2) if self.hasFocus() else QColor("white"))
        painter.drawRoundedRect(square, _FRAME, _FRAME)
        painter.end()


class FaceCropDialog(QDialog):
    """After `accepted`, `data` is the face as a JPEG file."""

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.data = b""
        self.setWindowTitle(self.tr("My picture"))
        self.view = CropView(image)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setAccessibleName(self.tr("Zoom"))
        self.use_button, cancel = QPushButton(self.tr("&Use this picture")), QPushButton(self.tr("Cancel"))
        self.use_button.setDefault(True)
        zoom = row(IconLabel("zoom-out"), (self.slider, 1), IconLabel("zoom-in"))
        hint = small_label(self.tr("Drag the picture to move it. People with an old program see your numbered face."))
        buttons = row(None, cancel, self.use_button)
        self.setLayout(column(self.view, zoom, hint, buttons, margins=16, spacing=12))
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.view.zoom_changed.connect(self._show_zoom)
        self.use_button.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        self.view.setFocus()

    def _on_slider_moved(self, value: int) -> None:
        self.view.set_zoom(_MOST_ZOOM ** (value / _STEPS))

    def _show_zoom(self) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(_STEPS * math.log(self.view.zoom, _MOST_ZOOM)))

    def accept(self) -> None:
        self.data = face_file(self.view.face())
        super().accept()


def face_file(image: QImage) -> bytes:
    """Return a JPEG file of at most MAX_FACE_BYTES."""
    for quality in _QUALITIES:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "JPEG", quality)  # type: ignore[call-overload]  # the stub says bytes, which it refuses
        if buffer.size() <= MAX_FACE_BYTES:
            break
    return bytes(buffer.data().data())


def choose_picture(window: QWidget, chosen: Callable[[bytes], object]) -> None:
    """Ask for a picture file and for the part of it, then call `chosen` with the face as a JPEG file."""
    translate = QCoreApplication.translate
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    dialog = QFileDialog(window, translate("FaceCrop", "Choose a picture"), folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(translate("FaceCrop", "Pictures (*.jpg *.jpeg *.png *.gif *.webp)"))
    dialog.fileSelected.connect(lambda path: load_picture(window, Path(path), chosen))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    file_dialog.finish(dialog)


def load_picture(window: QWidget, path: Path, chosen: Callable[[bytes], object]) -> None:
    """Open the dialog for the part of a picture, or say that it cannot be used."""

    def crop(image: QImage | PictureError) -> None:
        if isinstance(image, PictureError):
            text = QCoreApplication.translate("FaceCrop", "This file is not a picture that can be used.")
            show_message_box(window, text, text)
            return
        dialog = FaceCropDialog(image, window)
        dialog.accepted.connect(lambda: chosen(dialog.data))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    picture_jobs().run(window, partial(decode, path, QSize(_MOST_PX, _MOST_PX)), crop)
