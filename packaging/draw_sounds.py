#!/usr/bin/env python3
"""Make resources/sounds: one short WAV file an event, the same bytes at each run.

    python packaging/draw_sounds.py [FOLDER]

Each is a few notes of a struck bar: a sine that rings off, an octave and a twelfth above it that ring off sooner. Notes
that rise say that something came, notes that fall that something went wrong.
"""

import sys
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, pi, sin, tanh
from pathlib import Path

RATE = 44_100
LOUDEST = 0.72
"""The share of the largest sample value, low enough for headphones."""
ATTACK_S = 0.004
RELEASE_S = 0.02
PARTIALS = ((1.0, 1.0, 1.0), (2.0, 0.28, 1.9), (3.0, 0.12, 3.1), (4.2, 0.05, 5.0))
"""For each partial: factor of the frequency, loudness, and factor of the decay."""


@dataclass(frozen=True)
class Note:
    """`pitch` in half tones from A (440 Hz), `begin` in seconds, `fade` in which it falls to a third."""

    pitch: float
    begin: float
    fade: float
    loud: float = 1.0


A, B, C, D, E, F, G = 0, 2, 3, 5, 7, 8, 10
SOUNDS: dict[str, Sequence[Note]] = {
    "message": (Note(E, 0, 0.07, 0.9), Note(E + 5, 0.085, 0.11)),
    "online": (Note(C, 0, 0.05, 0.6), Note(E, 0.06, 0.05, 0.7), Note(C + 12, 0.12, 0.12, 0.8)),
    "request": (Note(G, 0, 0.08, 0.9), Note(G, 0.16, 0.08, 0.9), Note(C + 12, 0.32, 0.12)),
    "sent": (Note(C + 12, 0, 0.025, 0.45),),
    "error": (Note(E - 12, 0, 0.09), Note(C - 12, 0.13, 0.16)),
}


def samples(notes: Sequence[Note]) -> "array[int]":
    """Return samples of 16 bits, until the last note is inaudible."""
    length = max(note.begin + 4.5 * note.fade for note in notes)
    total = [0.0] * round(length * RATE)
    for note in notes:
        frequency = 440 * 2 ** (note.pitch / 12)
        first = round(note.begin * RATE)
        for at in range(first, len(total)):
            time = (at - first) / RATE
            rise = min(1.0, time / ATTACK_S)
            total[at] += (
                note.loud
                * rise
                * sum(
                    part * exp(-time * faster / note.fade) * sin(2 * pi * frequency * times * time)
                    for times, part, faster in PARTIALS
                )
            )
    fade = round(RELEASE_S * RATE)
    for back in range(min(fade, len(total))):
        total[-1 - back] *= back / fade
    return array("h", (round(32_767 * LOUDEST * tanh(value * 0.8)) for value in total))


def draw(folder: Path) -> None:
    """Write all sounds."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, notes in SOUNDS.items():
        data = samples(notes)
        if sys.byteorder == "big":
            data.byteswap()
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(data.tobytes())


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "resources" / "sounds")
