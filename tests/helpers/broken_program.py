"""The program with a bug put into it: `python -m tests.helpers.broken_program BUG PRESS [ARGUMENTS OF QQDESK…]`.

BUG is what goes wrong, see `_BUGS`; PRESS the button of the crash window that is pressed then, "" for none. What the
window shows goes to standard output as one line of JSON.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

MARK = "the-secret-of-Anna"
"""In the message of each exception, and in the variables around it."""


def _raise() -> NoReturn:
    secret = f"{MARK} in a variable"
    raise ValueError(f"{secret}, and {MARK} in a message")


def _in_a_slot() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    timer = QTimer(QApplication.instance(), interval=1)
    left = list(range(20))

    def tick() -> None:
        left.pop()
        if not left:
            timer.stop()
        _raise()

    timer.timeout.connect(tick)
    timer.start()


def _in_a_thread() -> None:
    threading.Thread(target=_raise, name="the broken one").start()


def _in_a_qthread() -> None:
    from PySide6.QtCore import Slot
    from PySide6.QtWidgets import QApplication

    from qqdesk.worker.threads import Worker, WorkerThread

    class Broken(Worker):
        @Slot()
        def start(self) -> None:
            _raise()

    app = QApplication.instance()
    assert app is not None
    running = WorkerThread(Broken(), "the broken one", app)
    app.aboutToQuit.connect(running.thread.quit)
    app.aboutToQuit.connect(lambda: running.wait(5))
    running.thread.start()


def _at_the_start() -> None:
    from qqdesk.gui.sign_in.window import SignInWindow

    def broken(self: object, *_: object) -> None:
        _raise()

    SignInWindow.__init__ = broken  # type: ignore[method-assign, assignment]


def _behind_the_first_window() -> None:
    from qqdesk.worker import messenger

    def broken(self: object, *_: object, **__: object) -> None:
        _raise()

    messenger.Messenger.__init__ = broken  # type: ignore[method-assign]


_BUGS: dict[str, tuple[bool, Callable[[], object]]] = {
    "slot": (True, _in_a_slot),
    "thread": (True, _in_a_thread),
    "qthread": (True, _in_a_qthread),
    "start": (False, _at_the_start),
    "behind": (False, _behind_the_first_window),
    "abort": (True, os.abort),
    "none": (True, lambda: None),
}
"""Whether it happens when the program runs and is watched over; else it is there from the beginning."""


def _press(name: str) -> None:
    """Look for the window now and then, tell of it, and press a button of it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from qqdesk.gui.crash.window import CrashWindow

    timer = QTimer(QApplication.instance(), interval=20)

    def look() -> None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashWindow) and w.isVisible()]
        if not shown:
            return
        timer.stop()
        (window,) = shown
        told = {
            "crashed": window.crashed.name,
            "title": window.title.text(),
            "report": window.report(),
            "go_on": window.go_on.isVisible(),
            "default": window.restart.isDefault(),
        }
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        if name:
            getattr(window, name).click()

    timer.timeout.connect(look)
    timer.start()


def main() -> int:
    bug, press, *arguments = sys.argv[1:]
    sys.argv = ["-c", *arguments]
    from qqdesk import app
    from qqdesk.gui.crash import keeper
    from qqdesk.gui.start import application

    is_late, put_in = _BUGS[bug]
    make = application.make_application

    def make_and_press(*settings: object) -> object:
        made = make(*settings)  # type: ignore[arg-type]
        _press(press)
        return made

    vars(app)["make_application"] = make_and_press
    if is_late:
        begin = keeper.CrashKeeper.__init__

        def begin_and_break(self: keeper.CrashKeeper, *what: object) -> None:
            begin(self, *what)  # type: ignore[arg-type]
            put_in()

        keeper.CrashKeeper.__init__ = begin_and_break  # type: ignore[method-assign, assignment]
    else:
        put_in()
    from qqdesk.__main__ import main as qqdesk

    return qqdesk()


if __name__ == "__main__":
    sys.exit(main())
