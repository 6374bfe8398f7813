"""The tray icon: which picture, which words, and what a click does. No tray is needed for that."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import AddRequest, Contact
from qqdesk.gui.main import tray as tray_module
from qqdesk.gui.main.tray import Tray
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase
from tests.gui.stub_messenger import ME, StubMessenger


@pytest.fixture
def tray(qapp: QApplication, messenger: StubMessenger) -> Iterator[Tray]:
    tray = Tray(messenger)
    messenger.open(Contact(10001, "Zoe"))
    tray.show()
    yield tray
    tray.hide()
    tray.menu.deleteLater()
    tray.deleteLater()


@pytest.mark.parametrize(
    ("status", "picture"),
    [
        (Status.ONLINE, "tray-online"),
        (Status.BUSY, "tray-busy"),
        (Status.INVISIBLE, "tray-invisible"),
        (Status.OFFLINE, "tray-offline"),
    ],
)
def test_the_picture_of_a_status(tray: Tray, messenger: StubMessenger, status: Status, picture: str) -> None:
    messenger.me = type(ME)(ME.number, ME.nickname, ME.face, status)
    messenger.me_changed.emit(messenger.me)
    assert tray.icon_name == picture


def test_without_a_connection_nobody_sees_me(tray: Tray, messenger: StubMessenger) -> None:
    messenger.set_phase(ConnectionPhase.WAITING)
    assert tray.icon_name == "tray-offline"
    assert tray.icon.toolTip() == "晓明 - Offline"


def test_it_blinks_while_something_is_unread(tray: Tray, messenger: StubMessenger) -> None:
    assert not tray.next_unread.isEnabled()
    messenger.write(10001, 2)
    assert tray.icon.toolTip() == "晓明 - Online\n2 unread messages"
    assert tray.next_unread.isEnabled()
    seen = [tray.icon_name]
    for _ in range(2):
        tray._turn()
        seen.append(tray.icon_name)
    assert seen == ["tray-message", "tray-online", "tray-message"]
    messenger.write(10001, 0)
    assert tray.icon_name == "tray-online"
    assert not tray._blink.isActive()


def test_under_reduced_motion_it_does_not_blink(
    tray: Tray, messenger: StubMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray_module, "reduced_motion", lambda: True)
    messenger.write(10001, 1)
    assert tray.icon_name == "tray-message"
    assert not tray._blink.isActive()
    assert tray.icon.toolTip() == "晓明 - Online\n1 unread message"


def test_a_click(tray: Tray, messenger: StubMessenger, qtbot: QtBot) -> None:
    click = QSystemTrayIcon.ActivationReason.Trigger
    with qtbot.waitSignal(tray.toggle_wanted):
        tray.icon.activated.emit(click)
    messenger.write(10001, 1)
    with qtbot.waitSignal(tray.next_unread_wanted), qtbot.assertNotEmitted(tray.toggle_wanted):
        tray.icon.activated.emit(click)


def test_the_menu(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.status_chosen) as chosen:
        tray.statuses.actions[Status.BUSY].trigger()
    assert chosen.args == [Status.BUSY]
    with qtbot.waitSignal(tray.quit_wanted):
        tray.menu.actions()[-1].trigger()


def test_a_tray_that_comes_later(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: False))
    tray._settle()
    assert not tray.icon.isVisible()
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: True))
    tray._settle()
    assert tray.icon.isVisible()


def test_who_asks_to_be_added_leaves_a_mark(tray: Tray, messenger: StubMessenger) -> None:
    messenger.requests.append(AddRequest(10009, "hello", 0))
    messenger.requests_changed.emit()
    assert tray.icon_name == "tray-message"
    assert not tray._blink.isActive()
    assert tray.icon.toolTip() == "晓明 - Online\n1 person asks to add you"
    messenger.requests.clear()
    messenger.requests_changed.emit()
    assert tray.icon_name == "tray-online"
