"""What the frozen programs load from the system, and which of Debian's packages have it.

PyInstaller takes the libraries of the machine that builds along with everything else. Where these are Debian's, the
package leaves them to Debian, which mends their holes: it depends on the packages that they come from.
"""

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

from installers.glibc import elf_files
from installers.maker import MakingError, run

_CACHED = re.compile(r"\s+(\S+) \(libc6,[^)]*\) => (\S+)")
_BUILD_ID = re.compile(r"Build ID: ([0-9a-f]+)")
_NEEDED = re.compile(r"\s+NEEDED\s+(\S+)")
_SEARCHED = re.compile(r"\s+(?:RUNPATH|RPATH)\s+(\S+)")
_VERSION = re.compile(r"\s+0x\S+ 0x\S+ \d+ (GLIBC|OPENSSL)_([\d.]+)")
VERSIONED = {"GLIBC": "libc.so.6", "OPENSSL": "libssl.so.3"}
"""The families of symbols that are called after versions of the package, with a library that is in it. The others are
as old as the library's name, and that is in the name of its package."""


class Facts(NamedTuple):
    """Of a program or library: what it loads, the folders that it looks for that in before the system's, and the
    newest version of each family of symbols in it."""

    needed: frozenset[str]
    searched: list[str]
    versions: dict[str, tuple[int, ...]]


def _answer(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", env={"LC_ALL": "C"})
    except OSError as error:
        raise MakingError(f"{command[0]} cannot be started: {error}") from error
    return done.stdout


@cache
def system_libraries() -> dict[str, Path]:
    """The libraries that the loader finds on this machine, by name; the first one, which is of its own kind."""
    found: dict[str, Path] = {}
    for name, path in _CACHED.findall(_answer("/sbin/ldconfig", "-p")):
        found.setdefault(name, Path(path).resolve())
    return found


@cache
def package_of(file: Path) -> str:
    """The installed package that a file belongs to, "" where it is of none."""
    for path in (str(file), str(file).removeprefix("/usr")):
        said = _answer("/usr/bin/dpkg-query", "-S", path)
        if said and not said.startswith("diversion"):
            return said.partition(":")[0].partition(",")[0]
    return ""


def _build_id(file: Path) -> str:
    found = _BUILD_ID.search(_answer("/usr/bin/readelf", "-n", str(file)))
    return found[1] if found else ""


def copies_of_debian(internal: Path) -> list[Path]:
    """The libraries in there that are the same build as the installed one of a package of Debian's.

    Never Python's own: the programs look for it beside themselves only.
    """
    copies = []
    for file in sorted(internal.glob("lib*.so*")):
        original = system_libraries().get(file.name)
        if file.is_symlink() or original is None or file.name.startswith("libpython") or not package_of(original):
            continue
        identity = _build_id(file)
        if identity and identity == _build_id(original):
            copies.append(file)
    return copies


def facts(file: Path) -> Facts:
    """Ask objdump."""
    said = _answer("/usr/bin/objdump", "-p", str(file))
    versions: dict[str, tuple[int, ...]] = {}
    for family, text in _VERSION.findall(said):
        version = tuple(int(part) for part in text.split("."))
        versions[family] = max(version, versions.get(family, ()))
    searched = [folder for path in _SEARCHED.findall(said) for folder in path.split(":")]
    return Facts(frozenset(_NEEDED.findall(said)), searched, versions)


def forget_this_machine(folder: Path, log: Path) -> None:
    """Let nothing in there look for libraries where the Python of this machine has its own: whoever can write to that
    place on another machine would bring theirs in. Raises MakingError."""
    for file in elf_files(folder):
        searched = facts(file).searched
        kept = [path for path in searched if path.startswith("$ORIGIN")]
        if kept != searched:
            order = ["--set-rpath", ":".join(kept)] if kept else ["--remove-rpath"]
            run(["patchelf", *order, str(file)], log)


def dependencies(folder: Path) -> list[str]:
    """The packages with what the files in there load and do not have among themselves: `libc6 (>= 2.38)`.

    Raises MakingError where a library is in no package of this machine's.
    """
    files = elf_files(folder)
    own = {path.name for path in folder.rglob("*.so*")}
    needed: dict[str, Path] = {}
    newest: dict[str, tuple[int, ...]] = {}
    for file in files:
        found = facts(file)
        needed |= dict.fromkeys(found.needed - own, file)
        for family, version in found.versions.items():
            newest[family] = max(version, newest.get(family, ()))
    return _packages(needed, newest)


def _packages(needed: dict[str, Path], newest: dict[str, tuple[int, ...]]) -> list[str]:
    packages: dict[str, str] = {}
    for library, user in sorted(needed.items()):
        file = system_libraries().get(library)
        package = package_of(file) if file else ""
        if not package:
            raise MakingError(f"{user} loads {library}, which no installed package has: install the one that does")
        packages.setdefault(package, "")
    for family, library in VERSIONED.items():
        if library in needed and family in newest:
            package = package_of(system_libraries()[library])
            packages[package] = f" (>= {'.'.join(map(str, newest[family]))})"
    return [package + version for package, version in sorted(packages.items())]
