"""The recent conversations beside the contacts: tabs, order, second lines, hiding."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import ChangeKind, Delivery
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.domain.room import Room
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.contact_row import ContactRow, Pin, Role
from qqdesk.gui.contacts.list_tabs import CONTACTS, RECENT
from qqdesk.gui.contacts.row_lines import LineKind, RowLine
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.worker.messenger import Messenger
from tests.gui.showing import show
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

ANNA, BO, EVE, CLUB = 10001, 10002, 10003, 20001
DAY_MS = 24 * 3600 * 1000


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(
        Contact(ANNA, "Anna", status=Status.ONLINE, signature="Tea first"),
        Contact(BO, "Bo", status=Status.BUSY, signature="Never mind", status_text="In a meeting until 3"),
        Contact(EVE, "Eve"),
    )
    backend.enter(Room(CLUB, "Club", 486, RoomRole.MEMBER, members=9))


@pytest.fixture
def pane(qtbot: QtBot, context: AppContext) -> ContactPane:
    pane = ContactPane(context)
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


def test_the_second_line_of_a_person(pane: ContactPane, backend: Backend, messenger: Messenger) -> None:
    assert line_of(pane, ANNA) == RowLine("Tea first")
    assert line_of(pane, BO) == RowLine("In a meeting until 3")
    assert line_of(pane, EVE) == RowLine()
    now = backend.clock.now()
    backend.write(ANNA, "yesterday", time=now - DAY_MS - 1)
    messenger.mark_read(chat_with(ANNA))
    assert line_of(pane, ANNA) == RowLine("Tea first"), "a message of more than a day ago says nothing any more"
    backend.write(ANNA, "are you\nthere?", time=now - 3 * DAY_MS)
    assert line_of(pane, ANNA).text == "are you there?", "an unread one does"
    now = backend.send(ANNA, "I am", Delivery.SENT).time
    assert line_of(pane, ANNA) == RowLine("I am", LineKind.MESSAGE, "You", time=now)
    messenger.drafts.put(chat_with(ANNA), Draft("and"))
    assert line_of(pane, ANNA) == RowLine("and", LineKind.DRAFT, time=now)
    backend.clock.advance(1)
    backend.show_typing(ANNA)
    assert line_of(pane, ANNA).kind is LineKind.TYPING
    said = pane.model.index(pane.model.row_of(ANNA)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Anna, Online, 1 unread message, typing…"


def test_typed_faces_are_emoji_as_in_the_chat(
    pane: ContactPane, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qqdesk.gui.contacts.row_lines.is_drawable", lambda emoji: True)
    backend.write(ANNA, "tea? :-)")
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


def test_who_took_back_a_message(backend: Backend, pane: ContactPane, messenger: Messenger) -> None:
    for maker, text in ((ANNA, "Anna took back a message"), (messenger.me.number, "You took back a message")):
        backend.alter(backend.write(ANNA, "hello")[0], ChangeKind.RECALL, by=maker)
        assert line_of(pane, ANNA).text == text


def test_the_presence_and_the_number_are_in_the_tool_tip(pane: ContactPane) -> None:
    tip = pane.model.index(pane.model.row_of(BO)).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines() == ["Bo", "Number 10002", "Busy"]


def test_recent_conversations_are_newest_first(
    backend: Backend, pane: ContactPane, store: SettingsStore, qtbot: QtBot
) -> None:
    (old,) = backend.write(BO, "old")
    backend.send(EVE, "new", Delivery.SENT)
    QTest.mouseClick(pane.tabs, Qt.MouseButton.LeftButton, pos=pane.tabs.tabRect(1).center())
    assert store.settings.list_view == "recent"
    assert shown(pane) == [EVE, BO]
    assert (line_of(pane, BO).text, line_of(pane, BO).time) == ("old", old.time)
    backend.write(ANNA, "hi", room=ConversationId.room(CLUB))
    qtbot.waitUntil(lambda: shown(pane) == [CLUB, EVE, BO])
    pane.choose_view("contacts")
    assert ANNA in shown(pane)


def test_a_search_finds_everybody(backend: Backend, pane: ContactPane) -> None:
    backend.write(BO, "hi")
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
    pane: ContactPane, backend: Backend, messenger: Messenger
) -> None:
    backend.write(ANNA, "1")
    backend.write(ANNA, "2")
    backend.write(BO, "3")
    messenger.mutes.mute(chat_with(BO), FOREVER)
    assert pane.tabs.accessibleTabName(1) == "Recent, 2 unread messages"
    messenger.mark_read(chat_with(ANNA))
    assert pane.tabs.accessibleTabName(1) == "Recent"


def test_pinned_conversations_stand_on_top(backend: Backend, pane: ContactPane, messenger: Messenger) -> None:
    read_messages(backend, ANNA, BO, EVE)
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
    backend: Backend, pane: ContactPane, messenger: Messenger, qtbot: QtBot
) -> None:
    read_messages(backend, ANNA, BO, EVE)
    pane.choose_view("recent")
    entries(pane, EVE)["Pin on top"].trigger()
    with qtbot.waitSignal(pane.model.dataChanged, check_params_cb=lambda first, last, roles: first.row() == 0):
        messenger.contact_notes.set_pinned(chat_with(BO), True)  # as on another computer
    assert [row_of(pane, number).pin for number in shown(pane)] == [Pin.PINNED, Pin.LAST, Pin.NONE]


def test_a_message_that_moves_to_the_end_is_shown(
    backend: Backend, pane: ContactPane, messenger: Messenger, qtbot: QtBot
) -> None:
    message = backend.send(ANNA, "hi", Delivery.SENT)
    row = pane.model.row_of(ANNA)
    with qtbot.waitSignal(
        pane.model.dataChanged, check_params_cb=lambda first, last, roles: first.row() <= row <= last.row()
    ):
        messenger.message_moved.emit(message)


def read_messages(backend: Backend, *numbers: int) -> None:
    """Receive a message of each, and read it."""
    for number in numbers:
        backend.write(number, "hi")
        backend.messenger.mark_read(chat_with(number))


def entries(pane: ContactPane, number: int) -> dict[str, QAction]:
    pane.contact_actions.open_contact_menu(number, QPoint(5, 5))
    menu = pane.contact_actions._menu
    assert menu is not None
    menu.close()
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def test_a_hidden_conversation_comes_back_with_a_message(
    pane: ContactPane, backend: Backend, messenger: Messenger, qtbot: QtBot
) -> None:
    read_messages(backend, ANNA, BO)
    messenger.contact_notes.set_pinned(chat_with(BO), True)
    pane.choose_view("recent")
    pane.view.setFocus()
    pane.view.choose(BO)
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    assert (shown(pane), backend.requests) == ([ANNA], [])
    pane.undo.button.click()
    assert shown(pane) == [BO, ANNA]
    pane.view.choose(BO)
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    backend.write(BO, "there?")
    leave_list(pane)
    qtbot.waitUntil(lambda: shown(pane) == [BO, ANNA])
    assert "Hide from Recent" in entries(pane, BO)
    pane.choose_view("contacts")
    assert "Hide from Recent" not in entries(pane, BO)


def test_unread_messages_are_not_hidden(pane: ContactPane, backend: Backend, messenger: Messenger) -> None:
    backend.write(ANNA, "there?")
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


def test_the_order_waits_for_the_pointer_and_the_keys(pane: ContactPane, backend: Backend, qtbot: QtBot) -> None:
    read_messages(backend, ANNA, BO)
    pane.choose_view("recent")
    pane.view.setFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.recent.changed):
        backend.write(ANNA, "there?")
    assert shown(pane) == [BO, ANNA]
    leave_list(pane)
    assert shown(pane) == [ANNA, BO]


def test_hidden_conversations_stay_hidden_in_the_next_session(pane: ContactPane, backend: Backend) -> None:
    backend.write(ANNA, "hi")
    pane.recent.set_hidden((chat_with(ANNA), chat_with(EVE)), True)
    contacts = backend.messenger.roster.listed()
    backend.open(*contacts, drafts={chat_with(EVE): Draft("Dear"), chat_with(BO): Draft("Dear")})
    pane.choose_view("recent")
    assert shown(pane) == [BO]


def test_a_search_finds_those_who_are_hidden_as_offline(pane: ContactPane, store: SettingsStore) -> None:
    store.change("hide_offline", True)
    pane.search.setText("eve")
    assert (shown(pane)[1:], pane._stack.currentWidget()) == ([EVE], pane.view)
