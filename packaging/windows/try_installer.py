#!/usr/bin/env python3
"""Try an installer for Windows as a whole: install, use, install over it while it runs, use, remove.

    python packaging/windows/try_installer.py FOLDER

FOLDER has the one *-setup.exe. It installs for the person who runs it, who has no qqdesk yet.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

SMOKE = Path(__file__).resolve().parents[1] / "smoke.py"
PATIENCE_S = 180
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\qqdesk"
FACTS = ("DisplayVersion", "EstimatedSize", "NoModify", "NoRepair", "Publisher", "The authors of qqdesk")


def main(arguments: list[str]) -> int:
    """The exit code."""
    if os.name != "nt" or len(arguments) != 1:
        print(__doc__)
        return 2
    (setup,) = Path(arguments[0]).glob("*-setup.exe")
    place = Path(os.environ["LOCALAPPDATA"], "Programs", "qqdesk")
    if place.exists():
        print(f"{place} is there already")
        return 1

    def run(*command: object) -> None:
        print(">", *command, flush=True)
        subprocess.run(list(map(str, command)), check=True, timeout=PATIENCE_S * 2)

    place.mkdir(parents=True)
    (place / "uninstall.exe").touch()  # as a silent removal leaves it
    run(setup, "/S")
    if not (shortcut := Path(os.environ["USERPROFILE"], "Desktop", "qqdesk.lnk")).is_file():
        print("there is no shortcut on the desktop")
        return 1
    if missing := [name for name in FACTS if name not in in_registry(UNINSTALL_KEY)]:
        print("Windows is not told:", *missing)
        return 1
    shortcut.unlink()
    files = sorted(place.rglob("*"))
    run(sys.executable, SMOKE, place)
    program = subprocess.Popen([str(place / "qqdesk.exe")])
    time.sleep(10)  # then it has its window, or is on the way
    run(setup, "/S")
    print("the program ended with", program.wait(PATIENCE_S), flush=True)
    if sorted(place.rglob("*")) != files:
        print("the second time it installs something else")
        return 1
    if shortcut.exists():
        print("an upgrade makes the deleted shortcut again")
        return 1
    run(sys.executable, SMOKE, place)
    if not scheme_is(place):
        print("links of invitations do not start it")
        return 1
    run(place / "uninstall.exe", "/S", f"_?={place}")
    if scheme_is(place):
        print("links of invitations still start it")
        return 1
    if (left := sorted(place.rglob("*"))) != [place / "uninstall.exe"]:
        print("left behind:", *left)
        return 1
    return 0


def scheme_is(place: Path) -> bool:
    """Return whether Windows starts the program there for links."""
    return str(place / "qqdesk.exe") in in_registry(r"HKCU\Software\Classes\qqdesk\shell\open\command")


def in_registry(key: str) -> str:
    """Return the values of a key as `reg` prints them, "" without the key."""
    return subprocess.run(["reg", "query", key], capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
