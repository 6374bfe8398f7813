"""What is unread: where it is counted, where a chat opens, and what takes the count away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.contacts.contact_row import Role
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with, read_messages
from tests.helpers.server import local_server
from tests.kit.messenger import Backend

ANNA, WEI = 10001, 10002


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", status=Status.ONLINE), Contact(WEI, "张伟"), messages=read_messages(ANNA, 100))


@pytest.fixture
def elsewhere(qtbot: QtBot) -> Iterator[QWidget]:
    """Another window, where the person is until a chat is opened."""
    other = QWidget()
    qtbot.addWidget(other)
    yield other
    other.close()


def go_to(widget: QWidget) -> None:
    widget.show()
    widget.activateWindow()
    QTest.qWaitForWindowActive(widget)


def open_page(window: ChatWindow, number: int) -> ChatPage:
    window.open_chat(chat_with(number))
    QTest.qWaitForWindowActive(window)
    QApplication.processEvents()
    page = window.page(chat_with(number))
    assert page is not None
    return page


def write(backend: Backend, number: int, count: int) -> list[Message]:
    return [backend.write(number, f"new {index}")[0] for index in range(count)]


def first_new_is_in_sight(page: ChatPage) -> bool:
    """Whole, with the line above it."""
    row = page.log.rows.find(page.log.rows.first_new)
    return any(
        placed.row == row and placed.top >= 0 and placed.bottom <= page.log.viewport().height()
        for placed in page.log.contents.layout.visible
    )


def was_read(messenger: Messenger) -> bool:
    return not messenger.unread


def test_more_than_fits_opens_at_its_beginning(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    messages = write(backend, ANNA, 60)
    page = open_page(window, ANNA)
    assert page.log.rows.first_new == messages[0].id
    assert first_new_is_in_sight(page)
    assert not page.log.scroller.at_end
    assert not was_read(messenger)
    assert window.windowTitle() == "(60) Anna"
    assert "60" in page.log.jump_button.text()
    page.log.scroller.to_end()
    qtbot.waitUntil(lambda: was_read(messenger))
    assert window.windowTitle() == "Anna"


def test_new_messages_that_fit_are_shown_with_earlier_ones(
    qtbot: QtBot, window: ChatWindow, backend: Backend, messenger: Messenger
) -> None:
    write(backend, ANNA, 2)
    page = open_page(window, ANNA)
    assert first_new_is_in_sight(page)
    assert page.log.scroller.at_end
    qtbot.waitUntil(lambda: was_read(messenger))
    backend.write(ANNA, "and this")
    assert page.log.scroller.at_end, "once it was read, the log follows what comes"


def test_the_unread_line_follows_another_device(backend: Backend, window: ChatWindow, elsewhere: QWidget) -> None:
    page = open_page(window, ANNA)
    go_to(elsewhere)
    messages = write(backend, ANNA, 5)
    assert page.log.rows.first_new == messages[0].id
    backend.read_elsewhere(messages[2])
    assert page.log.rows.first_new == messages[3].id
    backend.read_elsewhere(messages[-1])
    assert page.log.rows.first_new == ""


def test_the_button_to_the_newest_counts_no_messages_that_were_read_elsewhere(
    backend: Backend, window: ChatWindow, elsewhere: QWidget
) -> None:
    page = open_page(window, ANNA)
    go_to(elsewhere)
    messages = write(backend, ANNA, 60)
    assert page.log.jump_button.new == 60
    backend.read_elsewhere(messages[-1])
    assert page.log.jump_button.new == 0


def test_the_line_stays_while_the_user_is_there(backend: Backend, window: ChatWindow) -> None:
    messages = write(backend, ANNA, 60)
    page = open_page(window, ANNA)
    backend.read_elsewhere(messages[-1])
    assert page.log.rows.first_new == messages[0].id
    assert first_new_is_in_sight(page)


def test_it_stays_there_while_the_window_changes(backend: Backend, window: ChatWindow, messenger: Messenger) -> None:
    write(backend, ANNA, 60)
    page = open_page(window, ANNA)
    for width, height in ((640, 360), (420, 700), (900, 400)):
        window.resize(width, height)
        QApplication.processEvents()
        assert first_new_is_in_sight(page)
    assert not was_read(messenger)


def test_new_messages_stay_visible_when_the_window_gets_lower(
    backend: Backend, window: ChatWindow, elsewhere: QWidget
) -> None:
    window.resize(640, 1000)
    page = open_page(window, ANNA)
    go_to(elsewhere)
    write(backend, ANNA, 8)
    assert page.log.scroller.at_end
    window.resize(640, 360)
    QApplication.processEvents()
    assert first_new_is_in_sight(page)
    assert not page.log.scroller.at_end


def test_new_messages_stay_in_view_in_an_inactive_window(
    qtbot: QtBot, backend: Backend, window: ChatWindow, messenger: Messenger, elsewhere: QWidget
) -> None:
    page = open_page(window, ANNA)
    assert page.log.scroller.at_end
    go_to(elsewhere)
    messages = write(backend, ANNA, 60)
    assert page.log.rows.first_new == messages[0].id
    assert first_new_is_in_sight(page)
    go_to(window)
    assert first_new_is_in_sight(page)
    assert not was_read(messenger)
    QTest.keyClick(page.log, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: was_read(messenger))


def test_a_reader_further_up_is_not_scrolled(backend: Backend, window: ChatWindow, elsewhere: QWidget) -> None:
    page = open_page(window, ANNA)
    page.log.scroller.by(-1000)
    before = page.log.contents.visible_rows()
    go_to(elsewhere)
    write(backend, ANNA, 3)
    go_to(window)
    assert page.log.contents.visible_rows() == before
    window.open_chat(chat_with(ANNA))
    assert first_new_is_in_sight(page), "but who opens the chat is shown what is new"


def test_a_tab_that_was_in_the_background_opens_there_too(
    backend: Backend, window: ChatWindow, messenger: Messenger
) -> None:
    page = open_page(window, ANNA)
    open_page(window, WEI)
    write(backend, ANNA, 60)
    assert window.windowTitle() == "(60) 张伟"
    window.pages.tabs.setCurrentIndex(0)
    QApplication.processEvents()
    assert window.windowTitle() == "(60) Anna"
    assert first_new_is_in_sight(page)
    assert not was_read(messenger)


def test_the_title_counts_the_unread_messages_of_its_tabs(qtbot: QtBot, backend: Backend, window: ChatWindow) -> None:
    open_page(window, WEI)
    assert window.windowTitle() == "张伟"
    write(backend, ANNA, 2)
    assert window.windowTitle() == "张伟", "that chat is not open here"
    open_page(window, ANNA)
    qtbot.waitUntil(lambda: window.windowTitle() == "Anna")
    write(backend, WEI, 3)
    assert window.windowTitle() == "(3) Anna"
    window.pages.close_chat(chat_with(WEI))
    assert window.windowTitle() == "Anna"
    window.pages.close_chat(chat_with(ANNA))
    assert window.windowTitle() == "Chats"


def test_after_a_restart(qtbot: QtBot, tmp_path: Path, faces: FaceSource, store: SettingsStore) -> None:
    """Everywhere, over the real server: more is unread than a conversation begins with otherwise."""
    owner = QObject()
    with local_server(tmp_path) as server:
        for number, nickname in ((ANNA, "Anna"), (WEI, "张伟"), (10003, "Bo")):
            server.add_user(number, nickname=nickname)
        for one, other in ((ANNA, WEI), (ANNA, 10003)):
            server.befriend(one, other)
        wei, bo = (Desk(qtbot, tmp_path / str(number), number).sign_in(server.address) for number in (WEI, 10003))
        anna = Desk(qtbot, tmp_path / "anna", ANNA).sign_in(server.address)
        for index in range(240):
            wei.send(ANNA, f"line {index}")
        bo.send(ANNA, "hi")
        anna.wait(lambda: anna.messenger.unread == 241)
        anna.messenger.shut_down()

        anna = Desk(qtbot, tmp_path / "anna", ANNA)
        desk = WindowManager(anna.messenger, faces, store, owner)
        anna.sign_in(server.address)
        desk.show()
        anna.wait(lambda: desk.main.windowTitle() == "(241) Anna")
        model = desk.main.contacts.model
        unread = [model.index(model.row_of(number)).data(Role.ROW).unread for number in (WEI, 10003)]
        assert unread == [240, 1]
        assert "241" in desk.tray.icon.toolTip()

        desk.main.contacts.view.contact_activated.emit(WEI)
        window = desk.chats.window_of(chat_with(WEI))
        assert window is not None
        QTest.qWaitForWindowActive(window)
        QApplication.processEvents()
        page = window.page(chat_with(WEI))
        assert page is not None
        first = page.log.rows.find(page.log.rows.first_new)
        assert first is not None
        assert page.log.rows[first].text == "line 0"
        assert first_new_is_in_sight(page)
        assert window.windowTitle() == "(240) 张伟"
        page.log.scroller.to_end()
        anna.wait(lambda: anna.messenger.unread == 1)
        assert (window.windowTitle(), desk.main.windowTitle()) == ("张伟", "(1) Anna")
        assert model.index(model.row_of(WEI)).data(Role.ROW).unread == 0

        desk.open(routes.NextUnread())
        anna.wait(lambda: anna.messenger.unread == 0)
        assert desk.main.windowTitle() == "Anna"
        assert "unread" not in desk.tray.icon.toolTip()
        for person in (wei, bo):
            person.messenger.shut_down()
        anna.messenger.sign_out()
        anna.wait_for("signed_out")
        desk.close()
        anna.messenger.shut_down()


def test_signing_out_leaves_no_count(qtbot: QtBot, tmp_path: Path, faces: FaceSource, store: SettingsStore) -> None:
    owner = QObject()
    with local_server(tmp_path) as server:
        for number, nickname in ((ANNA, "Anna"), (WEI, "张伟")):
            server.add_user(number, nickname=nickname)
        server.befriend(ANNA, WEI)
        anna, wei = (Desk(qtbot, tmp_path / str(number), number) for number in (ANNA, WEI))
        desk = WindowManager(anna.messenger, faces, store, owner)
        anna.sign_in(server.address)
        wei.sign_in(server.address).send(ANNA, "hello")
        anna.wait(lambda: desk.main.windowTitle() == "(1) Anna")
        anna.messenger.sign_out()
        anna.wait_for("signed_out")
        assert "(1)" not in desk.main.windowTitle()
        assert "unread" not in desk.tray.icon.toolTip()
        anna.wait(lambda: not desk.tray.contents.next_unread.isEnabled())
        # Another account on the same computer finds nothing of it.
        model = desk.main.contacts.model
        row = model.row_of(WEI)
        assert row == -1 or not model.index(row).data(Role.ROW).unread
        desk.close()
        for person in (anna, wei):
            person.messenger.shut_down()
