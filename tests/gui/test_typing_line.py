"""The line that says that the other one is writing, and what the other one is told of me."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat import typing_line as chat_typing
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.person_partner import ChatHead
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.typing_state import EVERY_S, SHOWN_S
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with, read_messages
from tests.helpers.server import local_server
from tests.kit.messenger import Backend

ANNA, WEI = 10001, 10002


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", status=Status.ONLINE), Contact(WEI, "张伟"), messages=read_messages(ANNA, 40))


@pytest.fixture
def page(qtbot: QtBot, context: AppContext) -> Iterator[ChatPage]:
    window = ChatWindow(context)
    qtbot.addWidget(window)
    window.open_chat(chat_with(ANNA))
    QTest.qWaitForWindowActive(window)
    page = window.page(chat_with(ANNA))
    assert page is not None
    yield page
    window.close()


def test_the_log_does_not_move_when_the_typing_line_appears(page: ChatPage, backend: Backend) -> None:
    before = (page.log.geometry(), page.log.contents.visible_rows())
    assert page.typing.text() == ""
    backend.show_typing(ANNA)
    QApplication.processEvents()
    assert page.typing.text() == "Anna is typing…"
    assert (page.log.geometry(), page.log.contents.visible_rows()) == before
    backend.clock.advance(SHOWN_S)
    QApplication.processEvents()
    assert page.typing.text() == ""
    assert (page.log.geometry(), page.log.contents.visible_rows()) == before


def test_there_is_no_empty_line_between_the_log_and_the_composer(page: ChatPage) -> None:
    bottom = page.log.mapTo(page, page.log.rect().bottomLeft()).y()
    assert page.composer.mapTo(page, page.composer.rect().topLeft()).y() == bottom + 1
    assert page.composer.input.mapTo(page.composer, QPoint()).y() == 9


def test_the_head_says_who_is_typing_in_place_of_the_second_line(page: ChatPage, backend: Backend) -> None:
    assert isinstance(page.head, ChatHead)
    assert page.head._second.isVisible() and not page.typing.isVisible()
    backend.show_typing(ANNA)
    assert page.typing.isVisible() and not page.head._second.isVisible()


def test_a_page_ignores_the_typing_of_others(page: ChatPage, backend: Backend) -> None:
    backend.show_typing(WEI)
    assert page.typing.text() == ""


def test_a_page_that_is_opened_meanwhile_says_it(qtbot: QtBot, context: AppContext, backend: Backend) -> None:
    backend.show_typing(WEI)
    page = ChatPage(context, chat_with(WEI))
    qtbot.addWidget(page)
    assert page.typing.text() == "张伟 is typing…"


def test_a_long_name_gives_way(page: ChatPage, backend: Backend, messenger: Messenger) -> None:
    name = "a very long name " * 20
    backend.change(replace(messenger.roster.get(ANNA), nickname=name))
    backend.show_typing(ANNA)
    assert page.typing.text().endswith("… is typing…")
    assert page.typing.fontMetrics().horizontalAdvance(page.typing.text()) <= page.typing.contentsRect().width()
    assert page.typing.accessibleName() == f"{name.strip()} is typing…"


def test_it_is_read_aloud_once_a_minute(page: ChatPage, backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    passed = [0.0]
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    monkeypatch.setattr(chat_typing, "time", SimpleNamespace(monotonic=lambda: 1000 + passed[0]))
    for _ in range(3):
        backend.show_typing(ANNA)
        backend.clock.advance(SHOWN_S)
        passed[0] += 25
    assert said == ["Anna is typing…"]
    backend.show_typing(ANNA)
    assert said == ["Anna is typing…"] * 2


def test_typing_sends_a_notice(backend: Backend, page: ChatPage) -> None:
    QTest.keyClicks(page.input, "hi")
    assert len(backend.typing) == 1, "one notice at a time"
    backend.clock.advance(EVERY_S)
    QTest.keyClick(page.input, Qt.Key.Key_Backspace)
    assert len(backend.typing) == 2
    backend.clock.advance(EVERY_S)
    page.input.insertPlainText("😀")
    assert len(backend.typing) == 3
    backend.clock.advance(EVERY_S)
    QApplication.sendEvent(page.input, QInputMethodEvent("ni", []))
    assert len(backend.typing) == 4


def test_a_draft_or_a_cleared_input_sends_no_typing_notice(backend: Backend, page: ChatPage) -> None:
    page.input.set_draft("from yesterday")
    page.input.setCursorWidth(2)
    QTest.keyClick(page.input, Qt.Key.Key_Left)
    page.input.clear()
    QTest.keyClicks(page.input, "  ")
    assert len(backend.typing) == 0


def test_sending_a_message_sends_no_typing_notice(page: ChatPage, backend: Backend) -> None:
    page.input.set_draft("hello")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert [message.text for message in backend.sent] == ["hello"]
    assert len(backend.typing) == 0


def test_from_window_to_window(qtbot: QtBot, tmp_path: Path, faces: FaceSource, store: SettingsStore) -> None:
    with local_server(tmp_path) as server:
        server.add_user(ANNA, nickname="Anna")
        server.add_user(WEI, nickname="张伟")
        server.befriend(ANNA, WEI)
        anna, wei = (Desk(qtbot, tmp_path / str(number), number).sign_in(server.address) for number in (ANNA, WEI))
        windows = [ChatWindow(AppContext(desk.messenger, RecordingNavigator(), faces, store)) for desk in (anna, wei)]
        pages = []
        for window, number in zip(windows, (WEI, ANNA), strict=True):
            qtbot.addWidget(window)
            window.open_chat(chat_with(number))
            page = window.page(chat_with(number))
            assert page is not None
            pages.append(page)
        anna.wait(lambda: anna.messenger.roster.get(WEI).name == "张伟")
        QTest.keyClicks(pages[1].input, "hello")
        qtbot.waitUntil(lambda: pages[0].typing.text() == "张伟 is typing…", timeout=20_000)
        QTest.keyClick(pages[1].input, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(pages[0].log.rows) == 1, timeout=20_000)
        assert pages[0].typing.text() == ""
        for window in windows:
            window.close()
        for desk in (anna, wei):
            desk.messenger.shut_down()
