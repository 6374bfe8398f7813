"""Typing in the history window's search line: for how long the window is held up.

    python -m tests.bench.history_typing [MESSAGES]

A real session with MESSAGES (1,000,000) on disk. Needles are typed at a key in 60 ms, in a window that is shown. A
timer of one millisecond runs in the GUI's thread: what it is late is how long the thread was held. The baseline is the
same window with nobody typing, in the same run.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, QTimerEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from qqdesk.desk import build_application
from qqdesk.gui.history.history_window import HistoryWindow
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.history.history import History
from qqdesk.worker.api import ConnectionPhase, SignIn
from qqdesk.worker.messenger import Messenger
from tests.bench.history_search import Author, messages, needles
from tests.helpers.server import running_server

ME = 10900
KEY_MS = 60
IDLE_MS = 3000
OF_EACH = 8


class Pulse(QObject):
    """How late each tick was, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self.startTimer(1, Qt.TimerType.PreciseTimer)

    def timerEvent(self, event: QTimerEvent) -> None:
        now = time.perf_counter()
        self.late.append(max((now - self._last) * 1000 - 1, 0))
        self._last = now

    def taken(self) -> list[float]:
        late, self.late = self.late, []
        return late


def wait(milliseconds: int) -> None:
    """In an event loop: QTest.qWait sleeps in between."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def press(edit: QLineEdit, key: int, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(edit, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
    wait(KEY_MS)


def wait_for(messenger: Messenger, phase: ConnectionPhase) -> None:
    while messenger.connection.phase is not phase:
        wait(5)


def type_needle(window: HistoryWindow, needle: str) -> None:
    edit = window.filters.edit
    edit.selectAll()
    for character in needle:
        press(edit, Qt.Key.Key_unknown, character)
    while edit.text():
        press(edit, Qt.Key.Key_Backspace)


def report(name: str, late: list[float], baseline: float = 0) -> float:
    longest = max(late)
    p99 = statistics.quantiles(late, n=100)[98]
    ratio = f"   {longest / baseline:.1f} x the idle window's" if baseline else ""
    print(f"{name:20} longest hold {longest:6.2f} ms   p99 of all turns {p99:5.2f} ms{ratio}")
    return longest


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    author = Author()
    texts = author.texts(count)
    with tempfile.TemporaryDirectory() as name, running_server(Path(name)) as server:
        server.add_user(ME)
        arguments = Arguments(config_dir=Path(name) / "config", data_dir=Path(name) / "data")
        app, desk = build_application(arguments, SettingsStore(folders_for(arguments).settings))
        wanted = SignIn(server.address, ME, "secret")
        desk.sign_in(wanted)
        wait_for(desk.messenger, ConnectionPhase.CONNECTED)
        desk.messenger.sign_out()
        wait_for(desk.messenger, ConnectionPhase.SIGNED_OUT)
        (path,) = (Path(name) / "data" / "accounts").glob("*/history.db")
        history = History(path)
        history.import_messages(messages(texts))
        history.close()
        desk.sign_in(wanted)
        wait_for(desk.messenger, ConnectionPhase.CONNECTED)
        desk.windows.open_history(None)
        window = desk.windows.history.window
        assert window is not None
        wait(2000)
        some = needles(author, texts)
        del texts
        pulse = Pulse()
        wait(IDLE_MS)
        baseline = report("nobody types", pulse.taken())
        worst = 0.0
        for kind, needle in some.items():
            for text in needle[:OF_EACH]:
                type_needle(window, text)
            worst = max(worst, report(kind, pulse.taken(), baseline))
        view = window.results.view
        view.setFocus()
        for _ in range(60):
            QTest.keyClick(view, Qt.Key.Key_Down)
            wait(20)
        report("down the list", pulse.taken(), baseline)
        print(f"typing in the search line: longest hold of the GUI thread {worst:.1f} ms ({count:,} messages)")
        del pulse
        desk.shut_down()
        QApplication.processEvents()
        app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
