"""Where messages are written and sent from: the key that sends, what is asked, and what becomes of the text."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat_page import ChatPage
from qqdesk.gui.chat_window import ChatWindow
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from tests.gui.chat_messenger import StillMessenger

ANNA, WEI = 10001, 10002
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def messenger() -> StillMessenger:
    messenger = StillMessenger()
    messenger.know(Contact(ANNA, "Anna", status=Status.ONLINE), Contact(WEI, "张伟"))
    return messenger


@pytest.fixture
def window(qtbot: QtBot, messenger: StillMessenger, faces: FaceSource, store: SettingsStore) -> Iterator[ChatWindow]:
    window = ChatWindow(messenger, faces, store)
    qtbot.addWidget(window)
    yield window
    window.close()


def open_page(window: ChatWindow, number: int = ANNA) -> ChatPage:
    window.open_chat(number)
    QTest.qWaitForWindowActive(window)
    page = window.page(number)
    assert page is not None
    return page


def sent(messenger: StillMessenger) -> list[str]:
    return [str(call[2]) for call in messenger.asked if call[0] == "send"]


def entry(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text().replace("&", "") == text)


def test_the_key_that_sends_is_chosen_beside_the_button_and_holds_in_all_chats(
    window: ChatWindow, messenger: StillMessenger, store: SettingsStore
) -> None:
    other, page = open_page(window, WEI), open_page(window, ANNA)
    assert page.composer.hint.text() == "Enter sends, Shift+Enter starts a new line"
    QTest.mouseClick(page.composer.keys_button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert entry(menu, "Send with Enter").isChecked()
    entry(menu, "Send with Ctrl+Enter").trigger()
    menu.close()
    assert store.settings.send_key == "ctrl+enter"
    for one in (page, other):
        assert one.composer.hint.text() == "Ctrl+Enter sends, Enter starts a new line"
        one.input.set_draft("hi")
        QTest.keyClick(one.input, Qt.Key.Key_Return)
        assert one.input.text() == "hi\n"
        QTest.keyClick(one.input, Qt.Key.Key_Return, CTRL)
    assert sent(messenger) == ["hi\n", "hi\n"]


def test_the_key_that_sends_is_in_the_menu_of_the_head(window: ChatWindow, store: SettingsStore) -> None:
    page = open_page(window)
    menu = page.head.menu()
    entry(menu, "Send with Ctrl+Enter").trigger()
    assert store.settings.send_key == page.input.send_key == "ctrl+enter"
    menu.deleteLater()
    menu = page.head.menu()
    assert entry(menu, "Send with Ctrl+Enter").isChecked()
    menu.deleteLater()
