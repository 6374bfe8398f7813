"""The installer for Windows: it compiles without a warning, speaks two languages, and does what it says.

The latter is tried with programs that stand for ours, on Windows, or with Wine where QQDESK_TEST_INSTALLER=1 is set: it
takes 800 MB to install and a minute to run. On Windows it installs for the person who runs it.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from installers import nsis
from installers.maker import MakingError

from qqdesk import paths
from qqdesk.system import autostart

TEXT = re.compile(r'!insertmacro TEXT (\w+)\s+(?:\\\s+)?"(.*)"\s+(?:\\\s+)?"(.*)"')
STAND_IN = r"""
Unicode true
SilentInstall silent
RequestExecutionLevel user
OutFile "${OUT}"
!include FileFunc.nsh
!include LogicLib.nsh
Section
    ${GetParameters} $0
    ${If} $0 == "--quit"
        FileOpen $1 "$EXEDIR\_internal\quit" w
        FileClose $1
        Quit
    ${EndIf}
    FileOpen $1 "$EXEDIR\_internal\runs" w
    FileClose $1
    ${DoUntil} ${FileExists} "$EXEDIR\_internal\${UNTIL}"
        Sleep 50
    ${Loop}
SectionEnd
"""
"""Runs until somebody starts it with --quit, or, as a server would, until something else happens."""
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\qqdesk"
RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"

needs_makensis = pytest.mark.skipif(
    not nsis.compiler() and "QQDESK_TEST_ALL" not in os.environ, reason="there is no makensis"
)


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder like that with the frozen program, with names that need care."""
    folder = tmp_path / "frozen $x" / "qqdesk"
    (folder / "_internal" / "PySide6").mkdir(parents=True)
    (folder / "_internal" / "PySide6" / "小 $INSTDIR.txt").write_text("x")
    for name in ("qqdesk", "qqdesk-server", "qqdesk-cli"):
        (folder / f"{name}.exe").write_bytes(b"MZ")
    (folder / "LICENSES.txt").write_text("x")
    return folder


@needs_makensis
def test_it_compiles_without_a_warning(frozen: Path, tmp_path: Path) -> None:
    (made,) = nsis.make(frozen, tmp_path, "1.2.3rc1")
    assert made.name == "qqdesk-1.2.3rc1-windows-x64-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"


@needs_makensis
def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "gone.exe").symlink_to(tmp_path / "nowhere")
    with pytest.raises(MakingError, match="no files found"):
        nsis.make(tmp_path / "empty", tmp_path, "1.0")


def test_each_text_is_in_both_languages_and_is_used() -> None:
    text = (nsis.SCRIPT.parent / "texts.nsh").read_text("utf-8")
    texts = {name: (english, chinese) for name, english, chinese in TEXT.findall(text)}
    assert len(texts) == text.count("!insertmacro TEXT")
    script = nsis.SCRIPT.read_text("utf-8")
    assert set(re.findall(r"\$\(([A-Z]\w+)\)", script)) == set(texts)
    for name, (english, chinese) in texts.items():
        assert english.isascii() or "…" in english, name
        assert english == "qqdesk" or re.search("[\u4e00-\u9fff]", chinese), name
        assert set(re.findall(r"\$\{\w+\}", english)) == set(re.findall(r"\$\{\w+\}", chinese)), name
    for said in re.findall(r'^\s*(?:MessageBox|DetailPrint|Abort|Section)[^"]*"([^"$]+)"', script, re.MULTILINE):
        raise AssertionError(f"{said!r} is in one language only")


def test_it_agrees_with_the_program() -> None:
    """Where it starts with the session, and where the person's files are."""
    script = nsis.SCRIPT.read_text("utf-8")
    defined = dict(re.findall(r'^!define (\w+) "(.*)"$', script, re.MULTILINE))
    assert defined["RUN_KEY"] == autostart._RUN
    assert defined["APPROVED_KEY"] == autostart._APPROVED
    assert defined["RUN_NAME"] == autostart.entry_name([])
    assert defined["DATA"] == rf"$LOCALAPPDATA\{paths.data_dir().name}"


def test_a_word_of_the_script() -> None:
    assert nsis.quoted("C:\\a b\\$x") == '"C:\\a b\\$x"'
    for text in ('a"b', "${NSISDIR}", "$(TEXT)"):
        with pytest.raises(ValueError, match="no word"):
            nsis.quoted(text)


# On Windows, or something like it


class Windows:
    """Where programs for Windows run: this computer, or a Wine that has a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._before = [] if sys.platform == "win32" else ["wine"]
        self._folder = folder
        self.environment = dict(os.environ)
        self.target = ""
        if self._before:
            wine = folder / "wine"
            more = {"WINEPREFIX": str(wine), "WINEDEBUG": "-all", "WINEARCH": "win64", "DISPLAY": ""}
            self.environment |= {
                **more,
                "LC_ALL": "C.UTF-8",
                "XDG_RUNTIME_DIR": str(folder),
                "WINEDLLOVERRIDES": "winemenubuilder.exe=d",
            }
            self.target = "amd64-unicode"  # which needs no Wine of 32 bits
            subprocess.run(["wineboot", "-i"], env=self.environment, check=True, capture_output=True, timeout=110)
        shown = self.run("cmd", "/c", "echo %LOCALAPPDATA%&echo %APPDATA%&echo %USERPROFILE%")
        self.local, self.roaming, self.home = shown.splitlines()

    def path(self, place: str) -> Path:
        """Of a file on Windows, as this Python finds it."""
        if not self._before:
            return Path(place)
        return self._folder / "wine" / "drive_c" / place.removeprefix("C:\\").replace("\\", "/")

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*self._before, *command], env=self.environment)

    def run(self, *command: str, code: int = 0) -> str:
        done = subprocess.run(
            [*self._before, *command],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=100,
        )
        said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == code, (command, said)
        return said

    def value(self, key: str, name: str) -> str:
        """Of the registry, "" where there is none."""
        done = subprocess.run(
            [*self._before, "reg", "query", key, "/v", name], env=self.environment, capture_output=True, timeout=60
        )
        found = re.search(r"REG_\w+\s+(.*?)\r?\n", done.stdout.decode("utf-8", "replace"))
        return found[1] if found and not done.returncode else ""

    def stop(self) -> None:
        if self._before:
            subprocess.run(["wineserver", "-k"], env=self.environment, check=False, timeout=60)


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Windows]:
    if "QQDESK_TEST_INSTALLER" not in os.environ:
        pytest.skip("QQDESK_TEST_INSTALLER is not set")
    system = Windows(tmp_path)
    yield system
    system.stop()


@pytest.fixture
def setups(windows: Windows, tmp_path: Path) -> list[str]:
    """The installers of two versions, of which the second has a file less and another one more."""
    made: list[str] = []
    script = tmp_path / "stand_in.nsi"
    script.write_text(f"Target {windows.target}\n{STAND_IN}" if windows.target else STAND_IN)
    for version, file in (("1.0.0", "old.txt"), ("1.1.0", "new.txt")):
        folder = tmp_path / version / "qqdesk"
        (folder / "_internal" / "小 明").mkdir(parents=True)
        (folder / "_internal" / "小 明" / file).write_text(version)
        for name, until in (("qqdesk", "quit"), ("qqdesk-server", "end")):
            command = [nsis.compiler(), "-V2", f"-DOUT={folder / name}.exe", f"-DUNTIL={until}", str(script)]
            subprocess.run(command, check=True, capture_output=True)
        shutil.copy(folder / "qqdesk-server.exe", folder / "qqdesk-cli.exe")
        made += map(str, nsis.make(folder, tmp_path, version, windows.target))
    return made


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)).replace("\\", "/") for path in folder.rglob("*") if path.is_file()}


PROGRAMS = {"qqdesk.exe", "qqdesk-server.exe", "qqdesk-cli.exe", "uninstall.exe"}


def wait_running(program: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Until the stand-in has said that it runs; bounded by the test's own time."""
    while not (folder / "_internal" / "runs").exists():
        assert program.poll() is None


def test_it_is_installed_and_renewed_and_removed(windows: Windows, setups: list[str]) -> None:
    place = rf"{windows.local}\Programs\qqdesk"
    folder, person = windows.path(place), windows.path(rf"{windows.local}\qqdesk")
    shortcuts = [
        windows.path(rf"{windows.roaming}\Microsoft\Windows\Start Menu\Programs\qqdesk.lnk"),
        windows.path(rf"{windows.home}\Desktop\qqdesk.lnk"),
    ]
    windows.run(setups[0], "/S")
    assert files(folder) == {*PROGRAMS, "_internal/小 明/old.txt"}
    assert all(shortcut.is_file() for shortcut in shortcuts)
    assert windows.value(UNINSTALL, "DisplayVersion") == "1.0.0"
    assert windows.value(UNINSTALL, "InstallLocation") == place
    assert int(windows.value(UNINSTALL, "EstimatedSize"), 16) > 10
    assert windows.value(RUN, "qqdesk") == ""

    # What the person has meanwhile: messages, the start with the session, and no shortcut on the desktop.
    (person / "server").mkdir(parents=True)
    (person / "server" / "server.db").write_text("messages")
    line = rf"{place}\qqdesk.exe --hidden"
    windows.run("reg", "add", RUN, "/v", "qqdesk", "/d", line, "/f")
    shortcuts[1].unlink()
    program = windows.start(rf"{place}\qqdesk.exe")
    wait_running(program, folder)
    windows.run(setups[1], "/S")
    assert program.wait(30) == 0
    assert files(folder) == {*PROGRAMS, "_internal/小 明/new.txt"}
    assert [shortcut.is_file() for shortcut in shortcuts] == [True, False]
    assert windows.value(UNINSTALL, "DisplayVersion") == "1.1.0"
    assert windows.value(RUN, "qqdesk") == line

    # A profile starts from here, another program from elsewhere.
    windows.run("reg", "add", RUN, "/v", "qqdesk-Work", "/d", f'"{place}\\qqdesk.exe" --profile Work', "/f")
    windows.run("reg", "add", RUN, "/v", "other", "/d", r"C:\other\qqdesk.exe", "/f")
    (folder / "mine.txt").write_text("put here by the person")
    windows.run(rf"{place}\uninstall.exe", "/S")  # which goes on after that, as a copy of itself
    while files(folder) != {"mine.txt"} or windows.value(RUN, "qqdesk-Work"):
        pass
    assert files(person) == {"server/server.db"}
    assert not any(shortcut.exists() for shortcut in shortcuts)
    assert windows.value(UNINSTALL, "DisplayVersion") == ""
    assert [windows.value(RUN, name) for name in ("qqdesk", "qqdesk-Work")] == ["", ""]
    assert windows.value(RUN, "other") == r"C:\other\qqdesk.exe"
    windows.run("reg", "delete", RUN, "/v", "other", "/f")


def test_what_cannot_be_replaced_stays_as_it_is(windows: Windows, setups: list[str]) -> None:
    place = rf"{windows.local}\Programs\小 明\qqdesk"
    folder = windows.path(place)
    windows.run(setups[0], "/S", *f"/D={place}".split())
    before = files(folder)
    assert before == {*PROGRAMS, "_internal/小 明/old.txt"}
    # A server that somebody has started does not end because an installer wants it.
    server = windows.start(rf"{place}\qqdesk-server.exe")
    wait_running(server, folder)
    windows.run(setups[1], "/S", code=3)
    windows.run(rf"{place}\uninstall.exe", "/S", *f"_?={place}".split(), code=3)
    (folder / "_internal" / "end").touch()
    assert server.wait(30) == 0
    for name in ("end", "quit", "runs"):
        (folder / "_internal" / name).unlink()
    assert files(folder) == before
    assert windows.value(UNINSTALL, "DisplayVersion") == "1.0.0"
    # Half-way: where the uninstaller should go is something else.
    (folder / "uninstall.exe").rename(folder / "uninstall.kept")
    (folder / "uninstall.exe").mkdir()
    windows.run(setups[1], "/S", *f"/D={place}".split(), code=2)
    (folder / "uninstall.exe").rmdir()
    (folder / "uninstall.kept").rename(folder / "uninstall.exe")
    assert files(folder) == before
    # Elsewhere: then it is no longer here.
    other = rf"{windows.local}\Programs\qqdesk"
    windows.run(setups[1], "/S", f"/D={other}")
    assert not folder.exists()
    assert files(windows.path(other)) == {*PROGRAMS, "_internal/小 明/new.txt"}
    windows.run(rf"{other}\uninstall.exe", "/S", f"_?={other}")
    assert files(windows.path(other)) == {"uninstall.exe"}  # who calls it so removes it
