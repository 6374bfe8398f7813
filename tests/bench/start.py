"""Start time: process start to a painted window, the program against a bare window, one after the other.

    python tests/bench/start.py [ROUNDS]

Without a screen, both run on Qt's offscreen platform. Prints the medians and their ratio, and fails at 2.0 or more.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

MOST = 2.0

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, painted)

def painted():
    print(time.monotonic_ns(), flush=True)
    app.quit()

app = QApplication(sys.argv)
window = Window()
window.resize(320, 468)
window.show()
app.exec()
"""


def first_paint_ms(command: list[str]) -> float:
    """One run as a whole process. The monotonic clock is the same in every process of a machine."""
    start = time.monotonic_ns()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return (int(done.stdout) - start) / 1e6


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        os.environ["QQDESK_PRINT_FIRST_PAINT"] = "1"
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its .pyc files
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        program = [sys.executable, "-P", "-m", "qqdesk"]
        commands = {"bare": [sys.executable, "-c", BARE], "qqdesk": program}
        for command in commands.values():
            first_paint_ms(command)  # warm: .pyc files and the disk cache
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                times[name].append(first_paint_ms(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"{name:7} {medians[name]:6.1f} ms (best {min(values):.1f}, worst {max(values):.1f})")
    ratio = medians["qqdesk"] / medians["bare"]
    print(f"ratio   {ratio:6.2f}")
    return 0 if ratio < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
