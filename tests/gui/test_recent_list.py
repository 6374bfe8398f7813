"""The recent conversations beside the contacts: tabs, order, second lines, hiding."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.clock import SystemClock
from qqdesk.domain.account_keys import AccountValues
from qqdesk.domain.body import Recalled, Text
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery, Message, new_message_id
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.domain.room import Room
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.contact_row import ContactRow, Pin, Role
from qqdesk.gui.contacts.list_tabs import CONTACTS, RECENT
from qqdesk.gui.contacts.row_lines import LineKind, RowLine
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import RoomRole
from tests.gui.chat_messenger import StillMessenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.history import history_writer, wait_written
from tests.helpers.messages import chat_with

ANNA, BO, EVE, CLUB = 10001, 10002, 10003, 20001
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def messenger() -> StillMessenger:
    messenger = StillMessenger()
    messenger.know(
        Contact(ANNA, "Anna", status=Status.ONLINE, signature="Tea first"),
        Contact(BO, "Bo", status=Status.BUSY, signature="Never mind", status_text="In a meeting until 3"),
        Contact(EVE, "Eve"),
    )
    messenger.rooms.put(Room(CLUB, "Club", 486, RoomRole.MEMBER, members=9))
    return messenger


@pytest.fixture
def pane(qtbot: QtBot, messenger: StillMessenger, faces: FaceSource, store: SettingsStore) -> ContactPane:
    pane = ContactPane(AppContext(messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(pane)
    pane.resize(280, 700)
    pane.show_everything()
    show(pane)
    return pane


def shown(pane: ContactPane) -> list[int]:
    return [pane.model.number_at(row) for row in range(pane.model.rowCount())]


def row_of(pane: ContactPane, number: int) -> ContactRow:
    row = pane.model.index(pane.model.row_of(number)).data(Role.ROW)
    assert isinstance(row, ContactRow)
    return row


def line_of(pane: ContactPane, number: int) -> RowLine:
    return row_of(pane, number).line


def test_the_second_line_of_a_person(pane: ContactPane, messenger: StillMessenger) -> None:
    assert line_of(pane, ANNA) == RowLine("Tea first")
    assert line_of(pane, BO) == RowLine("In a meeting until 3")
    assert line_of(pane, EVE) == RowLine()
    now = SystemClock().now()
    messenger.put(ANNA, "yesterday", None, now - DAY_MS - 1)
    assert line_of(pane, ANNA) == RowLine("Tea first"), "a message of more than a day ago says nothing any more"
    messenger.receive(ANNA, "are you\nthere?", now - 3 * DAY_MS)
    assert line_of(pane, ANNA).text == "are you there?", "an unread one does"
    messenger.put(ANNA, "I am", Delivery.SENT, now)
    assert line_of(pane, ANNA) == RowLine("I am", LineKind.MESSAGE, "You", time=now)
    messenger.drafts.put(chat_with(ANNA), Draft("and"))
    assert line_of(pane, ANNA) == RowLine("and", LineKind.DRAFT, time=now)
    messenger.begin_to_write(ANNA)
    assert line_of(pane, ANNA).kind is LineKind.TYPING
    said = pane.model.index(pane.model.row_of(ANNA)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Anna, Online, 1 unread message, typing…"


def test_typed_faces_are_emoji_as_in_the_chat(
    pane: ContactPane, messenger: StillMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qqdesk.gui.contacts.row_lines.is_drawable", lambda emoji: True)
    messenger.receive(ANNA, "tea? :-)", SystemClock().now())
    assert line_of(pane, ANNA).text == "tea? 🙂"


def test_the_view_menu_has_only_what_changes_the_view(pane: ContactPane) -> None:
    def entries() -> list[str]:
        pane.view_menu.aboutToShow.emit()
        return [action.text() for action in pane.view_menu.actions() if action.text()]

    assert {"Sort by name", "Hide offline contacts", "New group…", "One window"} <= set(entries())
    pane.choose_view(RECENT)
    assert entries() == ["Small faces", "One window"]
    pane.choose_view(CONTACTS)
    assert "Sort by name" in entries()


def test_who_took_back_a_message(pane: ContactPane, messenger: StillMessenger) -> None:
    for maker, text in ((ANNA, "Anna took back a message"), (messenger.me.number, "You took back a message")):
        message = Message(new_message_id(1), chat_with(ANNA), maker, SystemClock().now(), Recalled(maker), None)
        messenger.conversation(chat_with(ANNA)).append(message)
        assert line_of(pane, ANNA).text == text


def test_the_presence_and_the_number_are_in_the_tool_tip(pane: ContactPane) -> None:
    tip = pane.model.index(pane.model.row_of(BO)).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines() == ["Bo", "Number 10002", "Busy"]


def test_recent_conversations_are_newest_first(
    pane: ContactPane, messenger: StillMessenger, store: SettingsStore, qtbot: QtBot
) -> None:
    messenger.put(BO, "old", None, 1_000)
    messenger.put(EVE, "new", Delivery.SENT, 2_000)
    QTest.mouseClick(pane.tabs, Qt.MouseButton.LeftButton, pos=pane.tabs.tabRect(1).center())
    assert store.settings.list_view == "recent"
    assert shown(pane) == [EVE, BO]
    assert (line_of(pane, BO).text, line_of(pane, BO).time) == ("old", 1_000)
    room = Message(new_message_id(3), ConversationId.room(CLUB), ANNA, 3_000, Text("hi"), None)
    messenger.conversation(room.conversation).append(room)
    messenger.message_added.emit(room)
    qtbot.waitUntil(lambda: shown(pane) == [CLUB, EVE, BO])
    pane.choose_view("contacts")
    assert ANNA in shown(pane)


def test_a_search_finds_everybody(pane: ContactPane, messenger: StillMessenger) -> None:
    messenger.put(BO, "hi", None)
    pane.choose_view("recent")
    pane.search.setText("anna")
    assert ANNA in shown(pane)
    pane.search.clear()
    assert shown(pane) == [BO]


def test_an_empty_list_leads_to_the_contacts(pane: ContactPane, store: SettingsStore) -> None:
    pane.choose_view("recent")
    assert pane._stack.currentWidget() is pane.no_recent
    pane.no_recent.other_button.click()
    assert (store.settings.list_view, pane._stack.currentWidget()) == ("contacts", pane.view)


def test_the_tab_counts_unread_messages_of_those_who_are_not_muted(
    pane: ContactPane, messenger: StillMessenger
) -> None:
    messenger.receive(ANNA, "1")
    messenger.receive(ANNA, "2")
    messenger.receive(BO, "3")
    messenger.mutes.mute(chat_with(BO), FOREVER)
    assert pane.tabs.accessibleTabName(1) == "Recent, 2 unread messages"
    messenger.mark_read(chat_with(ANNA))
    assert pane.tabs.accessibleTabName(1) == "Recent"


def test_pinned_conversations_stand_on_top(pane: ContactPane, messenger: StillMessenger) -> None:
    for time, number in enumerate((ANNA, BO, EVE)):
        messenger.put(number, "hi", None, 1_000 + time)
    pane.choose_view("recent")
    pane.view.setFocus()
    pane.view.choose(ANNA)
    QTest.keyClick(pane.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert shown(pane) == [ANNA, EVE, BO]
    assert [row_of(pane, number).pin for number in shown(pane)] == [Pin.LAST, Pin.NONE, Pin.NONE]
    assert messenger.contact_notes.pinned() == {chat_with(ANNA)}
    said = pane.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Anna, Online, hi, pinned"
    assert entries(pane, ANNA)["Unpin"].isEnabled()
    entries(pane, BO)["Pin on top"].trigger()
    assert shown(pane) == [BO, ANNA, EVE]
    QTest.keyClick(pane.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert shown(pane) == [BO, EVE, ANNA]


def test_the_line_below_the_pinned_ones_moves_with_them(
    pane: ContactPane, messenger: StillMessenger, qtbot: QtBot
) -> None:
    for time, number in enumerate((ANNA, BO, EVE)):
        messenger.put(number, "hi", None, 1_000 + time)
    pane.choose_view("recent")
    entries(pane, EVE)["Pin on top"].trigger()
    with qtbot.waitSignal(pane.model.dataChanged, check_params_cb=lambda first, last, roles: first.row() == 0):
        messenger.contact_notes.set_pinned(chat_with(BO), True)  # as on another computer
    assert [row_of(pane, number).pin for number in shown(pane)] == [Pin.PINNED, Pin.LAST, Pin.NONE]


def test_a_message_that_moves_to_the_end_is_shown(pane: ContactPane, messenger: StillMessenger, qtbot: QtBot) -> None:
    message = messenger.put(ANNA, "hi", Delivery.SENT)
    row = pane.model.row_of(ANNA)
    with qtbot.waitSignal(
        pane.model.dataChanged, check_params_cb=lambda first, last, roles: first.row() <= row <= last.row()
    ):
        messenger.message_moved.emit(message)


def entries(pane: ContactPane, number: int) -> dict[str, QAction]:
    pane.contact_actions.open_contact_menu(number, QPoint(5, 5))
    menu = pane.contact_actions._menu
    assert menu is not None
    menu.close()
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def test_a_hidden_conversation_comes_back_with_a_message(
    pane: ContactPane, messenger: StillMessenger, qtbot: QtBot
) -> None:
    for time, number in enumerate((ANNA, BO)):
        messenger.put(number, "hi", None, 1_000 + time)
    messenger.contact_notes.set_pinned(chat_with(BO), True)
    pane.choose_view("recent")
    pane.view.setFocus()
    pane.view.choose(BO)
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    assert (shown(pane), messenger.asked) == ([ANNA], [])
    pane.undo.button.click()
    assert shown(pane) == [BO, ANNA]
    pane.view.choose(BO)
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    messenger.receive(BO, "there?", 2_000)
    leave_list(pane)
    qtbot.waitUntil(lambda: shown(pane) == [BO, ANNA])
    assert "Hide from Recent" in entries(pane, BO)
    pane.choose_view("contacts")
    assert "Hide from Recent" not in entries(pane, BO)


def test_unread_messages_are_not_hidden(pane: ContactPane, messenger: StillMessenger) -> None:
    messenger.receive(ANNA, "there?", 1_000)
    pane.choose_view("recent")
    pane.view.setFocus()
    pane.view.choose(ANNA)
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    assert shown(pane) == [ANNA]
    messenger.mark_read(chat_with(ANNA))
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    assert shown(pane) == []


def leave_list(pane: ContactPane) -> None:
    """End the freeze after the keys."""
    pane.view.freeze._timer.stop()
    pane.view.freeze._apply()


def test_the_order_waits_for_the_pointer_and_the_keys(
    pane: ContactPane, messenger: StillMessenger, qtbot: QtBot
) -> None:
    for time, number in enumerate((ANNA, BO)):
        messenger.put(number, "hi", None, 1_000 + time)
    pane.choose_view("recent")
    pane.view.setFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.recent.changed):
        messenger.receive(ANNA, "there?", 2_000)
    assert shown(pane) == [BO, ANNA]
    leave_list(pane)
    assert shown(pane) == [ANNA, BO]


def test_hidden_conversations_stay_hidden_in_the_next_session(
    pane: ContactPane, messenger: StillMessenger, tmp_path: Path
) -> None:
    history = History(tmp_path / "history.db")
    messenger.put(ANNA, "hi", None)
    with history_writer(messenger) as writer:
        messenger.account.open(history.account_values, AccountValues(), writer, lambda: None)
        pane.recent.set_hidden((chat_with(ANNA), chat_with(EVE)), True)
        wait_written(writer)
        values = AccountValues(history.account_values.load())
        messenger.account.open(history.account_values, values, writer, lambda: None)
        messenger.drafts.put(chat_with(EVE), Draft("Dear"))
        messenger.drafts.put(chat_with(BO), Draft("Dear"))
        messenger.signed_in.emit(None)
        pane.choose_view("recent")
        assert shown(pane) == [BO]
    history.close()


def test_a_search_finds_those_who_are_hidden_as_offline(pane: ContactPane, store: SettingsStore) -> None:
    store.change("hide_offline", True)
    pane.search.setText("eve")
    assert (shown(pane)[1:], pane._stack.currentWidget()) == ([EVE], pane.view)
