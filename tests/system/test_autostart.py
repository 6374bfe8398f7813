"""Starting with the session: the entries of the three systems, and the command in them."""

import os
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from qqdesk.system.autostart import (
    Autostart,
    DesktopEntry,
    Entry,
    LaunchAgent,
    RunKey,
    entry_name,
    exec_line,
    system_entry,
)
from qqdesk.system.own_command import own_command

COMMAND = ['/opt/my programs/100% "qq"/qqdesk', "--profile", "小丽 $HOME `x` \\", "--hidden"]


class Values:
    """A registry in memory."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str | bytes] = {}

    def get(self, key: str, name: str) -> str | bytes | None:
        return self.values.get((key, name))

    def set(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def delete(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


def entry(kind: str, folder: Path) -> Entry:
    match kind:
        case "desktop":
            return DesktopEntry(folder / "autostart", "qqdesk")
        case "agent":
            return LaunchAgent(folder / "LaunchAgents", "qqdesk")
    return RunKey(Values(), "qqdesk")


@pytest.mark.parametrize("kind", ["desktop", "agent", "registry"])
def test_autostart_is_turned_on_updated_and_turned_off(tmp_path: Path, kind: str) -> None:
    place = entry(kind, tmp_path)
    autostart = Autostart(place)
    assert not autostart.is_on()
    assert not autostart.correct(COMMAND)
    assert not autostart.is_on()
    autostart.turn_on(COMMAND)
    assert autostart.is_on()
    assert place.line() == place.line_of(COMMAND)
    moved = ["/elsewhere/qqdesk"]
    assert autostart.correct(moved)
    assert place.line() == place.line_of(moved) != place.line_of(COMMAND)
    autostart.turn_off()
    autostart.turn_off()
    assert not autostart.is_on()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["desktop", "agent"])
def test_a_broken_entry_is_replaced(tmp_path: Path, kind: str) -> None:
    place = entry(kind, tmp_path)
    place.write(COMMAND)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.write_bytes(b"\xff<broken")
    assert Autostart(place).correct(COMMAND)
    assert place.line() == place.line_of(COMMAND)


def test_macos_starts_a_place_again_after_a_crash_only(tmp_path: Path) -> None:
    LaunchAgent(tmp_path, "qqdesk-place", restarts=True).write(COMMAND)
    agent = plistlib.loads((tmp_path / "qqdesk-place.plist").read_bytes())
    assert agent["KeepAlive"] == {"Crashed": True}
    LaunchAgent(tmp_path, "qqdesk").write(COMMAND)
    assert "KeepAlive" not in plistlib.loads((tmp_path / "qqdesk.plist").read_bytes())


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_disabled_in_the_desktop_stays_off(tmp_path: Path, line: str) -> None:
    place = DesktopEntry(tmp_path, "qqdesk")
    place.write(COMMAND)
    file = tmp_path / "qqdesk.desktop"
    kept = [text for text in file.read_text("utf-8").splitlines() if not text.startswith(line.partition("=")[0])]
    file.write_text("\n".join([*kept, line]), "utf-8")
    assert not Autostart(place).correct(COMMAND)
    Autostart(place).turn_on(COMMAND)
    assert place.line() == place.line_of(COMMAND)


def test_an_entry_disabled_in_the_task_manager_stays_off() -> None:
    values = Values()
    place = RunKey(values, "qqdesk")
    place.write([r"C:\Program Files\qq\qqdesk.exe", "--hidden"])
    ((key, name), value), *_ = values.values.items()
    assert (name, value) == ("qqdesk", r'"C:\Program Files\qq\qqdesk.exe" --hidden')
    approved = key.replace("Run", r"Explorer\StartupApproved\Run")
    values.values[approved, name] = bytes([2] + [0] * 11)
    assert place.line() is not None
    values.values[approved, name] = bytes([3] + [0] * 11)
    assert place.line() is None
    place.write(["x"])
    assert place.line() == "x"
    place.remove()
    assert values.values == {}


@pytest.mark.skipif(sys.platform != "linux", reason="no such shell")
def test_the_command_in_a_desktop_entry_follows_the_specification() -> None:
    """It has the escapes of a string, the field codes, then the quoting of a shell."""
    value = exec_line(COMMAND).replace("\\\\", "\\").replace("%%", "%")
    done = subprocess.run(["sh", "-c", f"printf '%s\\n' {value}"], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == COMMAND


def test_a_line_break_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="line break"):
        Autostart(DesktopEntry(tmp_path, "qqdesk")).turn_on(["/a\nExec=rm"])


def test_each_profile_and_data_folder_has_its_own_entry() -> None:
    assert entry_name([]) == "qqdesk"
    assert entry_name(["--profile", "Work"], "Work") == "qqdesk-Work"
    odd = entry_name(["--profile", "小丽 1"], "小丽 1")
    other = entry_name(["--data-dir", "/data"])
    assert odd.isascii() and other.isascii() and odd != other
    assert entry_name([], program="qqdesk-place") == "qqdesk-place" != entry_name(["--profile", "place"], "place")


def test_the_own_command_works_in_any_folder(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [*own_command(), "--version"], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("qqdesk ")


def test_the_own_command_of_a_frozen_program_and_an_appimage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/qqdesk/qqdesk")
    assert own_command() == ["/opt/qqdesk/qqdesk"]
    monkeypatch.setenv("APPIMAGE", "/home/a/qqdesk.AppImage")
    monkeypatch.setenv("APPDIR", "/tmp/.mount_1")
    assert own_command() == ["/opt/qqdesk/qqdesk"]  # started from a terminal that is an AppImage
    monkeypatch.setattr(sys, "executable", "/tmp/.mount_1/usr/lib/qqdesk/qqdesk")
    assert own_command() == ["/home/a/qqdesk.AppImage"]


def test_the_own_command_of_an_installed_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "bin" / "qqdesk"
    script.parent.mkdir()
    script.touch()
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert own_command() == [str(script)]
    monkeypatch.setattr(sys, "argv", ["/x/qqdesk/__main__.py"])
    monkeypatch.setattr("qqdesk.__file__", str(tmp_path / "site-packages" / "qqdesk" / "__init__.py"))
    assert own_command()[1:] == ["-P", "-m", "qqdesk"]


@pytest.mark.skipif(sys.platform != "linux", reason="XDG")
def test_the_entry_of_linux_is_in_the_autostart_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    system_entry("qqdesk").write(["qqdesk"])
    text = (tmp_path / "autostart" / "qqdesk.desktop").read_text("utf-8")
    assert "\nExec=qqdesk\n" in text and text.startswith("[Desktop Entry]\nType=Application\n")
