"""The proxy of the settings reaches the client at once, and its password is in the keyring only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.proxy import ProxyKind
from qqdesk.gui.settings.proxy_controller import ProxyController, ProxyPasswordEdit
from qqdesk.gui.settings.row_view import RowView
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.settings.settings_controller import SettingsController
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.system.keys import Keys, KeysError, KeyTrouble
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.keyring_calls import KeyringCalls
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.stub_messenger import StubMessenger

NAME = "proxy ann@proxy.test:1080"


class OwnKeys(Keys):
    def __init__(self, kept: dict[str, str] | None) -> None:
        super().__init__()
        self._kept = kept

    def _usable(self) -> Any:
        if self._kept is None:
            raise KeysError(KeyTrouble.MISSING)
        return self

    def get_password(self, service: str, name: str) -> str | None:
        assert self._kept is not None
        return self._kept.get(name)

    def set_password(self, service: str, name: str, password: str) -> None:
        assert self._kept is not None
        self._kept[name] = password


class World:
    def __init__(self, store: SettingsStore, messenger: StubMessenger) -> None:
        self.store, self.messenger = store, messenger
        self.keepers: list[ProxyController] = []

    def keeper(self, kept: dict[str, str] | None) -> ProxyController:
        def keyring(parent: QObject) -> KeyringCalls:
            return KeyringCalls(parent, keys=lambda: OwnKeys(kept))

        self.keepers.append(ProxyController(self.store, self.messenger, keyring=keyring))
        return self.keepers[-1]

    def choose(self) -> None:
        self.store.change("proxy_host", "proxy.test")
        self.store.change("proxy_user", "ann")
        self.store.change("proxy", "socks5")


@pytest.fixture
def world(qtbot: QtBot, store: SettingsStore, messenger: StubMessenger) -> Iterator[World]:
    world = World(store, messenger)
    yield world
    for keeper in world.keepers:
        keeper.stop()


def test_what_is_chosen_reaches_the_client(world: World) -> None:
    world.keeper({})
    assert world.messenger.proxies.current.kind is ProxyKind.SYSTEM
    world.store.change("proxy_exceptions", ".example.org 10.0.0.0/8")
    world.store.change("proxy_host", "proxy.test")
    world.store.change("proxy", "http")
    proxy = world.messenger.proxies.current
    assert (proxy.kind, proxy.address) == (ProxyKind.HTTP, "proxy.test:8080")
    assert proxy.exceptions == (".example.org", "10.0.0.0/8")


def test_who_waits_for_a_connection_tries_with_it(world: World) -> None:
    world.keeper({})
    world.messenger.set_phase(ConnectionPhase.WAITING)
    world.store.change("proxy", "none")
    assert world.messenger.asked == [("try_now",)]


def test_the_password_comes_out_of_the_keyring(qtbot: QtBot, world: World) -> None:
    keeper = world.keeper({NAME: "secret"})
    world.choose()
    qtbot.waitUntil(lambda: world.messenger.proxies.current.password == "secret")
    assert not keeper.needs_password


def test_a_typed_password_goes_into_the_keyring_and_nowhere_else(qtbot: QtBot, world: World, tmp_path: Path) -> None:
    kept: dict[str, str] = {}
    keeper = world.keeper(kept)
    with qtbot.waitSignal(keeper.missing):
        world.choose()
    line = ProxyPasswordEdit(keeper)
    qtbot.addWidget(line)
    line.setText("secret")
    line.editingFinished.emit()
    assert world.messenger.proxies.current.password == "secret"
    assert line.text() == ""
    qtbot.waitUntil(lambda: kept == {NAME: "secret"})
    qtbot.waitUntil(lambda: line.placeholderText() == "In the keyring")
    world.store.save()
    assert not any("secret" in file.read_text() for file in tmp_path.rglob("*.toml*"))


def test_without_a_keyring_it_is_asked_for(qtbot: QtBot, world: World) -> None:
    keeper = world.keeper(None)
    with qtbot.waitSignal(keeper.missing):
        world.choose()
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    keeper.ask(window)
    assert isinstance(keeper.dialog, QInputDialog)
    assert "proxy.test:1080" in keeper.dialog.labelText()
    keeper.dialog.setTextValue("secret")
    keeper.dialog.accept()
    assert world.messenger.proxies.current.password == "secret"
    line = ProxyPasswordEdit(keeper)
    qtbot.addWidget(line)
    qtbot.waitUntil(lambda: line.placeholderText() == "Known until the program ends")


def test_the_rows_of_a_proxy_mean_nothing_without_one(
    qtbot: QtBot, store: SettingsStore, messenger: StubMessenger
) -> None:
    desk = SettingsController(SettingsContext(store, messenger, RecordingNavigator()))
    window = desk.open("connection")
    rows = {view.row.setting: view for view in window.findChildren(RowView)}
    usable = []
    for proxy in ("system", "http", "none"):
        store.change("proxy", proxy)
        usable.append(rows["proxy_host"].control.widget.isEnabled())
    assert usable == [False, True, False]
    desk.close()
