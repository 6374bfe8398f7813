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
        print("…", *command, flush=True)
        subprocess.run(list(map(str, command)), check=True, timeout=PATIENCE_S * 2)

    run(setup, "/S")
    files = sorted(place.rglob("*"))
    run(sys.executable, SMOKE, place)
    program = subprocess.Popen([str(place / "qqdesk.exe")])
    time.sleep(10)  # then it has its window, or is on the way
    run(setup, "/S")
    print("the program ended with", program.wait(PATIENCE_S), flush=True)
    if sorted(place.rglob("*")) != files:
        print("the second time it installs something else")
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
    key = r"HKCU\Software\Classes\qqdesk\shell\open\command"
    found = subprocess.run(["reg", "query", key, "/ve"], capture_output=True, text=True)
    return str(place / "qqdesk.exe") in found.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
