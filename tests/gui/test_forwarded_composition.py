"""Typing Chinese while the log has the focus."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from tests.gui.showing import show
from tests.helpers.messages import chat_with


@pytest.fixture
def page(qtbot: QtBot, window: ChatWindow) -> Iterator[ChatPage]:
    window.open_chat(chat_with(10002))
    show(window)
    page = window.page(chat_with(10002))
    assert page is not None
    page.log.setFocus()
    qtbot.waitUntil(page.log.hasFocus)
    yield page


def compose(letters: str, written: str = "") -> None:
    """Send a composition to the focused widget, as an input method does."""
    event = QInputMethodEvent(letters, [])
    event.setCommitString(written)
    focus = QGuiApplication.focusObject()
    assert focus is not None
    QCoreApplication.sendEvent(focus, event)


def ask(widget: QWidget, query: Qt.InputMethodQuery) -> object:
    event = QInputMethodQueryEvent(query)
    QCoreApplication.sendEvent(widget, event)
    return event.value(query)


def test_the_text_is_composed_in_the_input_field(page: ChatPage) -> None:
    for letters in ("n", "ni", "ni h", "ni hao"):
        compose(letters)
        block = page.input.textCursor().block()
        assert block.layout().preeditAreaText() == letters
        # Had the focus gone, the input method would have ended what is composed.
        assert page.log.hasFocus()
    compose("", "你好")
    assert page.input.toPlainText() == "你好"
    assert page.input.hasFocus()
    compose("", "！")
    assert page.input.toPlainText() == "你好！"


def test_a_cancelled_composition_keeps_the_focus(page: ChatPage) -> None:
    compose("ni")
    compose("")
    assert page.input.toPlainText() == ""
    assert page.log.hasFocus()


def test_candidates_are_shown_beside_the_input(page: ChatPage) -> None:
    assert page.log.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert ask(page.log, Qt.InputMethodQuery.ImEnabled) is True
    compose("ni")
    of_log = ask(page.log, Qt.InputMethodQuery.ImCursorRectangle)
    of_input = ask(page.input, Qt.InputMethodQuery.ImCursorRectangle)
    assert isinstance(of_log, QRectF) and isinstance(of_input, QRectF)
    assert page.log.mapToGlobal(of_log.topLeft()) == page.input.mapToGlobal(of_input.topLeft())
    assert of_log.top() > page.log.rect().bottom()


def test_a_disabled_input_field_gets_no_text(page: ChatPage) -> None:
    page.input.setEnabled(False)
    compose("", "你好")
    assert page.input.toPlainText() == ""
    assert page.log.hasFocus()
