"""Drafts are shown in the list and at the tab, and survive a killed program."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.domain.draft import Draft
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.contact_row import ContactRow, Role
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.helpers.server import local_server
from tests.kit.messenger import Backend

ANNA, WEI = 10001, 10002


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", status=Status.ONLINE), Contact(WEI, "张伟"))


@pytest.fixture
def windows(qtbot: QtBot, context: AppContext) -> Iterator[ChatWindows]:
    windows = ChatWindows(context)
    qtbot.addWidget(windows.main)
    yield windows
    windows.main.close()


@pytest.fixture
def pane(qtbot: QtBot, messenger: Messenger, windows: ChatWindows, store: SettingsStore) -> ContactPane:
    pane = ContactPane(AppContext(messenger, RecordingNavigator(), FaceSource(), store))
    qtbot.addWidget(pane)
    windows.attended_changed.connect(pane.set_attended)
    pane.show_everything()
    return pane


def shown(pane: ContactPane, number: int) -> str:
    index = pane.model.index(pane.model.row_of(number))
    row = index.data(Role.ROW)
    assert isinstance(row, ContactRow)
    draft = row.line.text if row.line.is_draft else ""
    assert (f"draft: {draft}" in index.data(Qt.ItemDataRole.AccessibleTextRole)) == bool(draft)
    return draft


def write(windows: ChatWindows, number: int, text: str) -> None:
    windows.open_chat(chat_with(number))
    QTest.qWaitForWindowActive(windows.main)
    page = windows.page(chat_with(number))
    assert page is not None
    QTest.keyClicks(page.input, text)
    page.composer.save_draft()


def test_the_list_shows_drafts_except_of_the_attended_chat(
    windows: ChatWindows, pane: ContactPane, messenger: Messenger
) -> None:
    write(windows, ANNA, "see you")
    assert shown(pane, ANNA) == ""
    write(windows, WEI, "later")
    assert (shown(pane, ANNA), shown(pane, WEI)) == ("see you", "")
    pane.resize(280, 300)
    assert not pane.grab().isNull()
    windows.main.hide()
    assert (shown(pane, ANNA), shown(pane, WEI)) == ("see you", "later")
    messenger.drafts.put(chat_with(ANNA), Draft("two\n  lines"))
    assert shown(pane, ANNA) == "two lines"
    messenger.drafts.put(chat_with(ANNA), Draft())
    assert shown(pane, ANNA) == ""


def test_saved_drafts_are_in_the_list_at_once(backend: Backend, pane: ContactPane) -> None:
    backend.open(Contact(WEI, "张伟"), drafts={chat_with(WEI): Draft("from yesterday")})
    assert shown(pane, WEI) == "from yesterday"


def test_a_tab_with_a_draft_is_marked(windows: ChatWindows, messenger: Messenger) -> None:
    write(windows, ANNA, "see you")
    write(windows, WEI, "")
    tabs = windows.main.pages.tabs
    assert "with a draft" in tabs.tabToolTip(tabs.index_of(chat_with(ANNA)))
    assert "with a draft" not in tabs.tabToolTip(tabs.index_of(chat_with(WEI)))
    marked = tabs.grab().toImage()
    messenger.drafts.put(chat_with(ANNA), Draft())
    assert "with a draft" not in tabs.accessibleTabName(tabs.index_of(chat_with(ANNA)))
    assert tabs.grab().toImage() != marked
    messenger.drafts.put(chat_with(ANNA), Draft("again"))
    tabs.set_pinned(chat_with(ANNA), True)
    assert not tabs.grab().isNull()
    assert "with a draft" in tabs.tabToolTip(tabs.index_of(chat_with(ANNA)))
    windows.main.pages.close_chat(chat_with(ANNA))
    windows.open_chat(chat_with(ANNA))
    assert "with a draft" in tabs.tabToolTip(tabs.index_of(chat_with(ANNA)))


_WRITER = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import SignIn
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator

folder, server = Path(sys.argv[1]), sys.argv[2]
app = QApplication([])
messenger = Messenger(folder, "0" * 32)
windows = None
chat = ConversationId.person(10002)

def write(_):
    global windows
    store = SettingsStore(folder / "settings.toml")
    windows = ChatWindows(AppContext(messenger, RecordingNavigator(), FaceSource(), store))
    windows.open_chat(chat)
    messenger.own_messages.send(chat, Text("a question")).then(messenger, reply)

def reply(asked):
    page = windows.page(chat)
    page.composer.reply_bar.reply_to(asked)
    QTest.keyClicks(page.input, "not yet, ")
    page.input.insertPlainText("还没")
    messenger.drafts.changed.connect(tell_when_written)

def tell_when_written(change):
    messenger.session.writer.write(lambda: print(change.text, flush=True))

messenger.signed_in.connect(write)
messenger.sign_in(SignIn(server, 10001, "secret", Status.ONLINE, ""))
app.exec()
"""


def test_a_draft_survives_a_killed_program(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        server.add_user(ANNA, nickname="Anna")
        server.add_user(WEI)
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", _WRITER, str(tmp_path / "desk"), server.address]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8") as program:
            assert program.stdout is not None
            assert program.stdout.readline() == "not yet, 还没\n"
            program.kill()
    (path,) = (tmp_path / "desk").glob("accounts/*/history.db")
    history = History(path)
    try:
        (asked,) = history.latest(chat_with(WEI), 1)
        assert history.local_state.drafts() == {chat_with(WEI): Draft("not yet, 还没", asked)}
    finally:
        history.close()
