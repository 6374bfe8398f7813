"""The chat window: tabs, drafts, what counts as read, who hears what."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.incoming import RequestRefused, ServerNotice
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.events import Ended, MessageChanged
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme
from qqdesk.protocol.codes import SYSTEM_NUMBER, Status
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import head_of
from tests.helpers.messages import chat_with, chats_with
from tests.kit.messenger import Backend

ANNA, WEI, STRANGER = 10001, 10002, 3_456_789_012
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(
        Contact(ANNA, "Anna", status=Status.ONLINE),
        Contact(WEI, "张伟"),
        Contact(STRANGER, stranger=True),
        me=Me(10020, "Mei"),
    )


@pytest.fixture
def windows(context: AppContext) -> Iterator[ChatWindows]:
    windows = ChatWindows(context)
    yield windows
    windows.close()


@pytest.fixture
def window(windows: ChatWindows) -> ChatWindow:
    return windows.main


def open_page(window: ChatWindow, number: int) -> ChatPage:
    window.open_chat(chat_with(number))
    QTest.qWaitForWindowActive(window)
    page = window.page(chat_with(number))
    assert page is not None
    return page


def press(window: ChatWindow, key: str) -> None:
    shortcut = next(item for item in window.findChildren(QShortcut) if item.key().toString() == key)
    shortcut.activated.emit()


def texts_sent(backend: Backend) -> list[str]:
    return [message.text for message in backend.sent]


def test_a_chat_opens_once_with_the_focus_in_the_input(window: ChatWindow) -> None:
    page = open_page(window, ANNA)
    window.open_chat(chat_with(WEI))
    window.open_chat(chat_with(ANNA))
    assert window.open_conversations() == chats_with(ANNA, WEI)
    assert window.current_conversation() == chat_with(ANNA)
    assert window.windowTitle() == "Anna"
    assert QApplication.focusWidget() is page.input


def test_sending_empties_the_input_and_keeps_the_focus(qtbot: QtBot, backend: Backend, window: ChatWindow) -> None:
    page = open_page(window, ANNA)
    page.input.set_draft("hello")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert texts_sent(backend) == ["hello"]
    qtbot.waitUntil(lambda: page.input.text() == "")
    assert QApplication.focusWidget() is page.input
    assert len(page.log.rows) == 1, "once, although the facade tells of it too"
    page.input.set_draft("  ")
    QTest.mouseClick(page.send_button, Qt.MouseButton.LeftButton)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert texts_sent(backend) == ["hello"]


def test_a_message_is_marked_as_read_when_its_chat_shows_it(
    qtbot: QtBot, window: ChatWindow, backend: Backend, messenger: Messenger
) -> None:
    open_page(window, ANNA)
    backend.write(ANNA, "hi")
    qtbot.waitUntil(lambda: not messenger.unread)
    assert window.pages.tabs.unread(chat_with(ANNA)) == 0


def test_messages_below_the_screen_are_not_marked_as_read(
    qtbot: QtBot, window: ChatWindow, backend: Backend, messenger: Messenger
) -> None:
    backend.write(ANNA, *(f"message {number}" for number in range(100)), is_read=True)
    page = open_page(window, ANNA)
    page.log.scroller.by(-1500)
    backend.write(ANNA, "hi")
    QApplication.processEvents()
    assert messenger.unread
    page.log.scroller.to_end()
    qtbot.waitUntil(lambda: not messenger.unread)


def test_a_message_for_another_tab_marks_that_tab(window: ChatWindow, backend: Backend, messenger: Messenger) -> None:
    open_page(window, WEI)
    open_page(window, ANNA)
    backend.write(WEI, "在吗")
    QApplication.processEvents()
    assert messenger.unread
    assert window.pages.tabs.unread(chat_with(WEI)) == 1
    assert "1" in window.pages.tabs.accessibleTabName(window.pages.tabs.index_of(chat_with(WEI)))
    assert window.current_conversation() == chat_with(ANNA)


def test_a_message_pops_nothing_up(window: ChatWindow, backend: Backend) -> None:
    backend.write(ANNA, "hi")
    QApplication.processEvents()
    assert window.open_conversations() == []
    assert not window.isVisible()


def test_the_next_unread_is_opened_tabs_first(
    windows: ChatWindows, window: ChatWindow, backend: Backend, messenger: Messenger
) -> None:
    open_page(window, WEI)
    open_page(window, ANNA)
    backend.write(STRANGER, "hello")
    backend.write(WEI, "在吗")
    assert windows.activate_next_unread()
    assert window.current_conversation() == chat_with(WEI)
    messenger.mark_read(chat_with(WEI))
    assert windows.activate_next_unread()
    assert window.current_conversation() == chat_with(STRANGER)
    messenger.mark_read(chat_with(STRANGER))
    assert not windows.activate_next_unread()


def test_unread_messages_from_before_the_sign_in_are_found(
    backend: Backend, windows: ChatWindows, window: ChatWindow, messenger: Messenger
) -> None:
    backend.write(WEI, "old")
    backend.open(Contact(WEI, "张伟"), me=messenger.me)
    assert windows.activate_next_unread()
    assert window.current_conversation() == chat_with(WEI)


def test_a_line_is_above_the_new_messages(window: ChatWindow, backend: Backend) -> None:
    page = open_page(window, ANNA)
    backend.write(ANNA, "seen", is_read=True)
    open_page(window, WEI)
    (first,) = backend.write(ANNA, "new")
    backend.write(ANNA, "newer")
    window.open_chat(chat_with(ANNA))
    assert page.log.rows.first_new == first.id


def test_a_draft_survives_the_closing_of_its_tab(window: ChatWindow) -> None:
    page = open_page(window, ANNA)
    page.input.set_draft("not yet")
    press(window, "Ctrl+W")
    assert window.open_conversations() == []
    assert not window.isVisible()
    assert open_page(window, ANNA).input.text() == "not yet"


def test_keys_go_through_the_tabs(window: ChatWindow) -> None:
    for number in (ANNA, WEI, STRANGER):
        open_page(window, number)
    press(window, "Ctrl+Tab")
    assert window.current_conversation() == chat_with(ANNA)
    press(window, "Ctrl+Shift+Tab")
    assert window.current_conversation() == chat_with(STRANGER)
    press(window, "Ctrl+2")
    assert window.current_conversation() == chat_with(WEI)
    press(window, "Ctrl+9")
    assert window.current_conversation() == chat_with(WEI)
    press(window, "Esc")
    assert window.open_conversations() == chats_with(ANNA, STRANGER)


def test_a_middle_click_closes_a_tab(window: ChatWindow) -> None:
    for number in (ANNA, WEI):
        open_page(window, number)
    QTest.mouseClick(window.pages.tabs, Qt.MouseButton.MiddleButton, pos=window.pages.tabs.tabRect(0).center())
    assert window.open_conversations() == chats_with(WEI)


def test_the_button_of_a_tab_closes_it_wherever_it_was_moved(window: ChatWindow) -> None:
    for number in (ANNA, WEI, STRANGER):
        open_page(window, number)
    window.pages.tabs.moveTab(0, 2)
    assert window.open_conversations() == chats_with(WEI, STRANGER, ANNA)
    button = window.pages.tabs.tabButton(2, window.pages.tabs.ButtonPosition.RightSide)
    assert button is not None and "Anna" in button.accessibleName()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.open_conversations() == chats_with(WEI, STRANGER)


def test_closing_hides_the_window_and_keeps_the_tabs(window: ChatWindow) -> None:
    open_page(window, ANNA)
    # A window that refused would keep a session of the desktop from ending.
    assert window.close()
    assert not window.isVisible()
    assert window.open_conversations() == chats_with(ANNA)


def test_the_messenger_knows_whether_a_chat_is_in_use(qtbot: QtBot, backend: Backend, window: ChatWindow) -> None:
    open_page(window, ANNA)
    assert backend.session is not None
    receiver = backend.session.engine.receiver
    qtbot.waitUntil(lambda: receiver.is_active)
    window.close()
    assert not receiver.is_active


def test_no_connection_is_said_and_blocks_nothing(window: ChatWindow, backend: Backend) -> None:
    page = open_page(window, ANNA)
    assert not page.offline.isVisible()
    backend.lose()
    assert page.offline.isVisible()
    QTest.mouseClick(page.offline.button, Qt.MouseButton.LeftButton)
    assert backend.tries == 1
    page.input.set_draft("later")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert texts_sent(backend) == ["later"]
    backend.connect()
    assert not page.offline.isVisible()


def test_a_session_that_is_over_says_why(backend: Backend, window: ChatWindow) -> None:
    page = open_page(window, ANNA)
    backend.emit(Ended(Problem(ProblemKind.SIGNED_OUT_ELSEWHERE), OSError()))
    assert "another device" in page.offline.text()


def test_a_stranger_can_be_added(window: ChatWindow, backend: Backend, navigator: RecordingNavigator) -> None:
    page = open_page(window, STRANGER)
    assert page.relation.isVisible()
    QTest.mouseClick(page.relation.button, Qt.MouseButton.LeftButton)
    assert navigator.calls == [routes.AddContact(STRANGER)]
    backend.change(Contact(STRANGER, "Bo"))
    assert not page.relation.isVisible()
    assert window.windowTitle() == "Bo"


def test_a_notice_from_the_server_cannot_be_answered(
    qtbot: QtBot, window: ChatWindow, backend: Backend, messenger: Messenger
) -> None:
    backend.open(Contact(ANNA), Contact(SYSTEM_NUMBER, "Office", stranger=True), me=messenger.me, modern=True)
    (notice,) = backend.write(SYSTEM_NUMBER, "Closed tomorrow")
    page = open_page(window, SYSTEM_NUMBER)
    qtbot.waitUntil(lambda: window.windowTitle() == "Office")
    assert not page.relation.isVisible()
    assert not page.input.isEnabled()
    assert page.input.placeholderText() == "Notices from the place cannot be answered."
    assert not page.log.message_actions.can_react(notice)
    page.input.setPlainText("why?")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert not page.send_button.isEnabled()
    assert texts_sent(backend) == []
    texts = [action.text().partition("\t")[0] for action in page.head.menu().actions()]
    assert texts == ["Find in this chat", "View profile", "Message history", "Mute"]
    # The next tab is one to write in again.
    assert open_page(window, ANNA).input.isEnabled()


def test_a_failed_message_is_retried(backend: Backend, window: ChatWindow) -> None:
    failed = backend.send(ANNA, "hi", Delivery.FAILED, "MAILBOX_FULL")
    page = open_page(window, ANNA)
    page.log.message_actions.retry_requested.emit(failed)
    QApplication.processEvents()
    assert texts_sent(backend) == ["hi", "hi"]
    backend.emit(MessageChanged(failed.with_delivery(Delivery.SENDING)))
    shown = page.log.rows.message(0)
    assert shown is not None and shown.delivery is Delivery.SENDING
    backend.emit(MessageChanged(failed))
    page.log.message_actions.discard_requested.emit(failed)
    QApplication.processEvents()
    shown = page.log.rows.message(0)
    assert shown is not None and not shown.failure


def test_notices_stand_in_the_log(window: ChatWindow, backend: Backend) -> None:
    page = open_page(window, ANNA)
    backend.notify(RequestRefused, Contact(ANNA, "Anna"), "no time")
    backend.notify(ServerNotice, Contact(ANNA, "Anna"), "something else")
    backend.notify(ServerNotice, Contact(WEI, "张伟"), "not here")
    assert [page.log.rows[row].text for row in range(2)] == [
        "Anna declined your request: “no time”",
        "Notice from Anna: “something else”",
    ]
    assert len(page.log.rows) == 2


def test_another_account_finds_nothing_of_the_last_one(
    backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window, ANNA)
    page.input.set_draft("secret")
    backend.open(Contact(ANNA, "Anna"), me=messenger.me)
    assert window.open_conversations() == chats_with(ANNA), "the same account: a lost connection came back"
    backend.open(Contact(ANNA, "Anna"), me=Me(20000))
    assert window.open_conversations() == []
    assert open_page(window, ANNA).input.text() == ""
    messenger.sign_out()
    assert window.open_conversations() == []
    assert not window.isVisible()


def test_the_head_leads_to_profile_history_and_deletion(window: ChatWindow, navigator: RecordingNavigator) -> None:
    page = open_page(window, ANNA)
    QTest.mouseClick(head_of(page)._profile, Qt.MouseButton.LeftButton)
    menu = page.head.menu()
    entries = {action.text().split("\t")[0].replace("&", ""): action for action in menu.actions()}
    entries["Message history"].trigger()
    entries["Delete contact…"].trigger()
    assert navigator.calls == [
        routes.Profile(ANNA),
        routes.History(chat_with(ANNA)),
        routes.DeleteContact(ANNA),
    ]
    menu.deleteLater()


def test_ctrl_i_opens_the_profile(window: ChatWindow, navigator: RecordingNavigator) -> None:
    page = open_page(window, ANNA)
    assert "View profile\tCtrl+I" in [action.text() for action in page.head.menu().actions()]
    QTest.keyClick(page.input, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert navigator.calls == [routes.Profile(ANNA)]


def test_emoji_are_put_where_one_writes(window: ChatWindow) -> None:
    page = open_page(window, ANNA)
    page.input.set_draft("hi ")
    QTest.mouseClick(page.composer.emoji_button, Qt.MouseButton.LeftButton)
    popup = page.composer.emoji
    assert popup is not None and popup.isVisible()
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert page.input.text() == "hi 😀"
    assert not popup.isVisible()


def test_the_place_of_the_window_is_kept(window: ChatWindow) -> None:
    window.show()
    window.resize(700, 560)
    kept = window.geometry_text()
    window.resize(400, 400)
    window.restore_geometry_text("no geometry")
    window.restore_geometry_text(kept)
    assert (window.width(), window.height()) == (700, 560)


def test_every_control_has_a_name(window: ChatWindow) -> None:
    page = open_page(window, ANNA)
    controls = [
        page.log,
        page.input,
        page.send_button,
        page.composer.emoji_button,
        head_of(page)._profile,
        page.head._more,
    ]
    assert all(control.accessibleName() for control in controls)


def test_a_restored_chat_has_the_focus(window: ChatWindow) -> None:
    window.pages.open_tabs(chats_with(ANNA, WEI), [], chat_with(WEI))
    window.show_without_focus()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    page = window.page(chat_with(WEI))
    assert page is not None and QApplication.focusWidget() is page.input


def test_the_keys_of_a_chat_work_from_the_tabs_too(window: ChatWindow, store: SettingsStore) -> None:
    open_page(window, ANNA)
    page = open_page(window, WEI)
    window.pages.tabs.setFocus()
    QTest.keyClick(window.pages.tabs, Qt.Key.Key_Minus, CTRL)
    assert store.settings.log_zoom < 100
    QTest.keyClick(window.pages.tabs, Qt.Key.Key_F, CTRL)
    assert page.finder.bar.isVisible() and page.finder.bar.edit.hasFocus()


def test_it_is_seen_that_the_keyboard_is_in_the_tabs(window: ChatWindow, qtbot: QtBot) -> None:
    open_page(window, ANNA)
    tabs = window.pages.tabs
    edge = tabs.tabRect(0).left() + 3, tabs.tabRect(0).center().y()
    assert tabs.grab().toImage().pixelColor(*edge) != current_theme().accent
    tabs.setFocus()
    qtbot.waitUntil(tabs.hasFocus)
    assert tabs.grab().toImage().pixelColor(*edge) == current_theme().accent


def test_a_click_on_a_button_leaves_the_focus_in_the_input(window: ChatWindow) -> None:
    page = open_page(window, ANNA)
    QTest.mouseClick(page.head._more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    assert QApplication.focusWidget() is page.input
    page.finder.open()
    page.finder.bar.show_count("1 of 2", can_step=True)
    QTest.mouseClick(page.finder.bar.later, Qt.MouseButton.LeftButton)
    assert page.finder.bar.edit.hasFocus()


def test_text_typed_or_pasted_in_the_log_goes_to_the_input(window: ChatWindow) -> None:
    page = open_page(window, ANNA)
    page.log.setFocus()
    QTest.keyClicks(page.log, "a")
    assert page.input.hasFocus() and page.input.text() == "a"
    QApplication.clipboard().setText(" pasted")
    page.log.setFocus()
    QTest.keyClick(page.log, Qt.Key.Key_V, CTRL)
    assert page.input.hasFocus() and page.input.text() == "a pasted"
