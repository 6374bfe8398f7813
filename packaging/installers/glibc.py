"""The oldest glibc that the frozen folder runs with: the newest version among the symbols that its files need."""

import re
import subprocess
from pathlib import Path

from installers.maker import MakingError

_NEED = re.compile(r"\bGLIBC_(\d+)\.(\d+)(?:\.\d+)?\b")


def elf_files(folder: Path) -> list[Path]:
    """Return all programs and libraries in a folder, without links."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    found.append(path)
    return found


def newest_need(objdump_answer: str) -> tuple[int, int]:
    """Read the output of `objdump -p` for a file; (0, 0) if it needs no glibc."""
    needs = [(int(major), int(minor)) for major, minor in _NEED.findall(objdump_answer)]
    return max(needs, default=(0, 0))


def oldest_glibc(frozen: Path) -> tuple[str, list[Path]]:
    """Return the version, as `2.36`, and the files that need it. Raises MakingError."""
    needs: dict[Path, tuple[int, int]] = {}
    for path in elf_files(frozen):
        done = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True)
        if done.returncode:
            raise MakingError(f"objdump does not read {path}: {done.stderr.strip()}")
        needs[path] = newest_need(done.stdout)
    newest = max(needs.values(), default=(0, 0))
    return f"{newest[0]}.{newest[1]}", [path for path, need in needs.items() if need == newest]


def sentence(oldest: tuple[str, list[Path]]) -> str:
    """Return the result of `oldest_glibc` for the builder."""
    version, files = oldest
    names = ", ".join(path.name for path in files[:4])
    return f"runs with glibc {version} and newer, as {names}{' and others' if len(files) > 4 else ''} need it"
