"""The frozen folder in the packages for Linux."""

import shutil
import sys
from pathlib import Path

from installers.freeze import programs
from installers.glibc import elf_files
from installers.maker import BUILD, MakingError, output_of, run


def lacking(*tools: str) -> str:
    """Return why a package that needs these tools cannot be made here, in a sentence, or ""."""
    if sys.platform != "linux":
        return "it is made on Linux"
    missing = [tool for tool in ("objdump", "patchelf", *tools) if shutil.which(tool) is None]
    return f"{', '.join(missing)} cannot be found" if missing else ""


def copy_frozen(frozen: Path, to: Path) -> None:
    """Copy all of it, without search paths and modes of the builder's machine. Raises MakingError."""
    shutil.copytree(frozen, to, symlinks=True)
    if missing := [name for name in programs() if not (to / name).is_file()]:
        raise MakingError(f"{frozen} lacks {', '.join(missing)}")
    remove_search_paths(to)
    set_modes(to)


def remove_search_paths(folder: Path) -> None:
    """Let no file search for libraries in the builder's folders: another user could own them elsewhere.

    Raises MakingError.
    """
    for file in elf_files(folder):
        searched = output_of(["patchelf", "--print-rpath", str(file)]).strip()
        kept = ":".join(path for path in searched.split(":") if path.startswith("$ORIGIN"))
        if kept != searched:
            order = ["--set-rpath", kept] if kept else ["--remove-rpath"]
            run(["patchelf", *order, str(file)], BUILD / "log" / "patchelf.txt")


def check_links(folder: Path) -> None:
    """Raises MakingError if a link leads nowhere."""
    if broken := [str(path) for path in sorted(folder.rglob("*")) if path.is_symlink() and not path.exists()]:
        raise MakingError(f"links that lead nowhere: {', '.join(broken)}")


def set_modes(folder: Path) -> None:
    """Let everybody run the programs and read the rest, whatever the umask is."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            is_program = path.parent == folder and path.name in programs()
            path.chmod(0o755 if path.is_dir() or is_program else 0o644)
