"""How long a log of 100,000 messages takes to open, beside a QTextBrowser with 500 of them, and what it keeps.

Run: python tests/bench/chat_log.py
"""

import os
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from qqdesk.domain.message import Message, MessageState
from qqdesk.gui.chat_log import ChatLog
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.theme import theme_source

MANY, FEW, ROUNDS = 100_000, 500, 7
WORDS = "the boat is ready 带上你的相机 and the lake is calm today so come early please"


def messages(count: int) -> list[Message]:
    return [
        Message(f"{number:032x}", 10001, WORDS * (1 + number % 3), 1_772_366_400_000 + number * 9_000, state)
        for number in range(count)
        for state in (MessageState.SENT if number % 2 else MessageState.RECEIVED,)
    ]


def resident_mb() -> float:
    """What the process holds, Qt's memory included; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def until_painted(widget: QWidget) -> None:
    widget.resize(640, 400)
    widget.show()
    widget.grab()


def timed(action: Callable[[], QWidget]) -> float:
    """Milliseconds, the median of some rounds after one that warms up."""
    taken = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        widget = action()
        taken.append((time.perf_counter() - start) * 1000)
        widget.hide()
        widget.deleteLater()
        QApplication.processEvents()
    return statistics.median(taken[1:])


def main() -> None:
    app = QApplication([])
    theme_source().choose("light")
    faces = FaceSource()
    many = messages(MANY)

    def open_log() -> QWidget:
        log = ChatLog(faces)
        log.show_messages(many)
        until_painted(log)
        return log

    def open_browser() -> QWidget:
        browser = QTextBrowser()
        browser.setHtml("".join(f"<p>{message.text}</p>" for message in many[-FEW:]))
        until_painted(browser)
        return browser

    log_ms, browser_ms = timed(open_log), timed(open_browser)
    before = resident_mb()
    tracemalloc.start()
    kept = open_log()
    python_mb = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    print(f"log of {MANY:,}: {log_ms:.1f} ms; QTextBrowser of {FEW}: {browser_ms:.1f} ms")
    print(f"ratio {log_ms / browser_ms:.2f}")
    print(f"memory of the log: {python_mb:.1f} MB in Python, {max(resident_mb() - before, 0):.1f} MB resident more")
    kept.hide()
    del kept, app


if __name__ == "__main__":
    main()
