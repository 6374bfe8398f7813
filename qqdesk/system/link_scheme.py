"""Register this program for `qqdesk:` links, per user and without an administrator.

On macOS the bundle's property list does it. An installed package has an entry of its own.
"""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from qqdesk.system.autostart import Registry, exec_line, write_entry

log = logging.getLogger(__name__)

SCHEME = "qqdesk"
FILE_NAME = "qqdesk-link.desktop"
"""That of the packages, too: the newer entry of a user replaces an older one."""
CLASS_KEY = rf"Software\Classes\{SCHEME}"
_UPDATE = "update-desktop-database"
_PATIENCE_S = 10
_DEFAULT_FOLDERS = "/usr/local/share:/usr/share"


class SchemeEntry(Protocol):
    """The place in which this system looks up the program of a scheme."""

    def correct(self, program: str) -> None:
        """Name this program there, unless the entry does so already. Raises OSError."""
        ...


class DesktopFile:
    """A .desktop file of the user. It is not shown in menus, because a start from there has no link."""

    def __init__(self, applications: Path, packaged: list[Path], links: Path) -> None:
        """`applications` has the user's .desktop files. `packaged` are the files of a package, if it is installed.
        `links` is a folder for links to programs, see `_plain_path`."""
        self._path = applications / FILE_NAME
        self._packaged = packaged
        self._links = links

    def correct(self, program: str) -> None:
        before = self._path.read_text("utf-8", "replace") if self._path.exists() else ""
        if any(path.exists() for path in self._packaged):
            wanted = ""
        elif "Hidden=true" in before.split("\n"):
            return  # the user has switched it off
        else:
            wanted = desktop_text(_plain_path(program, self._links))
        if wanted == before:
            return
        if wanted:
            write_entry(self._path, wanted)
        else:
            self._path.unlink()
        self._update_cache()

    def _update_cache(self) -> None:
        """Only the cache makes the scheme known. Without the tool the desktop finds the entry at its next start."""
        if (tool := shutil.which(_UPDATE)) is not None:
            subprocess.run(
                [tool, str(self._path.parent)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=_PATIENCE_S, check=False,
            )  # fmt: skip


def desktop_text(program: str) -> str:
    """Return the content of the file. `%u` stands alone: xdg-open does not replace it within a word."""
    lines = (
        "[Desktop Entry]", "Type=Application", "Name=qqdesk", f"Exec={exec_line([program, '--open'])} %u",
        "Icon=qqdesk", "NoDisplay=true", "Terminal=false", "StartupNotify=true",
        f"MimeType=x-scheme-handler/{SCHEME};",
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def _plain_path(program: str, links: Path) -> str:
    """Prefer a path without quote marks: xdg-open understands no other one where there is no complete desktop."""
    if exec_line([program]) == program:
        return program
    link = links / SCHEME
    is_plain = exec_line([str(link)]) == str(link)
    return str(link) if is_plain and link.exists() and link.samefile(program) else program


class RegistryKeys:
    """Keys below HKEY_CURRENT_USER."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def correct(self, program: str) -> None:
        for key, name, value in (
            (CLASS_KEY, "", f"URL:{SCHEME}"),
            (CLASS_KEY, "URL Protocol", ""),
            (rf"{CLASS_KEY}\DefaultIcon", "", f"{program},0"),
            (rf"{CLASS_KEY}\shell\open\command", "", f'"{program}" --open "%1"'),
        ):
            if self._registry.get(key, name) != value:
                self._registry.set(key, name, value)


def register(entry: SchemeEntry | None, command: Sequence[str]) -> None:
    """Let links start this program, whose command is `command`. One of several words, as of a checkout, is left out."""
    if entry is None or len(command) != 1:
        return
    try:
        entry.correct(command[0])
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("invitation links will not open this program: %s", error)


def system_entry() -> SchemeEntry | None:
    """Return the place where this system looks."""
    if sys.platform == "win32":
        from qqdesk.system.windows_registry import WindowsRegistry

        return RegistryKeys(WindowsRegistry())
    if sys.platform == "darwin":
        return None
    home = os.environ.get("XDG_DATA_HOME", "")
    own = Path(home) if home.startswith("/") else Path.home() / ".local" / "share"
    folders = (os.environ.get("XDG_DATA_DIRS") or _DEFAULT_FOLDERS).split(":")
    packaged = [Path(folder) / "applications" / FILE_NAME for folder in folders if folder.startswith("/")]
    packaged = [path for path in packaged if path.parent != own / "applications"]
    return DesktopFile(own / "applications", packaged, Path.home() / ".local" / "bin")
