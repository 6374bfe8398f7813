"""The sounds in resources come from the script, and are short and not too loud."""

import subprocess
import sys
import wave
from array import array
from pathlib import Path

from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.paths import resource

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "draw_sounds.py"
RATE, LONGEST_S, LARGEST = 44_100, 1.0, 100_000


def samples(path: Path) -> "array[int]":
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return array("h", file.readframes(file.getnframes()))


def test_the_script_draws_the_sound_of_each_event(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SCRIPT), str(tmp_path)], check=True)
    names = {f"{event.value}.wav" for event in SoundEvent}
    assert {file.name for file in tmp_path.iterdir()} == names
    assert {file.name for file in resource("sounds").iterdir()} == names
    for name in names:
        found, drawn = samples(resource("sounds", name)), samples(tmp_path / name)
        # Another system's sine may round the last bit elsewhere.
        assert len(found) == len(drawn)
        assert all(abs(one - other) <= 1 for one, other in zip(found, drawn, strict=True))


def test_sounds_are_short_small_and_not_too_loud() -> None:
    for path in resource("sounds").iterdir():
        found = samples(path)
        assert path.stat().st_size < LARGEST
        assert len(found) < LONGEST_S * RATE
        assert 5_000 < max(map(abs, found)) < 24_000
        assert found[0] == found[-1] == 0  # else it begins or ends with a click
