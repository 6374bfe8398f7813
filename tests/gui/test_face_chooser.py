"""The face chooser."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.shared.face_chooser import FaceChooser, FacesModel, choose_face, recent_faces
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from tests.gui.people_world import Show


def test_choose_by_number_or_among_recent_faces(faces: FaceSource, show: Show) -> None:
    chooser = FaceChooser(faces, 36, recent=[270, 99_999, 270, 0])
    show(chooser)
    assert len(chooser.recent_buttons) == 2
    QTest.keyClicks(chooser.number_edit, "48")
    assert chooser.face == 141
    QTest.keyClicks(chooser.number_edit, "99")
    assert chooser.face == 141, "there is no such face"
    chooser.recent_buttons[0].click()
    assert chooser.face == 270
    QTest.keyClick(chooser.number_edit, Qt.Key.Key_Return)
    assert chooser.result() == QDialog.DialogCode.Accepted


def test_a_chosen_face_is_remembered(qtbot: QtBot, faces: FaceSource, store: SettingsStore, show: Show) -> None:
    window = QWidget()
    show(window)
    store.settings.recent_faces = ["x", "3"]
    chosen: list[int] = []
    choose_face(faces, store, 36, window, chosen.append)
    chooser = window.findChild(FaceChooser)
    assert isinstance(chooser, FaceChooser)
    QTest.keyClicks(chooser.number_edit, "48")
    chooser.accept()
    assert chosen == [141]
    assert recent_faces(store) == [141, 36, 3]
    qtbot.waitUntil(lambda: window.findChild(FaceChooser) is None)


def test_the_model(qtbot: QtBot) -> None:
    QAbstractItemModelTester(FacesModel(140), QAbstractItemModelTester.FailureReportingMode.Fatal)
