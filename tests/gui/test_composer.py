"""Where messages are written and sent from: the key that sends, what is asked, and what becomes of the text."""

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPoint, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from tests.helpers.messages import chat_with, chats_with
from tests.kit.messenger import Backend

pytestmark = pytest.mark.smoke

ANNA, WEI = 10001, 10002
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", status=Status.ONLINE), Contact(WEI, "张伟"))


def open_page(window: ChatWindow, number: int = ANNA) -> ChatPage:
    window.open_chat(chat_with(number))
    QTest.qWaitForWindowActive(window)
    page = window.page(chat_with(number))
    assert page is not None
    return page


def sent(backend: Backend) -> list[str]:
    return [message.text for message in backend.sent]


def entry(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text().replace("&", "") == text)


def test_the_key_that_sends_holds_in_all_chats(backend: Backend, window: ChatWindow, store: SettingsStore) -> None:
    other, page = open_page(window, WEI), open_page(window, ANNA)
    assert page.input.placeholderText() == "Enter sends, Shift+Enter starts a new line"
    store.change("send_key", "ctrl+enter")
    for one in (page, other):
        assert one.input.placeholderText() == "Ctrl+Enter sends, Enter starts a new line"
        one.input.set_draft("hi")
        QTest.keyClick(one.input, Qt.Key.Key_Return)
        assert one.input.text() == "hi\n"
        QTest.keyClick(one.input, Qt.Key.Key_Return, CTRL)
    assert sent(backend) == ["hi", "hi"]


def test_the_key_that_sends_is_in_the_menu_of_the_head(window: ChatWindow, store: SettingsStore) -> None:
    page = open_page(window)
    menu = page.head.menu()
    entry(menu, "Send with Ctrl+Enter").trigger()
    assert store.settings.send_key == page.input.send_key == "ctrl+enter"
    menu.deleteLater()
    menu = page.head.menu()
    assert entry(menu, "Send with Ctrl+Enter").isChecked()
    menu.deleteLater()


def test_the_empty_input_names_the_key_for_the_first_three_messages(qtbot: QtBot, window: ChatWindow) -> None:
    other, page = open_page(window, WEI), open_page(window, ANNA)
    for _ in range(3):
        assert "Enter" in other.input.placeholderText() and "Enter" in page.input.placeholderText()
        page.input.set_draft("hi")
        page.send_button.click()
        qtbot.waitUntil(lambda: not page.input.text())
    assert (other.input.placeholderText(), page.input.placeholderText()) == ("Write to 张伟", "Write to Anna")


LONG = "\n\n".join(f"{number} " + "word " * 700 for number in range(3)).strip()
PARTS = [part.strip() for part in LONG.split("\n\n")]


def test_characters_are_counted_near_the_limit(window: ChatWindow) -> None:
    number = QLocale().toString
    page = open_page(window)
    page.input.set_draft("x" * 3899)
    assert not page.composer.note.isVisible()
    page.input.set_draft("😀" * 3900)
    assert page.composer.note.text() == f"{number(3900)} of {number(4096)} characters"
    page.input.set_draft("x" * 4097)
    assert page.composer.too_long.isVisible() and not page.composer.note.isVisible()
    assert page.composer.too_long.text() == f"{number(4097)} characters: more than one message"
    assert page.send_button.isEnabled()


def test_a_long_text_is_sent_as_several_messages_after_a_question(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window)
    bar = page.composer.bar
    page.input.set_draft(LONG)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert sent(backend) == [] and bar.isVisible()
    assert "Send them as 3 messages?" in bar.text() and bar.message.other_button.text() == "Send 3 messages"
    assert QApplication.focusWidget() is bar.message.other_button
    QTest.keyClick(bar.message.other_button, Qt.Key.Key_Escape)
    assert not bar.isVisible() and page.isVisible() and QApplication.focusWidget() is page.input
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    QTest.keyClicks(page.input, "a")
    assert not bar.isVisible(), "it was about another text"
    page.input.set_draft(LONG)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    QTest.keyClick(bar.message.other_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.input.text() == "")
    assert sent(backend) == PARTS
    assert len(page.log.rows) == 3
    assert not page.input.isReadOnly() and messenger.drafts.get(chat_with(ANNA)).text == ""


def test_on_a_full_disk_the_text_stays_and_the_person_decides(
    qtbot: QtBot, backend: Backend, window: ChatWindow
) -> None:
    page = open_page(window)
    bar = page.composer.bar
    backend.fill_disk()
    page.input.set_draft("hello")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    qtbot.waitUntil(bar.isVisible)
    assert page.input.text() == "hello" and sent(backend) == []
    assert "could not be saved" in bar.text()
    QTest.keyClick(bar.message.button, Qt.Key.Key_Return)
    assert not bar.isVisible() and page.input.text() == "hello"
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    qtbot.waitUntil(bar.isVisible)
    QTest.mouseClick(bar.message.other_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.input.text() == "")
    assert sent(backend) == ["hello"] and not bar.isVisible()
    backend.free_disk()
    page.input.set_draft("again")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert sent(backend) == ["hello", "again"], "there is room, so nothing is asked"


def test_of_several_messages_those_that_cannot_be_stored_stay(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window)
    messenger.message_added.connect(backend.fill_disk)
    page.input.set_draft(LONG)
    page.send_button.click()
    page.composer.bar.message.other_button.click()
    qtbot.waitUntil(lambda: "could not be saved" in page.composer.bar.text())
    assert sent(backend) == PARTS[:1]
    assert page.input.text() == LONG.removeprefix(PARTS[0]).lstrip()
    page.composer.bar.message.other_button.click()
    qtbot.waitUntil(lambda: page.input.text() == "")
    assert sent(backend) == PARTS


def test_a_chat_that_is_closed_while_several_are_sent_keeps_the_rest(
    backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window)
    page.input.set_draft(LONG)
    page.send_button.click()
    page.composer.bar.message.other_button.click()
    window.pages.close_chat(chat_with(ANNA))
    assert sent(backend) == PARTS[:1]
    assert messenger.drafts.get(chat_with(ANNA)).text == LONG.removeprefix(PARTS[0]).lstrip()


def test_text_typed_while_a_message_is_stored_is_not_lost(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window)
    page.input.set_draft("\U0001f600 hello")
    page.input.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert page.input.text() == "\U0001f600 hello" and not page.send_button.isEnabled()
    QTest.keyClicks(page.input, "next")
    page.composer.save_draft()
    assert messenger.drafts.get(chat_with(ANNA)).text == "next"
    qtbot.waitUntil(lambda: page.input.text() == "next")
    assert sent(backend) == ["\U0001f600 hello"] and page.send_button.isEnabled()
    QTest.keyClick(page.input, Qt.Key.Key_Z, CTRL)
    assert "hello" not in page.input.text()


def test_a_second_message_is_sent_behind_the_one_that_is_stored(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window)
    for word in ("one", "two", "three"):
        QTest.keyClicks(page.input, word)
        QTest.keyClick(page.input, Qt.Key.Key_Return)
        QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert sent(backend) == ["one"] and messenger.drafts.get(chat_with(ANNA)).text == ""
    QTest.keyClicks(page.input, "four")
    qtbot.waitUntil(lambda: page.input.text() == "four")
    assert sent(backend) == ["one", "two", "three"]
    assert [message.text for message in messenger.conversation(chat_with(ANNA)).messages] == ["one", "two", "three"]


def test_a_text_that_is_composed_while_a_message_is_stored_is_not_lost(qtbot: QtBot, window: ChatWindow) -> None:
    page = open_page(window)
    QTest.keyClicks(page.input, "hello")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    QApplication.sendEvent(page.input, QInputMethodEvent("ni hao", []))
    qtbot.waitUntil(lambda: page.input.text() == "")
    commit = QInputMethodEvent()
    commit.setCommitString("你好")
    QApplication.sendEvent(page.input, commit)
    assert page.input.text() == "你好"


def test_text_typed_while_the_disk_is_full_stays(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window)
    messenger.message_added.connect(backend.fill_disk)
    for word in ("one", "two", "three"):
        QTest.keyClicks(page.input, word)
        QTest.keyClick(page.input, Qt.Key.Key_Return)
    QTest.keyClicks(page.input, "four")
    qtbot.waitUntil(page.composer.bar.isVisible)
    assert page.input.text() == "two\nthree\nfour"
    assert sent(backend) == ["one"] and messenger.drafts.get(chat_with(ANNA)).text == "two\nthree\nfour"


def test_messages_that_wait_to_be_stored_keep_their_lines_in_the_draft(
    backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window)
    for word in ("one", "two", "three"):
        QTest.keyClicks(page.input, word)
        QTest.keyClick(page.input, Qt.Key.Key_Return)
    QTest.keyClicks(page.input, "four")
    window.pages.close_chat(chat_with(ANNA))
    assert sent(backend) == ["one"] and messenger.drafts.get(chat_with(ANNA)).text == "two\nthree\nfour"


def test_a_full_disk_does_not_interrupt_typing(qtbot: QtBot, backend: Backend, window: ChatWindow) -> None:
    page = open_page(window)
    bar = page.composer.bar
    backend.fill_disk()
    page.input.setFocus()
    QTest.keyClicks(page.input, "one")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    qtbot.waitUntil(bar.isVisible)
    assert QApplication.focusWidget() is page.input
    QTest.keyClicks(page.input, " two")
    assert page.input.text() == "one two" and bar.isVisible()
    assert QApplication.focusWidget() is page.input
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    qtbot.waitUntil(bar.isVisible)
    assert page.input.text() == "one two" and sent(backend) == [], "Enter does not send without saving"
    page.input.set_draft("")
    assert not bar.isVisible()


def test_undo_does_not_restore_a_sent_text(backend: Backend, window: ChatWindow) -> None:
    page = open_page(window)
    QTest.keyClicks(page.input, "secret")
    QTest.keyClick(page.input, Qt.Key.Key_Z, CTRL)
    assert page.input.text() == ""
    QTest.keyClicks(page.input, "hello")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    QTest.keyClick(page.input, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(page.input, Qt.Key.Key_Up)
    assert page.input.text() == "" and sent(backend) == ["hello"]


def test_typed_text_is_kept_as_a_draft(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window)
    with qtbot.waitSignal(messenger.drafts.changed):
        QTest.keyClicks(page.input, "later")
    assert messenger.drafts.get(chat_with(ANNA)).text == "later"
    QTest.keyClicks(page.input, " on")
    window.hide()
    assert messenger.drafts.get(chat_with(ANNA)).text == "later on", "at once when the window goes"
    open_page(window)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: messenger.drafts.get(chat_with(ANNA)).text == "")
    assert sent(backend) == ["later on"]
    QTest.keyClicks(page.input, "not yet")
    open_page(window, WEI)
    assert messenger.drafts.get(chat_with(ANNA)).text == "not yet", "at once when another tab comes"


def test_esc_puts_the_bar_away_before_it_closes_the_chat(window: ChatWindow) -> None:
    page = open_page(window)
    page.composer.bar.show_notice("No.")
    assert QApplication.focusWidget() is page.input
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert not page.composer.bar.isVisible() and window.open_conversations() == chats_with(ANNA)
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert window.open_conversations() == []


def test_everything_has_room_in_the_lowest_window(window: ChatWindow) -> None:
    page = open_page(window)
    window.resize(window.minimumSize())
    page.input.set_draft("好的\n" * 9)
    page.composer.bar.show_notice("A sentence that breaks into lines in the lowest window. " * 3)
    QApplication.processEvents()
    bar = page.composer.bar.message
    assert bar.height() >= bar.heightForWidth(bar.width())
    assert bar.visibleRegion().boundingRect().height() == bar.height()
    button = page.send_button
    assert button.mapTo(window, QPoint(0, button.height())).y() <= window.height()
    assert page.input.height() >= page.input.minimumSizeHint().height()


def test_a_paste_that_is_cut_says_so(window: ChatWindow) -> None:
    page = open_page(window)
    data = QMimeData()
    data.setText("line of text\n" * 20_000)
    page.input.insertFromMimeData(data)
    assert "only the first" in page.composer.bar.text()
    assert len(page.input.text()) == 200_000
