"""The caret of the composer: it rests when nobody writes, and blinks for who does."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.composer.input import ChatInput
from qqdesk.gui.composer.resting_caret import RestingCaret
from tests.gui.showing import show


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[ChatInput]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    field = ChatInput()
    column.addWidget(field)
    column.addWidget(QLineEdit())
    show(window)
    field.setFocus()
    yield field
    window.close()


def test_it_rests_until_somebody_writes_or_goes(field: ChatInput) -> None:
    blinking = QApplication.cursorFlashTime()
    assert blinking
    (caret,) = field.findChildren(RestingCaret)
    caret.rest()
    caret.rest()
    assert QApplication.cursorFlashTime() == 0
    QTest.keyClicks(field, "a")
    assert QApplication.cursorFlashTime() == blinking
    caret.rest()
    assert QApplication.cursorFlashTime() == 0
    field.window().findChildren(QLineEdit)[0].setFocus()
    assert QApplication.cursorFlashTime() == blinking


def test_only_who_has_the_focus_makes_it_rest(field: ChatInput) -> None:
    (caret,) = field.findChildren(RestingCaret)
    assert caret._rest.isActive()
    field.window().findChildren(QLineEdit)[0].setFocus()
    assert not caret._rest.isActive()
    field.set_draft("written by the program")
    assert not caret._rest.isActive()
