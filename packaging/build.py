#!/usr/bin/env python3
"""Make all installers that this system can make, in packaging/dist.

    python3 packaging/build.py [--only NAME...] [--out DIR]

Needs Python 3.11 or newer and a network; that Python goes into what is made. It makes an environment of its own under
.build, where everything lies that is not to be kept, and on Debian and Ubuntu installs the system packages that are
missing. The same checkout makes the same files, as far as the tools allow: all times in them are that of the commit,
or SOURCE_DATE_EPOCH.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeVar, cast

from bootstrap import prepare, venv_python  # fails if this Python is too old
from installers import checksums, freeze, glibc, licences
from installers.maker import BUILD, DIST, Maker, MakingError, source
from system_packages import Stop

MAKERS = {"deb": "deb", "tarball": "tarball", "appimage": "appimage", "windows": "nsis", "macos": "dmg"}
"""The modules of `installers` by what they make, in this order. They are imported in the environment only, and may
import what is in it.
"""
VENV = BUILD / "venv"
T = TypeVar("T")


class Progress:
    """Prints a line for each step, with its seconds."""

    def __init__(self) -> None:
        self._begin = time.monotonic()

    def step(self, name: str, work: Callable[[], T], tell: Callable[[T], str]) -> T:
        """Do the work and print the result."""
        begin = time.monotonic()
        if sys.stdout.isatty():
            print(f"{name:12} …", end="\r", flush=True)
        done = work()
        print(f"{name:12} {time.monotonic() - begin:6.1f} s  {tell(done)}", flush=True)
        return done

    def total(self) -> str:
        return f"{'all':12} {time.monotonic() - self._begin:6.1f} s"


def megabytes(path: Path) -> float:
    """Return the size of a file or folder without links."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if file.is_file() and not file.is_symlink()) / 1e6


def described(paths: list[Path]) -> str:
    """Return files with their sizes."""
    return ", ".join(f"{path.name} ({megabytes(path):.1f} MB)" for path in paths)


def read_arguments(arguments: list[str]) -> tuple[list[str], Path]:
    """Return the names after --only (none: all) and the folder for the results."""
    import argparse  # not at the top, where the check for too old a Python comes first

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help=f"some of: folder {' '.join(MAKERS)}")
    parser.add_argument("--out", type=Path, default=DIST, help="where the results go (packaging/dist)")
    parsed = parser.parse_args(arguments)
    if unknown := set(parsed.only) - {"folder", *MAKERS}:
        parser.error(f"there is no {', '.join(sorted(unknown))}; it is one of: folder {' '.join(MAKERS)}")
    return parsed.only, parsed.out.absolute()


def build(only: list[str], out: Path) -> int:
    """Run all steps in the environment, also after a failure. Return the exit code."""
    from qqdesk import __version__ as version

    progress = Progress()
    origin = source()
    os.environ["SOURCE_DATE_EPOCH"] = str(origin.epoch)
    print(f"qqdesk {version}, {origin.commit or 'no commit'}, with Python {sys.version.split()[0]}", flush=True)
    frozen = progress.step(
        "folder", lambda: freeze.freeze(origin), lambda folder: f"{folder} ({megabytes(folder):.1f} MB)"
    )
    parts = progress.step("licences", lambda: licences.collect(frozen), licences.sentence)
    if sys.platform == "linux":
        progress.step("glibc", lambda: glibc.oldest_glibc(frozen), glibc.sentence)
    out.mkdir(parents=True, exist_ok=True)
    from installers import sbom  # not at the top: its library is in the environment only

    progress.step("sbom", lambda: sbom.write(parts, out, version), lambda file: file.name)
    failed = []
    for name, module in MAKERS.items():
        if only and name not in only:
            continue
        maker = cast(Maker, import_module(f"installers.{module}"))
        if reason := maker.cannot():
            print(f"{name:12} not here: {reason}", flush=True)
            failed += [name] if name in only else []
            continue
        try:
            describe = getattr(maker, "described", described)  # if there is more to report than the size of the files
            progress.step(name, lambda maker=maker: maker.make(frozen, out, version), describe)  # type: ignore[misc]
        except (MakingError, OSError, subprocess.CalledProcessError) as error:
            print(f"{name:12} FAILED: {error}", flush=True)
            failed.append(name)
    sums = checksums.write_checksums(out)
    print(f"{progress.total()}  in {out}, with {sums.name}")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Run with any Python to make the environment, then again in it."""
    only, out = read_arguments(arguments)
    try:
        if Path(sys.prefix).resolve() != VENV.resolve():
            begin = time.monotonic()
            prepare("build", VENV)
            print(f"{'environment':12} {time.monotonic() - begin:6.1f} s  {VENV}", flush=True)
            return subprocess.call([str(venv_python(VENV)), str(Path(__file__).resolve()), *arguments])
        return build(only, out)
    except (Stop, MakingError) as error:
        print(f"qqdesk: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
