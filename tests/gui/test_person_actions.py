"""Actions on a person: online alerts and blocking, in menus and in a chat."""

import pytest
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact, Watch
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.contacts.contact_menu import ContactMenu
from qqdesk.gui.contacts.person_actions import PersonActions
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import presence_since_text, presence_text
from qqdesk.protocol.codes import Status
from qqdesk.worker.contact_notes_editor import ContactNotesEditor
from qqdesk.worker.messenger import Messenger
from tests.gui.people_world import BO, LIN, Show, press_in_question, set_blocked
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import head_of
from tests.helpers.messages import NOON, chat_with
from tests.kit.messenger import Backend


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(LIN, "林 Lin", status=Status.ONLINE), Contact(BO, "Bo", stranger=True))


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def test_presence_texts() -> None:
    there = Contact(LIN, "Lin", status=Status.BUSY)
    assert presence_since_text(there, None) == presence_text(there) == "Busy"
    assert presence_since_text(there, NOON).startswith("Busy since ")
    assert presence_text(Contact(LIN, "Lin", status=Status.ONLINE, blocked=True)) == "Blocked"


def entries(menu: QMenu) -> list[str]:
    return [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]


def test_menus_of_a_contact_and_a_stranger(messenger: Messenger, show: Show) -> None:
    window = QWidget()
    show(window)
    contact_menu = ContactMenu(messenger, RecordingNavigator(), window)
    menu = QMenu(window)
    contact_menu.add_to(menu, LIN)
    first = ["View profile", "Message history", "Pictures and files", "Mute", "Remark…"]
    assert entries(menu) == [*first, "Online alert", "Block…", "Delete contact…"]
    choices = next(action.menu() for action in menu.actions() if action.text() == "Online alert")
    assert isinstance(choices, QMenu)
    assert [action.isChecked() for action in choices.actions()] == [True, False, False]
    choices.actions()[2].trigger()
    assert messenger.presence.watched(LIN) is Watch.ALWAYS
    strange = QMenu(window)
    contact_menu.add_to(strange, BO)
    assert entries(strange) == [*first, "Add to contacts", "Block…"]
    mine = QMenu(window)
    contact_menu.person.add_block_to(mine, messenger.me.number)
    assert texts(mine) == []


def test_the_list_and_the_chat_have_the_same_entries(
    messenger: Messenger, faces: FaceSource, store: SettingsStore, show: Show
) -> None:
    window = QWidget()
    show(window)
    in_list, groups = QMenu(window), QMenu("Move to group", window)
    ContactMenu(messenger, RecordingNavigator(), window).add_to(in_list, LIN, lambda menu: groups)
    page = ChatPage(AppContext(messenger, RecordingNavigator(), faces, store), chat_with(LIN))
    show(page)
    expected = [entry for entry in entries(in_list) if entry != "Move to group"]
    assert [entry for entry in entries(head_of(page).menu()) if entry in expected] == expected
    assert not any("&" in action.text() for action in head_of(page).menu().actions()), "no mnemonics in menus"


def test_no_blocking_on_a_classic_server(messenger: Messenger, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ContactNotesEditor, "can_block", property(lambda self: False))
    window = QWidget()
    menu = QMenu(window)
    ContactMenu(messenger, RecordingNavigator(), window).add_to(menu, LIN)
    assert "Block…" not in entries(menu)


def test_blocking_is_confirmed_and_failures_are_shown(
    qtbot: QtBot, backend: Backend, messenger: Messenger, show: Show
) -> None:
    window = QWidget()
    show(window)
    actions = PersonActions(messenger, window)
    before = len(backend.requests)
    asking = QMenu(window)
    actions.add_block_to(asking, LIN)
    asking.actions()[0].trigger()
    press_in_question(window, "Cancel")
    assert len(backend.requests) == before
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
    actions.ask_to_block(LIN)
    press_in_question(window, "Block")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
    backend.fail(Problem(ProblemKind.NO_CONNECTION))
    assert window.findChild(QMessageBox) is not None
    press_in_question(window, "OK")
    actions.ask_to_block(LIN)
    qtbot.waitUntil(lambda: len(window.findChildren(QMessageBox)) == 1)
    with qtbot.waitSignal(actions.blocked) as done:
        press_in_question(window, "Block")
        set_blocked(backend, True)
    assert done.args == [LIN]
    assert messenger.roster.get(LIN).blocked
    menu = QMenu(window)
    actions.add_block_to(menu, LIN)
    assert texts(menu) == ["Unblock"]
    menu.actions()[0].trigger()
    set_blocked(backend, False)
    assert not messenger.roster.get(LIN).blocked


# In a chat


def test_unblock_in_a_chat(
    backend: Backend, messenger: Messenger, faces: FaceSource, store: SettingsStore, show: Show
) -> None:
    backend.change(Contact(LIN, "林 Lin", status=Status.ONLINE, blocked=True))
    page = ChatPage(AppContext(messenger, RecordingNavigator(), faces, store), chat_with(LIN))
    show(page)
    grey = page.head._face.grab().toImage()
    assert not head_of(page)._dot.isVisible()
    assert page.relation.isVisible() and "blocked" in page.relation.text()
    page.relation.button.click()
    set_blocked(backend, False)
    page.update_people()
    assert not page.relation.isVisible()
    assert head_of(page)._dot.isVisible()
    assert page.head._face.grab().toImage() != grey
    assert "Block…" in texts(page.head.menu())


def test_block_a_stranger_in_a_chat(
    qtbot: QtBot, backend: Backend, messenger: Messenger, faces: FaceSource, store: SettingsStore, show: Show
) -> None:
    page = ChatPage(AppContext(messenger, RecordingNavigator(), faces, store), chat_with(BO))
    show(page)
    assert page.relation.button.text() == "Add"
    page.relation.other_button.click()
    press_in_question(page, "Block")
    set_blocked(backend, True)
    page.update_people()
    assert page.relation.button.text() == "Unblock" and not page.relation.other_button.isVisible()
