"""The choice of sounds; tests/system tests the player."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.notifications.notifier import Sounds
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.paths import resource
from qqdesk.system.sound_player import SoundPlayer


@pytest.fixture
def heard() -> list[tuple[Path, int]]:
    return []


@pytest.fixture
def sounds(store: SettingsStore, heard: list[tuple[Path, int]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sounds]:
    def play(_: SoundPlayer, file: Path, volume: int) -> bool:
        heard.append((file, volume))
        return True

    monkeypatch.setattr(SoundPlayer, "play", play)
    sounds = Sounds(store)
    yield sounds
    sounds.stop()


@pytest.mark.parametrize("event", list(SoundEvent))
def test_each_event_has_a_sound_and_a_switch(
    sounds: Sounds, store: SettingsStore, heard: list[tuple[Path, int]], event: SoundEvent
) -> None:
    name = f"sound_{event.value}"
    setattr(store.settings, name, True)
    assert sounds.play(event)
    setattr(store.settings, name, False)
    assert not sounds.play(event)
    assert sounds.preview(event)
    setattr(store.settings, name, True)
    store.settings.sounds = False
    assert not sounds.play(event)
    assert heard == [(resource("sounds", f"{event.value}.wav"), 70)] * 2
    assert heard[0][0].is_file()


def test_own_sound_file_while_it_exists(
    sounds: Sounds, store: SettingsStore, heard: list[tuple[Path, int]], tmp_path: Path
) -> None:
    own = tmp_path / "own.wav"
    store.settings.sound_message_file = str(own)
    store.settings.sound_volume = 30
    sounds.play(SoundEvent.MESSAGE)
    own.write_bytes(b"RIFF")
    sounds.play(SoundEvent.MESSAGE)
    assert heard == [(resource("sounds", "message.wav"), 30), (own, 30)]
