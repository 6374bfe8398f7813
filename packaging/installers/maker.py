"""The interface of a module that makes a kind of installer, and what all of them use."""

import os
import subprocess
import tomllib
from pathlib import Path
from typing import NamedTuple, Protocol

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD = CHECKOUT / ".build"
"""Temporary files: the environment, the frozen folder, drafts of the makers."""
DIST = CHECKOUT / "packaging" / "dist"
PUBLISHER = "The authors of qqdesk"


class Maker(Protocol):
    """A module with these two functions."""

    def cannot(self) -> str:
        """Return why it cannot be made here, in one sentence, or ""."""

    def make(self, frozen: Path, out: Path, version: str) -> list[Path]:
        """Make it from the frozen folder and return the files, which lie in the existing folder `out`.

        All times in them are SOURCE_DATE_EPOCH, which is set. Raises MakingError, OSError or CalledProcessError.
        """


class MakingError(Exception):
    """Making failed; the text is for the builder."""


class Source(NamedTuple):
    """The origin of the program. `commit` is "" outside a repository, and ends in -dirty if files were changed."""

    commit: str
    epoch: int  # seconds: SOURCE_DATE_EPOCH, or the time of the commit, or that of the newest file


def _git(*arguments: str) -> str:
    try:
        # Git refuses to read a checkout of another user otherwise.
        command = ["git", "-c", f"safe.directory={CHECKOUT}", "-C", str(CHECKOUT), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def source() -> Source:
    """Ask the environment, git and the files, in this order."""
    top = _git("rev-parse", "--show-toplevel")  # with slashes also on Windows
    is_ours = bool(top) and Path(top) == CHECKOUT
    commit = _git("describe", "--always", "--dirty", "--abbrev=12", "--exclude=*") if is_ours else ""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "") or (_git("log", "-1", "--format=%ct") if commit else "")
    if epoch:
        return Source(commit, int(epoch))
    files = (path for folder in ("qqdesk", "resources") for path in (CHECKOUT / folder).rglob("*") if path.is_file())
    return Source(commit, max(int(path.stat().st_mtime) for path in files if "__pycache__" not in path.parts))


def project() -> dict[str, object]:
    """Return the table `project` of pyproject.toml."""
    table: dict[str, object] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def run(command: list[str], log: Path, **more: str) -> None:
    """Run a tool with its output in the file `log` and `more` variables in its environment.

    Raises MakingError with the end of the output.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as said:
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, env={**os.environ, **more}
            )
        except OSError as error:
            raise MakingError(f"{command[0]} cannot be started: {error}") from error
    if done.returncode:
        end = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise MakingError(f"{Path(command[0]).name} ended with {done.returncode} (all its output is in {log}):\n{end}")


def output_of(command: list[str]) -> str:
    """Return what a short command prints, in English. Raises MakingError."""
    try:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", env=environment)
    except OSError as error:
        raise MakingError(f"{command[0]} cannot be started: {error}") from error
    if done.returncode:
        raise MakingError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout
