"""Notifications with real windows, server and session bus, from a message to the chat that a click opens."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import local_server
from tests.helpers.session_bus import Notifications, session_bus

ANNA, WEI = 10001, 10002


def test_click_opens_the_first_unread_message(
    qtbot: QtBot, tmp_path: Path, faces: FaceSource, store: SettingsStore
) -> None:
    owner = QObject()
    store.settings.sounds = False
    with session_bus(tmp_path), local_server(tmp_path) as server:
        theirs = Notifications("actions", "body", "body-markup")
        for number, nickname in ((ANNA, "Anna"), (WEI, "张伟")):
            server.add_user(number, nickname=nickname)
        server.befriend(ANNA, WEI)
        anna, wei = (Desk(qtbot, tmp_path / str(number), number) for number in (ANNA, WEI))
        desk = WindowManager(anna.messenger, faces, store, owner)
        anna.sign_in(server.address)
        desk.show()
        wei.sign_in(server.address).send(ANNA, "a < b")
        anna.wait(lambda: theirs.shown)
        ((shown, call),) = theirs.shown.items()
        assert call[3:5] == ("张伟", "a &lt; b")

        theirs.invoke(shown, "default")
        anna.wait(lambda: desk.chats.window_of(chat_with(WEI)) is not None)
        window = desk.chats.window_of(chat_with(WEI))
        assert window is not None
        QTest.qWaitForWindowActive(window)
        anna.wait(lambda: not theirs.shown and not anna.messenger.unread)
        assert window.current_conversation() == chat_with(WEI)

        # No notification of messages in view.
        calls = len(theirs.calls)
        wei.send(ANNA, "and this one is seen at once")
        anna.wait_texts(WEI, "a < b", "and this one is seen at once")
        window.hide()
        desk.main.activateWindow()
        QTest.qWaitForWindowActive(desk.main)
        QApplication.processEvents()
        wei.send(ANNA, "but not this one")
        anna.wait(lambda: len(theirs.calls) > calls)
        assert [call[4] for call in theirs.calls[calls:]] == ["but not this one"]

        anna.messenger.sign_out()
        anna.wait_for("signed_out")
        anna.wait(lambda: not theirs.shown)
        desk.close()
        for person in (anna, wei):
            person.messenger.shut_down()
        theirs.stop()
