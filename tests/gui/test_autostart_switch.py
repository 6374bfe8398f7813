"""The setting for autostart and the entry of the system."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.arguments import Arguments
from qqdesk.gui.start.autostart_switch import AutostartSwitch
from qqdesk.system.autostart import Autostart, DesktopEntry


@pytest.fixture
def entry(tmp_path: Path) -> DesktopEntry:
    return DesktopEntry(tmp_path / "autostart", "qqdesk")


def switch(store: SettingsStore, entry: DesktopEntry, program: str = "/bin/qqdesk") -> AutostartSwitch:
    return AutostartSwitch(store, Arguments(profile="Work"), store, autostart=Autostart(entry), command=[program])


def test_the_setting_applies_at_once(store: SettingsStore, entry: DesktopEntry) -> None:
    switch(store, entry)
    store.change("autostart", True)
    assert entry.line() == entry.line_of(["/bin/qqdesk", "--profile", "Work", "--hidden"])
    store.change("autostart_hidden", False)
    assert entry.line() == entry.line_of(["/bin/qqdesk", "--profile", "Work"])
    store.change("autostart", False)
    assert entry.line() is None
    store.change("autostart_hidden", True)
    assert entry.line() is None


def test_the_entry_of_the_system_wins(store: SettingsStore, entry: DesktopEntry) -> None:
    first = switch(store, entry)
    store.change("autostart", True)
    first.deleteLater()
    entry.remove()
    switch(store, entry).sync()
    assert not store.settings.autostart
    assert entry.line() is None


def test_the_entry_follows_a_moved_program(store: SettingsStore, entry: DesktopEntry) -> None:
    entry.write(["/old/qqdesk", "--hidden"])
    switch(store, entry, "/new/qqdesk").sync()
    assert store.settings.autostart
    assert entry.line() == entry.line_of(["/new/qqdesk", "--profile", "Work", "--hidden"])


@pytest.mark.skipif(os.name != "posix", reason="a file where a folder should be")
def test_a_refusal_of_the_system_resets_the_setting(
    store: SettingsStore, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "autostart").touch()
    refused = switch(store, DesktopEntry(tmp_path / "autostart", "qqdesk"))
    with qtbot.waitSignal(refused.failed) as signal:
        store.change("autostart", True)
    assert not store.settings.autostart
    assert signal.args is not None and "The system did not accept the change" in signal.args[0]
    assert caplog.records
