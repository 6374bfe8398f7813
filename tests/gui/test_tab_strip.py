"""Many open chats: the tabs shrink and scroll, and a list shows all of them."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.tab_strip import TabStrip
from qqdesk.protocol.codes import Status
from tests.gui.chat_messenger import StillMessenger
from tests.gui.showing import show
from tests.helpers.messages import chat_with

FIRST, MANY = 10001, 30


@pytest.fixture
def messenger() -> StillMessenger:
    messenger = StillMessenger()
    messenger.know(
        *(Contact(FIRST + n, f"Somebody & Son {n}", status=Status.ONLINE) for n in range(MANY)),
    )
    return messenger


@pytest.fixture
def strip(window: ChatWindow) -> TabStrip:
    window.resize(640, 520)
    return window.pages.strip


def open_chats(window: ChatWindow, messenger: StillMessenger, count: int) -> None:
    """All with something unread but the first, which is the current one."""
    window.open_chat(chat_with(FIRST))
    show(window)
    for number in range(FIRST + 1, FIRST + count):
        window.pages.add_tab(chat_with(number))
        messenger.receive(number, "hello")
    QApplication.processEvents()


def turn_wheel(strip: TabStrip, notches: int) -> None:
    window = strip.window()
    place = QPointF(strip.scroller.mapTo(window, QPoint(100, 10)))
    QTest.wheelEvent(window.windowHandle(), place, QPoint(0, notches * 120))
    QApplication.processEvents()


def test_the_wheel_scrolls_the_strip_and_reads_nothing(
    window: ChatWindow, strip: TabStrip, messenger: StillMessenger
) -> None:
    open_chats(window, messenger, MANY)
    assert chat_with(FIRST) not in strip.scroller.hidden_tabs()
    turn_wheel(strip, -5)
    assert chat_with(FIRST) in strip.scroller.hidden_tabs()
    assert window.current_conversation() == chat_with(FIRST)
    assert sum(messenger.unread_counts().values()) == MANY - 1
    turn_wheel(strip, 5)
    assert chat_with(FIRST) not in strip.scroller.hidden_tabs()


def test_tabs_shrink_before_they_scroll(window: ChatWindow, strip: TabStrip, messenger: StillMessenger) -> None:
    open_chats(window, messenger, 3)
    width = strip.tabs.tabRect(1).width()
    assert strip.scroller.hidden_tabs() == []
    window.pages.add_tab(chat_with(FIRST + 3))
    QApplication.processEvents()
    assert strip.tabs.tabRect(1).width() < width
    assert strip.scroller.hidden_tabs() == [], "four tabs fit into 640 pixels"
    assert strip.tabs.tabRect(1).width() >= 112


def test_tabs_have_their_whole_height(window: ChatWindow, strip: TabStrip, messenger: StillMessenger) -> None:
    open_chats(window, messenger, 3)
    assert strip.scroller.viewport().height() >= strip.tabs.tabRect(0).height()
    assert strip.tabs.y() == 0


def test_what_is_cut_has_a_shade_over_it(window: ChatWindow, strip: TabStrip, messenger: StillMessenger) -> None:
    open_chats(window, messenger, 3)
    before, after = strip.scroller._shades.values()
    assert before.isHidden() and after.isHidden()
    open_chats(window, messenger, MANY)
    assert before.isHidden() and after.isVisible()
    turn_wheel(strip, -2)
    assert before.isVisible() and after.isVisible()
    turn_wheel(strip, -200)
    assert before.isVisible() and after.isHidden()


def test_the_current_tab_is_always_in_sight(window: ChatWindow, strip: TabStrip, messenger: StillMessenger) -> None:
    open_chats(window, messenger, MANY)
    for way in (-1, -1, 1, 1, 1):
        strip.tabs.step(way)
        QApplication.processEvents()
        assert window.current_conversation() not in strip.scroller.hidden_tabs()
    window.resize(400, 520)
    QApplication.processEvents()
    assert window.current_conversation() not in strip.scroller.hidden_tabs()


def test_a_list_shows_all_tabs_and_goes_to_them(window: ChatWindow, strip: TabStrip, messenger: StillMessenger) -> None:
    open_chats(window, messenger, 1)
    assert strip.list_button.isHidden(), "there is nothing to choose from"
    open_chats(window, messenger, MANY)
    strip.tabs.setFocus()
    QTest.keyClick(strip.tabs, Qt.Key.Key_Tab)
    assert strip.list_button.hasFocus() and strip.list_button.accessibleName() == "All open chats"
    QTest.keyClick(strip.list_button, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    assert len(texts) == MANY
    assert "Somebody && Son 0" in texts[0] and "(" not in texts[0]
    assert "Somebody && Son 7" in texts[7] and texts[7].endswith("(1)")
    assert [action.isChecked() for action in menu.actions()].index(True) == 0
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert window.current_conversation() == chat_with(FIRST + 1)
    page = window.page(chat_with(FIRST + 1))
    assert page is not None and window.focusWidget() is page.input
