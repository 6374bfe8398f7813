"""Cropping an own picture, and the face for old programs."""

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.gui.people.own_face import nearest_face
from qqdesk.gui.shared.face_chooser import FaceChooser
from qqdesk.gui.shared.face_crop import FaceCropDialog, load_picture
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.protocol.codes import face_id
from qqdesk.protocol.file_commands import FACE_PX, MAX_FACE_BYTES


def half_red(width: int, height: int) -> QImage:
    """Return a picture that is red at the left and blue at the right."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    painter = QPainter(image)
    painter.fillRect(0, 0, width // 2, height, QColor("red"))
    painter.end()
    image.setText("Comment", "taken at home")
    return image


def test_the_square_stays_in_the_picture_and_is_what_is_used(qtbot: QtBot) -> None:
    dialog = FaceCropDialog(half_red(400, 200))
    qtbot.addWidget(dialog)
    view = dialog.view
    assert view.part == QRectF(100, 0, 200, 200)
    view.move_by(QPointF(-1000, 50))
    assert view.part == QRectF(0, 0, 200, 200)
    dialog.slider.setValue(dialog.slider.maximum())
    assert view.part.width() == 40
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    dialog.use_button.click()
    face = QImage.fromData(dialog.data)
    assert (face.width(), face.height()) == (FACE_PX, FACE_PX)
    assert face.pixelColor(80, 80).red() > 240 and face.pixelColor(80, 80).blue() < 20
    assert dialog.data.startswith(b"\xff\xd8\xff") and len(dialog.data) <= MAX_FACE_BYTES
    assert b"at home" not in dialog.data


def test_a_picture_of_a_file_is_chosen_in_the_window_of_faces(qtbot: QtBot, tmp_path: Path) -> None:
    chooser = FaceChooser(FaceSource(), 0)
    qtbot.addWidget(chooser)
    chooser.show()
    assert half_red(300, 300).save(str(tmp_path / "me.png"))
    load_picture(chooser, tmp_path / "me.png", chooser._use_picture)
    qtbot.waitUntil(lambda: bool(chooser.findChildren(FaceCropDialog)))
    (dialog,) = chooser.findChildren(FaceCropDialog)
    with qtbot.waitSignal(chooser.picture_chosen) as chosen:
        dialog.use_button.click()
    assert QImage.fromData(chosen.args[0]).width() == FACE_PX
    assert not chooser.isVisible()


def test_old_programs_see_the_face_with_the_nearest_colour(tmp_path: Path, qtbot: QtBot) -> None:
    for number, colour in ((1, "#ff0000"), (2, "#00ff00"), (3, "#0000ff")):
        image = QImage(80, 80, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        assert image.save(str(tmp_path / f"{number}.bmp"))
    picture = QImage(160, 160, QImage.Format.Format_RGB32)
    picture.fill(QColor("#20c040"))
    assert nearest_face(FaceSource(tmp_path), picture) == face_id(2)
