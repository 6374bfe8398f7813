"""A chat's log keeps a part of the conversation, and works across the ends of that part."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain import conversation
from qqdesk.domain.body import Text
from qqdesk.domain.message import Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.message_log import pager
from qqdesk.worker.messenger import Messenger
from tests.gui.history_world import ANNA, BO, Wait, fill, key
from tests.gui.showing import show
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with, text_message
from tests.helpers.server import LocalServer

STORED = 700
MOST, AROUND = 100, 30


def stored() -> list[Message]:
    return [
        text_message(key(number), BO, f"old {number}", 1_700_000_000_000 + number * 60_000, None)
        for number in range(STORED)
    ]


@pytest.fixture(autouse=True)
def small_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pager, "MOST_ROWS", MOST)
    monkeypatch.setattr(pager, "AROUND", AROUND)
    monkeypatch.setattr(conversation, "MOST", MOST)
    monkeypatch.setattr(conversation, "_DROPPED", MOST // 4)


@pytest.fixture
def desk(history_session: Desk, history_server: LocalServer) -> Desk:
    return fill(history_session, history_server, stored())


@pytest.fixture
def messenger(desk: Desk) -> Messenger:
    return desk.messenger


@pytest.fixture
def bo(qtbot: QtBot, tmp_path: Path, history_server: LocalServer) -> Iterator[Desk]:
    bo = Desk(qtbot, tmp_path / "bo", BO).sign_in(history_server.address)
    yield bo
    bo.messenger.shut_down()


def texts(page: ChatPage) -> list[str]:
    return [page.log.rows[row].text for row in range(len(page.log.rows))]


def is_at_end(page: ChatPage) -> bool:
    return page.log.scroller.at_end


def first_new(page: ChatPage) -> str:
    """The text of the message under the "new" line."""
    row = page.log.rows.find(page.log.rows.first_new)
    return "" if row is None else page.log.rows[row].text


def first_new_is_in_sight(page: ChatPage) -> bool:
    return page.log.rows.find(page.log.rows.first_new) in page.log.contents.visible_rows()


def write(bo: Desk, desk: Desk, wait: Wait, count: int, word: str = "new") -> None:
    for number in range(count):
        bo.messenger.own_messages.send(chat_with(ANNA), Text(f"{word} {number}"))
    wait(lambda: desk.messenger.conversation(chat_with(BO)).messages[-1].text == f"{word} {count - 1}")


def scroll_back(page: ChatPage, wait: Wait, text: str) -> None:
    while page.log.rows[0].text != text:
        first = page.log.rows.first_key()
        page.log.scroller.to_start()
        wait(lambda first=first: page.log.rows.first_key() != first)  # type: ignore[misc]
        assert len(page.log.rows) <= MOST


def scroll_on(page: ChatPage, wait: Wait) -> list[str]:
    """Scroll down to the end; return all texts on the way."""
    seen = texts(page)
    while not page.log.scroller.at_end:
        page.log.scroller.by(page.log.viewport().height() // 2)
        wait(lambda: page.log.contents.has_end or page.log.contents.visible_rows().stop < len(page.log.rows))
        seen += [text for text in texts(page) if text not in seen]
        assert len(page.log.rows) <= MOST
    return seen


def test_scrolling_reaches_the_beginning_and_the_end_again(page: ChatPage, wait: Wait) -> None:
    scroll_back(page, wait, "old 0")
    assert not page.log.contents.has_end
    assert scroll_on(page, wait) == [f"old {number}" for number in range(STORED)]


def test_messages_received_while_the_end_is_not_loaded_are_at_the_end(
    page: ChatPage, desk: Desk, bo: Desk, wait: Wait
) -> None:
    page.history_loader.go_to(key(10))
    wait(lambda: page.log.rows.find(key(10)) is not None)
    before = texts(page)
    write(bo, desk, wait, 3)
    assert texts(page) == before
    assert not is_at_end(page)
    assert page.log.jump_button.new == 3
    assert desk.messenger.unread_counts() == {chat_with(BO): 3}
    page.log.jump_button.click()
    assert is_at_end(page) and texts(page)[-3:] == ["new 0", "new 1", "new 2"]
    assert first_new(page) == "new 0"
    wait(lambda: not desk.messenger.unread_counts())


def test_messages_received_on_the_way_to_the_end_are_neither_lost_nor_doubled(
    page: ChatPage, desk: Desk, bo: Desk, wait: Wait
) -> None:
    page.history_loader.go_to(key(STORED - 250))
    wait(lambda: page.log.rows.find(key(STORED - 250)) is not None)
    for number in range(40):
        bo.messenger.own_messages.send(chat_with(ANNA), Text(f"new {number}"))
    seen = scroll_on(page, wait)
    wait(lambda: desk.messenger.conversation(chat_with(BO)).messages[-1].text == "new 39")
    seen = [*seen, *(text for text in texts(page) if text not in seen)]
    assert seen[-45:] == [f"old {number}" for number in range(STORED - 5, STORED)] + [f"new {n}" for n in range(40)]
    assert len(set(texts(page))) == len(texts(page))


def test_a_chat_that_is_watched_stays_small(page: ChatPage, desk: Desk, bo: Desk, wait: Wait) -> None:
    write(bo, desk, wait, 2 * MOST)
    assert page.log.scroller.at_end and len(page.log.rows) <= MOST
    assert len(desk.messenger.conversation(chat_with(BO)).messages) <= MOST
    assert not desk.messenger.unread_counts()
    while "old 650" not in texts(page):
        first = page.log.rows.first_key()
        page.log.scroller.to_start()
        wait(lambda first=first: page.log.rows.first_key() != first)  # type: ignore[misc]
    assert len(page.log.rows) <= MOST


def test_an_inactive_chat_stays_at_the_new_line(
    qtbot: QtBot, page: ChatPage, window: ChatWindow, desk: Desk, bo: Desk, wait: Wait
) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    show(other)
    write(bo, desk, wait, 2 * MOST)
    assert len(page.log.rows) <= MOST and not page.log.scroller.at_end
    assert first_new(page) == "new 0" and first_new_is_in_sight(page)
    window.open_chat(chat_with(BO))
    show(window)
    assert first_new_is_in_sight(page)
    assert desk.messenger.unread_counts() == {chat_with(BO): 2 * MOST}
    assert scroll_on(page, wait)[-2 * MOST :] == [f"new {number}" for number in range(2 * MOST)]
    wait(lambda: not desk.messenger.unread_counts())
    other.close()


def test_a_chat_that_is_opened_late_starts_at_the_new_line(
    window: ChatWindow, desk: Desk, bo: Desk, wait: Wait
) -> None:
    write(bo, desk, wait, 2 * MOST)
    window.open_chat(chat_with(BO))
    show(window)
    page = window.page(chat_with(BO))
    assert page is not None
    wait(lambda: "new 0" in texts(page))
    assert first_new(page) == "new 0" and first_new_is_in_sight(page)
    assert len(page.log.rows) <= MOST + AROUND
    assert desk.messenger.unread_counts() == {chat_with(BO): 2 * MOST}


def test_a_selection_stays_while_rows_are_dropped(page: ChatPage, desk: Desk, bo: Desk, wait: Wait) -> None:
    last = len(page.log.rows) - 1
    page.log.selection.select_rows(last - 1, last)
    chosen = page.log.selection_actions.selected_text()
    write(bo, desk, wait, 2 * MOST)
    assert page.log.selection_actions.selected_text() == chosen
    page.log.selection.clear()
    write(bo, desk, wait, 1, "last")
    assert len(page.log.rows) <= MOST
    page.log.selection_actions.copy()
    page.log.selection_actions.select_all()
    assert page.log.selection_actions.selected_text().endswith("last 0")


def test_sending_from_far_back_goes_to_the_end(page: ChatPage, desk: Desk, wait: Wait) -> None:
    page.history_loader.go_to(key(10))
    wait(lambda: page.log.rows.find(key(10)) is not None)
    page.input.set_draft("mine")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    wait(lambda: texts(page)[-2:] == [f"old {STORED - 1}", "mine"])
    assert page.log.scroller.at_end
    QApplication.processEvents()
