"""Several chat windows: which chat is where, and how it gets into another one."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact, Me
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from tests.helpers.messages import chat_with, chats_with, read_messages
from tests.kit.messenger import Backend

ANNA, WEI, BO = 10001, 10002, 3_456_789_012


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(
        Contact(ANNA, "Anna", status=Status.ONLINE),
        Contact(WEI, "张伟"),
        Contact(BO, "Bo"),
        messages=read_messages(WEI, 100),
    )


@pytest.fixture
def windows(context: AppContext) -> Iterator[ChatWindows]:
    windows = ChatWindows(context)
    yield windows
    windows.close()


def open_all(windows: ChatWindows, *numbers: int) -> None:
    for number in numbers or (ANNA, WEI, BO):
        windows.open_chat(chat_with(number))
    QTest.qWaitForWindowActive(windows.main)


def page_of(windows: ChatWindows, number: int) -> ChatPage:
    page = windows.page(chat_with(number))
    assert page is not None
    return page


def test_a_chat_moves_to_a_new_window_with_its_page(windows: ChatWindows) -> None:
    open_all(windows, ANNA, WEI)
    page = page_of(windows, WEI)
    page.input.insertPlainText("half a sent")
    page.log.scroller.by(-1500)
    place = page.log.verticalScrollBar().value()
    assert place > 0 and not page.log.scroller.at_end
    windows.move_to_new_window(chat_with(WEI), QPoint(30, 20))
    main, other = windows.windows
    QTest.qWaitForWindowActive(other)
    assert (main.open_conversations(), other.open_conversations()) == (chats_with(ANNA), chats_with(WEI))
    assert other.page(chat_with(WEI)) is page and page.window() is other
    assert main.page(chat_with(WEI)) is None
    assert page.input.text() == "half a sent"
    assert page.input.document().isUndoAvailable()
    assert page.log.verticalScrollBar().value() == place
    assert other.isVisible() and other.size() == main.size()
    assert QApplication.focusWidget() is page.input
    assert windows.open_conversations() == chats_with(ANNA, WEI)


def test_each_message_is_added_to_one_page_once(windows: ChatWindows, backend: Backend) -> None:
    open_all(windows, ANNA, WEI)
    windows.move_to_new_window(chat_with(WEI))
    windows.move_to_window(chat_with(WEI), windows.main)
    windows.move_to_new_window(chat_with(WEI))
    backend.write(WEI, "在吗")
    assert len(page_of(windows, WEI).log.rows) == 101
    assert len(page_of(windows, ANNA).log.rows) == 0


def test_the_last_tab_takes_its_window_along(qtbot: QtBot, windows: ChatWindows) -> None:
    open_all(windows, ANNA, WEI)
    windows.move_to_new_window(chat_with(WEI))
    other = windows.windows[1]
    with qtbot.waitSignal(other.destroyed):
        windows.move_to_window(chat_with(WEI), windows.main, 0)
    assert windows.windows == [windows.main]
    assert windows.main.open_conversations() == chats_with(WEI, ANNA)
    assert windows.main.current_conversation() == chat_with(WEI)
    windows.main.pages.close_chat(chat_with(ANNA))
    windows.main.pages.close_chat(chat_with(WEI))
    assert windows.windows == [windows.main] and not windows.main.isVisible()


def test_dragging_the_only_tab_moves_the_window(windows: ChatWindows) -> None:
    open_all(windows, ANNA)
    windows.move_to_new_window(chat_with(ANNA), QPoint(120, 130))
    assert windows.windows == [windows.main]
    assert windows.main.pos() == QPoint(120, 130)


def test_a_new_window_is_on_the_screen_as_a_whole(windows: ChatWindows) -> None:
    open_all(windows, ANNA, WEI, BO)
    room = windows.main.screen().availableGeometry()
    windows.move_to_new_window(chat_with(WEI), room.bottomRight() - QPoint(50, 50))
    windows.move_to_new_window(chat_with(BO), room.topLeft() - QPoint(500, 500))
    low, high = windows.windows[1:]
    assert room.contains(low.frameGeometry()) or low.frameGeometry().topLeft() == room.topLeft()
    assert high.pos() == room.topLeft()


def test_a_new_chat_opens_in_the_window_used_last(windows: ChatWindows) -> None:
    open_all(windows, ANNA, WEI)
    windows.move_to_new_window(chat_with(WEI))
    main, other = windows.windows
    QTest.qWaitForWindowActive(other)
    windows.open_chat(chat_with(ANNA))
    QTest.qWaitForWindowActive(main)
    assert (main.open_conversations(), other.open_conversations()) == (chats_with(ANNA), chats_with(WEI))
    windows.open_chat(chat_with(WEI))
    QTest.qWaitForWindowActive(other)
    windows.open_chat(chat_with(BO))
    assert (main.open_conversations(), other.open_conversations()) == (chats_with(ANNA), chats_with(WEI, BO))


def test_a_chat_is_in_use_while_any_window_is(windows: ChatWindows, backend: Backend) -> None:
    open_all(windows, ANNA, WEI)
    windows.move_to_new_window(chat_with(WEI))
    main, other = windows.windows
    QTest.qWaitForWindowActive(other)
    windows.open_chat(chat_with(ANNA))
    QTest.qWaitForWindowActive(main)
    assert backend.session is not None and backend.session.engine.receiver.is_active
    for window in (main, other):
        window.hide()
    QApplication.processEvents()
    assert not backend.session.engine.receiver.is_active


def test_only_the_chat_in_front_is_marked_as_read(
    qtbot: QtBot, messenger: Messenger, windows: ChatWindows, backend: Backend
) -> None:
    open_all(windows, ANNA, WEI)
    windows.move_to_new_window(chat_with(WEI))
    main, other = windows.windows
    QTest.qWaitForWindowActive(other)
    backend.write(ANNA, "hi")
    backend.write(WEI, "在吗")
    qtbot.waitUntil(lambda: list(messenger.unread_counts()) == [chat_with(ANNA)])
    assert windows.activate_next_unread()
    QTest.qWaitForWindowActive(main)
    qtbot.waitUntil(lambda: not messenger.unread)
    assert not windows.activate_next_unread()


def test_another_account_finds_no_window_of_the_last_one(backend: Backend, windows: ChatWindows) -> None:
    open_all(windows)
    windows.move_to_new_window(chat_with(WEI))
    backend.open(me=Me(20000))
    assert windows.open_conversations() == [] and windows.windows == [windows.main]
    assert not windows.main.isVisible()


def test_closing_makes_no_page_for_a_tab_that_was_not_shown(
    windows: ChatWindows, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_all(windows, ANNA)
    pages = windows.main.pages
    for number in (WEI, BO):
        pages.add_tab(chat_with(number))
    assert windows.open_conversations() == chats_with(ANNA, WEI, BO)
    assert windows.page(chat_with(WEI)) is None
    made: list[int] = []
    monkeypatch.setattr(pages, "_make_page", made.append)
    windows.close_all_chats()
    assert windows.open_conversations() == [] and made == []
