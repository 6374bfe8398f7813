"""The program of `tests.bench.soak`, which writes by key presses and counts what it has; a bare event loop beside it.

Imports nothing that the program does without.
"""

import ctypes
import gc
import json
import os
import sys
import threading
import time
import traceback
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from qqdesk.gui.kit import routes

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.start import application_controller
from qqdesk.gui.start.arguments import Arguments
from qqdesk.gui.start.program import run
from qqdesk.worker.api import SignIn
from tests.bench.own_process import FIRST, ME
from tests.helpers.messages import chat_with

BEAT_MS = 5
LATE_MS = 20.0
"""A wait from which on stacks are written."""
TEXT = "Message {number}: a line of the length that people write to each other, now and then a little longer."


def malloc() -> tuple[float, float]:
    """Return the megabytes that the C library's allocator has given out, and those that it keeps free."""
    info = ctypes.CDLL(None).mallinfo2
    info.restype = type("Mallinfo2", (ctypes.Structure,), {"_fields_": [(f"n{i}", ctypes.c_size_t) for i in range(10)]})
    found = info()
    return (found.n7 + found.n4) / 1e6, found.n8 / 1e6


class Stall(NamedTuple):
    """One wait of an event loop, in milliseconds."""

    wall: float
    cpu: float
    """The thread was running."""
    queued: float
    """The thread was ready, and waited for a core: the machine is busy."""

    @property
    def own(self) -> float:
        return self.wall - self.queued


class Beat:
    """The longest waits of the event loop of this thread: in all, and without waiting for a core."""

    def start(self, parent: Any, stacks: str = "") -> None:
        self._timer = QTimer(parent, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._thread = threading.get_ident()
        self._statistics = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._is_paused = False
        self._stack = ""
        self._stacks = open(stacks, "w", encoding="utf-8") if stacks else None  # noqa: PTH123, SIM115
        self.go_on()
        if stacks:
            threading.Thread(target=self._watch, daemon=True).start()

    def go_on(self) -> None:
        self._longest = self._longest_own = Stall(0, 0, 0)
        self._last, self._used = time.perf_counter(), self._usage()
        self._is_paused = False
        self._timer.start()

    def pause(self) -> tuple[Stall, Stall]:
        """Return the longest wait since the start, and the longest without waiting for a core."""
        self._is_paused = True
        self._timer.stop()
        return self._longest, self._longest_own

    def _usage(self) -> tuple[int, int]:
        cpu, queued, _ = map(int, self._statistics.read_text().split())
        return cpu, queued

    def _on_beat(self) -> None:
        now, used = time.perf_counter(), self._usage()
        wall = (now - self._last) * 1000 - BEAT_MS
        cpu, queued = ((new - old) / 1e6 for new, old in zip(used, self._used, strict=True))
        stall = Stall(round(wall, 1), round(cpu, 1), round(queued, 1))
        self._longest = max(self._longest, stall)
        self._longest_own = max(self._longest_own, stall, key=lambda one: one.own)
        if self._stacks and stall.own > LATE_MS:
            print(stall, self._stack, sep="\n", file=self._stacks, flush=True)
        self._stack = ""
        self._last, self._used = now, used

    def _watch(self) -> None:
        """Keep the stack of the thread when it is late."""
        while True:
            time.sleep(0.005)
            late = time.perf_counter() - self._last
            if late > LATE_MS / 1000 and not self._is_paused:
                frame = sys._current_frames().get(self._thread)
                self._stack += f"{late * 1000:.0f} ms\n{''.join(traceback.format_stack(frame)[-8:])}"


class WatchedController(application_controller.ApplicationController):
    """Sign in and write messages. Set the four class attributes before running."""

    address = ""
    rate = 0.0
    heap = False
    stacks = ""

    def __init__(self, *parts: object) -> None:
        super().__init__(*parts)  # type: ignore[arg-type]
        self._written = 0
        self._next = 0.0
        self._beat = Beat()
        QTimer.singleShot(700, self, self._sign_in)
        self.messenger.signed_in.connect(lambda: QTimer.singleShot(500, self, self._open))

    def _sign_in(self) -> None:
        self.messenger.sign_in(SignIn(self.address, ME, "secret", place="bench"))

    def _open(self) -> None:
        self.windows.open(routes.Chat(chat_with(FIRST)))
        print("open", flush=True)
        self._next = time.monotonic()
        self._writing = QTimer(self, interval=5)
        self._writing.timeout.connect(self._write)
        self._writing.start()
        threading.Thread(target=self._wait_for_question, daemon=True).start()
        self._asked = QTimer(self, interval=200)
        self._asked.timeout.connect(self._answer)
        self._asked.start()
        self._questions = 0
        if self.heap:
            tracemalloc.start()
            self._heap: Any = None
        self._cpu, self._answered = time.thread_time(), time.monotonic()
        self._beat.start(self, self.stacks)

    def _wait_for_question(self) -> None:
        for _ in sys.stdin:
            self._questions += 1

    def _write(self) -> None:
        """Type one message, if it is due."""
        if not self.rate or time.monotonic() < self._next:
            return
        self._next += 1 / self.rate
        page = self.windows.chats.page(chat_with(FIRST))
        assert page is not None
        self._written += 1
        page.input.setPlainText(TEXT.format(number=self._written))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
            QApplication.sendEvent(page.input, event)

    def _answer(self) -> None:
        if not self._questions:
            return
        self._questions -= 1
        stalls = self._beat.pause()
        page = self.windows.chats.page(chat_with(FIRST))
        assert page is not None
        conversation = self.messenger.conversation(ConversationId.person(FIRST))
        used, free = malloc()
        blocks = sys.getallocatedblocks()
        objects = gc.get_objects()
        kinds = Counter(type(one).__name__ for one in objects)
        answer: dict[str, Any] = {
            "GUI cpu": f"{(time.thread_time() - self._cpu) / (time.monotonic() - self._answered):.0%}",
            "written": self._written,
            "kept": len(conversation.messages),
            "rows": len(page.log.rows),
            "unread": conversation.unread,
            "Message": kinds["Message"],
            "Block": kinds["Block"],
            "QObject": sum(isinstance(one, QObject) for one in objects),
            "widgets": len(QApplication.allWidgets()),
            "objects": len(objects),
            "threads": len(list(Path("/proc/self/task").iterdir())),
            "files": len(list(Path("/proc/self/fd").iterdir())),
            "python blocks": blocks,
            "malloc used": round(used, 1),
            "malloc free": round(free, 1),
            "stalls": stalls,
        }
        del objects
        if self.heap:
            answer["heap"] = tracemalloc.get_traced_memory()[0]
            now = tracemalloc.take_snapshot()
            if self._heap is None:
                self._heap = now
            for stat in now.compare_to(self._heap, "lineno")[:25]:
                print(stat, file=sys.stderr)
            print("kinds", kinds.most_common(25), file=sys.stderr, flush=True)
        print(json.dumps(answer), flush=True)
        self._cpu, self._answered = time.thread_time(), time.monotonic()
        self._beat.go_on()


def bare() -> None:
    """Beat without a program, until the end of the input; print the worst beat for each line that comes in."""
    app = QCoreApplication([])
    beat = Beat()
    beat.start(app)
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, app)

    def answer() -> None:
        if not sys.stdin.readline():
            app.quit()
            return
        print(json.dumps(beat.pause()), flush=True)
        beat.go_on()

    notifier.activated.connect(answer)
    app.exec()


if __name__ == "__main__":
    if len(sys.argv) == 1:
        bare()
    else:
        address, folder, rate, heap, stacks = sys.argv[1:]
        WatchedController.address, WatchedController.rate = address, float(rate)
        WatchedController.heap, WatchedController.stacks = bool(heap), stacks
        vars(application_controller)["ApplicationController"] = WatchedController
        run(Arguments(config_dir=Path(folder) / "config", data_dir=Path(folder)))
