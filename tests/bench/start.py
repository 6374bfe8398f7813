"""Start time: process start to a painted window, the program against a bare window, one after the other.

    python -m tests.bench.start [ROUNDS]

The bare window has a label, a field and a button, as one that says something has. The program starts in a home that is
new each time, and in one where somebody signed in before. Without a screen, all run on Qt's offscreen platform. Prints
the medians and their ratios, and fails at MOST or more. PySide takes most of the difference: it builds every enum of an
imported Qt class, and reads the source of each module.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST = 1.5

BARE = """
import sys, time
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, painted)

def painted():
    print(time.monotonic_ns(), flush=True)
    app.quit()

app = QApplication(sys.argv)
window = Window()
column = QVBoxLayout(window)
for widget in (QLabel("Number"), QLineEdit("10001"), QPushButton("Sign in")):
    column.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
window.resize(320, 468)
window.show()
app.exec()
"""

USED = """
number = 10001
remember = true
server = "chat.example.org"
servers = ["chat.example.org", "192.168.1.7:8000"]
device = "0123456789abcdef0123456789abcdef"
"""


def first_paint_ms(command: list[str]) -> float:
    """One run as a whole process. The monotonic clock is the same in every process of a machine."""
    start = time.monotonic_ns()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return (int(done.stdout) - start) / 1e6


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    os.environ["QQDESK_PRINT_FIRST_PAINT"] = "1"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its .pyc files
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    program = [sys.executable, "-P", "-m", "qqdesk"]
    commands = {"bare": [sys.executable, "-c", BARE], "fresh home": program, "used home": program}
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds + 1):
            for name, command in commands.items():
                home = Path(folder) / (f"{turn}" if name == "fresh home" else name)
                for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
                    os.environ[variable] = str(home)
                if name == "used home":
                    (home / "qqdesk").mkdir(parents=True, exist_ok=True)
                    (home / "qqdesk" / "settings.toml").write_text(USED, "utf-8")
                took = first_paint_ms(command)
                if turn:  # the first is to warm up: .pyc files and the disk cache
                    times[name].append(took)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        ratio = medians[name] / medians["bare"]
        print(f"{name:10} {medians[name]:6.1f} ms (best {min(values):.1f}, worst {max(values):.1f})   {ratio:4.2f} x")
    worst = max(medians["fresh home"], medians["used home"]) / medians["bare"]
    print(f"ratio      {worst:6.2f} (to be below {MOST})")
    return 0 if worst < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
