"""The settings of the running program: notifications, and saves to a file that may be damaged or cannot grow."""

import errno
import logging
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from qqdesk.domain.settings import Settings
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.system.settings_file import load_settings, read_file

Make = Callable[[], SettingsStore]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


@pytest.fixture
def make(qtbot: QtBot, path: Path) -> Iterator[Make]:
    made: list[SettingsStore] = []

    def one() -> SettingsStore:
        made.append(SettingsStore(path))
        return made[-1]

    yield one
    for store in made:
        store.close()
        store.deleteLater()


@contextmanager
def full_disk() -> Iterator[None]:
    """Let each write to a file raise OSError, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_an_unreadable_file_is_renamed_and_the_program_starts_with_defaults(
    make: Make, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text('theme = "cla')
    with caplog.at_level(logging.WARNING):
        store = make()
    assert store.settings == Settings()
    assert "settings.toml.damaged" in caplog.text
    store.change("log_zoom", 80)
    store.save()
    assert load_settings(path).log_zoom == 80
    assert path.with_name("settings.toml.damaged").read_text() == 'theme = "cla'


def test_a_file_that_cannot_be_read_stays(make: Make, path: Path, qtbot: QtBot) -> None:
    """It may be readable at the next start, with the settings of years."""
    path.mkdir()  # not even root can read it
    (path / "inside").touch()
    store = make()
    assert store.settings == Settings()
    with qtbot.waitSignal(store.save_error_changed):
        store.device()
    assert store.save_error == os.strerror(errno.EISDIR)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_save_keeps_the_settings_of_other_versions(make: Make, path: Path) -> None:
    path.write_text("[window]\nwidth = 3\n")
    store = make()
    store.change("theme", "dark")
    store.save()
    assert read_file(path)["window"] == {"width": 3}


def test_an_invalid_value_is_logged_once_and_stays(make: Make, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.write_text('theme = "purple"\n')
    with caplog.at_level(logging.WARNING):
        store = make()
        store.change("log_zoom", 80)
        store.save()
    assert len(caplog.records) == 1
    assert "purple" in caplog.text
    assert read_file(path)["theme"] == "purple"
    store.change("theme", "system")  # the default, chosen on purpose
    store.save()
    assert read_file(path)["theme"] == "system"


def test_a_subscriber_is_notified_of_its_settings_only(make: Make) -> None:
    store = make()
    heard: list[str] = []
    store.subscribe(lambda: heard.append(store.settings.theme), "theme", "less_motion")
    store.change("log_zoom", 80)
    store.change("theme", "dark")
    store.change("theme", "dark")
    store.settings.theme = "light"
    store.save_soon()
    store.save_soon()
    assert heard == ["dark", "light"]


def test_a_destroyed_subscriber_is_not_notified(make: Make) -> None:
    class Subscriber(QObject):
        @Slot()
        def fail(self) -> None:
            pytest.fail("the subscriber is destroyed")

    store, subscriber = make(), Subscriber()
    store.subscribe(subscriber.fail, "theme")
    delete(subscriber)
    store.change("theme", "dark")


def test_a_full_disk_is_reported_once_and_nothing_is_lost(
    make: Make, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = make()
    store.change("theme", "dark")
    store.save()
    reasons: list[str] = []
    store.save_error_changed.connect(reasons.append)
    store.change("log_zoom", 80)
    with full_disk(), caplog.at_level(logging.ERROR):
        store.save()
        store.save()
    assert len(reasons) == 1
    assert reasons[0]
    assert load_settings(path).theme == "dark"
    store.save()
    assert reasons[1:] == [""]
    assert load_settings(path).log_zoom == 80


@pytest.mark.parametrize("word", ["", "zz", "0" * 31])
def test_an_invalid_device_id_is_replaced(make: Make, path: Path, word: str) -> None:
    """A server would refuse it at a sign-in."""
    path.write_text(f'device = "{word}"\n')
    made = make().device()
    assert len(bytes.fromhex(made)) == 16
    assert make().device() == load_settings(path).device == made
