"""Many open chats: the tabs shrink and scroll, and a list shows all of them."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat.chat_pages import TabStrip
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from tests.gui.showing import show
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

FIRST, MANY = 10001, 30


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(
        *(Contact(FIRST + n, f"Somebody & Son {n}", status=Status.ONLINE) for n in range(MANY)),
    )


@pytest.fixture
def strip(window: ChatWindow) -> TabStrip:
    window.resize(640, 520)
    return window.pages.strip


def open_chats(window: ChatWindow, backend: Backend, count: int) -> None:
    """All with something unread but the first, which is the current one."""
    window.open_chat(chat_with(FIRST))
    show(window)
    for number in range(FIRST + 1, FIRST + count):
        window.pages.add_tab(chat_with(number))
        backend.write(number, "hello")
    QApplication.processEvents()


def current_number(window: ChatWindow) -> int:
    conversation = window.current_conversation()
    assert conversation is not None
    return conversation.number


def is_in_sight(strip: TabStrip, number: int) -> bool:
    tabs = strip.tabs
    return tabs.rect().contains(tabs.tabRect(tabs.index_of(chat_with(number))))


def turn_wheel(strip: TabStrip, notches: int) -> None:
    window = strip.window()
    place = QPointF(strip.tabs.mapTo(window, QPoint(100, 10)))
    for _ in range(abs(notches)):
        QTest.wheelEvent(window.windowHandle(), place, QPoint(0, 120 if notches > 0 else -120))
    QApplication.processEvents()


def test_the_wheel_scrolls_the_tabs_and_marks_nothing_as_read(
    backend: Backend, window: ChatWindow, strip: TabStrip, messenger: Messenger
) -> None:
    open_chats(window, backend, MANY)
    assert is_in_sight(strip, FIRST)
    turn_wheel(strip, -5)
    assert not is_in_sight(strip, FIRST)
    assert window.current_conversation() == chat_with(FIRST)
    assert sum(messenger.unread_counts().values()) == MANY - 1
    turn_wheel(strip, 10)
    assert is_in_sight(strip, FIRST)


def test_tabs_shrink_before_they_scroll(backend: Backend, window: ChatWindow, strip: TabStrip) -> None:
    open_chats(window, backend, 3)
    width = strip.tabs.tabRect(1).width()
    window.pages.add_tab(chat_with(FIRST + 3))
    QApplication.processEvents()
    assert 112 <= strip.tabs.tabRect(1).width() < width
    assert all(is_in_sight(strip, FIRST + number) for number in range(4)), "four tabs fit into 640 pixels"


def test_the_current_tab_is_always_in_sight(backend: Backend, window: ChatWindow, strip: TabStrip) -> None:
    open_chats(window, backend, MANY)
    for direction in (-1, -1, 1, 1, 1):
        strip.tabs.step(direction)
        QApplication.processEvents()
        assert is_in_sight(strip, current_number(window))
    window.resize(400, 520)
    QApplication.processEvents()
    assert is_in_sight(strip, current_number(window))


def test_a_list_of_all_tabs_activates_one(backend: Backend, window: ChatWindow, strip: TabStrip) -> None:
    open_chats(window, backend, 1)
    assert strip.isHidden(), "there is nothing to choose from"
    open_chats(window, backend, MANY)
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


def test_a_blocked_person_is_grey_in_the_list_of_tabs(backend: Backend, strip: TabStrip, window: ChatWindow) -> None:
    backend.change(Contact(FIRST, "Anna", status=Status.ONLINE, blocked=True))
    open_chats(window, backend, 1)
    (action,) = strip.menu().actions()
    grey = strip._faces.pixmap(0, 20, 1, grey=True, owner=FIRST).toImage()
    assert action.icon().pixmap(20).toImage() == grey
