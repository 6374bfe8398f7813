"""The proxy of the settings, and its password in the keyring."""

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
from qqdesk.worker.keyring_calls import KeyringCalls
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.kit.messenger import Backend

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
    def __init__(self, store: SettingsStore, backend: Backend) -> None:
        self.store, self.backend, self.messenger = store, backend, backend.messenger
        self.controllers: list[ProxyController] = []

    def controller(self, kept: dict[str, str] | None) -> ProxyController:
        def keyring(parent: QObject) -> KeyringCalls:
            return KeyringCalls(parent, keys=lambda: OwnKeys(kept))

        self.controllers.append(ProxyController(self.store, self.messenger, keyring=keyring))
        return self.controllers[-1]

    def choose(self) -> None:
        self.store.change("proxy_host", "proxy.test")
        self.store.change("proxy_user", "ann")
        self.store.change("proxy", "socks5")


@pytest.fixture
def world(qtbot: QtBot, store: SettingsStore, backend: Backend) -> Iterator[World]:
    world = World(store, backend)
    yield world
    for controller in world.controllers:
        controller.stop()


def test_the_client_gets_the_proxy(world: World) -> None:
    world.controller({})
    assert world.messenger.proxies.current.kind is ProxyKind.SYSTEM
    world.store.change("proxy_exceptions", ".example.org 10.0.0.0/8")
    world.store.change("proxy_host", "proxy.test")
    world.store.change("proxy", "http")
    proxy = world.messenger.proxies.current
    assert (proxy.kind, proxy.address) == (ProxyKind.HTTP, "proxy.test:8080")
    assert proxy.exceptions == (".example.org", "10.0.0.0/8")


def test_a_waiting_session_retries_with_the_proxy(world: World) -> None:
    world.controller({})
    world.backend.open()
    world.backend.lose()
    world.store.change("proxy", "none")
    assert world.backend.tries == 1


def test_the_password_is_loaded_from_the_keyring(qtbot: QtBot, world: World) -> None:
    controller = world.controller({NAME: "secret"})
    world.choose()
    qtbot.waitUntil(lambda: world.messenger.proxies.current.password == "secret")
    assert not controller.needs_password


def test_a_typed_password_is_stored_in_the_keyring_only(qtbot: QtBot, world: World, tmp_path: Path) -> None:
    kept: dict[str, str] = {}
    controller = world.controller(kept)
    with qtbot.waitSignal(controller.missing):
        world.choose()
    line = ProxyPasswordEdit(controller)
    qtbot.addWidget(line)
    line.setText("secret")
    line.editingFinished.emit()
    assert world.messenger.proxies.current.password == "secret"
    assert line.text() == ""
    qtbot.waitUntil(lambda: kept == {NAME: "secret"})
    qtbot.waitUntil(lambda: line.placeholderText() == "In the keyring")
    world.store.save()
    assert not any("secret" in file.read_text() for file in tmp_path.rglob("*.toml*"))


def test_without_a_keyring_the_user_is_asked(qtbot: QtBot, world: World) -> None:
    controller = world.controller(None)
    with qtbot.waitSignal(controller.missing):
        world.choose()
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    controller.ask(window)
    assert isinstance(controller.dialog, QInputDialog)
    assert "proxy.test:1080" in controller.dialog.labelText()
    controller.dialog.setTextValue("secret")
    controller.dialog.accept()
    assert world.messenger.proxies.current.password == "secret"
    line = ProxyPasswordEdit(controller)
    qtbot.addWidget(line)
    qtbot.waitUntil(lambda: line.placeholderText() == "Known until the program ends")


def test_the_rows_of_a_proxy_are_disabled_without_one(qtbot: QtBot, store: SettingsStore, messenger: Messenger) -> None:
    settings = SettingsController(SettingsContext(store, messenger, RecordingNavigator()))
    window = settings.open("connection")
    rows = {view.row.setting: view for view in window.findChildren(RowView)}
    usable = []
    for proxy in ("system", "http", "none"):
        store.change("proxy", proxy)
        usable.append(rows["proxy_host"].control.widget.isEnabled())
    assert usable == [False, True, False]
    settings.close()
