#!/usr/bin/env python3
"""Try an installed qqdesk with an empty home, which is the only folder that can be written.

    python3 packaging/smoke.py DIR

DIR is the folder with the executables. The demo signs in, sends a message, gets its answer and photographs it. The
server lets an old client in, makes a certificate and names the driver for PostgreSQL. The place stays open without a
window. Every program prints its version.
DIR stays unchanged. On Linux without a screen it uses Xvfb; as root it runs everything as an unknown user. Needs only
Python 3.11.
"""

import argparse
import contextlib
import hashlib
import os
import re
import shutil
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE_S = 120
STRANGER = 61_234
"""A user number that no system uses."""
PREFIX = "qqdesk-smoke-"
"""How the folder of a run is named."""
LEAST_PICTURE = (600, 400, 20_000)
"""Pixels and bytes: a picture of two windows with faces and texts is larger than this."""


class Failure(Exception):  # noqa: N818
    """A check failed."""


class Installed:
    """The programs of a folder, run in a home of their own."""

    def __init__(self, folder: Path, home: Path, screen: dict[str, str]) -> None:
        self._folder, self.home = folder.resolve(), home
        self._user = STRANGER if sys.platform != "win32" and os.geteuid() == 0 else None
        self.temporary = home / "tmp"
        self._environment = _bare_environment(home) | screen
        for place in (home, self.temporary, home / "run"):
            place.mkdir(mode=0o700, exist_ok=True)
            if self._user is not None and sys.platform != "win32":
                os.chown(place, self._user, self._user)

    def command(self, program: str, *arguments: str) -> list[str]:
        return [str(self._folder / (f"{program}.exe" if sys.platform == "win32" else program)), *arguments]

    def start(self, program: str, *arguments: str, **more: str) -> "subprocess.Popen[str]":
        who = self._user
        return subprocess.Popen(
            self.command(program, *arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=self.home, env=self._environment | more, encoding="utf-8", errors="replace",
            user=who, group=who, extra_groups=None if who is None else [],
        )  # fmt: skip

    def run(self, program: str, *arguments: str, said: str = "", code: int = 0, **more: str) -> str:
        """Run a program and return its output. Raises Failure at another exit code, or if it takes too long."""
        process = self.start(program, *arguments, **more)
        try:
            printed, complained = process.communicate(said, timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            printed, complained = process.communicate()
            raise Failure(f"{program} {' '.join(arguments)} took too long. {printed}{complained}") from None
        if process.returncode != code or "Traceback" in complained:
            words = " ".join([program, *arguments])
            raise Failure(f"{words} ended with {process.returncode}: {printed}{complained}")
        return printed + complained

    def strays(self, since: float) -> list[Path]:
        """Return our user's files in folders that everybody can write, without the homes of all runs of this test."""
        if self._user is None:
            return []
        places = [place for place in map(Path, ("/tmp", "/var/tmp", "/dev/shm", "/run/lock")) if place.is_dir()]
        found = []
        for place in places:
            for folder, _, names in os.walk(place):
                if any(part.startswith(PREFIX) for part in Path(folder).parts):
                    continue
                for name in names:
                    with contextlib.suppress(OSError):
                        status = Path(folder, name).lstat()
                        if status.st_uid == self._user and status.st_mtime >= since:
                            found.append(Path(folder, name))
        return found


def _bare_environment(home: Path) -> dict[str, str]:
    """Return the variables of a plain session, with all folders of the user in `home`."""
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    temporary = str(home / "tmp")
    environment |= {"HOME": str(home), "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary}
    if sys.platform == "win32":
        local, roaming = home / "AppData" / "Local", home / "AppData" / "Roaming"
        for place in (local, roaming):
            place.mkdir(parents=True, exist_ok=True)
        environment |= {"USERPROFILE": str(home), "LOCALAPPDATA": str(local), "APPDATA": str(roaming)}
    else:
        environment |= {"XDG_RUNTIME_DIR": str(home / "run"), "LANG": "C.UTF-8"}
    return environment


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Yield the variables for a screen: the present one, one of our own, or none (offscreen)."""
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield {}
        return
    if shutil.which("Xvfb") is None:
        print("     Xvfb is not here: the windows are drawn nowhere", flush=True)
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    with virtual_screen() as display:
        yield {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


@contextlib.contextmanager
def virtual_screen() -> Iterator[str]:
    """Run Xvfb on a free display and yield its name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-ac"]
    server = subprocess.Popen(command, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        if not number:
            raise Failure("Xvfb does not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def snapshot(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return size, time of change in nanoseconds, and mode of each file and folder."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        status = path.lstat()
        size = status.st_size if path.is_file() else 0
        found[path.relative_to(folder).as_posix()] = size, status.st_mtime_ns, status.st_mode
    return found


def changes(before: dict[str, tuple[int, int, int]], after: dict[str, tuple[int, int, int]]) -> list[str]:
    """Return the files that are new, missing or changed."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def all_say_their_version(installed: Installed) -> str:
    """Check that all print the same version. On Windows the GUI program has no terminal."""
    versions = set()
    for program in ("qqdesk", "qqdesk-server", "qqdesk-cli"):
        said = installed.run(program, "--version").split()
        if said or sys.platform != "win32" or program != "qqdesk":
            versions.add(said[1] if len(said) > 1 else "nothing")
    if len(versions) != 1 or not re.fullmatch(r"\d+\.\d+\.\d+\S*", next(iter(versions))):
        raise Failure(f"the versions are {', '.join(versions)}")
    return f"version {versions.pop()}"


def the_demo_gets_its_answer(installed: Installed) -> str:
    """Run the demo. It exits with 0 only if its message was delivered and answered within a minute."""
    picture = installed.temporary / "demo.png"
    installed.run("qqdesk", "--demo", "--screenshot", str(picture))
    content = picture.read_bytes() if picture.is_file() else b""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise Failure(f"{picture} is no picture")
    width, height = struct.unpack(">II", content[16:24])
    if width < LEAST_PICTURE[0] or height < LEAST_PICTURE[1] or len(content) < LEAST_PICTURE[2]:
        raise Failure(f"the picture has {width} x {height} pixels in {len(content)} bytes: there is not much on it")
    return f"the demo sent, got its answer, and took a picture of {width} x {height} pixels"


def the_first_window_is_painted(installed: Installed) -> str:
    begin = time.monotonic_ns()
    said = installed.run("qqdesk", QQDESK_PRINT_FIRST_PAINT="1")
    if sys.platform == "win32":
        return "the first window comes and goes"  # it has nowhere to say when
    first, *_ = said.split() or ["nothing"]
    if not first.isdecimal():
        raise Failure(f"the time of the first paint is missing: {first}")
    return f"the first window is painted after {(int(first) - begin) / 1e6:.0f} ms"


def the_server_lets_an_old_client_in(installed: Installed) -> str:
    """Check the server with an old client, the command line, and its own certificate."""
    data = ("--data-dir", str(installed.home / "server"))
    installed.run("qqdesk-server", "user", "add", "10001", "--nick", "Ann", "--password-stdin", *data, said="secret\n")
    ports = ("--port", "0", "--tls-port", "0", "--no-ops", "--no-announce")
    server = installed.start("qqdesk-server", "run", *data, *ports, "--exit-with-stdin")
    try:
        assert server.stdout is not None
        lines = [server.stdout.readline(), server.stdout.readline()]
        where = re.findall(r"listening on (https?://\S+?),?\s", "".join(lines))
        if len(where) != 2:
            raise Failure(f"the server says {lines}")
        secret = hashlib.md5(b"secret", usedforsecurity=False).hexdigest()
        body = f"VER=1.1&CMD=Login&SEQ=1&UIN=10001&PS={secret}&M5=1"
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = urllib.request.ProxyHandler({})
        opener = urllib.request.build_opener(plain, urllib.request.HTTPSHandler(context=context))
        for url in where:
            with opener.open(urllib.request.Request(url + "/", body.encode()), timeout=PATIENCE_S) as answer:
                reply = answer.read().decode()
            if "CMD=LOGIN" not in reply.upper() or "RES=0" not in reply:
                raise Failure(f"at {url} an old client gets {reply}")
        asked = ("profile", "--user", "10001", "--password-stdin", "--server", where[0])
        if "Ann" not in (reply := installed.run("qqdesk-cli", *asked, said="secret\n")):
            raise Failure(f"the command line shows no profile of Ann: {reply}")
    finally:
        _, complained = server.communicate(timeout=PATIENCE_S)
    if server.returncode or "Traceback" in complained:
        raise Failure(f"the server ended with {server.returncode}: {complained}")
    return "the server lets an old client in, with HTTP and HTTPS, and the command line"


def the_place_stays_open_without_a_screen(installed: Installed) -> str:
    """Keep the server of the check before it open. `--quit` ends the keeper."""
    place = ("--keep-place", "--data-dir", str(installed.home))
    away = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    lock = installed.home / "server" / "server.lock"
    keeper = installed.start("qqdesk", *place, **away, QQDESK_PORT="0", QQDESK_ANNOUNCE="no")
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not (address := lock.read_text("utf-8").strip()):
            if keeper.poll() is not None or time.monotonic() > deadline:
                raise Failure(f"the place does not open; the keeper ended with {keeper.poll()}")
            time.sleep(0.1)
        asked = ("profile", "--user", "10001", "--password-stdin", "--server", address)
        if "Ann" not in (reply := installed.run("qqdesk-cli", *asked, said="secret\n")):
            raise Failure(f"at the kept place, the command line shows no profile of Ann: {reply}")
        installed.run("qqdesk", *place, "--quit")
        keeper.wait(PATIENCE_S)
    finally:
        keeper.kill()
        _, complained = keeper.communicate()
    if keeper.returncode or complained:
        raise Failure(f"the keeper ended with {keeper.returncode}: {complained}")
    return "the place stays open without a window and a screen"


def the_server_names_the_driver_for_postgresql(installed: Installed) -> str:
    """Check that a missing PostgreSQL driver is named: only an installation by pip has it."""
    data = ("--data-dir", str(installed.home / "server"))
    said = installed.run("qqdesk-server", "migrate", "--to", "postgresql://chat@localhost/chat", *data, code=1)
    if "pip install '.[postgresql]'" not in said:
        raise Failure(f"without psycopg the server says {said}")
    return "the server says how to install the driver for PostgreSQL"


CHECKS: tuple[Callable[[Installed], str], ...] = (
    all_say_their_version,
    the_first_window_is_painted,
    the_demo_gets_its_answer,
    the_server_lets_an_old_client_in,
    the_place_stays_open_without_a_screen,
    the_server_names_the_driver_for_postgresql,
)


def smoke(folder: Path, *, picture: Path | None = None) -> list[str]:
    """Run all checks with a line on stdout for each. Return the failures. `picture`: where to save that of the demo."""
    failures: list[str] = []
    before, since = snapshot(folder), time.time()
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as parent, screen() as shown:
        Path(parent).chmod(0o755)
        installed = Installed(folder, Path(parent) / "home", shown)
        for check in CHECKS:
            begin = time.monotonic()
            try:
                line = f"ok   {check(installed)}"
            except (Failure, OSError, subprocess.SubprocessError, ValueError) as error:
                failures.append(f"{check.__name__.replace('_', ' ')}: {error}")
                line = f"BAD  {failures[-1]}"
            print(f"{line} ({time.monotonic() - begin:.1f} s)", flush=True)
        if picture is not None and (installed.temporary / "demo.png").is_file():
            shutil.copyfile(installed.temporary / "demo.png", picture)
        touched = [*changes(before, snapshot(folder)), *map(str, installed.strays(since))]
    if touched:
        failures.append(f"written outside the person's folders: {', '.join(touched[:10])}")
        print(f"BAD  {failures[-1]}", flush=True)
    else:
        print("ok   nothing was written outside the person's folders", flush=True)
    return failures


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with the executables")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="keep the demo's picture")
    parsed = parser.parse_args(arguments)
    return 1 if smoke(parsed.folder, picture=parsed.picture) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
