#!/usr/bin/env python3
"""Prepare this checkout and start what is in it: the one command a newcomer types.

    python3 packaging/bootstrap.py [--venv DIR] run     [ARGS...]   start the messenger
    python3 packaging/bootstrap.py [--venv DIR] server  [ARGS...]   start the server
    python3 packaging/bootstrap.py [--venv DIR] cli     [ARGS...]   talk from a terminal or a script
    python3 packaging/bootstrap.py [--venv DIR] test    [ARGS...]   run every check; ARGS go to pytest
    python3 packaging/bootstrap.py [--venv DIR] test    --quick     run what needs neither server, process nor window
    python3 packaging/bootstrap.py [--venv DIR] setup               only prepare

Preparing means: on Debian and Ubuntu the system packages that are missing, a virtual environment
(DIR, by default .venv in the checkout), and this project with its libraries in it. What is done is
remembered in the environment, so the next start begins at once.

Needs Python 3.11 or newer and nothing else. The syntax of this file is kept to what much older ones
can still read, so that they get to the sentence below instead of a syntax error.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

if sys.platform != "win32":
    import fcntl

OLDEST = (3, 11)


def old_python_sentence(version: "tuple[int, ...]", newer: "list[str]") -> str:
    """Return the message for too old a Python. `newer`: suitable ones on this machine."""
    words = "qqdesk needs Python {}.{} or newer, and this is Python {}.{}.".format(*OLDEST, *version[:2])
    if newer:
        return words + " There is a newer one here: start it with {} instead.".format(newer[0])  # noqa: UP032
    return words + " Please install a newer one (https://www.python.org/downloads/) and start this with it."


if sys.version_info < OLDEST:
    _names = ["python3.{}".format(minor) for minor in range(15, 10, -1)]  # noqa: UP032
    sys.exit(old_python_sentence(sys.version_info[:3], [name for name in _names if shutil.which(name)]))

# Only now: what follows may be written for the Python it runs on.
from system_packages import (  # noqa: E402
    NO_WINDOWS,
    Need,
    Stop,
    check_qt,
    has_apt,
    hint_fonts,
    install_packages,
    output_of,
    say,
    wanted_needs,
)

CHECKOUT = Path(__file__).resolve().parent.parent
STAMP = "qqdesk-prepared.json"
UNFINISHED = "qqdesk-unfinished"
BASE: str = getattr(sys, "_base_executable", "") or sys.executable  # not that of the environment
VENV = Need((f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", "python3-venv"))
QT_LOADS = "qt-loads"
EXTRAS = {"test": "dev", "build": "build"}
"""The extras that pip installs for each verb; `build` is for build.py."""

WORKERS = max(2, (os.cpu_count() or 1) * 3 // 2)
"""More than there are cores: the tests wait for programs, disks and timers."""
PARALLEL = ("-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder")
"""The tests of a file share their servers and windows, so a file stays with one worker."""
QUICK_TESTS = ("-m", "unit or smoke")
"""`test --quick`. See tests/helpers/costs.py."""


class Stamp(NamedTuple):
    """The contents of a prepared environment. Written last, so that it is never ahead of them."""

    key: str  # see stamp_key
    extras: frozenset[str]
    system: frozenset[str]  # tokens of the system packages that were found


def venv_python(venv: Path) -> Path:
    """Return the interpreter of the environment."""
    return venv / "Scripts" / "python.exe" if sys.platform == "win32" else venv / "bin" / "python"


def stamp_key(pyproject: bytes, version: tuple[int, ...], checkout: str) -> str:
    """Return a key that changes with the project file, the Python or the place: then the libraries are installed again.

    The place counts because an editable install points to it, so a checkout that moved needs a new one.
    """
    text = f"{version[0]}.{version[1]}\n{checkout}\n"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape") + pyproject).hexdigest()


def read_stamp(venv: Path) -> Stamp | None:
    """Return the stamp of the environment, or None without a valid one."""
    try:
        fields = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        stamp = Stamp(str(fields["key"]), frozenset(fields["extras"]), frozenset(fields["system"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return stamp if venv_python(venv).exists() else None


def write_stamp(venv: Path, stamp: Stamp) -> None:
    """Write the stamp atomically."""
    fields = {"key": stamp.key, "extras": sorted(stamp.extras), "system": sorted(stamp.system)}
    draft = venv / f"{STAMP}.new"
    draft.write_text(json.dumps(fields, indent=1) + "\n", encoding="utf-8")
    draft.replace(venv / STAMP)


def has_libraries(stamp: Stamp | None, key: str, extras: frozenset[str]) -> bool:
    """Return whether pip has nothing to install: `dev` includes the plain install."""
    return stamp is not None and stamp.key == key and stamp.extras >= extras


def venv_version(config: str) -> str:
    """Return the version, as `3.13`, from the text of a pyvenv.cfg; "" without one."""
    for line in config.splitlines():
        name, _, value = line.partition("=")
        if name.strip() in ("version", "version_info"):
            return ".".join(value.strip().split(".")[:2])
    return ""


def usable(venv: Path) -> bool:
    """Return whether an environment is complete and of this Python's version."""
    config = venv / "pyvenv.cfg"
    text = config.read_text(encoding="utf-8", errors="replace") if config.is_file() else ""
    if venv_version(text) != f"{sys.version_info[0]}.{sys.version_info[1]}" or (venv / UNFINISHED).exists():
        return False
    return output_of([str(venv_python(venv)), "-m", "pip", "--version"]).startswith("pip ")


def lacks_venv() -> bool:
    """Return whether this Python lacks ensurepip, as Debian's does."""
    return not output_of([BASE, "-c", "import ensurepip, venv; print('both')"])


def make_venv(venv: Path) -> None:
    """Make the environment, or replace an unusable one. Never clear another folder."""
    if venv.is_dir() and any(venv.iterdir()):
        if not (venv / "pyvenv.cfg").is_file() and venv != CHECKOUT / ".venv":
            raise Stop(f"{venv} has files in it and is no virtual environment; give another folder with --venv.")
        if usable(venv):
            return
        plan = f"{venv} is broken, unfinished or of another Python: making it again"
    else:
        plan = f"making a virtual environment in {venv}"
    if lacks_venv():
        raise Stop(f"this Python can't make virtual environments: install {' or '.join(VENV.packages)} first.")
    say(plan)
    if subprocess.run([BASE, "-m", "venv", "--clear", str(venv)], stdin=subprocess.DEVNULL).returncode:
        raise Stop(f"the virtual environment could not be made in {venv} (see above).")


def install_project(venv: Path, extras: frozenset[str]) -> None:
    """Install the checkout, editable, and its libraries. After a failure the environment counts as incomplete."""
    say(f"installing the libraries{' and the tools' if extras else ''}; the first time this loads about 100 MB")
    (venv / UNFINISHED).touch()
    (venv / STAMP).unlink(missing_ok=True)
    target = f".[{','.join(sorted(extras))}]" if extras else "."
    command = [str(venv_python(venv)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += [*([] if sys.stderr.isatty() else ["--quiet"]), "--editable", target]
    environment = {"PIP_RETRIES": "2", **os.environ}  # fails sooner without a network
    if subprocess.run(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment).returncode:
        raise Stop("the libraries could not be installed; the reason is above. Without a network it can't be done.")
    # pip compiles the libraries. Compile our modules, too: if Python writes no .pyc files, they start 10 % sooner.
    compiling = [str(venv_python(venv)), "-m", "compileall", "-q", "qqdesk"]
    subprocess.run(compiling, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    (venv / UNFINISHED).unlink()


def prepare(verb: str, venv: Path) -> None:
    """Prepare everything for a verb. With a valid stamp this takes a few milliseconds."""
    extras = frozenset({extra for name, extra in EXTRAS.items() if name == verb})
    key = stamp_key((CHECKOUT / "pyproject.toml").read_bytes(), sys.version_info[:2], str(CHECKOUT))
    needs = wanted_needs(verb, has_apt())
    tokens = frozenset({need.token for need in needs} | ({QT_LOADS} if verb not in NO_WINDOWS else set()))
    stamp = read_stamp(venv)
    if stamp is not None and has_libraries(stamp, key, extras) and stamp.system >= tokens:
        return
    lock = wait_for_others()
    stamp = read_stamp(venv)
    if has_apt() and not has_libraries(stamp, key, extras) and lacks_venv():
        needs = [VENV, *needs]
    found = stamp.system if stamp is not None else frozenset()
    unchecked = [need for need in needs if need.token not in found]
    missing = {need.token for need in install_packages(unchecked)} if unchecked else set()
    found |= {need.token for need in unchecked} - missing
    if not has_libraries(stamp, key, extras):
        extras |= stamp.extras if stamp is not None else frozenset()
        make_venv(venv)
        install_project(venv, extras)
    elif stamp is not None:
        extras = stamp.extras
    write_stamp(venv, Stamp(key, extras, found))
    if QT_LOADS in tokens and QT_LOADS not in found:
        if not needs:
            hint_fonts()
        if check_qt(venv_python(venv)):
            write_stamp(venv, Stamp(key, extras, found | {QT_LOADS}))
    say("ready")
    if lock >= 0:
        os.close(lock)


def wait_for_others() -> int:
    """Let one process at a time prepare this checkout."""
    if sys.platform == "win32":
        return -1
    lock = os.open(CHECKOUT, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("waiting for another call that is preparing this checkout")
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError:
        pass  # a file system without locks: go on without one
    return lock


def start(command: list[str]) -> int:
    """Become the program on POSIX, for its signals and exit code; elsewhere wait for it."""
    if sys.platform == "win32":
        return subprocess.call(command)
    return os.execv(command[0], command)


def run_checks(venv: Path, arguments: list[str]) -> int:
    """Run ruff, mypy, import-linter and pytest, all of them even if one fails.

    `--quick` stands for QUICK_TESTS; the other arguments go to pytest.
    """
    python = str(venv_python(venv))
    chosen = [part for argument in arguments for part in (QUICK_TESTS if argument == "--quick" else (argument,))]
    checks = [
        ("ruff", [python, "-m", "ruff", "check", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("lint-imports", [python, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]),
        ("pytest", [python, "-m", "pytest", *PARALLEL, *chosen]),
    ]
    failed: list[str] = []
    for name, command in checks:
        if name == "pytest" and failed:
            print(f"== failed so far: {', '.join(failed)}")
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=CHECKOUT).returncode:
            failed.append(name)
    return 1 if failed else 0


def read_arguments(arguments: list[str]) -> tuple[Path, str, list[str]]:
    """Return the folder of the environment, the verb, and the remaining arguments."""
    venv, rest = CHECKOUT / ".venv", list(arguments)
    while rest and rest[0].startswith("-"):
        option, _, value = rest.pop(0).partition("=")
        if option in ("-h", "--help"):
            return venv, "help", []
        if option != "--venv" or not (value or rest):
            raise Stop(f"what is {option}? See --help.")
        venv = Path(value or rest.pop(0)).absolute()
    if not rest or rest[0] not in ("run", "server", "cli", "test", "setup"):
        raise Stop("say what to do: run, server, cli, test or setup. See --help.")
    if rest[0] == "test" and {"-h", "--help"} & set(rest):
        return venv, "help", []
    return venv, rest[0], rest[1:]


def main(arguments: list[str]) -> int:
    """Run the command line. Return the exit code."""
    if sys.platform != "win32" and sys.stdin is None:
        # Started with stdin closed: fill its place, or the program's first file would land there.
        os.set_inheritable(os.open(os.devnull, os.O_RDONLY), True)
    try:
        venv, verb, rest = read_arguments(arguments)
        if verb == "help":
            print((__doc__ or "").partition("\nNeeds")[0])
            return 0
        prepare(verb, venv)
        python = str(venv_python(venv))
        # -P: a module in the current folder must not replace a library.
        if verb == "run":
            return start([python, "-P", "-m", "qqdesk", *rest])
        if verb == "server":
            return start([python, "-P", "-m", "qqdesk.cli.server", *rest])
        if verb == "cli":
            return start([python, "-P", "-m", "qqdesk.cli.client", *rest])
        return run_checks(venv, rest) if verb == "test" else 0
    except Stop as stop:
        say(str(stop))
        return 1
    except OSError as error:
        say(f"can't go on: {error}. If the checkout can't be written to, give another folder with --venv.")
        return 1
    except KeyboardInterrupt:
        say("stopped; the next call takes it up again")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
