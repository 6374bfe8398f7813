"""Start with the user's session: the entry of each system.

The entry is the truth: a user may also remove it with the tools of the system.
"""

import configparser
import hashlib
import os
import plistlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_EXEC_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")


class Entry(Protocol):
    """The entry of one program. Raises OSError."""

    def command(self) -> list[str] | None:
        """Return the command; None without an enabled entry, [] if it cannot be parsed."""

    def write(self, command: Sequence[str]) -> None: ...

    def remove(self) -> None: ...


class DesktopEntry:
    """A .desktop file in `~/.config/autostart`, for the desktops that follow XDG."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.desktop"

    def command(self) -> list[str] | None:
        parser = configparser.RawConfigParser(strict=False, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        try:
            parser.read_string(self._path.read_text("utf-8"))
            entry = dict(parser["Desktop Entry"])
        except FileNotFoundError:
            return None
        except (configparser.Error, KeyError, UnicodeDecodeError):
            return []
        off = entry.get("Hidden", "").lower() == "true"
        if off or entry.get("X-GNOME-Autostart-enabled", "").lower() == "false":
            return None
        return exec_arguments(entry.get("Exec", ""))

    def write(self, command: Sequence[str]) -> None:
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=qqdesk",
            f"Exec={exec_line(command)}",
            "Icon=qqdesk",
            "Terminal=false",
            "StartupNotify=false",
            "X-GNOME-Autostart-enabled=true",
        )
        write_whole(self._path, ("\n".join(lines) + "\n").encode())

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)


class LaunchAgent:
    """A property list in `~/Library/LaunchAgents`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.plist"
        self._label = name

    def command(self) -> list[str] | None:
        try:
            found = plistlib.loads(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except (plistlib.InvalidFileException, ValueError, OverflowError):
            return []
        except Exception as error:  # the XML parser has errors of its own
            if type(error).__module__ != "xml.parsers.expat":
                raise
            return []
        if not isinstance(found, dict) or found.get("Disabled") is True:
            return None
        words = found.get("ProgramArguments")
        return [str(word) for word in words] if isinstance(words, list) else []

    def write(self, command: Sequence[str]) -> None:
        agent = {
            "Label": self._label,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        write_whole(self._path, plistlib.dumps(agent))

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

    def command(self) -> list[str] | None:
        value = self._registry.get(_RUN, self._name)
        approved = self._registry.get(_APPROVED, self._name)
        if value is None or (isinstance(approved, bytes) and approved[:1] and approved[0] & 1):
            return None
        # One string: `correct` compares it with the same quoting.
        return [str(value)]

    def write(self, command: Sequence[str]) -> None:
        self._registry.set(_RUN, self._name, subprocess.list2cmdline(command))
        self._registry.delete(_APPROVED, self._name)

    def remove(self) -> None:
        self._registry.delete(_RUN, self._name)
        self._registry.delete(_APPROVED, self._name)


class Autostart:
    """One program's entry. Calls raise OSError."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    def is_on(self) -> bool:
        return self._entry.command() is not None

    def turn_on(self, command: Sequence[str]) -> None:
        if any("\n" in word or "\r" in word for word in command):
            raise OSError("a line break in the path of the program")
        self._entry.write(command)

    def turn_off(self) -> None:
        self._entry.remove()

    def correct(self, command: Sequence[str]) -> bool:
        """Return whether the entry is on, and update its command: the program may have been moved."""
        found = self._entry.command()
        if found is None:
            return False
        if found not in (list(command), [subprocess.list2cmdline(command)]):
            self.turn_on(command)
        return True


def system_entry(name: str) -> Entry:
    """Return the entry of this system."""
    if sys.platform == "win32":
        from qqdesk.system.windows_registry import WindowsRegistry

        return RunKey(WindowsRegistry(), name)
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents", name)
    home = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(home) if home.startswith("/") else Path.home() / ".config"
    return DesktopEntry(folder / "autostart", name)


def entry_name(place: Sequence[str], profile: str = "") -> str:
    """Return the name of the entry, a different one for each profile and each data folder."""
    if not place:
        return "qqdesk"
    if list(place) == ["--profile", profile] and profile.isascii() and profile.isalnum():
        return f"qqdesk-{profile}"
    return f"qqdesk-{hashlib.sha256(chr(0).join(place).encode()).hexdigest()[:12]}"


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


def exec_arguments(line: str) -> list[str]:
    """Parse a line of `exec_line`; return [] if a quote is not closed."""
    words: list[str] = []
    text, quoted, begun = "", False, False
    chars = iter(line.replace("\\\\", "\\").replace("%%", "%"))
    for char in chars:
        if char == '"':
            quoted, begun = not quoted, True
        elif char == "\\" and quoted:
            text += next(chars, "")
        elif char == " " and not quoted:
            if begun:
                words.append(text)
            text, begun = "", False
        else:
            text, begun = text + char, True
    if quoted:
        return []
    return [*words, text] if begun else words


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step: the system may read it at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
