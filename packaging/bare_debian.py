"""A minimal Debian in a folder, for trying a package.

It lies in memory, in a mount namespace of its own. It is gone when the last process in the namespace ends.
"""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

SUITE = "trixie"
TOOLS = ("debootstrap", "unshare", "mount", "chroot", "apt-get")
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    "HOME": "/root",
}


class Failure(Exception):  # noqa: N818
    """A check failed."""


def cannot() -> str:
    """Return a sentence why this machine cannot make one, "" if it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux can lay out a system in a folder"
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"{', '.join(missing)} cannot be found"
    # A container may lack the right to mount.
    probe = subprocess.run([*_NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, text=True)
    return f"nothing can be mounted here: {probe.stderr.strip()}" if probe.returncode else ""


_NAMESPACE = ("unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--")


def within(script: Path, arguments: list[str]) -> int:
    """Run a Python script in the namespace, with the tree's folder as first argument. Return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="qqdesk-debian-"))
    try:
        command = [*_NAMESPACE, sys.executable, str(script), str(folder), *arguments]
        with subprocess.Popen(command) as process:
            try:
                return process.wait()
            finally:  # Ctrl+C, too
                process.kill()
    finally:
        folder.rmdir()  # empty outside the namespace


def mirror() -> str:
    """Return the mirror of this machine. Raises Failure."""
    command = ["apt-get", "indextargets", "--format", "$(CODENAME) $(SITE)", "Created-By: Packages"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in said.splitlines():
        suite, _, site = line.partition(" ")
        if suite == SUITE and site.startswith("http"):
            return site
    raise Failure(f"apt knows no mirror with {SUITE} here: is this Debian 13, and was `apt-get update` run?")


class Tree:
    """The system in its folder, inside the namespace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lay_out(self) -> None:
        """Install the minimal system. Raises Failure."""
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(self.folder.parent)], check=True)
        command = ["debootstrap", "--variant=minbase", SUITE, str(self.folder), mirror()]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise Failure(f"debootstrap: {done.stdout.decode('utf-8', 'replace')[-2000:]}")
        shutil.copyfile("/etc/resolv.conf", self.folder / "etc" / "resolv.conf")
        self._mount("-t", "proc", "proc", to="proc")
        self._mount("--rbind", "/dev", to="dev")
        self._mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", to="run")
        (self.folder / "run" / "lock").mkdir(mode=0o1777)
        # The screen of this machine, and the library of the Python that tries things in there: nothing of either is
        # in the package's way.
        self.bind(Path("/tmp/.X11-unix"))
        self.bind(Path(sysconfig.get_path("stdlib")))

    def _mount(self, *what: str, to: str) -> None:
        subprocess.run(["mount", *what, str(self.folder / to)], check=True)

    def bind(self, place: Path) -> None:
        """Mount a folder of this machine under the same name."""
        inside = self.folder / place.relative_to("/")
        inside.mkdir(parents=True, exist_ok=True)
        place.mkdir(mode=0o1777, exist_ok=True)
        subprocess.run(["mount", "--bind", str(place), str(inside)], check=True)

    def run(self, *command: str, said: str = "", code: int | None = 0) -> str:
        """Run a command as root and return its output. Raises Failure at another exit code."""
        done = subprocess.run(
            ["chroot", str(self.folder), *command],
            input=said, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
            env=ENVIRONMENT, timeout=600,
        )  # fmt: skip
        if code is not None and done.returncode != code:
            raise Failure(f"{' '.join(command)} ended with {done.returncode}: {done.stdout[-3000:]}")
        return done.stdout

    def as_user(self, user: str, *command: str) -> str:
        """Run a command as an ordinary user with a home."""
        return self.run("runuser", "-u", user, "--", "env", f"HOME=/home/{user}", *command)

    def apt(self, *arguments: str) -> str:
        """Run apt-get without questions, with recommended packages."""
        return self.run("apt-get", "-q", "-y", "-o", "APT::Sandbox::User=root", *arguments)

    def path(self, place: str) -> Path:
        """Return the path outside. Links in it lead outside, too."""
        return self.folder / place.lstrip("/")
