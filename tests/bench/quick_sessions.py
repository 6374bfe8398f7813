"""Quick sign-ins and sign-outs, while windows come and go: `python -m tests.bench.quick_sessions [--count N]`.

Three people sign in and out again and again, at once and in one process, with the real server. Every other session ends
right after the sign-in began. Exit code 1 if a sign-in fails, or if something hangs; all threads are printed then.
"""

import argparse
import faulthandler
import os
import random
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QApplication, QLabel

from qqdesk.worker.api import ConnectionPhase, ConnectionState, SignIn
from qqdesk.worker.messenger import Messenger
from tests.helpers.server import local_server

HANG_S = 30
"""Normally, a sign-in and a sign-out together take less than a second."""
PEOPLE = (10001, 10002, 10003)


class _Window(QLabel):
    @Slot(object)
    def on_change(self, change: object) -> None:
        self.setText(type(change).__name__)


class Person:
    """Signs in and out `count` times. `is_done` then."""

    def __init__(self, folder: Path, number: int, server: str, count: int, dice: random.Random) -> None:
        self._server, self._number, self._left, self._dice = server, number, count, dice
        self._window: _Window | None = None
        self.failure: ConnectionState | None = None
        self.messenger = Messenger(folder / str(number), f"{number:032x}")
        self.messenger.connection_changed.connect(self._on_connection)
        self.messenger.signed_out.connect(self._start)
        self._start()

    @property
    def is_done(self) -> bool:
        return self._left < 0

    def _start(self) -> None:
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        self._replace_window()
        self._left -= 1
        if not self.is_done:
            self.messenger.sign_in(SignIn(self._server, self._number, "secret"))
            if self._left % 2:
                QTimer.singleShot(self._dice.randrange(30), self.messenger.sign_out)

    def _on_connection(self, state: ConnectionState) -> None:
        self._replace_window()
        if state.phase is ConnectionPhase.CONNECTED:
            self.messenger.sign_out()
        if state.phase is ConnectionPhase.ENDED:
            self.failure = state

    def _replace_window(self) -> None:
        """Destroy a window whose connections are still there, as at the end of a session."""
        if self._window is not None:
            self._window.deleteLater()
        self._window = _Window()
        for signal in (self.messenger.roster_changed, self.messenger.message_added, self.messenger.me_changed):
            signal.connect(self._window.on_change)
        self._window.show()


def run(folder: Path, count: int) -> float:
    """Return the seconds that it took."""
    app = QApplication.instance() or QApplication([])
    dice = random.Random(count)
    with local_server(folder) as server:
        for number in PEOPLE:
            server.add_user(number)
        for number in PEOPLE[1:]:
            server.befriend(PEOPLE[0], number)
        began = time.monotonic()
        people = [Person(folder, number, server.address, count, dice) for number in PEOPLE]
        while not all(person.is_done for person in people):
            app.processEvents()
            assert not any(person.failure for person in people), [person.failure for person in people]
            time.sleep(0.001)
        took = time.monotonic() - began
        for person in people:
            person.messenger.shut_down()
    faulthandler.cancel_dump_traceback_later()
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100, help="sign-ins of each person (default: %(default)s)")
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        took = run(Path(folder), count)
    print(f"{count * len(PEOPLE)} sessions, three at once, in {took:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
