"""Sounds played by a real process: one at a time, in a thread, at a volume."""

import os
import time
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.paths import resource
from qqdesk.system.sound_player import LEAST_S, SoundPlayer, player_command, scaled
from tests.helpers.clock import FakeClock

SOUND = resource("sounds", "message.wav")
PATIENCE_S = 60.0


class Speaker:
    """A player in front of all others: it keeps what it is to play, and plays until it is stopped."""

    def __init__(self, folder: Path) -> None:
        self.heard, self.gate = folder / "heard", folder / "gate"
        self.heard.mkdir()
        os.mkfifo(self.gate)
        player = folder / "pw-play"
        player.write_text(f'#!/bin/sh\ncp "$1" "{self.heard}/$$.tmp"\nmv "{self.heard}/$$.tmp" "{self.heard}/$$"\n')
        with player.open("a") as file:
            file.write(f'read line < "{self.gate}"\n')
        player.chmod(0o755)

    def wait(self, count: int) -> list[Path]:
        deadline = time.monotonic() + PATIENCE_S
        while len(found := [file for file in self.heard.iterdir() if not file.suffix]) < count:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        return found

    def end(self) -> None:
        self.gate.write_text("\n")


@pytest.fixture
def speaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Speaker:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return Speaker(tmp_path)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def player(clock: FakeClock) -> Iterator[SoundPlayer]:
    player = SoundPlayer(clock)
    yield player
    player.stop()


def loudest(file: Path) -> int:
    with wave.open(str(file)) as sound:
        samples: array[int] = array("h", sound.readframes(sound.getnframes()))
    return max(abs(sample) for sample in samples)


def is_running(process: int) -> bool:
    """Also one that ended, and was not seen to."""
    return Path(f"/proc/{process}").exists()


def wait_idle(player: SoundPlayer) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while player.is_playing:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_one_sound_plays_at_a_time_and_stop_ends_its_process(
    speaker: Speaker, player: SoundPlayer, clock: FakeClock
) -> None:
    assert player.play(SOUND, 50)
    (first,) = speaker.wait(1)
    clock.advance(LEAST_S)
    assert not player.play(SOUND, 50)
    speaker.end()
    wait_idle(player)
    assert not is_running(int(first.name))
    assert player.play(SOUND, 100)
    clock.advance(LEAST_S)
    assert len(speaker.wait(2)) == 2
    player.stop()  # in the middle of it
    assert [file for file in speaker.heard.iterdir() if is_running(int(file.name))] == []
    assert not player.play(SOUND, 50)


def test_at_most_one_sound_starts_in_a_second(speaker: Speaker, player: SoundPlayer, clock: FakeClock) -> None:
    assert player.play(SOUND, 50)
    speaker.wait(1)
    speaker.end()
    wait_idle(player)
    clock.advance(LEAST_S - 0.01)
    assert not player.play(SOUND, 50)
    clock.advance(0.01)
    assert player.play(SOUND, 50)
    speaker.wait(2)


def test_the_volume_scales_the_samples(speaker: Speaker, player: SoundPlayer) -> None:
    assert player.play(SOUND, 50)
    (heard,) = speaker.wait(1)
    assert loudest(heard) == loudest(SOUND) // 4
    speaker.end()


def test_without_a_player_or_with_an_invalid_file_there_is_no_sound(
    player: SoundPlayer, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert player_command() is None
    noise = tmp_path / "noise.wav"
    noise.write_text("RIFF, but not quite")
    for file in (SOUND, noise, tmp_path / "none.wav"):
        assert player.play(file, 50)
        wait_idle(player)
        clock.advance(LEAST_S)
    assert not player.play(SOUND, 0)


@pytest.mark.parametrize(("width", "code", "values"), [(1, "B", [128, 255, 0]), (4, "i", [0, 2**31 - 1, -(2**31)])])
def test_samples_of_all_widths_are_scaled(width: int, code: str, values: list[int], tmp_path: Path) -> None:
    source, target = tmp_path / "a.wav", tmp_path / "b.wav"
    with wave.open(str(source), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(array(code, values).tobytes())
    scaled(source, target, 50)
    middle = values[0]
    with wave.open(str(target)) as sound:
        found = list(array(code, sound.readframes(3)))
    assert found == [middle + int((value - middle) / 4) for value in values]
    with wave.open(str(source), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(3)
        file.setframerate(8000)
        file.writeframes(b"\0" * 9)
    with pytest.raises(wave.Error):
        scaled(source, target, 50)
