"""The settings while the program runs: nothing is lost, whoever else writes into the file."""

import logging
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from qqdesk.gui.shared.settings_store import SavingTrouble, SettingsStore
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
    """No file may grow: what a write to it gives is an OSError, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_two_programs_lose_nothing_of_each_other(make: Make, path: Path) -> None:
    one, other = make(), make()
    one.change("theme", "dark")
    other.change("log_zoom", 150)
    one.settings.others["face"] = 3
    one.save()
    other.save()
    one.save()
    for settings in (load_settings(path), one.settings, other.settings):
        assert (settings.theme, settings.log_zoom, settings.others) == ("dark", 150, {"face": 3})


def test_what_was_changed_at_both_places_is_ours(make: Make, path: Path) -> None:
    one, other = make(), make()
    one.change("theme", "dark")
    other.change("theme", "classic")
    one.save()
    other.save()
    assert load_settings(path).theme == "classic"


def test_what_another_program_writes_holds_here_at_once(qtbot: QtBot, make: Make, path: Path) -> None:
    store = make()
    store.save()
    store.watch()
    store.settings.log_zoom = 90  # not saved yet
    for theme in ("dark", "light"):  # the second time too, for the file was replaced by then
        text = path.read_text()
        with qtbot.waitSignal(store.changed, timeout=5000) as told:
            path.with_suffix(".new").write_text(text.replace(f'theme = "{store.settings.theme}"', f'theme = "{theme}"'))
            path.with_suffix(".new").replace(path)
        assert told.args == ["theme"]
        assert (store.settings.theme, store.settings.log_zoom) == (theme, 90)


def test_an_edit_in_place_holds_too(qtbot: QtBot, make: Make, path: Path) -> None:
    store = make()
    store.save()
    store.watch()
    with qtbot.waitSignal(store.changed, timeout=5000):
        path.write_text('send_key = "ctrl+enter"\n[window]\nwidth = 3\n')
    assert store.settings.send_key == "ctrl+enter"
    store.change("theme", "dark")
    store.save()
    assert read_file(path)["window"] == {"width": 3}


def test_a_half_written_file_is_waited_for(make: Make, path: Path) -> None:
    store = make()
    store.change("theme", "dark")
    store.save()
    path.write_text('theme = "cla')
    store.take_over()
    assert store.settings.theme == "dark"
    assert path.read_text() == 'theme = "cla'


def test_what_is_damaged_when_we_write_is_set_aside(make: Make, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = make()
    path.write_text('theme = "cla')
    store.change("log_zoom", 80)
    with caplog.at_level(logging.WARNING):
        store.save()
    assert load_settings(path).log_zoom == 80
    assert path.with_name("settings.toml.damaged").read_text() == 'theme = "cla'


def test_a_value_that_cannot_be_is_logged_once_and_stays(
    make: Make, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text('theme = "purple"\n')
    with caplog.at_level(logging.WARNING):
        store = make()
        store.change("log_zoom", 80)
        store.save()
        store.take_over()
    assert len(caplog.records) == 1
    assert "purple" in caplog.text
    assert read_file(path)["theme"] == "purple"
    store.change("theme", "system")  # the default, chosen on purpose
    store.save()
    assert read_file(path)["theme"] == "system"


def test_what_is_set_by_hand_is_told_of_when_it_is_saved(qtbot: QtBot, make: Make) -> None:
    store = make()
    told: list[str] = []
    store.changed.connect(told.append)
    store.settings.theme = "dark"
    store.save_soon()
    store.save_soon()
    assert told == ["theme"]


def test_a_full_disk_is_told_of_once_and_nothing_is_lost(
    make: Make, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = make()
    store.change("theme", "dark")
    store.save()
    told: list[SavingTrouble] = []
    store.saving_troubled.connect(told.append)
    store.change("log_zoom", 80)
    with full_disk(), caplog.at_level(logging.ERROR):
        store.save()
        store.save()
    assert len(told) == 1
    assert told[0].detail
    assert load_settings(path).theme == "dark"
    store.save()
    assert told[1:] == [SavingTrouble()]
    assert load_settings(path).log_zoom == 80


def test_while_another_program_writes_it_waits(qtbot: QtBot, make: Make, path: Path) -> None:
    store = make()
    lock = QLockFile(f"{path}.lock")
    assert lock.tryLock(0)
    store.change("log_zoom", 80)
    store.save()
    assert not path.exists()
    lock.unlock()
    qtbot.waitUntil(path.exists)
    assert load_settings(path).log_zoom == 80


@pytest.mark.parametrize("word", ["", "zz", "0" * 31])
def test_an_id_that_is_none_is_made_anew(make: Make, path: Path, word: str) -> None:
    """No server would take it at a sign-in."""
    path.write_text(f'device = "{word}"\n')
    made = make().device()
    assert len(bytes.fromhex(made)) == 16
    assert make().device() == load_settings(path).device == made
