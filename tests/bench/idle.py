"""Measure the idle program: its CPU time and its wake-ups.

    python -m tests.bench.idle [SECONDS]

On Linux. Signed in with 1,000 contacts, the main window and a chat in view. A wake-up is a voluntary context switch of
any of its threads: each is the end of a wait. The baseline, in the same run, is a bare window that waits.
"""

import json
import os
import sys
import time
from pathlib import Path

from tests.helpers.messages import chat_with

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.own_process import FIRST, ME, in_a_process_of_its_own

MOST_CPU, MOST_WAKE_UPS = 0.0015, 8.0
_SELF = "tests.bench.idle"
_SETTLE_MS = 12_000
"""The caret has stopped blinking by then."""


def _turns() -> dict[str, int]:
    """Wake-ups by thread."""
    turns = {}
    for task in Path("/proc/self/task").iterdir():
        status = (task / "status").read_text()
        count = int(next(line for line in status.splitlines() if line.startswith("voluntary_ctxt")).split()[1])
        turns[f"{(task / 'comm').read_text().strip()} {task.name}"] = count
    return turns


def _measure(seconds: int) -> dict[str, object]:
    from tests.bench.event_loop import wait

    before, cpu = _turns(), time.process_time()
    wait(seconds * 1000)
    used, after = time.process_time() - cpu, _turns()
    threads = {name: (count - before.get(name, 0)) / seconds for name, count in after.items()}
    return {"cpu": used / seconds, "wake_ups": sum(threads.values()), "threads": threads}


def bare(seconds: int) -> None:
    from PySide6.QtWidgets import QApplication, QListWidget

    app = QApplication([])
    window = QListWidget()
    window.addItems([f"Somebody {number}" for number in range(200)])
    window.show()
    print(json.dumps(_measure(seconds)))
    del window
    app.quit()


def program(address: str, data: str, seconds: int) -> None:
    from qqdesk.gui.shared.settings_store import SettingsStore
    from qqdesk.gui.start.arguments import Arguments, folders_for
    from qqdesk.worker.api import ConnectionPhase, SignIn
    from tests.bench.event_loop import wait
    from tests.helpers.application import build_application

    arguments = Arguments(config_dir=Path(data) / "config", data_dir=Path(data))
    app, desk = build_application(arguments, SettingsStore(folders_for(arguments).settings))
    desk.show_sign_in_window()
    wait(1000)
    desk.messenger.sign_in(SignIn(address, ME, "secret", place="bench"))
    while desk.messenger.connection.phase is not ConnectionPhase.CONNECTED:
        wait(10)
    desk.windows.open_chat(chat_with(FIRST))
    wait(_SETTLE_MS)
    found = _measure(seconds)
    found["people"] = len(desk.messenger.roster)
    print(json.dumps(found))
    desk.shut_down()
    app.quit()


def main() -> int:
    from tests.bench.crowd import crowd, folder

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    base = json.loads(in_a_process_of_its_own(_SELF, "bare", str(max(5, seconds // 3))))
    with folder() as place, crowd(1_000, place) as people:
        data = str(place / "data")
        found = json.loads(in_a_process_of_its_own(_SELF, "program", people.server.address, data, str(seconds)))
    assert found["people"] == 1_000
    for name, one in (("bare window", base), ("1,000 contacts", found)):
        print(f"{name:15} {one['cpu'] * 100:5.2f} % of a core   {one['wake_ups']:5.1f} wake-ups a second")
    for thread, rate in sorted(found["threads"].items(), key=lambda item: -item[1]):
        if rate >= 0.1:
            print(f"    {thread:24} {rate:5.1f}")
    return 0 if found["cpu"] <= MOST_CPU and found["wake_ups"] <= MOST_WAKE_UPS else 1


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare", seconds]:
            bare(int(seconds))
        case ["program", address, data, seconds]:
            program(address, data, int(seconds))
        case _:
            sys.exit(main())
