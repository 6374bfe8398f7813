"""The minutes until this computer sleeps by itself on mains power."""

import configparser
import ctypes
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

from qqdesk.system.autostart import config_folder

_TIMEOUT_S = 5
_KDE_FILE = "powerdevilrc"
_KDE_GROUP = "AC][SuspendAndShutdown"
_KDE_SLEEP, _KDE_TIMEOUT_S = "1", "900"
"""The defaults of Plasma 6, which it does not write into its file."""
_LOGIND_SLEEPS = ("suspend", "hibernate", "hybrid-sleep", "suspend-then-hibernate", "sleep", "poweroff", "halt")
_SLEEP_SUBGROUP = uuid.UUID("238c9fa8-0aad-41ed-83f4-97be242c8f20").bytes_le
_STANDBY_TIMEOUT = uuid.UUID("29f6c1db-86da-48c5-9fdb-f2b67b1f44da").bytes_le
"""Windows' names of the setting."""


def sleep_timeout() -> int | None:
    """Return the minutes without input until the computer sleeps; None if it never does, or it is not known."""
    try:
        seconds = _seconds()
    except (OSError, ValueError, subprocess.SubprocessError, configparser.Error):
        return None
    return max(seconds // 60, 1) if seconds > 0 else None


def _seconds() -> int:
    """Return 0 for never."""
    if sys.platform == "win32":
        return _windows(ctypes.windll)
    if sys.platform == "darwin":
        return mac_seconds(_output("pmset", "-g", "custom"))
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    if "GNOME" in desktops:
        return _gnome()
    if "KDE" in desktops:
        return _kde(config_folder() / _KDE_FILE)
    return _logind()


def _gnome() -> int:
    schema = "org.gnome.settings-daemon.plugins.power"
    if _output("gsettings", "get", schema, "sleep-inactive-ac-type").strip("'") == "nothing":
        return 0
    return int(_output("gsettings", "get", schema, "sleep-inactive-ac-timeout"))


def _kde(path: Path) -> int:
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    # KDE writes a subgroup as [AC][SuspendAndShutdown]; the parser reads up to the last bracket.
    parser.read_string(path.read_text("utf-8") if path.exists() else "")
    action = parser.get(_KDE_GROUP, "AutoSuspendAction", fallback=_KDE_SLEEP)
    seconds = parser.get(_KDE_GROUP, "AutoSuspendIdleTimeoutSec", fallback=_KDE_TIMEOUT_S)
    return int(seconds) if int(action) else 0


def _logind() -> int:
    manager = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
    lines = _output("busctl", "get-property", *manager, "IdleAction", "IdleActionUSec").splitlines()
    (_, action), (_, microseconds) = (line.split() for line in lines)
    return int(microseconds) // 1_000_000 if action.strip('"') in _LOGIND_SLEEPS else 0


def mac_seconds(text: str) -> int:
    """Read the output of `pmset -g custom`."""
    for line in text.partition("AC Power:")[2].splitlines():
        words = line.split()
        if words[:1] == ["sleep"]:
            return int(words[1]) * 60
    return 0


def _windows(libraries: Any) -> int:
    power, scheme, seconds = libraries.powrprof, ctypes.c_void_p(), ctypes.c_ulong()
    if power.PowerGetActiveScheme(None, ctypes.byref(scheme)):
        return 0
    failed = power.PowerReadACValueIndex(None, scheme, _SLEEP_SUBGROUP, _STANDBY_TIMEOUT, ctypes.byref(seconds))
    libraries.kernel32.LocalFree(scheme)
    return 0 if failed else seconds.value


def _output(*command: str) -> str:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True,
        timeout=_TIMEOUT_S,
    ).stdout.strip()  # fmt: skip
