#!/usr/bin/env python3
"""Try the package in a minimal Debian 13: install, use, upgrade, remove, purge and install again.

    python3 packaging/try_deb.py [DEB]

DEB defaults to the newest in packaging/dist. It needs root, debootstrap and the mirror of apt, two minutes and 1 GB of
memory, and leaves nothing behind. systemd does not run there: the unit is checked, its command is started by hand as
its user, and a stand-in for systemctl records the calls of the package at upgrade and removal.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import smoke
from bare_debian import ENVIRONMENT, Failure, Tree, cannot, within
from bare_service import USER, Dispatcher

DIST = Path(__file__).resolve().parent / "dist"
LIBRARY = Path("/usr/lib/qqdesk")
PERSON = "friend"
LATER = "+later"
"""Added to the version of the second package."""


class Trial:
    """One package in one tree. The methods are the steps, in their order."""

    def __init__(self, tree: Tree, package: Path) -> None:
        self.tree, self.package, self._service = tree, package, Dispatcher(tree)
        name, self.version, self.architecture = package.stem.split("_")
        assert name == "qqdesk"

    def lay_out(self) -> str:
        self.tree.lay_out()
        self.tree.run("useradd", "-m", PERSON)
        self.tree.run("apt-get", "-q", "update")
        shutil.copyfile(self.package, self.tree.path("/root/qqdesk.deb"))
        return "a Debian with nothing on it"

    def install(self) -> str:
        before = self._packages()
        self.tree.apt("install", "/root/qqdesk.deb")
        more = self._packages() - before
        size = self.tree.run("dpkg-query", "-W", "-f", "${Installed-Size}", "qqdesk")
        sizes = f"{self.package.stat().st_size / 1e6:.1f} MB, installed {int(size) * 1024 / 1e6:.0f} MB"
        return f"{sizes}, with {len(more) - 1} other packages"

    def _packages(self) -> set[str]:
        return set(self.tree.run("dpkg-query", "-W", "-f", "${Package}\n").split())

    def find_libraries(self) -> str:
        """Check that each program, library and module finds its libraries."""
        files = [path for path in self.tree.path(str(LIBRARY)).rglob("*") if path.is_file() and not path.is_symlink()]
        elf = [path for path in files if path.open("rb").read(4) == b"\x7fELF"]
        places = [f"/{path.relative_to(self.tree.folder)}" for path in elf]
        said = self.tree.run("ldd", *places, code=None)
        if missing := sorted(set(re.findall(r"(\S+) => not found", said))):
            raise Failure(f"nothing has {', '.join(missing)}")
        return f"{len(elf)} programs and libraries find what they load"

    def use(self) -> str:
        """Run the commands on the path with an empty home, then smoke.py."""
        for program in ("qqdesk", "qqdesk-server", "qqdesk-cli"):
            said = self.tree.as_user(PERSON, program, "--version").split()
            if said[:2] != [program, self._said_version()]:
                raise Failure(f"{program} --version says {said}")
        sys.stdout.flush()
        with smoke.screen() as shown:
            failures = self._inside(lambda: smoke.smoke(LIBRARY), shown)
        if failures:
            raise Failure("smoke.py found what is told above")
        if changed := self.tree.run("dpkg", "--verify", "qqdesk").strip():
            raise Failure(f"using it has changed {changed}")
        return "everything works in an empty home, and changes nothing in the package"

    def _said_version(self) -> str:
        return self.version.removesuffix(LATER).replace("~", "")

    def _inside(self, work: Callable[[], object], variables: dict[str, str]) -> int:
        """Run `work` in a process that sees only the tree. Return 0 if it returned nothing."""
        child = os.fork()
        if child == 0:
            code = 2
            try:
                os.chroot(self.tree.folder)
                os.chdir("/")
                os.environ.clear()
                os.environ.update(ENVIRONMENT | variables)
                code = 1 if work() else 0
            finally:
                sys.stdout.flush()
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def check_unit(self) -> str:
        """Check that systemd accepts the unit and that it is disabled."""
        wanted = sorted(self.tree.path("/etc/systemd/system").rglob("*qqdesk*"))
        if wanted:
            raise Failure(f"the service is on: {wanted}")
        if shutil.which("systemd-analyze") is None:
            return "the service is off (systemd-analyze is not here to check its unit)"
        # The command itself is tried below: here a command of this machine stands in.
        unit = self.tree.folder.parent / "qqdesk-server.service"
        installed = self.tree.path("/usr/lib/systemd/system/qqdesk-server.service").read_text("utf-8")
        unit.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", installed), encoding="utf-8")
        command = ["systemd-analyze", "verify", "--man=no", str(unit)]
        said = subprocess.run(command, capture_output=True, text=True, timeout=120).stderr
        if complaints := [line for line in said.splitlines() if "qqdesk" in line]:
            raise Failure("; ".join(complaints))
        return "systemd understands the service's unit, and it is off"

    def upgrade(self) -> str:
        """Upgrade while the enabled service runs and keeps a message. The settings of root stay."""
        settings = self.tree.path("/etc/qqdesk/server.toml")
        ours = settings.read_text("utf-8") + "\nport = 0\ntls_port = 0\nops = false\nannounce = false\n"
        settings.write_text(ours, encoding="utf-8")
        enabled = self.tree.path("/etc/systemd/system/multi-user.target.wants/qqdesk-server.service")
        enabled.parent.mkdir(parents=True, exist_ok=True)
        enabled.symlink_to("/usr/lib/systemd/system/qqdesk-server.service")  # as `systemctl enable` does
        with self._service.running() as (server, address):
            self._service.command("user", "add", "10001", "--nick", "Ann", "--password-stdin", said="secret\n")
            self._service.command("say", "kept 一", "--to", "10001")
            self._service.sign_in(address)
            told = self._upgrade_package()
            self._service.sign_in(address)  # the old server still runs
            server.send_signal(signal.SIGTERM)
            if code := server.wait(timeout=20):
                raise Failure(f"the server that was upgraded while it ran ended with {code}")
        if settings.read_text("utf-8") != ours or not enabled.is_symlink():
            raise Failure("the upgrade has changed root's settings, or whether the service starts")
        self._service.command("backup", "/root/backup")
        self._service.command("restore", "/root/backup")  # written by root, read by the service
        with self._service.running() as (server, address):
            self._service.sign_in(address)
            if "kept 一" not in (got := self._service.ask(address, "GetMsgEx", 2)):
                raise Failure(f"the message is not there after the upgrade: {got}")
        if (
            "try-restart qqdesk-server.service" not in told
            or "enable" in told
            or "start qqdesk" in told.split("try-re")[0]
        ):
            raise Failure(f"systemd is told: {told}")
        return f"upgraded to {self.version} with the server running: nothing is lost, and systemd is told to restart it"

    def _upgrade_package(self) -> str:
        """Upgrade, and return the calls of systemctl."""
        self.version += LATER
        work = self.tree.path("/root/later")
        subprocess.run(["dpkg-deb", "--raw-extract", str(self.package), str(work)], check=True)
        control = work / "DEBIAN" / "control"
        control.write_text(
            re.sub(r"(?m)^Version: .*$", f"Version: {self.version}", control.read_text("utf-8")), encoding="utf-8"
        )
        later = self.tree.path("/root/later.deb")
        command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(work), str(later)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(work)
        with self._service.watched() as told:
            self.tree.apt("install", "/root/later.deb")
            later.unlink()
            return told()

    def remove(self) -> str:
        """Remove the package: the data of users and of the server stay."""
        theirs = self.tree.path(f"/home/{PERSON}/.local/share/qqdesk/ours")
        self.tree.as_user(PERSON, "mkdir", "-p", f"/home/{PERSON}/.local/share/qqdesk")
        self.tree.as_user(PERSON, "touch", f"/home/{PERSON}/.local/share/qqdesk/ours")
        with self._service.watched() as told:
            self.tree.apt("remove", "qqdesk")
            if "stop qqdesk-server.service" not in told():
                raise Failure(f"systemd is told: {told()}")
        kept = [
            self.tree.path("/etc/qqdesk/server.toml"),
            self.tree.path("/var/lib/private/qqdesk/tls-key.pem"),
            theirs,
        ]
        if gone := [str(path) for path in kept if not path.exists()]:
            raise Failure(f"removing has deleted {', '.join(gone)}")
        if self.tree.path(str(LIBRARY)).exists() or self.tree.path("/usr/bin/qqdesk").is_symlink():
            raise Failure("the programs are still there")
        return "removed: settings, the server's data and everybody's own stay"

    def purge(self) -> str:
        """Purge the package: only the homes keep files of ours."""
        self.tree.apt("purge", "qqdesk")
        if not self.tree.path(f"/home/{PERSON}/.local/share/qqdesk/ours").exists():
            raise Failure("purging has gone into somebody's home")
        if left := self._left():
            raise Failure(f"purging has left {', '.join(left[:10])}")
        return "purged: nothing is left but what is in people's homes"

    def _left(self) -> list[str]:
        """Return the files with our name or of our users, except the records of apt and dpkg."""
        found = []
        skipped = {self.tree.path(place) for place in ("/proc", "/dev", "/run", "/home", "/tmp/.X11-unix", "/root")}
        for folder, folders, files in os.walk(self.tree.folder):
            folders[:] = [name for name in folders if Path(folder, name) not in skipped]
            for path in (Path(folder, name) for name in (*folders, *files)):
                owner = path.lstat().st_uid
                if "qqdesk" in path.name or owner in (USER, smoke.STRANGER):
                    found.append(f"/{path.relative_to(self.tree.folder)}")
        return found

    def install_again(self) -> str:
        self.tree.apt("install", "/root/qqdesk.deb")
        said = self.tree.as_user(PERSON, "qqdesk-server", "--version")
        return f"installed again: {' '.join(said.split()[:2])}"


def run(folder: Path, package: Path) -> int:
    """Run all steps until one fails. Return the exit code."""
    # In a folder of its own: only root can read the one around it.
    trial = Trial(Tree(folder / "debian"), package)
    steps = (
        trial.lay_out, trial.install, trial.find_libraries, trial.use, trial.check_unit, trial.upgrade,
        trial.remove, trial.purge, trial.install_again,
    )  # fmt: skip
    for step in steps:
        begin = time.monotonic()
        try:
            line, failed = f"ok   {step()}", False
        except (Failure, OSError, subprocess.SubprocessError) as error:
            line, failed = f"BAD  {step.__name__.replace('_', ' ')}: {error}", True
        print(f"{line} ({time.monotonic() - begin:.1f} s)", flush=True)
        if failed:
            return 1
    return 0


def main(arguments: list[str]) -> int:
    """Run outside first, then in the namespace with `--inside FOLDER`. Return the exit code."""
    if arguments[1:2] == ["--inside"]:
        return run(Path(arguments[0]), Path(arguments[2]))
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "package", nargs="?", type=Path, metavar="DEB", help="the newest in packaging/dist, if not given"
    )
    package = parser.parse_args(arguments).package
    if package is None:
        package = max(DIST.glob("qqdesk_*.deb"), key=lambda path: path.stat().st_mtime, default=None)
    reason = cannot() or ("" if package and package.is_file() else "there is no package: packaging/build.py makes one")
    if reason:
        print(f"qqdesk: {reason}.", file=sys.stderr)
        return 1
    try:
        return within(Path(__file__).resolve(), ["--inside", str(package.resolve())])
    except Failure as error:
        print(f"qqdesk: {error}.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
