"""For the parts of a bench that run in a process of their own: nothing is loaded here that the program does without."""

import os
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, QTimerEvent

ME, FIRST = 10001, 20001
GROUPS = [f"Group {number}" for number in range(40)]


class Pulse(QObject):
    """How late each tick of a millisecond was, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self._late: list[float] = []
        self._last = time.perf_counter()
        self.startTimer(1, Qt.TimerType.PreciseTimer)

    def timerEvent(self, event: QTimerEvent) -> None:
        now = time.perf_counter()
        self._late.append(max((now - self._last) * 1000 - 1, 0))
        self._last = now

    def taken(self) -> list[float]:
        late, self._late = self._late, []
        return late


def wait(milliseconds: int) -> None:
    """In an event loop."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def in_a_process_of_its_own(module: str, *arguments: str) -> str:
    """What a part of a bench printed; its memory and its time are its own."""
    environment = dict(os.environ)
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its .pyc files
    environment["PYTHONPATH"] = str(Path.cwd())
    command = [sys.executable, "-P", "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    return done.stdout.strip()
