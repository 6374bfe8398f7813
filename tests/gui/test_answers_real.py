"""Replies, reactions, edits and recalls between a chat window and another person, at the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Recalled, Text
from qqdesk.domain.message import Delivery, Message, Reaction
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.history.history_controller import HistoryController
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.message_log.block import Block
from qqdesk.gui.message_log.delete_question import DeleteQuestion
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from tests.gui.history_world import shown_texts
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import local_server

ANNA, BO = 10001, 10002


@pytest.fixture
def desks(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with local_server(tmp_path) as server:
        server.add_user(ANNA, nickname="Anna")
        server.add_user(BO, nickname="Bo")
        server.befriend(ANNA, BO)
        anna, bo = (Desk(qtbot, tmp_path / str(number), number) for number in (ANNA, BO))
        for desk in (anna, bo):
            desk.sign_in(server.address)
        yield anna, bo
        for desk in (anna, bo):
            desk.messenger.shut_down()


def open_chat(qtbot: QtBot, anna: Desk, faces: FaceSource, store: SettingsStore) -> tuple[ChatWindows, ChatPage]:
    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(windows.main)
    windows.main.open_chat(chat_with(BO))
    QTest.qWaitForWindowActive(windows.main)
    page = windows.main.page(chat_with(BO))
    assert page is not None
    return windows, page


def shown(page: ChatPage, message: Message) -> Block:
    row = page.log.rows.find(message.id)
    assert row is not None
    return page.log.contents.block(row)


def test_a_message_is_answered_reacted_to_edited_and_taken_back(
    qtbot: QtBot, desks: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore
) -> None:
    anna, bo = desks
    windows, page = open_chat(qtbot, anna, faces, store)

    def last(desk: Desk, other: int) -> Message | None:
        messages = desk.messenger.conversation(chat_with(other)).messages
        return messages[-1] if messages else None

    bo.messenger.own_messages.send(chat_with(ANNA), Text("the boat is back"))
    anna.wait(lambda: (said := last(anna, BO)) is not None and said.text == "the boat is back")
    asked = last(anna, BO)
    assert asked is not None
    page.log.selection_actions.reply(asked)
    QTest.keyClicks(page.input, "at lasst")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    bo.wait(lambda: (got := last(bo, ANNA)) is not None and got.text == "at lasst")
    got = last(bo, ANNA)
    assert got is not None and got.reply_to == asked.ref
    reply = last(anna, BO)
    assert reply is not None
    page.log.show_messages([reply])
    quote = shown(page, reply).quote
    assert quote is not None and quote.text == "…", "it is read from the history"
    anna.wait(lambda: (now := shown(page, reply).quote) is not None and now.text == "the boat is back")

    bo.messenger.changes.react(got, "🎉")
    anna.wait(lambda: bool(shown(page, reply).chips))
    anna.wait(lambda: (mine := last(anna, BO)) is not None and mine.delivery is Delivery.DELIVERED)
    QTest.keyClick(page.input, Qt.Key.Key_Up)
    assert page.input.text() == "at lasst"
    page.input.set_draft("at last")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    bo.wait(lambda: (now := last(bo, ANNA)) is not None and now.text == "at last" and now.is_edited)
    edited = last(bo, ANNA)
    assert edited is not None and edited.reactions == (Reaction(BO, "🎉"),)

    page.log.setFocus()
    page.log.contents.current = reply.id
    QTest.keyClick(page.log, Qt.Key.Key_Delete)
    question = page.findChild(DeleteQuestion)
    assert question is not None
    next(button for button in question.buttons() if "everybody" in button.text()).click()
    bo.wait(lambda: (now := last(bo, ANNA)) is not None and now.body == Recalled(ANNA))
    anna.wait(lambda: shown(page, reply).notice is not None)
    windows.main.activateWindow()  # the screen without a window manager leaves it inactive after the question
    QTest.qWaitForWindowActive(windows.main)
    page.log.setFocus()
    QTest.keyClick(page.log, Qt.Key.Key_Return)
    assert page.input.text() == "at last"


def test_a_search_in_the_chat_follows_messages_that_are_edited_or_taken_back(
    qtbot: QtBot, desks: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore
) -> None:
    anna, bo = desks
    _, page = open_chat(qtbot, anna, faces, store)
    theirs = bo.reply(bo.messenger.own_messages.send(chat_with(ANNA), Text("the boat is back")))
    mine = anna.reply(anna.messenger.own_messages.send(chat_with(BO), Text("which boat?")))
    bo.wait_state(ANNA, theirs.id, Delivery.DELIVERED)
    anna.wait_state(BO, mine.id, Delivery.DELIVERED)
    page.finder.open()
    QTest.keyClicks(page.finder.bar.edit, "boat")
    count = page.finder.bar.count
    anna.wait(lambda: count.text() == "1 of 2")
    anna.messenger.changes.edit(mine, Text("which one?"))
    anna.wait(lambda: count.text() == "1 of 1")
    bo.messenger.changes.recall(theirs)
    anna.wait(lambda: count.text() == "Nothing found")
    anna.messenger.changes.edit(mine, Text("what a boat?"))
    anna.wait(lambda: count.text() == "1 of 1")


def test_the_history_window_follows_messages_that_are_edited_or_taken_back(
    qtbot: QtBot, desks: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore
) -> None:
    anna, bo = desks
    history = HistoryController(AppContext(anna.messenger, RecordingNavigator(), faces, store), anna.messenger)
    theirs = bo.reply(bo.messenger.own_messages.send(chat_with(ANNA), Text("the boat is back")))
    bo.wait_state(ANNA, theirs.id, Delivery.DELIVERED)
    mine = anna.reply(anna.messenger.own_messages.send(chat_with(BO), Text("which boat?")))
    anna.wait_state(BO, mine.id, Delivery.DELIVERED)
    window = history.open(chat_with(BO))
    show(window)
    log = window.context.log

    def texts() -> list[tuple[str, ...]]:
        listed = tuple(shown_texts(window))
        around = tuple(one.text for row in range(len(log.rows)) if (one := log.rows.message(row)))
        return [listed, around]

    anna.wait(lambda: texts() == [("which boat?", "the boat is back"), ("the boat is back", "which boat?")])
    bo.messenger.changes.recall(theirs)
    anna.wait(lambda: texts() == [("which boat?", ""), ("", "which boat?")])
    anna.messenger.changes.edit(mine, Text("which one?"))
    anna.wait(lambda: texts() == [("which one?", ""), ("", "which one?")])
    QTest.keyClicks(window.filters.edit, "one")
    anna.wait(lambda: texts()[0] == ("which one?",))
    got = bo.messenger.conversation(chat_with(ANNA)).find(mine.id)
    assert got is not None
    bo.messenger.changes.react(got, "👍")
    anna.wait(lambda: any(one.reactions for row in range(len(log.rows)) if (one := log.rows.message(row))))
    history.close()


def test_the_line_above_new_messages_stays_when_a_later_one_is_taken_back(
    qtbot: QtBot, desks: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore
) -> None:
    anna, bo = desks
    windows, page = open_chat(qtbot, anna, faces, store)
    windows.main.hide()
    keys = [bo.send(ANNA, text) for text in ("one", "two", "three")]
    anna.wait_texts(BO, "one", "two", "three")
    anna.wait(lambda: (page.log.rows.first_new, page.log.rows.new_count) == (keys[0], 3))
    bo.wait(lambda: bo.states(ANNA)[-1] is Delivery.DELIVERED)
    bo.messenger.changes.recall(bo.messenger.conversation(chat_with(ANNA)).messages[-1])
    anna.wait(lambda: anna.messenger.conversation(chat_with(BO)).unread == 2)
    last = page.log.rows[len(page.log.rows) - 1]
    assert isinstance(last, Message) and last.body == Recalled(BO)
    assert (page.log.rows.first_new, page.log.rows.new_count) == (keys[0], 2)
