"""Many messages that are told together: laid out once, and shown as if they had come one by one."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Delivery
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from tests.gui.chat_messenger import StillMessenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import NOON, chat_with

ANNA, WEI = 10001, 10002


@pytest.fixture
def messenger() -> StillMessenger:
    messenger = StillMessenger()
    messenger.know(Contact(ANNA, "Anna"), Contact(WEI, "张伟"))
    return messenger


@pytest.fixture
def windows(qtbot: QtBot, messenger: StillMessenger, faces: FaceSource, store: SettingsStore) -> Iterator[ChatWindows]:
    windows = ChatWindows(AppContext(messenger, RecordingNavigator(), faces, store))
    yield windows
    windows.close()


def one_by_one(messenger: StillMessenger, count: int) -> None:
    for number in range(count):
        messenger.receive(ANNA, f"message {number}", NOON + number)


def together(messenger: StillMessenger, count: int) -> None:
    messenger.burst_started.emit()
    one_by_one(messenger, count)
    messenger.burst_ended.emit()


def an_open_page(windows: ChatWindows, number: int) -> ChatPage:
    windows.main.open_chat(chat_with(number))
    QTest.qWaitForWindowActive(windows.main)
    page = windows.main.page(chat_with(number))
    assert page is not None
    return page


def looks(page: ChatPage) -> tuple[object, ...]:
    log = page.log
    return len(log.rows), log.rows.first_new, log.scroller.at_end, log.contents.visible_rows()


@pytest.mark.parametrize("seen", [True, False], ids=["in sight", "behind another tab"])
def test_it_is_as_if_they_had_come_one_by_one(
    windows: ChatWindows, messenger: StillMessenger, seen: bool, qtbot: QtBot, faces: FaceSource, store: SettingsStore
) -> None:
    found = []
    for come in (one_by_one, together):
        other = StillMessenger()
        other.know(Contact(ANNA, "Anna"), Contact(WEI, "张伟"))
        some = ChatWindows(AppContext(other, RecordingNavigator(), faces, store))
        page = an_open_page(some, ANNA)
        one_by_one(other, 3)
        if not seen:
            an_open_page(some, WEI)
        come(other, 60)
        found.append(looks(page))
        some.close()
    assert found[0] == found[1]
    assert found[0][2] is seen


def test_the_log_is_laid_out_once(windows: ChatWindows, messenger: StillMessenger) -> None:
    page = an_open_page(windows, ANNA)
    moves = []
    page.log.scroller.moved.connect(lambda: moves.append(len(page.log.rows)))
    together(messenger, 100)
    assert set(moves) == {100}
    messages = list(messenger.conversation(chat_with(ANNA)).messages)
    moves.clear()
    messenger.burst_started.emit()
    for message in messages:
        messenger.change(message, Delivery.SENT)
    assert moves == []
    messenger.burst_ended.emit()
    assert moves == [100]


def test_a_burst_of_another_contact_leaves_the_log_alone(windows: ChatWindows, messenger: StillMessenger) -> None:
    page = an_open_page(windows, WEI)
    moves = []
    page.log.scroller.moved.connect(lambda: moves.append(1))
    together(messenger, 5)
    assert moves == []
    messenger.receive(WEI, "alone")
    assert moves
    assert len(page.log.rows) == 1
