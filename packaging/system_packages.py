"""Which packages of the system are missing, how to install them, and whether Qt loads.

Used by bootstrap.py, which has only the standard library.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Need(NamedTuple):
    """A dependency: any of `packages` meets it, and the first that apt knows is installed.

    `font` is a fontconfig pattern; a font that matches it meets the need, too.
    """

    packages: tuple[str, ...]
    font: str = ""

    @property
    def token(self) -> str:
        """The name of this need in the stamp."""
        return "|".join(self.packages)


class Stop(Exception):  # noqa: N818
    """Preparing failed; the text is for the user."""


NO_WINDOWS = ("server", "cli")
"""The verbs that open no window."""

# Libraries of Qt's X11 and Wayland plugins that a minimal system lacks; their own dependencies come with them.
LIBRARIES = [
    Need(("libglib2.0-0t64", "libglib2.0-0")),
    Need(("libegl1",)),
    Need(("libgl1",)),
    Need(("libdbus-1-3",)),
    Need(("libfontconfig1",)),
    Need(("libgssapi-krb5-2",)),
    Need(("libwayland-cursor0",)),
    Need(("libwayland-egl1",)),
    Need(("libxkbcommon0",)),
    Need(("libxkbcommon-x11-0",)),
    Need(("libx11-xcb1",)),
    Need(("libxcb-cursor0",)),
    Need(("libxcb-icccm4",)),
    Need(("libxcb-image0",)),
    Need(("libxcb-keysyms1",)),
    Need(("libxcb-randr0",)),
    Need(("libxcb-render-util0",)),
    Need(("libxcb-shape0",)),
    Need(("libxcb-sync1",)),
    Need(("libxcb-util1",)),
    Need(("libxcb-xfixes0",)),
    Need(("libxcb-xkb1",)),
]
FONTS = [
    Need(("fonts-wqy-microhei", "fonts-wqy-zenhei", "fonts-noto-cjk"), font=":lang=zh-cn"),
    Need(("fonts-noto-color-emoji",), font=":color=true:charset=1f600"),
    Need(("fonts-dejavu-core", "fonts-dejavu", "fonts-liberation", "fonts-noto-core"), font=":lang=en:scalable=true"),
]
# Any release of PostgreSQL from 15 on; the tests start one of their own, and leave the one that Debian sets up alone.
POSTGRESQL = Need(("postgresql", "postgresql-18", "postgresql-17", "postgresql-16", "postgresql-15"))
# A bus, a notification daemon, a tray, a keyring and synthetic input, for the tests with real ones.
# Without dbus-x11, dunst would bring in the whole of systemd.
DESKTOP = [
    Need(("dbus-daemon", "dbus")),
    Need(("dbus-x11",)),
    Need(("dunst",)),
    Need(("stalonetray",)),
    Need(("xdotool",)),
    Need(("at-spi2-core",)),
    Need(("gnome-keyring",)),
]
# The tools that make installers: binutils and patchelf read and change libraries, dpkg-dev finds the packages that have
# them. Python goes in as a library, which is a package of its own if Python is the system's.
_LIBPYTHON = [Need((f"libpython3.{sys.version_info[1]}",))] if sys.base_prefix == "/usr" else []
BUILD_TOOLS = [Need(("binutils",)), Need(("dpkg-dev",)), Need(("patchelf",)), *_LIBPYTHON]
# The package for Debian is looked through, and tried in a system of its own.
DEBIAN = [Need(("debootstrap",)), Need(("lintian",)), Need(("appstream",)), Need(("desktop-file-utils",))]
TEST_TOOLS = [
    *BUILD_TOOLS, *DEBIAN, *DESKTOP, POSTGRESQL, Need(("curl",)), Need(("nsis",)), Need(("xauth",)), Need(("xvfb",)),
]  # fmt: skip


def say(text: str) -> None:
    """Print a line on stderr: stdout belongs to the program that is started."""
    print(f"qqdesk: {text}", file=sys.stderr, flush=True)


def output_of(command: list[str]) -> str:
    """Return the English output of a command, whatever its exit code; "" if it cannot be run."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace")


def is_debian_like(os_release: str) -> bool:
    """Return whether /etc/os-release names Debian, Ubuntu or a derivative."""
    pairs = (line.partition("=") for line in os_release.splitlines())
    fields = {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}
    return not {"debian", "ubuntu"}.isdisjoint(f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".split())


def has_apt() -> bool:
    """Return whether this is Debian or a derivative, with apt."""
    try:
        os_release = Path("/etc/os-release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return is_debian_like(os_release) and shutil.which("apt-get") is not None


def installed_packages(dpkg_answer: str) -> set[str]:
    """Return the installed packages from the `name status` lines of dpkg-query."""
    rows = (line.split() for line in dpkg_answer.splitlines())
    return {row[0] for row in rows if len(row) == 2 and row[1] == "installed"}


def known_packages(policy_answer: str) -> set[str]:
    """Return the packages with a candidate in `apt-cache policy`; virtual packages have none."""
    known, name = set(), ""
    for line in policy_answer.splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            known.add(name)
    return known


def apt_knows(needs: list[Need]) -> set[str]:
    """Return the packages of the needs that apt can install."""
    names = [name for need in needs for name in need.packages]
    return known_packages(output_of(["apt-cache", "policy", *names]))


def still_missing(needs: list[Need], installed: set[str]) -> list[Need]:
    """Return the needs that no installed package meets."""
    return [need for need in needs if installed.isdisjoint(need.packages)]


def choose_packages(missing: list[Need], known: set[str]) -> list[str]:
    """Return for each need the first package that apt knows, else its first package."""
    return [next((name for name in need.packages if name in known), need.packages[0]) for need in missing]


def missing_needs(needs: list[Need]) -> list[Need]:
    """Return the unmet needs, by dpkg and fontconfig."""
    names = [name for need in needs for name in need.packages]
    installed = installed_packages(output_of(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names]))
    missing = still_missing(needs, installed)
    return [need for need in missing if not (need.font and output_of(["fc-list", need.font, "file"]).strip())]


def as_root() -> list[str] | None:
    """Return the prefix of a command that needs root: empty, sudo, or None if impossible."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    return ["sudo"] if sys.stdin is not None and sys.stdin.isatty() else ["sudo", "-n"]


def apt_get(root: list[str], *arguments: str) -> str:
    """Run apt-get without questions. Return "", or the end of its output if it failed."""
    command = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    done = subprocess.run(
        [*command, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = done.stdout.decode("utf-8", "replace").strip() or f"apt-get ended with {done.returncode}"
    return "\n".join(said.splitlines()[-8:]) if done.returncode else ""


def install_packages(needs: list[Need]) -> list[Need]:
    """Install the missing packages if possible. Return the needs that are still unmet."""
    missing = missing_needs(needs)
    if not missing:
        return []
    packages = choose_packages(missing, apt_knows(missing))
    command = f"apt-get update && apt-get install --no-install-recommends {' '.join(packages)}"
    root = as_root()
    refusal = apt_get(root, "--version") if root else ""
    if refusal:
        say(f"sudo was refused: {refusal}")
    if root is None or refusal:
        say(f"system packages are missing; to install them, type as root: {command}")
        return missing
    say(f"installing missing system packages; this can take a minute: {' '.join(packages)}")
    error = "the package lists are empty or old"
    if apt_knows(missing).issuperset(packages):
        error = apt_get(root, "install", "--yes", "--no-install-recommends", *packages)
    if error:
        apt_get(root, "update")
        packages = choose_packages(missing, apt_knows(missing))
        error = apt_get(root, "install", "--yes", "--no-install-recommends", *packages)
    missing = missing_needs(missing)
    if missing:
        names = " ".join(choose_packages(missing, apt_knows(missing)))
        say(f"these system packages could NOT be installed (is there a network?): {names}")
        if error:
            print(error, file=sys.stderr, flush=True)
        say(f"to try it by hand, type as root: {command}")
    return missing


def wanted_needs(verb: str, apt: bool) -> list[Need]:
    """Return the needs of a verb; verbs without windows have none."""
    if verb in NO_WINDOWS or not apt:
        return []
    if verb == "build":
        return [*LIBRARIES, *BUILD_TOOLS]
    return [*LIBRARIES, *FONTS, *(TEST_TOOLS if verb == "test" else [])]


def hint_fonts() -> None:
    """On a system without apt, warn if there is no Chinese font."""
    if shutil.which("fc-list") and not output_of(["fc-list", FONTS[0].font, "file"]).strip():
        say("there is no font for Chinese here; install one, for example Noto Sans CJK")


def unloadable(ldd_answer: str) -> set[str]:
    """Return the shared libraries that ldd did not find."""
    return {line.split()[0] for line in ldd_answer.splitlines() if line.strip() and line.rstrip().endswith("not found")}


def check_qt(python: Path) -> bool:
    """Check that Qt's windows load. Raises Stop with the missing libraries."""
    code = "import PySide6, pathlib; print(pathlib.Path(PySide6.__file__).parent)"
    folder = Path(output_of([str(python), "-c", code]).strip())
    missing: set[str] = set()
    if sys.platform == "linux":
        for name in ("QtWidgets.abi3.so", "Qt/plugins/platforms/libqxcb.so"):
            missing |= unloadable(output_of(["ldd", str(folder / name)]))
    if missing:
        say(f"Qt lacks libraries of the system's for its windows: {' '.join(sorted(missing))}")
    probe = [str(python), "-c", "import PySide6.QtWidgets, PySide6.QtNetwork"]
    done = subprocess.run(probe, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise Stop(f"no window can be shown: {' '.join(reason)}. Install what is missing, then try again.")
    return not missing
