"""Which program this is: its version, what it was built from, and what it runs on, said the same way everywhere.

The version stands in `qqdesk/__init__.py` and nowhere else. Packages have `resources/build.json` with the commit and
its date, `{"commit": "1a2b3c4…", "date": "2026-11-26"}`; what runs from a checkout or was installed by pip has none.
"""

import json
import platform
import sys
from typing import NamedTuple

from qqdesk import __version__, paths

BUILD, LICENCES = "build.json", ("licences", "THIRD-PARTY.txt")
"""In the resources of a package: what it was built from, and what is in it of others, with the licences beside."""
_COMMIT_CHARS, _DATE_CHARS = 20, 10
_MOST_CHARS = 10_000


class Build(NamedTuple):
    """What a package was built from; `date` is the commit's, as 2026-11-26."""

    commit: str
    date: str


def read_build() -> Build | None:
    """None where there is no package, or where its file cannot be read."""
    try:
        with paths.resource(BUILD).open(encoding="utf-8") as file:
            found = json.loads(file.read(_MOST_CHARS))
        commit, date = found["commit"], found["date"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not (isinstance(commit, str) and isinstance(date, str)) or not f"{commit}{date}".isprintable():
        return None
    return Build(commit[:_COMMIT_CHARS], date[:_DATE_CHARS]) if commit and date else None


def short_line(program: str = "qqdesk") -> str:
    """`qqdesk 0.1.0 (build 1a2b3c4, 2026-11-26)`, or `qqdesk 0.1.0 (from source)`."""
    return f"{program} {__version__} ({_origin()})"


def long_line(program: str = "qqdesk") -> str:
    """The same with what it runs on: `… (from source; Python 3.13.0, Qt 6.11.1, Debian GNU/Linux 13)`. Qt is named
    where it is loaded: the server has none."""
    return f"{program} {__version__} ({_origin()}; {surroundings()})"


def surroundings() -> str:
    """What it runs on."""
    parts = [f"Python {platform.python_version()}"]
    qt = sys.modules.get("PySide6.QtCore")
    if qt is not None:
        parts.append(f"Qt {qt.qVersion()}")
    return ", ".join([*parts, system_name()])


def _origin() -> str:
    build = read_build()
    return "from source" if build is None else f"build {build.commit}, {build.date}"


def system_name() -> str:
    """Return the operating system with its version."""
    if sys.platform == "darwin":
        return f"macOS {platform.mac_ver()[0]}"
    if sys.platform == "win32":
        return f"Windows {platform.release()} ({platform.version()})"
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return f"{platform.system()} {platform.release()}"
    return " ".join(filter(None, (release.get("NAME", ""), release.get("VERSION_ID", ""))))


def licences() -> str:
    """What is in the package of others and under which licence, below the place of the texts; "" where there is no
    package."""
    path = paths.resource(*LICENCES)
    try:
        return f"{path.parent}\n\n{path.read_text('utf-8')}"
    except (OSError, UnicodeDecodeError):
        return ""
