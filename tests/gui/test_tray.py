"""The tray icon: icon, texts and clicks. It needs no tray."""

import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from qqdesk.clock import SystemClock
from qqdesk.domain.body import Text
from qqdesk.domain.contact import AddRequest, Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.engine.events import BlocksChanged, RequestsFetched
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main import tray as tray_module
from qqdesk.gui.main.tray import SIDES, Tray, tray_icon, tray_pixmap
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import reduced_motion
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.kit.messenger import ME, Backend


@pytest.fixture
def tray(qapp: QApplication, backend: Backend, context: AppContext) -> Iterator[Tray]:
    tray = Tray(context, qapp)
    backend.open(Contact(10001, "Zoe"))
    tray.show()
    yield tray
    tray.hide()
    tray.menu.deleteLater()
    tray.deleteLater()


@pytest.mark.parametrize(
    ("status", "picture"),
    [
        (Status.ONLINE, "tray-online"),
        (Status.AWAY, "tray-away"),
        (Status.BUSY, "tray-busy"),
        (Status.INVISIBLE, "tray-invisible"),
        (Status.OFFLINE, "tray-offline"),
    ],
)
def test_the_icon_of_each_status(tray: Tray, messenger: Messenger, status: Status, picture: str) -> None:
    messenger.set_status(status)
    assert tray.icon_name == picture


def test_without_a_connection_the_icon_is_offline(tray: Tray, backend: Backend) -> None:
    backend.lose()
    assert tray.icon_name == "tray-offline"
    assert tray.icon.toolTip() == "Mei 小梅 – Offline"


def test_the_icon_blinks_while_messages_are_unread(tray: Tray, backend: Backend) -> None:
    backend.write(10001, "hello", "well?")
    assert tray.icon.toolTip() == "Mei 小梅 – Online\n2 unread messages"
    seen = [(tray.icon_name, tray.icon_count)]
    for _ in range(2):
        tray._toggle_lit()
        seen.append((tray.icon_name, tray.icon_count))
    assert seen == [("tray-online", 2), ("tray-online", 0), ("tray-online", 2)]
    backend.messenger.mark_read(chat_with(10001))
    assert (tray.icon_name, tray.icon_count) == ("tray-online", 0)
    assert not tray._blink.isActive()


def test_the_cache_of_icons_is_small(tray: Tray) -> None:
    """Those of many counts took megabytes."""
    pictures = [weakref.ref(tray_icon("tray-online", count)) for count in range(1, 20)]
    assert sum(picture() is not None for picture in pictures) <= 4


def test_redraws_are_limited_in_a_burst(
    tray: Tray, backend: Backend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(tray_module, "reduced_motion", lambda: True)
    monkeypatch.setattr(tray.icon, "setIcon", lambda icon: drawn.append(tray.icon_count))
    for _ in range(1, 1000):
        backend.write(10001, "hello")
    qtbot.waitUntil(lambda: tray.icon_count == 100)
    assert len(drawn) < 100


def test_the_icon_does_not_blink_with_reduced_motion(
    tray: Tray, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray_module, "reduced_motion", lambda: True)
    backend.write(10001, "hello")
    assert tray.icon_count == 1
    assert not tray._blink.isActive()
    assert tray.icon.toolTip() == "Mei 小梅 – Online\n1 unread message"


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("count", [1, 42, 100_000])
def test_the_number_is_legible_at_each_size(qapp: QApplication, side: int, count: int) -> None:
    bare, marked = tray_pixmap("tray-online", 0, side).toImage(), tray_pixmap("tray-online", count, side).toImage()
    assert (marked.width(), marked.height()) == (side, side)
    reds = [(x, y) for x in range(side) for y in range(side) if _is_red(marked, x, y)]
    assert len(reds) > side * side / 20
    assert not any(_is_red(bare, x, y) for x, y in reds)
    white = sum(_is_white(marked, x, y) for x in range(side) for y in range(side // 2))
    assert white > side / 2  # digits that can be read
    # How I am seen stays.
    corner = (round(side * 0.78), round(side * 0.8))
    assert marked.pixelColor(*corner) == bare.pixelColor(*corner)


def _is_red(image: QImage, x: int, y: int) -> bool:
    colour = image.pixelColor(x, y)
    return colour.alpha() > 200 and colour.red() > 150 and colour.green() < 80 and colour.blue() < 90


def _is_white(image: QImage, x: int, y: int) -> bool:
    colour = image.pixelColor(x, y)
    return min(colour.red(), colour.green(), colour.blue(), colour.alpha()) > 220


def test_a_click_opens_the_unread_chat_while_the_icon_blinks(
    tray: Tray, backend: Backend, navigator: RecordingNavigator
) -> None:
    reason = QSystemTrayIcon.ActivationReason
    tray.clicked.connect(lambda: navigator.calls.append("toggled"))
    tray.icon.activated.emit(reason.Trigger)
    backend.write(10001, "hello")
    tray.icon.activated.emit(reason.Trigger)
    tray.icon.activated.emit(reason.MiddleClick)
    backend.messenger.mutes.mute(chat_with(10001), FOREVER)
    tray.icon.activated.emit(reason.Trigger)
    tray.icon.activated.emit(reason.MiddleClick)
    unread = routes.NextUnread()
    assert navigator.calls == ["toggled", unread, unread, "toggled", unread]


def test_the_icon_blinks_for_a_mention_in_a_muted_room(tray: Tray, backend: Backend) -> None:
    room = ConversationId.room(20001)
    backend.messenger.mutes.mute(room, FOREVER)
    backend.write(10001, "hello", room=room)
    assert not tray.has_unmuted
    backend.write(10001, Text("@Mei 小梅", (ME.number,)), room=room)
    assert tray.has_unmuted


def test_the_icon_does_not_blink_for_blocked_people_in_a_room(tray: Tray, backend: Backend) -> None:
    room = ConversationId.room(20001)
    backend.write(10001, Text("@Mei 小梅", (ME.number,)), room=room)
    backend.write(10002, "hello", room=room)
    for number, blinks in ((10001, True), (10002, False)):
        backend.emit(BlocksChanged({number: True}))
        assert tray.has_unmuted is blinks


def test_the_icon_does_not_blink_for_blocked_people(tray: Tray, backend: Backend) -> None:
    backend.write(10001, "hello")
    assert tray._blink.isActive() or reduced_motion()
    backend.emit(BlocksChanged({10001: True}))
    backend.settle()
    assert not tray.has_unmuted
    assert not tray._blink.isActive()
    assert tray.icon_count == 1


def test_the_menu_lists_unread_chats_latest_first(
    tray: Tray, backend: Backend, navigator: RecordingNavigator, qtbot: QtBot
) -> None:
    menu = tray.contents
    menu.refresh()
    assert not menu.next_unread.isEnabled()
    assert not menu.all_unread.isVisible()
    backend.change(Contact(10002, "Tom & Tim"))
    backend.write(10001, "hello", "well?")
    qtbot.waitUntil(lambda: menu.people() == ["Zoe (2)"])
    backend.write(10002, "hello")
    qtbot.waitUntil(lambda: menu.people() == ["Tom && Tim (1)", "Zoe (2)"])
    assert menu.next_unread.isEnabled()
    menu._people[1].trigger()
    menu.all_unread.trigger()
    assert navigator.calls == [routes.Chat(chat_with(10001)), routes.AllUnread()]
    for number in range(20001, 20031):
        backend.write(number, "hello")
    menu.refresh()
    assert len(menu.people()) == 10
    for conversation in backend.messenger.unread_counts():
        backend.messenger.mark_read(conversation)
    menu.refresh()
    assert menu.people() == []


def test_sounds_and_the_pause_are_settings(tray: Tray, store: SettingsStore) -> None:
    menu = tray.contents
    assert menu.sounds.isChecked()
    menu.sounds.trigger()
    assert not store.settings.sounds
    assert not menu.sounds.isChecked()
    store.change("sounds", True)
    assert menu.sounds.isChecked()
    hour, morning, ever = menu.pause.actions()[-3:]
    assert not menu.pause.resume.isEnabled()
    before = SystemClock().now()
    hour.trigger()
    assert before + 3_600_000 <= store.settings.paused_until <= SystemClock().now() + 3_600_000
    assert menu.pause.resume.isEnabled()
    assert menu.pause.title().startswith("Notifications are paused until ")
    morning.trigger()
    assert store.settings.paused_until > SystemClock().now()
    ever.trigger()
    assert menu.pause.title() == "Notifications are paused"
    menu.pause.resume.trigger()
    assert store.settings.paused_until == 0
    assert menu.pause.title() == "Pause notifications"


def test_a_lost_tray_is_reported(tray: Tray, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: True))
    tray._update_visibility()
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: False))
    with qtbot.waitSignal(tray.lost):
        tray._update_visibility()
    with qtbot.assertNotEmitted(tray.lost):
        tray._update_visibility()


def test_the_menu_of_the_tray(tray: Tray, navigator: RecordingNavigator, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.status_chosen) as chosen:
        tray.statuses.actions[Status.BUSY].trigger()
    assert chosen.args == [Status.BUSY]
    tray.menu.actions()[-1].trigger()
    assert navigator.calls == ["quit"]


def test_the_icon_appears_in_a_tray_that_starts_later(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: False))
    tray._update_visibility()
    assert not tray.icon.isVisible()
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: True))
    tray._update_visibility()
    assert tray.icon.isVisible()


def test_a_contact_request_marks_the_icon(tray: Tray, backend: Backend) -> None:
    backend.emit(RequestsFetched((AddRequest(10009, "hello", 0),)))
    assert tray.icon_name == "tray-message"
    assert not tray._blink.isActive()
    assert tray.icon.toolTip() == "Mei 小梅 – Online\n1 person asks to add you"
    backend.emit(RequestsFetched(()))
    assert tray.icon_name == "tray-online"
