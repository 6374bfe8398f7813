"""Start with the user's session: the entry of each system.

The entry is the truth: a user may also remove it with the tools of the system.
"""

import configparser
import hashlib
import os
import plistlib
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from xml.parsers.expat import ExpatError

from qqdesk.atomic_file import atomic_write

_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_EXEC_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")


class Entry(Protocol):
    """The entry of one program. Raises OSError."""

    def line(self) -> str | None:
        """Return the command line in the entry; None without an enabled entry, "" if the entry cannot be parsed."""

    def line_of(self, command: Sequence[str]) -> str:
        """Return a command as `line` does."""

    def write(self, command: Sequence[str]) -> None: ...

    def remove(self) -> None: ...


class DesktopEntry:
    """A .desktop file in `~/.config/autostart`, for the desktops that follow XDG."""

    def __init__(self, folder: Path, name: str, title: str = "") -> None:
        """`title` is the name in the desktop's list of programs, by default that of the file."""
        self._path = folder / f"{name}.desktop"
        self._title = "".join(char if char.isprintable() else " " for char in title).replace("\\", "\\\\") or name

    def line(self) -> str | None:
        parser = configparser.RawConfigParser(strict=False, interpolation=None)
        try:
            parser.read_string(self._path.read_text("utf-8"))
            entry = parser["Desktop Entry"]
        except FileNotFoundError:
            return None
        except (configparser.Error, KeyError, UnicodeDecodeError):
            return ""
        off = entry.get("Hidden", "").lower() == "true"
        if off or entry.get("X-GNOME-Autostart-enabled", "").lower() == "false":
            return None
        return entry.get("Exec", "")

    def line_of(self, command: Sequence[str]) -> str:
        return exec_line(command)

    def write(self, command: Sequence[str]) -> None:
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            f"Name={self._title}",
            f"Exec={exec_line(command)}",
            "Icon=qqdesk",
            "Terminal=false",
            "StartupNotify=false",
            "X-GNOME-Autostart-enabled=true",
        )
        write_entry(self._path, "\n".join(lines) + "\n")

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)


class LaunchAgent:
    """A property list in `~/Library/LaunchAgents`."""

    def __init__(self, folder: Path, name: str, *, restarts: bool = False) -> None:
        """`restarts`: start the program again after a crash."""
        self._path = folder / f"{name}.plist"
        self._label = name
        self._restarts = restarts

    def line(self) -> str | None:
        try:
            agent = plistlib.loads(self._path.read_bytes())
            return None if agent.get("Disabled") else shlex.join(agent["ProgramArguments"])
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError, ExpatError):
            return ""

    def line_of(self, command: Sequence[str]) -> str:
        return shlex.join(command)

    def write(self, command: Sequence[str]) -> None:
        agent = {
            "Label": self._label,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        if self._restarts:
            agent["KeepAlive"] = {"Crashed": True}
        write_entry(self._path, plistlib.dumps(agent).decode())

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)


class Registry(Protocol):
    """Values below HKEY_CURRENT_USER."""

    def get(self, key: str, name: str) -> str | bytes | None: ...

    def set(self, key: str, name: str, value: str) -> None: ...

    def delete(self, key: str, name: str) -> None: ...


class RunKey:
    """A value of the Run key of Windows. The Task Manager disables it in a second key."""

    def __init__(self, registry: Registry, name: str) -> None:
        self._registry, self._name = registry, name

    def line(self) -> str | None:
        value = self._registry.get(_RUN, self._name)
        approved = self._registry.get(_APPROVED, self._name)
        if value is None or (isinstance(approved, bytes) and approved[:1] and approved[0] & 1):
            return None
        return str(value)

    def line_of(self, command: Sequence[str]) -> str:
        return subprocess.list2cmdline(command)

    def write(self, command: Sequence[str]) -> None:
        self._registry.set(_RUN, self._name, self.line_of(command))
        self._registry.delete(_APPROVED, self._name)

    def remove(self) -> None:
        self._registry.delete(_RUN, self._name)
        self._registry.delete(_APPROVED, self._name)


class Autostart:
    """One program's entry. Calls raise OSError."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    def is_on(self) -> bool:
        return self._entry.line() is not None

    def turn_on(self, command: Sequence[str]) -> None:
        if any("\n" in word or "\r" in word for word in command):
            raise OSError("a line break in the path of the program")
        self._entry.write(command)

    def turn_off(self) -> None:
        self._entry.remove()

    def correct(self, command: Sequence[str]) -> bool:
        """Return whether the entry is on, and update its command: the program may have been moved."""
        found = self._entry.line()
        if found is None:
            return False
        if found != self._entry.line_of(command):
            self.turn_on(command)
        return True


def system_entry(name: str, title: str = "", *, restarts: bool = False) -> Entry:
    """Return the entry of this system. `restarts`: start the program again after a crash, where the system can.

    `title` is shown on Linux. Windows and macOS show the name of the program.
    """
    if sys.platform == "win32":
        from qqdesk.system.windows_registry import WindowsRegistry

        return RunKey(WindowsRegistry(), name)
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents", name, restarts=restarts)
    return DesktopEntry(config_folder() / "autostart", name, title)


def config_folder() -> Path:
    """Return the folder with the user's settings on Linux."""
    home = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(home) if home.startswith("/") else Path.home() / ".config"


def entry_name(place: Sequence[str], profile: str = "", program: str = "qqdesk") -> str:
    """Return the name of the entry, a different one for each profile and each data folder."""
    if not place:
        return program
    # The entry of the profile "place" would have the name of a place's entry.
    if list(place) == ["--profile", profile] and profile.isascii() and profile.isalnum() and profile != "place":
        return f"{program}-{profile}"
    return f"{program}-{hashlib.sha256(chr(0).join(place).encode()).hexdigest()[:12]}"


def exec_line(command: Sequence[str]) -> str:
    """Return the value of Exec, quoted as in the Desktop Entry Specification."""
    words = []
    for word in command:
        text = word
        if not word or _EXEC_RESERVED & set(word):
            for char in '\\"`$':
                text = text.replace(char, f"\\{char}")
            text = f'"{text}"'
        words.append(text.replace("%", "%%"))
    # A string value of the file: a backslash is written twice.
    return " ".join(words).replace("\\", "\\\\")


def write_entry(path: Path, text: str) -> None:
    """Write a file in one step: the system may read it at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as file:
        file.write(text)
