"""Nudges, from window to window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPropertyAnimation, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from tests.gui.showing import active_timers
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import local_server

ANNA, WEI = 10001, 3_456_789_012


class World:
    """Anna's windows, and 张伟, who has one chat window."""

    def __init__(self, qtbot: QtBot, anna: Desk, windows: WindowManager, wei: Desk, page: ChatPage) -> None:
        self.qtbot, self.anna, self.windows, self.wei, self.page = qtbot, anna, windows, wei, page

    def nudge(self) -> None:
        """Nudge Anna, and wait until it is there."""
        got: list[int] = []
        self.anna.messenger.nudged.connect(got.append)
        self.page.composer.nudge_button.click()
        self.anna.wait(lambda: got)

    @property
    def shown(self) -> ChatWindow | None:
        """Anna's chat window."""
        return next((window for window in self.windows.chats.windows if window.isVisible()), None)


def lines(page: ChatPage | None) -> list[str]:
    assert page is not None
    entries = [page.log.rows[row] for row in range(len(page.log.rows))]
    return [entry.text for entry in entries if isinstance(entry, NoticeLine)]


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path, faces: FaceSource, store: SettingsStore) -> Iterator[World]:
    owner = QObject()
    anna, wei = (Desk(qtbot, tmp_path / str(number), number) for number in (ANNA, WEI))
    with local_server(tmp_path) as server:
        server.add_user(ANNA, nickname="Anna")
        server.add_user(WEI, nickname="张伟")
        server.befriend(ANNA, WEI)
        windows = WindowManager(anna.messenger, faces, store, owner)
        anna.sign_in(server.address)
        windows.show()
        wei_windows = WindowManager(wei.messenger, faces, store, owner)
        wei.sign_in(server.address)
        anna.wait(lambda: anna.messenger.roster.get(WEI).status is Status.ONLINE)
        wei.wait(lambda: wei.messenger.roster.get(ANNA).status is Status.ONLINE)
        wei_windows.open(routes.Chat(chat_with(ANNA)))
        page = wei_windows.chats.page(chat_with(ANNA))
        assert page is not None
        yield World(qtbot, anna, windows, wei, page)
        for desk, manager in ((anna, windows), (wei, wei_windows)):
            desk.messenger.sign_out()
            desk.wait_for("signed_out")
            manager.close()
            desk.messenger.shut_down()


def test_a_nudge_opens_the_chat_and_shakes_it_and_both_logs_have_a_line(world: World) -> None:
    assert world.page.composer.nudge_button.isVisible()
    world.nudge()
    window = world.shown
    assert window is not None
    assert any(one.state() is one.State.Running for one in window.findChildren(QPropertyAnimation))
    assert world.windows.tray.is_ringing
    assert lines(world.windows.chats.page(chat_with(WEI))) == ["张伟 nudged you"]
    world.wei.wait(lambda: lines(world.page) == ["You nudged Anna"])
    world.page.nudge()
    world.wei.wait(world.page.composer.bar.isVisible)
    assert world.page.composer.bar.text().startswith("You can nudge Anna again in ")
    (wait,) = active_timers(world.page.composer.bar)
    wait.timeout.emit()
    assert not world.page.composer.bar.isVisible()


def test_the_lines_are_there_again_after_the_chat_was_closed(world: World) -> None:
    world.wei.send(ANNA, "hello")
    world.anna.wait_texts(WEI, "hello")
    world.windows.open(routes.Chat(chat_with(WEI)))
    world.nudge()
    world.wei.wait(lambda: lines(world.page) == ["You nudged Anna"])
    world.wei.send(ANNA, "are you there?")
    world.anna.wait_texts(WEI, "hello", "are you there?")
    chats = world.windows.chats
    window = chats.window_of(chat_with(WEI))
    assert window is not None
    window.pages.close_chat(chat_with(WEI))
    assert chats.page(chat_with(WEI)) is None
    world.windows.open(routes.Chat(chat_with(WEI)))
    page = chats.page(chat_with(WEI))
    assert page is not None
    texts = [page.log.rows[row].text for row in range(len(page.log.rows))]
    assert texts == ["hello", "张伟 nudged you", "are you there?"]


def test_behind_another_tab_a_notification_names_the_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[bool] = []
    monkeypatch.setattr(world.windows.notifications.events, "show_nudge", lambda number, is_seen: shown.append(is_seen))
    world.windows.open(routes.Chat(chat_with(WEI + 1)))
    world.nudge()
    window = world.shown
    assert window is not None and window.current_conversation() == chat_with(WEI + 1), "the input keeps its chat"
    assert shown == [False]


def test_with_less_movement_only_the_tray_rings(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qqdesk.gui.main.nudges.reduced_motion", lambda: True)
    world.nudge()
    assert world.shown is None and world.windows.tray.is_ringing
    world.windows.open(routes.Chat(chat_with(WEI)))
    assert lines(world.windows.chats.page(chat_with(WEI))) == ["张伟 nudged you"]


def test_a_muted_person_leaves_only_the_line(world: World) -> None:
    world.anna.messenger.mutes.mute(chat_with(WEI), -1)
    world.nudge()
    assert world.shown is None and not world.windows.tray.is_ringing
    world.windows.open(routes.Chat(chat_with(WEI)))
    assert lines(world.windows.chats.page(chat_with(WEI))) == ["张伟 nudged you"]


def test_the_switch_of_a_person_hides_their_nudges(world: World) -> None:
    world.anna.messenger.contact_notes.set_shows_nudges(WEI, False)
    world.nudge()
    world.windows.open(routes.Chat(chat_with(WEI)))
    assert lines(world.windows.chats.page(chat_with(WEI))) == []


def test_nobody_nudges_busy_people(world: World) -> None:
    world.anna.messenger.set_status(Status.BUSY)
    world.wei.wait(lambda: world.wei.messenger.roster.get(ANNA).status is Status.BUSY)
    QTest.mouseClick(world.page.composer.nudge_button, Qt.MouseButton.LeftButton)
    world.wei.wait(world.page.composer.bar.isVisible)
    assert world.page.composer.bar.text() == "Anna cannot be nudged now."
    assert lines(world.page) == []
    world.anna.messenger.set_status(Status.ONLINE)
    world.wei.wait(lambda: world.wei.messenger.roster.get(ANNA).status is Status.ONLINE)
    world.nudge()
    world.wei.wait(lambda: lines(world.page) == ["You nudged Anna"])
    assert not world.page.composer.bar.isVisible()


def test_my_nudge_scrolls_to_its_line(world: World) -> None:
    for number in range(30):
        world.wei.send(ANNA, f"message {number}")
    world.page.log.scroller.to_start()
    world.page.log.pager.later_requested.disconnect()
    world.page.log.pager.set_end(False)  # as after a jump to an old message, before the disk has answered
    world.nudge()
    world.wei.wait(lambda: lines(world.page) == ["You nudged Anna"])
    assert world.page.log.scroller.at_end
