"""A service of the user's systemd, and lingering: the user's services also run before the user signs in."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from qqdesk.system.autostart import write_entry

_TIMEOUT_S = 10
_DESCRIPTION = "A place of qqdesk"
_EXEC_START = "ExecStart="
_LINGERING_MARK = "# qqdesk turned lingering on.\n"


class SystemdUnit:
    """An `Entry` whose program is started again after a crash. Calls wait for systemd and raise OSError."""

    def __init__(self, folder: Path, name: str) -> None:
        """`folder` has the user's units."""
        self._service = f"{name}.service"
        self._path = folder / self._service
        self._wanted = folder / "default.target.wants" / self._service

    def line(self) -> str | None:
        if not self._wanted.is_symlink():
            return None
        lines = self._text().splitlines()
        return next((line.removeprefix(_EXEC_START) for line in lines if line.startswith(_EXEC_START)), "")

    def line_of(self, command: Sequence[str]) -> str:
        return exec_start(command)

    def write(self, command: Sequence[str]) -> None:
        if set("'\"\\") & set(command[0]):
            raise OSError("systemd starts no program with a quote mark or a backslash in its path")
        self._write(unit_text(command) + (_LINGERING_MARK if self._turned_lingering_on() else ""))
        _run("systemctl", "--user", "enable", self._service)

    def remove(self) -> None:
        """Remove the unit. Its program keeps running. Works without a running systemd, too."""
        if not self._path.exists() and not self._wanted.is_symlink():
            return
        if self._turned_lingering_on():
            _enable_lingering(False)
        self._wanted.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)
        if is_running():
            _run("systemctl", "--user", "daemon-reload")

    def start(self) -> None:
        """Start the program. Systemd first waits for the end of one that is just ending; `start` would ignore it."""
        _run("systemctl", "--user", "restart", self._service)

    def set_lingering(self, wanted: bool) -> None:
        """Let the user's services start with the computer, or only when the user signs in.

        Lingering of the user's other services is left alone. Raises OSError if it would have to be turned off.
        """
        if not wanted and not self._turned_lingering_on():
            raise OSError("other services of yours need lingering; `loginctl disable-linger` turns it off")
        _enable_lingering(wanted)
        self._write(self._text().replace(_LINGERING_MARK, "") + (_LINGERING_MARK if wanted else ""))

    def _turned_lingering_on(self) -> bool:
        return _LINGERING_MARK in self._text()

    def _write(self, text: str) -> None:
        write_entry(self._path, text)
        _run("systemctl", "--user", "daemon-reload")

    def _text(self) -> str:
        try:
            return self._path.read_text("utf-8", "replace")
        except FileNotFoundError:
            return ""


def unit_text(command: Sequence[str]) -> str:
    """Return the unit's file. Systemd skips the unit, without an error, after the program was removed."""
    lines = (
        "[Unit]",
        f"Description={_DESCRIPTION}",
        f"ConditionFileIsExecutable={command[0].replace('%', '%%')}",
        "",
        "[Service]",
        "Type=exec",
        f"{_EXEC_START}{exec_start(command)}",
        "Restart=on-failure",
        "RestartSec=5",
        # Wrong arguments: an older program does not know them.
        "RestartPreventExitStatus=2",
        # The program stops its server itself.
        "KillMode=mixed",
        "",
        "[Install]",
        "WantedBy=default.target",
    )
    return "\n".join(lines) + "\n"


def exec_start(command: Sequence[str]) -> str:
    """Return the value of ExecStart. The colon prevents that variables of the environment are inserted."""
    words = [f":{command[0]}", *command[1:]]
    return " ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"' for word in words)


def in_own_scope(command: Sequence[str]) -> list[str]:
    """Return a command whose program ends with the user's systemd, not with the session or the desktop's app.

    The command stays the same without a systemd for users, and if its program is missing: starting it reports that.
    """
    if shutil.which(command[0]) is None or not is_running():
        return list(command)
    return ["systemd-run", "--user", "--scope", "--collect", "--quiet", f"--description={_DESCRIPTION}", "--", *command]


def is_running() -> bool:
    """Return whether the user has a systemd that starts services."""
    return _answer("systemctl", "--user", "is-system-running") in ("starting", "running", "degraded")


def is_lingering() -> bool:
    """Return whether the user's services start with the computer."""
    return _answer("loginctl", "show-user", str(os.getuid()), "--property=Linger", "--value") == "yes"


def _enable_lingering(wanted: bool) -> None:
    """Never ask for a password: the question would block the windows."""
    _run("loginctl", "--no-ask-password", "enable-linger" if wanted else "disable-linger", str(os.getuid()))


def _answer(*command: str) -> str:
    """Return the output of a command; "" if the system has no such program."""
    try:
        return _finish(*command).stdout.strip()
    except OSError:
        return ""


def _run(*command: str) -> None:
    """Run a command. Raises OSError with the last line of its errors."""
    done = _finish(*command)
    if done.returncode:
        raise OSError((done.stderr.strip() or f"{command[0]} failed").splitlines()[-1])


def _finish(*command: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(f"{command[0]} does not answer") from error
