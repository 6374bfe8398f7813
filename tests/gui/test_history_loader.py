"""A chat over a real history: scrolling back, finding, deleting."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from qqdesk.clock import SystemClock
from qqdesk.domain.body import Text
from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.message_log.block import UpperLine
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.history.eraser import Selection
from qqdesk.worker.history_requests import ConversationChanged
from qqdesk.worker.messenger import Messenger
from tests.gui.history_world import BO, Wait, fill, key
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with, chats_with, text_message
from tests.helpers.server import LocalServer

STORED = 700
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def stored() -> list[Message]:
    """Ten minutes apart. "Straße" is in every hundredth, "first" in the first one only."""
    start = datetime.now() - timedelta(minutes=10 * STORED + 10)
    made = []
    for number in range(STORED):
        text = f"message {number}" + (" Straße" if number % 100 == 50 else "") + (" first" if not number else "")
        state = None if number % 2 else Delivery.DELIVERED
        time = round((start + timedelta(minutes=10 * number)).timestamp() * 1000)
        made.append(text_message(key(number), BO, text, time, state))
    return made


@pytest.fixture
def desk(history_session: Desk, history_server: LocalServer) -> Desk:
    return fill(history_session, history_server, stored())


@pytest.fixture
def messenger(desk: Desk) -> Messenger:
    return desk.messenger


def text_top(page: ChatPage, key: str) -> float:
    """Where on the screen a message's text begins."""
    row = page.log.rows.find(key)
    return next(
        one.top + page.log.contents.block(one.row).content_origin.y()
        for one in page.log.contents.layout.visible
        if one.row == row
    )


def test_scrolling_back_reaches_the_first_message(page: ChatPage, wait: Wait) -> None:
    log = page.log
    assert len(log.rows) < STORED
    while log.rows[0].text != "message 0 first":
        before, first = len(log.rows), log.rows.message(0)
        assert first is not None
        log.scroller.to_start()
        place = text_top(page, first.id)
        wait(lambda before=before: len(log.rows) > before)  # type: ignore[misc]
        assert text_top(page, first.id) == place, "what is read stays where it is"
    log.scroller.to_start()
    wait(lambda: log.contents.upper_line is UpperLine.NONE)
    assert [log.rows[row].text.split()[1] for row in range(STORED)] == [str(number) for number in range(STORED)]
    assert len(log.rows) == STORED


def open_bar(page: ChatPage, text: str) -> None:
    QTest.keyClick(page.input, Qt.Key.Key_F, CTRL)
    assert page.finder.bar.edit.hasFocus()
    QTest.keyClicks(page.finder.bar.edit, text)


def current(page: ChatPage) -> str:
    """The key of the message that is marked as the one the search is at, where it is on the screen."""
    log = page.log
    for row in log.contents.visible_rows():
        message = log.rows.message(row)
        if message is not None and log.painter.row_look(row).is_found_now:
            return message.id
    return ""


def test_a_search_steps_through_the_whole_conversation(page: ChatPage, wait: Wait) -> None:
    bar = page.finder.bar
    open_bar(page, "strasse")
    wait(lambda: bar.count.text() == "1 of 7")
    wait(lambda: current(page) == key(650))
    row = page.log.rows.find(key(650))
    assert row is not None
    assert page.log.painter.row_look(row).found == ((12, 18),)
    for at in range(2, 8):
        QTest.keyClick(bar.edit, Qt.Key.Key_Return)
        assert bar.count.text() == f"{at} of 7"
        wait(lambda at=at: current(page) == key(750 - 100 * at))  # type: ignore[misc]
    QTest.keyClick(bar.edit, Qt.Key.Key_Return)
    assert bar.count.text() == "1 of 7", "round at the end"
    QTest.keyClick(bar.edit, Qt.Key.Key_F3, SHIFT)
    assert bar.count.text() == "7 of 7"
    QTest.mouseClick(bar.later, Qt.MouseButton.LeftButton)
    assert bar.count.text() == "6 of 7"


def test_a_hit_far_back_is_loaded_and_shown(page: ChatPage, wait: Wait) -> None:
    open_bar(page, "first")
    wait(lambda: page.finder.bar.count.text() == "1 of 1")
    wait(lambda: current(page) == key(0))
    assert page.log.rows[0].text == "message 0 first"
    assert len(page.log.rows) < STORED // 2, "only the part around it is loaded"
    QTest.keyClick(page.log, Qt.Key.Key_End)
    assert page.log.scroller.at_end and page.log.rows[-1].text == f"message {STORED - 1}"


def test_closing_the_bar_moves_the_focus_directly_to_the_input(page: ChatPage, qapp: QApplication) -> None:
    QTest.keyClick(page.input, Qt.Key.Key_F, CTRL)
    went: list[QWidget | None] = []
    qapp.focusChanged.connect(lambda _, now: went.append(now))
    QTest.keyClick(page.finder.bar.edit, Qt.Key.Key_Escape)
    assert page.finder.bar.isHidden() and page.input.hasFocus()
    assert page.log not in went


def test_only_the_last_search_counts(page: ChatPage, wait: Wait) -> None:
    open_bar(page, "message")
    wait(lambda: page.finder.bar.count.text() == "1 of 700")
    page.finder.bar.edit.setText("not there")
    wait(lambda: page.finder.bar.count.text() == "Nothing found")
    assert not page.finder.bar.earlier.isEnabled()
    page.finder.bar.edit.setText("Straße")
    wait(lambda: page.finder.bar.count.text() == "1 of 7")
    page.finder.bar.edit.clear()
    assert page.finder.bar.count.text() == ""
    assert not any(page.log.painter.row_look(row).found for row in page.log.contents.visible_rows())


def test_esc_closes_the_bar_and_not_the_chat(page: ChatPage, window: ChatWindow, wait: Wait) -> None:
    open_bar(page, "Straße")
    wait(lambda: page.finder.bar.count.text() == "1 of 7")
    QTest.keyClick(page.finder.bar.edit, Qt.Key.Key_Escape)
    assert page.finder.bar.isHidden()
    assert page.input.hasFocus()
    assert window.open_conversations() == chats_with(BO)
    assert not any(page.log.painter.row_look(row).found for row in page.log.contents.visible_rows())
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert window.open_conversations() == []


def test_a_new_message_is_counted(page: ChatPage, desk: Desk, wait: Wait) -> None:
    open_bar(page, "Straße")
    wait(lambda: page.finder.bar.count.text() == "1 of 7")
    desk.messenger.own_messages.send(chat_with(BO), Text("die STRASSE"))
    wait(lambda: page.finder.bar.count.text() == "2 of 8")


def test_a_message_is_deleted_after_a_question(page: ChatPage, wait: Wait) -> None:
    message = page.log.rows.message(len(page.log.rows) - 1)
    assert message is not None
    menu = page.log.menu.menu_for(len(page.log.rows) - 1, "")
    menu.actions()[-1].trigger()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    count = len(page.log.rows)
    next(button for button in box.buttons() if button.text() == "Delete").click()
    wait(lambda: page.log.rows.find(message.id) is None)
    assert len(page.log.rows) == count - 1


def test_messages_deleted_elsewhere_leave_the_log(page: ChatPage, desk: Desk, wait: Wait) -> None:
    desk.messenger.history_service.delete(Selection(conversation=chat_with(BO)))
    wait(lambda: len(page.log.rows) == 0)


def test_a_reload_keeps_the_line_above_the_new_messages(page: ChatPage, desk: Desk) -> None:
    first_new = page.log.rows.last_key()
    page.log.begin_new(first_new)
    desk.messenger.history_service.conversation_changed.emit(ConversationChanged(chat_with(BO)))
    assert page.log.scroller.at_end and page.log.rows.first_new == first_new


def test_a_reload_keeps_the_notices_of_the_shown_time(page: ChatPage, desk: Desk, wait: Wait) -> None:
    line = NoticeLine("You nudged Bo", SystemClock().now())
    page.show_line(line)
    desk.messenger.history_service.conversation_changed.emit(ConversationChanged(chat_with(BO)))
    end = len(page.log.rows) - 1
    assert page.log.rows.row_of(line) == end and page.log.rows[end - 1].text == f"message {STORED - 1}"
    desk.messenger.own_messages.send(chat_with(BO), Text("after it"))
    wait(lambda: page.log.rows[-1].text == "after it")
    desk.messenger.history_service.conversation_changed.emit(ConversationChanged(chat_with(BO)))
    assert page.log.rows.row_of(line) == len(page.log.rows) - 2
    page.history_loader.go_to(key(100))
    wait(lambda: page.log.rows.find(key(100)) is not None)
    assert page.log.rows.row_of(line) is None, "the notice is later than the messages"
    later = NoticeLine("Bo nudged you", SystemClock().now())
    page.show_line(later)
    QTest.keyClick(page.log, Qt.Key.Key_End)
    end = len(page.log.rows) - 1
    assert (page.log.rows.row_of(line), page.log.rows.row_of(later)) == (end - 2, end)
