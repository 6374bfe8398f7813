"""The entries that let the system open `qqdesk:` links with this program."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qqdesk.system.link_scheme import CLASS_KEY, FILE_NAME, DesktopFile, RegistryKeys, register, system_entry
from tests.system.test_autostart import Values

LINK = "qqdesk://192.168.178.20:8000/i#7KQ2MF9XT3BN7KQ2MF9X." + "q" * 43 + "&a=10.0.0.5,[fd00::7]:8001"
ROOT = Path(__file__).parents[2]
PACKAGED = ROOT / "packaging" / "installers" / "linux" / FILE_NAME

needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, ("xdg-open", "gio", "update-desktop-database", "desktop-file-validate"))),
    reason="not here: xdg-utils, desktop-file-utils or libglib2.0-bin",
)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="files of Linux desktops")


class Home:
    """A user's home with a program that writes down how it was started."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.share = folder / "share"
        self.applications = self.share / "applications"
        self._started = folder / "started"
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("XDG_DATA_HOME", str(self.share))
        monkeypatch.setenv("XDG_DATA_DIRS", str(folder / "system"))
        monkeypatch.setenv("PATH", f"{folder / 'path'}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("DISPLAY", ":0")  # without one xdg-open starts programs for terminals only
        for name in ("XDG_CONFIG_HOME", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)

    def program(self, place: str) -> str:
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nfor word; do printf "%s\\n" "$word" >> "{self._started}.new"; done\n'
                        f'mv "{self._started}.new" "{self._started}"\n')  # fmt: skip
        path.chmod(0o755)
        return str(path)

    def opened(self, *command: str) -> list[str] | None:
        """The arguments of the program after this command; None if it was not started."""
        self._started.unlink(missing_ok=True)
        done = subprocess.run([*command, LINK], capture_output=True, text=True, timeout=30)
        if done.returncode:
            return None
        # `gio` does not wait for the program.
        for _ in range(600):
            if self._started.exists():
                return self._started.read_text("utf-8").splitlines()
            time.sleep(0.05)
        raise AssertionError(done.stderr)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path, monkeypatch)


def correct(program: str) -> None:
    entry = system_entry()
    assert entry is not None
    entry.correct(program)


OPENERS = [("xdg-open",), ("gio", "open")]


@on_linux
@needs_tools
@pytest.mark.parametrize("opener", OPENERS, ids=" ".join)
def test_a_link_starts_the_program(home: Home, opener: tuple[str, ...]) -> None:
    assert home.opened(*opener) is None
    correct(home.program("first/qqdesk"))
    subprocess.run(["desktop-file-validate", str(home.applications / FILE_NAME)], check=True)
    assert home.opened(*opener) == ["--open", LINK]


@on_linux
@needs_tools
@pytest.mark.parametrize("opener", OPENERS, ids=" ".join)
def test_the_entry_of_a_package_starts_the_installed_program(home: Home, opener: tuple[str, ...]) -> None:
    subprocess.run(["desktop-file-validate", str(PACKAGED)], check=True)
    home.program("path/qqdesk")
    folder = home.folder / "system" / "applications"
    folder.mkdir(parents=True)
    shutil.copyfile(PACKAGED, folder / FILE_NAME)
    subprocess.run(["update-desktop-database", str(folder)], check=True)
    assert home.opened(*opener) == ["--open", LINK]


@on_linux
@needs_tools
def test_the_entry_follows_a_moved_program(home: Home) -> None:
    old, new = home.program("old/qqdesk"), home.program("new/qqdesk")
    correct(old)
    Path(old).unlink()
    correct(new)
    assert home.opened("gio", "open") == ["--open", LINK]


@on_linux
@needs_tools
def test_a_path_with_spaces_works(home: Home) -> None:
    """`gio`, which full desktops use, accepts quote marks. xdg-open alone needs the link on the path."""
    program = home.program("My programs/qqdesk")
    correct(program)
    assert home.opened("gio", "open") == ["--open", LINK]
    commands = home.folder / ".local" / "bin"
    commands.mkdir(parents=True)
    (commands / "qqdesk").symlink_to(home.program("another/qqdesk"))
    correct(program)
    assert f'Exec="{program}" --open %u' in (home.applications / FILE_NAME).read_text("utf-8")
    (commands / "qqdesk").unlink()
    (commands / "qqdesk").symlink_to(program)
    correct(program)
    assert [home.opened(*opener) for opener in OPENERS] == [["--open", LINK]] * 2


@on_linux
def test_a_correct_entry_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no tool there
    entry = DesktopFile(tmp_path / "applications", [], tmp_path)
    entry.correct("/opt/qqdesk")
    file = tmp_path / "applications" / FILE_NAME
    before = file.stat()
    entry.correct("/opt/qqdesk")
    assert file.stat().st_ino == before.st_ino
    file.write_text("[Desktop Entry]\nHidden=true\n")
    entry.correct("/opt/qqdesk")
    assert file.read_text() == "[Desktop Entry]\nHidden=true\n"


@on_linux
@needs_tools
def test_with_a_package_installed_there_is_no_entry_of_the_user(home: Home) -> None:
    correct(home.program("unpacked/qqdesk"))
    packaged = home.folder / "system" / "applications" / FILE_NAME
    packaged.parent.mkdir(parents=True)
    shutil.copyfile(PACKAGED, packaged)
    correct(home.program("path/qqdesk"))
    assert not (home.applications / FILE_NAME).exists()
    assert "qqdesk" not in (home.applications / "mimeinfo.cache").read_text()


@on_linux
def test_a_checkout_and_a_read_only_folder_get_no_entry(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "applications").touch()
    entry = DesktopFile(tmp_path / "applications", [], tmp_path)
    register(entry, ["/usr/bin/python3", "-P", "-m", "qqdesk"])
    assert not caplog.records
    register(entry, ["/opt/qqdesk"])
    assert "invitation links will not open this program" in caplog.text


def test_windows_has_the_entry_in_the_registry() -> None:
    values = Values()
    entry = RegistryKeys(values)
    program = r"C:\Users\小 丽\qqdesk\qqdesk.exe"
    entry.correct(r"D:\old\qqdesk.exe")
    entry.correct(program)
    assert values.values == {
        (CLASS_KEY, ""): "URL:qqdesk",
        (CLASS_KEY, "URL Protocol"): "",
        (rf"{CLASS_KEY}\DefaultIcon", ""): f"{program},0",
        (rf"{CLASS_KEY}\shell\open\command", ""): f'"{program}" --open "%1"',
    }
