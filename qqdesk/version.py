"""The version of the program, its build, and its platform.

`qqdesk/__init__.py` has the version. A package also has `resources/build.json`: `{"commit": "1a2b3c4…", "date":
"2026-11-26"}`. A checkout or an installation by pip has no build.
"""

import json
import platform
import sys
from typing import NamedTuple

from qqdesk import __version__, paths

BUILD = "build.json"
LICENCES = ("licences", "THIRD-PARTY.txt")
"""The list of the libraries in a package. The texts of the licences are beside it."""
_COMMIT_CHARS, _DATE_CHARS = 20, 10
_MOST_CHARS = 10_000


class Build(NamedTuple):
    """The commit of a package, "" if it was built without git, and its date: 2026-11-26."""

    commit: str
    date: str


def read_build() -> Build | None:
    """Return None if this is no package, or the file is unreadable."""
    try:
        with paths.resource(BUILD).open(encoding="utf-8") as file:
            found = json.loads(file.read(_MOST_CHARS))
        commit, date = found["commit"], found["date"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not (isinstance(commit, str) and isinstance(date, str)) or not f"{commit}{date}".isprintable():
        return None
    return Build(commit[:_COMMIT_CHARS], date[:_DATE_CHARS]) if date else None


def short_line() -> str:
    """Return `qqdesk 0.1.0 (build 1a2b3c4, 2026-11-26)`, `… (build of 2026-11-26)`, or `… (from source)`."""
    return f"qqdesk {__version__} ({_origin()})"


def long_line(program: str = "qqdesk") -> str:
    """Return `… (from source; Python 3.13.0, Qt 6.11.1, Debian GNU/Linux 13)`. The server has no Qt."""
    return f"{program} {__version__} ({_origin()}; {platform_line()})"


def platform_line() -> str:
    parts = [f"Python {platform.python_version()}"]
    qt = sys.modules.get("PySide6.QtCore")
    if qt is not None:
        parts.append(f"Qt {qt.qVersion()}")
    return ", ".join([*parts, system_name()])


def _origin() -> str:
    build = read_build()
    if build is None:
        return "from source"
    return f"build {build.commit}, {build.date}" if build.commit else f"build of {build.date}"


def system_name() -> str:
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
    """Return the folder of the licences, and the list of libraries with their licences; "" if this is no package."""
    path = paths.resource(*LICENCES)
    try:
        return f"{path.parent}\n\n{path.read_text('utf-8')}"
    except (OSError, UnicodeDecodeError):
        return ""
