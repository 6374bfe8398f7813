"""Muted conversations: menus and marks."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDateTime, QPoint, Qt, QTime
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.clock import SystemClock
from qqdesk.domain.contact import Contact
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.gui.chat.person_partner import ChatHead
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.contacts.contact_menu import ContactMenu
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.contact_row import ContactRow, Role
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main import tray as tray_module
from qqdesk.gui.main.tray import Tray
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.mute_menu import mute_menu, tomorrow
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

ZOE = 10001


def words(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in menu.actions() if not action.isSeparator()]


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text().replace("&", "") == text).trigger()


@pytest.fixture
def head(
    qtbot: QtBot, backend: Backend, messenger: Messenger, faces: FaceSource, store: SettingsStore
) -> Iterator[ChatHead]:
    backend.open(Contact(ZOE, "Zoe", 0, Status.ONLINE))
    window = QWidget()
    qtbot.addWidget(window)
    typing = TypingLine(messenger, chat_with(ZOE), str)
    navigator = RecordingNavigator()
    entries = ContactMenu(messenger, navigator, window)
    head = ChatHead(AppContext(messenger, navigator, faces, store), entries, chat_with(ZOE), typing)
    window.setLayout(row(head))
    window.show()
    head.show_contact(messenger.roster.get(ZOE))
    yield head
    window.close()


def test_mute_menu(head: ChatHead, messenger: Messenger) -> None:
    mutes = messenger.mutes
    menu = mute_menu(messenger, chat_with(ZOE), head)
    assert words(menu) == ["For 1 hour", "Until tomorrow", "For ever"]
    before = SystemClock().now()
    choose(menu, "For 1 hour")
    assert before + 3_600_000 <= mutes.until(chat_with(ZOE)) <= SystemClock().now() + 3_600_000
    menu = mute_menu(messenger, chat_with(ZOE), head)
    assert words(menu)[0] == "Unmute"
    assert words(menu)[1].startswith("Muted until ")
    assert not menu.actions()[1].isEnabled()
    choose(menu, "For ever")
    assert mutes.until(chat_with(ZOE)) == FOREVER
    menu = mute_menu(messenger, chat_with(ZOE), head)
    assert words(menu)[1] == "Muted"
    choose(menu, "Unmute")
    assert mutes.until(chat_with(ZOE)) == 0


def test_tomorrow_begins_in_the_morning() -> None:
    moment = QDateTime.fromMSecsSinceEpoch(tomorrow())
    assert moment.time() == QTime(8, 0)
    assert moment.date() == QDateTime.currentDateTime().date().addDays(1)


def test_chat_head_shows_and_ends_a_mute(head: ChatHead, messenger: Messenger, qtbot: QtBot) -> None:
    assert not head._muted.isVisible()
    assert any(action.text() == "Mute" for action in head.menu().actions())
    messenger.mutes.mute(chat_with(ZOE), FOREVER)
    assert head._muted.isVisible()
    assert head._muted.accessibleName() == "Muted"
    head._muted.click()
    menu = next(menu for menu in head.findChildren(QMenu) if menu.isVisible())
    choose(menu, "Unmute")
    menu.close()
    assert not head._muted.isVisible()


def test_contact_list_shows_and_sets_a_mute(
    qtbot: QtBot, backend: Backend, messenger: Messenger, faces: FaceSource, store: SettingsStore
) -> None:
    backend.open(Contact(ZOE, "Zoe", 0, Status.ONLINE))
    pane = ContactPane(AppContext(messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(pane)
    pane.show_everything()
    actions = pane.contact_actions
    actions.open_contact_menu(ZOE, QPoint(5, 5))
    assert actions._menu is not None
    menu = next(action.menu() for action in actions._menu.actions() if action.text() == "Mute")
    assert isinstance(menu, QMenu)
    choose(menu, "For ever")
    actions._menu.close()
    index = pane.model.index(pane.model.row_of(ZOE))
    row = index.data(Role.ROW)
    assert isinstance(row, ContactRow)
    assert row.muted
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).endswith(", muted")
    messenger.mutes.mute(chat_with(ZOE), 0)
    assert not pane.model.index(pane.model.row_of(ZOE)).data(Role.ROW).muted


def test_tray_icon_does_not_blink_for_muted_contacts(
    qtbot: QtBot, backend: Backend, messenger: Messenger, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray_module, "reduced_motion", lambda: False)
    tray = Tray(context, messenger)
    backend.open(Contact(ZOE, "Zoe"))
    tray.show()
    messenger.mutes.mute(chat_with(ZOE), FOREVER)
    backend.write(ZOE, "hello")
    assert tray.icon_count == 1
    assert not tray._blink.isActive()
    messenger.mutes.mute(chat_with(ZOE), 0)
    assert tray._blink.isActive()
    tray.hide()
    tray.menu.deleteLater()
    tray.deleteLater()
