"""The bar of the kit: its keys, its name, what is announced, and its layout."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.icons import IconLabel
from tests.gui.showing import label, show


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 100)
    show(window)
    return window


@pytest.fixture
def made(window: QWidget) -> Bar:
    made = Bar(can_close=True)
    QVBoxLayout(window).addWidget(made)
    return made


def test_enter_presses_the_button_that_tab_reaches(made: Bar) -> None:
    pressed: list[str] = []
    made.acted.connect(lambda: pressed.append("acted"))
    made.acted_otherwise.connect(lambda: pressed.append("otherwise"))
    made.closed.connect(lambda: pressed.append("closed"))
    made.show_notice("You are offline.", "Go online", "Why?")
    made.other_button.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
    assert pressed == ["otherwise", "acted", "closed"]


def test_esc_in_a_bar_closes_it_and_not_the_window(window: QWidget, made: Bar) -> None:
    pressed: list[str] = []
    QShortcut(Qt.Key.Key_Escape, window, lambda: pressed.append("window"))
    made.closed.connect(lambda: pressed.append("bar"))
    made.show_notice("You are offline.", "Go online")
    made.button.setFocus()
    QTest.keyClick(made.button, Qt.Key.Key_Escape)
    assert not made.isVisible()
    made.show_progress("Saving", 1, 2, "Cancel")
    QTest.keyClick(made.button, Qt.Key.Key_Escape)
    assert pressed == ["bar", "window"], "work that goes on is cancelled, not closed"


def test_the_texts_are_the_name_and_are_announced_when_they_are_new(
    window: QWidget, made: Bar, announced: list[str]
) -> None:
    window.hide()
    made.show_fact(BarKind.NOTICE, "Ben has joined", second="At 9:41")
    assert announced == [], "nobody sees it"
    show(window)
    assert announced == [made.accessibleName()] == ["Ben has joined At 9:41"]
    made.show_fact(BarKind.NOTICE, "Ben has joined", second="At 9:42")
    made.show_progress("Saving: 1 %", 1, 100)
    made.show_progress("Saving: 2 %", 2, 100)
    assert announced[1:] == ["Saving: 1 %"]
    made.show_error("It did not work.")
    made.show_error("It did not work.")
    assert announced[2:] == ["It did not work."] * 2, "it was tried again"


def test_only_work_that_goes_on_shows_its_progress(made: Bar) -> None:
    made.show_progress("Loading", 0, 0, "Cancel")
    assert made.progress.isVisible() and made.progress.maximum() == 0
    made.show_progress("Loading", 5, 10, "Cancel")
    assert (made.progress.value(), made.progress.maximum()) == (5, 10)
    made.show_success("Loaded")
    assert not made.progress.isVisible() and made.button.isHidden() and made.close_button.isVisible()


def test_a_face_replaces_the_icon(window: QWidget, faces: FaceSource) -> None:
    made = Bar(faces)
    QVBoxLayout(window).addWidget(made)
    made.show_fact(BarKind.SUCCESS, "Ben has joined", face=57)
    (face,), (icon,) = made.findChildren(FaceLabel), made.findChildren(IconLabel)
    assert face.isVisible() and face.face == 57 and not icon.isVisible()
    made.show_notice("Nobody has joined.")
    assert not face.isVisible() and icon.isVisible()
    assert made.close_button.isHidden()


def test_buttons_are_below_a_text_that_would_have_too_little_room(window: QWidget, made: Bar) -> None:
    text = "The room was changed by somebody else while you were writing."
    made.show_error(text, "Try again", "Why?")
    QApplication.processEvents()
    sentence = label(made, text)

    def bottom() -> int:
        return sentence.mapTo(made, sentence.rect().bottomLeft()).y()

    assert made.button.y() < bottom()
    window.resize(made.minimumSizeHint().width(), 200)
    QApplication.processEvents()
    assert min(made.button.y(), made.other_button.y()) >= bottom()
