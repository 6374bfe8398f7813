"""The preference for dark windows and reduced motion, read from a portal on a real bus."""

import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.gui.shared.theme import reduced_motion, theme_source
from qqdesk.gui.shared.theme_colors import DARK, LIGHT
from qqdesk.gui.start.system_theme import SystemTheme
from qqdesk.system.appearance import Appearance, AppearanceWatch

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="portals are Linux's")
PATIENCE_S = 20
_APPEARANCE, _GNOME = "org.freedesktop.appearance", "org.gnome.desktop.interface"


class Portal:
    """Answers ReadAll with what it was given, and tells of changes."""

    def __init__(self, address: str, settings: dict[str, dict[str, tuple[str, Any]]]) -> None:
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        self._settings = settings
        self._bus = open_dbus_connection(address)
        Proxy(message_bus, self._bus).RequestName("org.freedesktop.portal.Desktop")
        self.asked = threading.Event()
        self._thread = threading.Thread(target=self._answer, name="portal", daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        from jeepney import HeaderFields, new_method_return

        while not self.asked.is_set():
            message = self._bus.receive()
            if message.header.fields.get(HeaderFields.member) == "ReadAll":
                self._bus.send(new_method_return(message, "a{sa{sv}}", (self._settings,)))
                self.asked.set()

    def change(self, space: str, name: str, value: tuple[str, Any]) -> None:
        from jeepney import DBusAddress, new_signal

        place = DBusAddress("/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.Settings")
        self._bus.send(new_signal(place, "SettingChanged", "ssv", (space, name, value)))

    def close(self) -> None:
        self._thread.join(PATIENCE_S)
        self._bus.close()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if shutil.which("dbus-daemon") is None and not os.environ.get("QQDESK_TEST_ALL"):
        pytest.skip("there is no dbus-daemon here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={tmp_path}/bus"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


def test_the_watch_reports_the_settings_of_the_portal_and_their_changes(bus: str) -> None:
    portal = Portal(bus, {_APPEARANCE: {"color-scheme": ("u", 1)}, _GNOME: {"enable-animations": ("b", False)}})
    received: queue.Queue[Appearance] = queue.Queue()
    watch = AppearanceWatch(received.put)
    watch.start()
    try:
        assert received.get(timeout=PATIENCE_S) == Appearance(is_dark=True, reduced_motion=True)
        portal.asked.wait(PATIENCE_S)
        portal.change("org.example", "color-scheme", ("u", 2))
        portal.change(_APPEARANCE, "color-scheme", ("s", "violet"))
        portal.change(_APPEARANCE, "color-scheme", ("u", 2))
        assert received.get(timeout=PATIENCE_S) == Appearance(is_dark=False, reduced_motion=True)
        portal.change(_GNOME, "enable-animations", ("b", True))
        portal.change(_APPEARANCE, "color-scheme", ("u", 0))
        assert received.get(timeout=PATIENCE_S) == Appearance(is_dark=False)
        assert received.get(timeout=PATIENCE_S) == Appearance()
    finally:
        watch.stop()
        portal.close()


def test_without_a_bus_there_is_no_callback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    received: list[Appearance] = []
    watch = AppearanceWatch(received.append)
    watch.start()
    watch.stop()
    assert received == []


def test_the_theme_follows_the_portal(bus: str, qtbot: QtBot) -> None:
    source = theme_source()
    before = source.choice
    portal = Portal(bus, {_APPEARANCE: {"color-scheme": ("u", 1), "reduced-motion": ("u", 1)}})
    look = SystemTheme()
    try:
        source.choose("system")
        look.start()
        qtbot.waitUntil(lambda: source.theme is DARK, timeout=20_000)
        assert reduced_motion()
        portal.asked.wait(PATIENCE_S)
        portal.change(_APPEARANCE, "color-scheme", ("u", 2))
        qtbot.waitUntil(lambda: source.theme is LIGHT, timeout=20_000)
        source.choose("classic")
        portal.change(_APPEARANCE, "reduced-motion", ("u", 0))
        qtbot.waitUntil(lambda: not source.system_is_still, timeout=20_000)
        assert source.choice == "classic"
    finally:
        look.stop()
        portal.close()
        source.follow_system(None, still=False)
        source.choose(before)
