"""What the program takes of the memory (PSS), signed in with 1,000 and with 10,000 contacts.

    python -m tests.bench.memory

On Linux. The baseline, in the same run, is a bare window with a list of 200. Each is a process of its own, measured
when it has come to rest.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.machine import proportional
from tests.bench.own_process import ME, in_a_process_of_its_own

MOST_MB = {1_000: 75.0, 10_000: 90.0}
_SELF = "tests.bench.memory"
_REST_MS = 4000


def _megabytes() -> float:
    return proportional(os.getpid()) / 1e6


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
    print(json.dumps({"mb": _megabytes()}))


def program(address: str, data: str) -> None:
    """As it starts for a person, with the sign-in window first."""
    from qqdesk.gui.kept_code import load_qt

    load_qt()  # as `python -m qqdesk` does
    from PySide6.QtCore import QTimer

    from qqdesk.app import Arguments, build_application, folders_for
    from qqdesk.gui.settings_store import SettingsStore
    from qqdesk.worker.api import SignIn

    arguments = Arguments(config_dir=Path(data) / "config", data_dir=Path(data))
    app, desk = build_application(arguments, SettingsStore(folders_for(arguments).settings))
    found: dict[str, float] = {}

    def measure() -> None:
        found["people"] = len(desk.messenger.roster)
        found["mb"] = _megabytes()
        app.quit()

    desk.sign_in_window.painted.connect(lambda: QTimer.singleShot(700, begin))

    def begin() -> None:
        desk.sign_in(SignIn(address, ME, "secret", place="bench"))
        QTimer.singleShot(_REST_MS, measure)

    desk.show()
    app.exec()
    desk.shut_down()
    print(json.dumps(found))


def main() -> int:
    from tests.bench.crowd import crowd, folder

    base = json.loads(in_a_process_of_its_own(_SELF, "bare"))["mb"]
    print(f"bare window, 200 rows {base:6.1f} MB")
    good = True
    for count, most in MOST_MB.items():
        with folder() as place, crowd(count, place) as people:
            data = str(place / "data")
            runs = [
                json.loads(in_a_process_of_its_own(_SELF, "program", people.server.address, data)) for _ in range(2)
            ]
        assert runs[-1]["people"] == count
        size = runs[-1]["mb"]
        good = good and size <= most
        print(f"{count:6} contacts       {size:6.1f} MB   {size / base:4.2f} x   (at most {most:.0f} MB)")
        print(f"{'':6} the first time   {runs[0]['mb']:6.1f} MB")
    return 0 if good else 1


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare"]:
            bare()
        case ["program", address, data]:
            program(address, data)
        case _:
            sys.exit(main())
