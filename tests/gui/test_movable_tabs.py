"""Tabs under the pointer and the keys: their order, pins, and how one is pulled out of its bar."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTabBar

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_tabs import ChatTabs
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.chat.movable_tabs import TornTab
from qqdesk.gui.chat.tab_dragger import TabDragger
from qqdesk.gui.chat.tab_menu import TabMenu
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.worker.messenger import Messenger
from tests.helpers.messages import chat_with, chats_with
from tests.kit.messenger import Backend

ANNA, WEI, BO, EVE = 10001, 10002, 3_456_789_012, 10004
LEFT = Qt.MouseButton.LeftButton
OUTSIDE = 120
"""Pixels below the bar."""


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna"), Contact(WEI, "张伟"), Contact(BO, "Bo & Co"), Contact(EVE, "Eve"))


@pytest.fixture
def windows(context: AppContext) -> Iterator[ChatWindows]:
    windows = ChatWindows(context)
    TabDragger(windows)
    for number in (ANNA, WEI, BO, EVE):
        windows.open_chat(chat_with(number))
    windows.main.move(40, 40)
    QTest.qWaitForWindowActive(windows.main)
    yield windows
    windows.close()


@pytest.fixture
def tabs(windows: ChatWindows) -> ChatTabs:
    return windows.main.pages.tabs


def middle(tabs: ChatTabs, number: int) -> QPoint:
    return tabs.tabRect(tabs.index_of(chat_with(number))).center()


def hold(tabs: ChatTabs, number: int, *places: QPoint) -> None:
    """Press on a tab, and go along these places."""
    start = middle(tabs, number)
    QTest.mousePress(tabs, LEFT, pos=start)
    for place in (start + QPoint(QApplication.startDragDistance() + 1, 0), *places):
        QTest.mouseMove(tabs, place)
        QApplication.processEvents()


def held(tabs: ChatTabs) -> tuple[ConversationId | None, bool]:
    """Which tab, and whether it is outside."""
    return tabs.dragged, tabs.is_torn


def mark(tabs: ChatTabs) -> int | None:
    return tabs.drop_mark


def close_button(tabs: ChatTabs, number: int) -> bool:
    """Whether there is one."""
    button = tabs.tabButton(tabs.index_of(chat_with(number)), QTabBar.ButtonPosition.RightSide)
    return button is not None and button.isVisible()


def press(window: ChatWindow, key: str) -> None:
    shortcut = next(item for item in window.findChildren(QShortcut) if item.key().toString() == key)
    shortcut.activated.emit()


# In the bar


def test_a_tab_moves_to_where_it_is_dragged(tabs: ChatTabs) -> None:
    hold(tabs, EVE, middle(tabs, WEI), middle(tabs, ANNA))
    assert held(tabs) == (chat_with(EVE), False)
    QTest.mouseRelease(tabs, LEFT, pos=middle(tabs, ANNA))
    assert tabs.conversations() == chats_with(EVE, ANNA, WEI, BO)
    assert held(tabs) == (None, False)
    hold(tabs, EVE, middle(tabs, BO))
    QTest.mouseRelease(tabs, LEFT, pos=middle(tabs, BO))
    assert tabs.conversations()[0] == chat_with(ANNA) and tabs.conversations().index(chat_with(EVE)) >= 2


def test_a_dragged_tab_is_drawn_at_the_pointer(tabs: ChatTabs) -> None:
    at = tabs.tabRect(1).left()
    hold(tabs, WEI, middle(tabs, WEI) + QPoint(20, 3))
    assert tabs.dragged_rect.left() == at + 20
    assert not close_button(tabs, ANNA), "it would lie on the tab that is held"
    tabs.grab()
    hold(tabs, WEI, QPoint(-20, 5))
    assert tabs.dragged_rect.left() == 0, "it does not leave the bar sideways"
    QTest.mouseRelease(tabs, LEFT, pos=QPoint(0, 5))
    assert all(close_button(tabs, number.number) for number in tabs.conversations())


def test_a_click_moves_nothing(tabs: ChatTabs) -> None:
    QTest.mouseClick(tabs, LEFT, pos=middle(tabs, WEI))
    QTest.mouseMove(tabs, middle(tabs, EVE))
    assert tabs.conversations() == chats_with(ANNA, WEI, BO, EVE) and tabs.current_conversation() == chat_with(WEI)
    assert held(tabs) == (None, False)


def test_keys_move_a_tab(windows: ChatWindows, tabs: ChatTabs) -> None:
    press(windows.main, "Ctrl+Shift+PgUp")
    assert tabs.conversations() == chats_with(ANNA, WEI, EVE, BO)
    press(windows.main, "Ctrl+Shift+PgDown")
    press(windows.main, "Ctrl+Shift+PgDown")
    assert tabs.conversations() == chats_with(ANNA, WEI, BO, EVE)


# Pins


def test_a_pinned_tab_is_first_and_narrow(tabs: ChatTabs) -> None:
    wide = tabs.tabRect(tabs.index_of(chat_with(BO))).width()
    tabs.set_pinned(chat_with(BO), True)
    assert tabs.conversations() == chats_with(BO, ANNA, WEI, EVE)
    assert tabs.tabRect(0).width() < wide / 2
    assert not close_button(tabs, BO) and close_button(tabs, ANNA)
    assert "pinned" in tabs.accessibleTabName(0) and "Bo & Co" in tabs.tabToolTip(0)
    tabs.set_pinned(chat_with(EVE), True)
    assert tabs.conversations() == chats_with(BO, EVE, ANNA, WEI)
    tabs.set_pinned(chat_with(BO), False)
    assert tabs.conversations() == chats_with(EVE, BO, ANNA, WEI)
    assert close_button(tabs, BO) and tabs.tabRect(1).width() == wide
    assert tabs.pinned() == chats_with(EVE)
    tabs.grab()


def test_a_pinned_tab_has_room_for_the_unread_count(tabs: ChatTabs, backend: Backend) -> None:
    tabs.set_pinned(chat_with(ANNA), True)
    narrow = tabs.tabRect(0).width()
    backend.write(ANNA, "hi")
    assert tabs.tabRect(0).width() > narrow
    assert "1" in tabs.tabToolTip(0) and "pinned" in tabs.tabToolTip(0)


def test_pinned_tabs_keep_to_their_own_part(windows: ChatWindows, tabs: ChatTabs) -> None:
    tabs.set_pinned(chat_with(ANNA), True)
    tabs.set_pinned(chat_with(WEI), True)
    hold(tabs, ANNA, middle(tabs, EVE))
    QTest.mouseRelease(tabs, LEFT, pos=middle(tabs, EVE))
    assert tabs.conversations() == chats_with(WEI, ANNA, BO, EVE)
    hold(tabs, EVE, middle(tabs, WEI))
    QTest.mouseRelease(tabs, LEFT, pos=middle(tabs, WEI))
    assert tabs.conversations() == chats_with(WEI, ANNA, EVE, BO)
    for _ in range(3):
        press(windows.main, "Ctrl+Shift+PgUp")
    assert tabs.conversations() == chats_with(WEI, ANNA, EVE, BO)


@pytest.mark.parametrize("key", ["Esc", "Ctrl+W"])
def test_a_key_does_not_close_a_pinned_tab_but_hides_the_window(windows: ChatWindows, tabs: ChatTabs, key: str) -> None:
    tabs.set_pinned(chat_with(ANNA), True)
    windows.open_chat(chat_with(ANNA))
    press(windows.main, key)
    assert tabs.conversations() == chats_with(ANNA, WEI, BO, EVE)
    assert not windows.main.isVisible()
    windows.open_chat(chat_with(WEI))
    press(windows.main, key)
    assert tabs.conversations() == chats_with(ANNA, BO, EVE)
    assert windows.main.isVisible()


def test_nothing_else_closes_a_pinned_tab(windows: ChatWindows, tabs: ChatTabs) -> None:
    tabs.set_pinned(chat_with(ANNA), True)
    QTest.mouseClick(tabs, Qt.MouseButton.MiddleButton, pos=middle(tabs, ANNA))
    windows.main.pages.close_others(chat_with(BO))
    assert tabs.conversations() == chats_with(ANNA, BO)
    assert tabs.current_conversation() == chat_with(BO)


# Out of the bar


def drop_outside(tabs: ChatTabs, number: int) -> QPoint:
    """Where on the screen."""
    place = middle(tabs, number) + QPoint(30, OUTSIDE)
    hold(tabs, number, place)
    on_screen = tabs.mapToGlobal(place)
    QTest.mouseRelease(tabs, LEFT, pos=place)
    return on_screen


def test_a_tab_that_is_let_go_of_outside_gets_a_window(windows: ChatWindows, tabs: ChatTabs) -> None:
    page = windows.page(chat_with(WEI))
    place = drop_outside(tabs, WEI)
    main, other = windows.windows
    assert (main.open_conversations(), other.open_conversations()) == (chats_with(ANNA, BO, EVE), chats_with(WEI))
    assert other.page(chat_with(WEI)) is page
    QTest.qWaitForWindowActive(other)
    there = other.pages.tabs
    assert there.mapToGlobal(there.tabRect(0).topLeft()).y() <= place.y()
    assert there.mapToGlobal(there.tabRect(0).bottomLeft()).y() >= place.y(), "its tab is under the pointer"
    assert QApplication.overrideCursor() is None


def test_a_torn_off_tab_is_shown_at_the_pointer(windows: ChatWindows, tabs: ChatTabs) -> None:
    def pictures() -> list[str]:
        return [type(top).__name__ for top in QApplication.topLevelWidgets() if top.isVisible()]

    before = pictures()
    hold(tabs, WEI, middle(tabs, WEI) + QPoint(0, OUTSIDE))
    assert held(tabs) == (chat_with(WEI), True)
    assert sorted(pictures()) == sorted([*before, "_Picture"])
    tabs.grab()
    QTest.mouseMove(tabs, middle(tabs, WEI))
    assert held(tabs) == (chat_with(WEI), False)
    assert pictures() == before
    QTest.mouseRelease(tabs, LEFT, pos=middle(tabs, WEI))
    assert windows.windows == [windows.main]


def test_esc_lets_go_of_it_and_closes_nothing(windows: ChatWindows, tabs: ChatTabs) -> None:
    place = middle(tabs, WEI) + QPoint(0, OUTSIDE)
    hold(tabs, WEI, place)
    QTest.keyClick(windows.main.windowHandle(), Qt.Key.Key_Escape)
    assert held(tabs) == (None, False)
    assert QApplication.overrideCursor() is None
    QTest.mouseRelease(tabs, LEFT, pos=place)
    assert windows.windows == [windows.main] and tabs.conversations() == chats_with(ANNA, WEI, BO, EVE)
    QTest.keyClick(windows.main.windowHandle(), Qt.Key.Key_Escape)
    assert tabs.conversations() == chats_with(ANNA, BO, EVE), "a key like any other again"


@pytest.mark.parametrize("outside", [False, True])
def test_closing_a_dragged_tab_ends_the_drag(windows: ChatWindows, tabs: ChatTabs, outside: bool) -> None:
    place = middle(tabs, WEI) + QPoint(20, OUTSIDE if outside else 0)
    hold(tabs, WEI, place)
    windows.main.pages.close_chat(chat_with(WEI))
    assert held(tabs) == (None, False) and QApplication.overrideCursor() is None
    assert all(close_button(tabs, number.number) for number in tabs.conversations())
    QTest.mouseRelease(tabs, LEFT, pos=place)
    hold(tabs, ANNA, middle(tabs, ANNA) + QPoint(20, OUTSIDE if outside else 0))
    windows.close_all_chats()
    assert held(tabs) == (None, False) and QApplication.overrideCursor() is None
    assert windows.windows == [windows.main]


def test_a_drop_on_the_tabs_of_another_window_moves_the_chat_there(windows: ChatWindows, tabs: ChatTabs) -> None:
    windows.move_to_new_window(chat_with(WEI), QPoint(40, 40))
    other = windows.windows[1]
    there = other.pages.tabs
    windows.move_to_window(chat_with(BO), other)
    other.move(windows.main.pos() + QPoint(0, 300))
    QTest.qWaitForWindowActive(other)
    assert there.conversations() == chats_with(WEI, BO)
    target = tabs.mapFromGlobal(there.mapToGlobal(middle(there, BO) - QPoint(5, 0)))
    hold(tabs, EVE, target)
    assert mark(there) == 1
    there.grab()
    QTest.mouseRelease(tabs, LEFT, pos=target)
    assert (tabs.conversations(), there.conversations()) == (chats_with(ANNA), chats_with(WEI, EVE, BO))
    assert there.current_conversation() == chat_with(EVE) and mark(there) is None
    back = tabs.mapToGlobal(middle(tabs, ANNA) + QPoint(60, 0))
    windows.main.raise_()
    windows.open_chat(chat_with(ANNA))
    there.dropped.emit(TornTab(chat_with(WEI), back, QPoint(4, 4)))
    assert (tabs.conversations(), there.conversations()) == (chats_with(ANNA, WEI), chats_with(EVE, BO))


def test_a_moved_tab_stays_pinned(windows: ChatWindows, tabs: ChatTabs) -> None:
    tabs.set_pinned(chat_with(WEI), True)
    tabs.set_pinned(chat_with(BO), True)
    windows.move_to_new_window(chat_with(BO))
    other = windows.windows[1]
    assert other.pages.tabs.pinned() == chats_with(BO)
    windows.move_to_window(chat_with(BO), windows.main)
    assert tabs.conversations() == chats_with(WEI, BO, ANNA, EVE) and tabs.pinned() == chats_with(WEI, BO)


def test_closing_a_torn_off_window_keeps_its_pinned_chats(windows: ChatWindows, tabs: ChatTabs) -> None:
    windows.move_to_new_window(chat_with(WEI))
    other = windows.windows[1]
    windows.move_to_window(chat_with(BO), other)
    other.pages.tabs.set_pinned(chat_with(BO), True)
    other.closed.emit()
    assert windows.windows == [windows.main]
    assert tabs.conversations() == chats_with(BO, ANNA, EVE) and tabs.pinned() == chats_with(BO)


# The menu


def entries(menu: QMenu | None) -> dict[str, bool]:
    """What the menu offers, by its words, and whether it can be had."""
    assert menu is not None
    return {
        action.text().split("\t")[0].replace("&&", "+").replace("&", ""): action.isEnabled()
        for action in menu.actions()
        if not action.isSeparator()
    }


def choose(menu: QMenu | None, beginning: str) -> None:
    assert menu is not None
    next(action for action in menu.actions() if action.text().replace("&", "").startswith(beginning)).trigger()


def test_the_menu_moves_pins_and_closes(windows: ChatWindows, tabs: ChatTabs, messenger: Messenger) -> None:
    menus = TabMenu(windows, messenger)
    assert entries(menus.menu(chat_with(WEI))) == {
        "Move to a new window": True,
        "Pin": True,
        "Mute": True,
        "Close": True,
        "Close the others": True,
        "Jump to a contact…": True,
    }
    choose(menus.menu(chat_with(BO)), "Move to a new window")
    other = windows.windows[1]
    assert other.open_conversations() == chats_with(BO)
    words = entries(menus.menu(chat_with(BO)))
    assert not words["Move to a new window"] and words["Put back into the main chat window"]
    assert entries(menus.menu(chat_with(WEI)))["Move to the window with Bo + Co"]
    choose(menus.menu(chat_with(WEI)), "Move to the window with")
    assert other.open_conversations() == chats_with(BO, WEI) and other.current_conversation() == chat_with(WEI)
    choose(menus.menu(chat_with(BO)), "Put back")
    assert tabs.conversations() == chats_with(ANNA, EVE, BO)
    choose(menus.menu(chat_with(EVE)), "Pin")
    assert tabs.pinned() == chats_with(EVE)
    assert not entries(menus.menu(chat_with(EVE)))["Close"] and entries(menus.menu(chat_with(EVE)))["Unpin"]
    choose(menus.menu(chat_with(EVE)), "Close the others")
    assert tabs.conversations() == chats_with(EVE)
    assert not entries(menus.menu(chat_with(EVE)))["Close the others"]
    choose(menus.menu(chat_with(WEI)), "Close")
    assert windows.windows == [windows.main]


def test_the_menu_comes_by_the_pointer_and_by_the_menu_key(windows: ChatWindows, tabs: ChatTabs) -> None:
    wanted: list[ConversationId] = []
    tabs.menu_requested.connect(lambda number, _: wanted.append(number))
    by_pointer = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle(tabs, WEI), QPoint())
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint())
    beside = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(tabs.width() + 9, 9), QPoint())
    for event in (by_pointer, by_key, beside):
        QApplication.sendEvent(tabs, event)
    assert wanted == chats_with(WEI, EVE)


def test_a_key_moves_a_chat_to_a_new_window(windows: ChatWindows) -> None:
    press(windows.main, "Ctrl+Shift+N")
    assert [window.open_conversations() for window in windows.windows] == [chats_with(ANNA, WEI, BO), chats_with(EVE)]


def test_close_in_a_window_of_its_own_closes_that_chat_only(windows: ChatWindows, tabs: ChatTabs) -> None:
    page = windows.page(chat_with(ANNA))
    assert page is not None
    windows.move_to_new_window(chat_with(ANNA))
    before = tabs.conversations()
    page.composer.close_button.click()
    assert windows.window_of(chat_with(ANNA)) is None
    assert tabs.conversations() == before
