"""The frozen folder: the programs with a Python and all libraries. It runs at any place.

`.build/frozen/qqdesk` has one executable for each script of pyproject.toml; all of them share `_internal`.
"""

import json
import shutil
import sys
import time
from pathlib import Path

from installers.maker import BUILD, CHECKOUT, Source, project, run

FROZEN = BUILD / "frozen" / "qqdesk"
WORK = BUILD / "pyinstaller"
STARTS = BUILD / "starts"
PREFIX = "start_"
"""The prefix of the scripts: a script called `qqdesk.py` would hide the package."""
SPEC = CHECKOUT / "packaging" / "qqdesk.spec"

_START = """import sys

from {module} import {function}

sys.exit({function}())
"""


def programs() -> dict[str, str]:
    """Return the scripts of the project, with `module:function`."""
    scripts: dict[str, str] = {}
    for table in ("gui-scripts", "scripts"):
        found = project()[table]
        assert isinstance(found, dict)
        scripts |= found
    return scripts


def build_facts(source: Source) -> str:
    """Return the content of `resources/build.json`: the origin of the program."""
    date = time.strftime("%Y-%m-%d", time.gmtime(source.epoch))
    return json.dumps({"commit": source.commit, "date": date}) + "\n"


def _write_starts() -> None:
    shutil.rmtree(STARTS, ignore_errors=True)
    STARTS.mkdir(parents=True)
    for name, where in programs().items():
        module, _, function = where.partition(":")
        (STARTS / f"{PREFIX}{name}.py").write_text(_START.format(module=module, function=function), encoding="utf-8")


def freeze(source: Source) -> Path:
    """Make the folder from scratch and return it. Raises MakingError."""
    _write_starts()
    (BUILD / "build.json").write_text(build_facts(source), encoding="utf-8")
    # PyInstaller would reuse the drafts of another Python.
    for folder in (FROZEN, WORK):
        shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "INFO"]
    command += ["--distpath", str(FROZEN.parent), "--workpath", str(WORK), str(SPEC)]
    # The hash seed makes the order of sets reproducible; the cache lies in our folder.
    variables = {"PYTHONHASHSEED": "1", "PYINSTALLER_CONFIG_DIR": str(BUILD / "pyinstaller-cache")}
    run(command, BUILD / "log" / "pyinstaller.txt", **variables)
    return FROZEN
