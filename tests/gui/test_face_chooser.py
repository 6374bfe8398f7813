"""The face chooser."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.shared.face_chooser import (
    FaceChooser,
    FacesModel,
    choose_face,
    face_name,
    face_words,
    recent_faces,
)
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.language import CHINESE, ENGLISH, use_language
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import face_id, face_number
from tests.gui.people_world import Show


def shown(chooser: FaceChooser) -> list[int]:
    model = chooser.view.model()
    return [face_number(model.index(row, 0).data(Qt.ItemDataRole.UserRole)) for row in range(model.rowCount())]


def test_choose_by_a_word_or_among_recent_faces(faces: FaceSource, show: Show) -> None:
    chooser = FaceChooser(faces, 36, recent=[270, 99_999, 270, 0])
    show(chooser)
    assert len(chooser.recent_buttons) == 2 and len(shown(chooser)) == 190
    QTest.keyClicks(chooser.view, "crab")
    assert chooser.search.hasFocus() and shown(chooser) == [100] and chooser.face == face_id(100)
    chooser.search.setText("nothing like it")
    assert shown(chooser) == [] and chooser.face == face_id(100)
    chooser.search.setText("cat")
    assert shown(chooser) == [63, 74, 103, 120]
    QTest.keyClick(chooser.search, Qt.Key.Key_Down)
    QTest.keyClick(chooser.view, Qt.Key.Key_Right)
    assert chooser.face == face_id(74)
    chooser.search.setText("black cat")
    assert shown(chooser) == [74]
    chooser.search.setText("猫")
    assert 74 in shown(chooser) and chooser.face == face_id(74), "the chosen one stays"
    chooser.recent_buttons[0].click()
    assert chooser.face == 270 and chooser.search.text() == ""
    QTest.keyClick(chooser.search, Qt.Key.Key_Return)
    assert chooser.result() == QDialog.DialogCode.Accepted


def test_each_face_has_words_in_both_languages(faces: FaceSource) -> None:
    words = face_words()
    assert len(words) == faces.count() == 190
    for one in words:
        assert all(word.isascii() and word == word.lower().strip() for word in one.english), one
        assert all(word and not word.isascii() for word in one.chinese), one
    assert not any(one.match("man") for one in words if "woman" in one.english)
    for word in (
        "girl",
        "boy",
        "woman",
        "man",
        "cat",
        "dog",
        "food",
        "sport",
        "女孩",
        "男人",
        "猫",
        "狗",
        "食物",
        "动物",
    ):
        assert sum(one.match(word) for one in words) > 2, word


def test_a_face_is_named_in_the_language_of_the_windows(themed: None) -> None:
    assert face_name(100) == "crab"
    use_language(CHINESE)
    assert face_name(100) == "螃蟹"
    use_language(ENGLISH)


def test_a_chosen_face_is_remembered(qtbot: QtBot, faces: FaceSource, store: SettingsStore, show: Show) -> None:
    window = QWidget()
    show(window)
    store.settings.recent_faces = ["x", "3"]
    chosen: list[int] = []
    choose_face(faces, store, 36, window, chosen.append)
    chooser = window.findChild(FaceChooser)
    assert isinstance(chooser, FaceChooser)
    chooser.search.setText("police")
    chooser.accept()
    assert chosen == [face_id(44)]
    assert recent_faces(store) == [face_id(44), 36, 3]
    qtbot.waitUntil(lambda: window.findChild(FaceChooser) is None)


def test_the_model(qtbot: QtBot) -> None:
    QAbstractItemModelTester(FacesModel(140), QAbstractItemModelTester.FailureReportingMode.Fatal)
