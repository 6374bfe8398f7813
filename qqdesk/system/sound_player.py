"""Play short sounds with the player of the system: pw-play, paplay or aplay, winsound, afplay.

Qt Multimedia would double the size of the installation. One sound plays at a time, at most one a second. Without a
player or a sound device there is no sound.
"""

import contextlib
import logging
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import wave
from array import array
from math import inf
from pathlib import Path

from qqdesk.clock import Clock, SystemClock

_log = logging.getLogger(__name__)

LEAST_S = 1.0
"""Between the starts of two sounds."""
LONGEST_S = 10.0
"""A longer sound is stopped."""
_MOST_FRAMES = round(LONGEST_S * 48_000)
_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""By preference: the first two mix with other programs, the last needs the sound card for itself."""


def player_command() -> list[str] | None:
    """Return the command that plays a file; None without a player, and on Windows, which needs no process."""
    if sys.platform == "win32":
        return None
    players = (("afplay",),) if sys.platform == "darwin" else _PLAYERS
    return next((list(player) for player in players if shutil.which(player[0])), None)


def scaled(source: Path, target: Path, volume: int) -> None:
    """Write a WAV file with `volume` percent of its loudness, cut to LONGEST_S.

    Raises OSError, EOFError or wave.Error. Samples have 8, 16 or 32 bits.
    """
    with wave.open(str(source), "rb") as file:
        parameters = file.getparams()
        frames = file.readframes(min(parameters.nframes, _MOST_FRAMES))
    code, middle = {1: ("B", 128), 2: ("h", 0), 4: ("i", 0)}.get(parameters.sampwidth, ("", 0))
    if not code:
        raise wave.Error(f"samples of {parameters.sampwidth} bytes")
    # Samples are little-endian.
    samples = array(code, frames[: len(frames) - len(frames) % parameters.sampwidth])
    if sys.byteorder == "big":
        samples.byteswap()
    # Perceived loudness grows slower than the amplitude.
    factor = (max(0, min(volume, 100)) / 100) ** 2
    samples = array(code, [middle + int((sample - middle) * factor) for sample in samples])
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(str(target), "wb") as file:
        file.setparams(parameters)
        file.writeframes(samples.tobytes())


def _length(path: Path) -> float:
    """In seconds."""
    with wave.open(str(path), "rb") as file:
        return file.getnframes() / file.getframerate()


class SoundPlayer:
    """Plays in a thread of its own, started by the first sound. Call `play` and `stop` from one thread."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._wanted: queue.SimpleQueue[tuple[Path, int] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._busy = threading.Event()
        self._stopped = threading.Event()
        self._started_at = -inf

    @property
    def is_playing(self) -> bool:
        return self._busy.is_set()

    def play(self, file: Path, volume: int) -> bool:
        """Play a sound at `volume` percent. Return False if another one plays or has just started."""
        now = self._clock.monotonic()
        if self._stopped.is_set() or self.is_playing or now - self._started_at < LEAST_S or volume <= 0:
            return False
        self._started_at = now
        self._busy.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sounds", daemon=True)
            self._thread.start()
        self._wanted.put((file, volume))
        return True

    def stop(self) -> None:
        """Stop at once, also during a sound."""
        self._stopped.set()
        if self._thread is not None:
            self._wanted.put(None)
            process = self._process
            if process is not None:
                with contextlib.suppress(OSError):
                    process.kill()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (wanted := self._wanted.get()) is not None:
            source, volume = wanted
            try:
                self._play(source, volume)
            except (OSError, EOFError, wave.Error) as error:
                _log.info("no sound from %s: %s", source.name, error)
            finally:
                self._busy.clear()

    def _play(self, source: Path, volume: int) -> None:
        command = player_command()
        if command is None and sys.platform != "win32":
            return
        with tempfile.TemporaryDirectory(prefix="qqdesk-sound-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "sound.wav"
            scaled(source, file, volume)
            if command is not None:
                self._run_player([*command, str(file)])
            elif sys.platform == "win32":
                import winsound  # Windows only

                winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_NODEFAULT | winsound.SND_ASYNC)
                self._stopped.wait(min(_length(file), LONGEST_S))
                winsound.PlaySound(None, winsound.SND_PURGE)

    def _run_player(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            if self._stopped.is_set():
                self._process.kill()
            self._process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        finally:
            self._process = None
