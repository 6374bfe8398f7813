"""What the program takes of the memory, signed in with 1,000 and with 10,000 contacts.

    python -m tests.bench.memory

On Linux. The baseline, in the same run, is a bare window with a list of 200. Each is a process of its own, measured
when it has come to rest, and once more when it was used. Fails if "own" of the program at rest is above MOST_OWN_MB.

The kernel's PSS of a process depends on what else runs: a page of a file that two processes use counts half for each.
So one of Qt's libraries would cost nearly nothing on a computer on which some other program has it in memory. Here what
lies in the environment's packages, Qt among them, counts as a whole: on the computer of somebody who has one messenger
nothing else uses it. Python itself, the system's libraries and fonts count as the kernel says: others use them there,
too. What is the program's own, written by it, depends on no other process. The bench's own process does without Qt.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from qqdesk.gui.kit import routes
from tests.helpers.messages import chat_with

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.machine import Memory, memory
from tests.bench.own_process import FIRST, ME, in_a_process_of_its_own

MOST_OWN_MB = {1_000: 65.0, 10_000: 75.0}
_SELF = "tests.bench.memory"
_REST_MS = 5000
"""After the sign-in."""


def _now() -> dict[str, int]:
    return memory(os.getpid())._asdict()


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QListWidget

    app = QApplication([])
    window = QListWidget()
    window.addItems([f"Somebody {number}" for number in range(200)])
    window.resize(280, 640)
    window.show()
    QTimer.singleShot(500, app.quit)
    app.exec()
    print(json.dumps(_now()))


def program(address: str, data: str, use: str) -> None:
    """Start as for a user: the sign-in window first, and all that runs beside it."""
    from PySide6.QtCore import QEventLoop, QTimer

    from qqdesk.gui.start import application_controller
    from qqdesk.gui.start.arguments import Arguments
    from qqdesk.gui.start.program import run
    from qqdesk.worker.api import SignIn

    def wait(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    class WatchedController(application_controller.ApplicationController):
        def __init__(self, *parts: Any) -> None:
            super().__init__(*parts)
            QTimer.singleShot(700, self, self._begin_session)

        def _begin_session(self) -> None:
            self.messenger.signed_in.connect(lambda: QTimer.singleShot(_REST_MS, self, self._measure))
            self.messenger.sign_in(SignIn(address, ME, "secret", place="bench"))

        def _measure(self) -> None:
            found = {"rest": _now()}
            if use == "use":
                self._use()
                found["used"] = _now()
            print(json.dumps({**found, "people": len(self.messenger.roster)}))
            self.quit()

        def _use(self) -> None:
            """Scroll through the list, search for a contact, and open and close a chat."""
            pane = self.windows.main.contacts
            view, model = pane.view, pane.view.model()
            for row in range(0, model.rowCount(), 8):
                view.scrollTo(model.index(row, 0))
                view.repaint()
            for text in ("w", "wang", ""):
                pane.search.setText(text)
                wait(200)
            self.windows.open(routes.Chat(chat_with(FIRST)))
            wait(500)
            self.windows.chats.windows[0].close()
            wait(500)

    vars(application_controller)["ApplicationController"] = WatchedController
    code = run(Arguments(config_dir=Path(data) / "config", data_dir=Path(data)))
    assert code == 0


def _tell(what: str, found: Memory, after: str = "") -> None:
    parts = (found.total, found.own, found.packages, found.system)
    print(f"{what:28}" + "".join(f"{part / 1e6:7.1f}" for part in parts) + after)


def main() -> int:
    from tests.bench.crowd import crowd, folder

    print(f"{'MB':>30} all    own   packages  system")
    base = Memory(**json.loads(in_a_process_of_its_own(_SELF, "bare")))
    _tell("bare window, 200 rows", base)
    good = True
    for count, most in MOST_OWN_MB.items():
        with folder() as place, crowd(count, place) as people:
            data = str(place / "data")
            first, again = (
                json.loads(in_a_process_of_its_own(_SELF, "program", people.server.address, data, use))
                for use in ("leave", "use")
            )
        assert again["people"] == count
        found = {name: Memory(**again[name]) for name in ("rest", "used")}
        rest = found["rest"]
        good = good and rest.own / 1e6 <= most
        _tell(f"{count:6} contacts", rest, f"   {rest.total / base.total:4.2f} x   (own at most {most:.0f} MB)")
        _tell("  when used", found["used"])
        _tell("  at rest the first time", Memory(**first["rest"]))
    return 0 if good else 1


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare"]:
            bare()
        case ["program", address, data, use]:
            program(address, data, use)
        case _:
            sys.exit(main())
