"""The installer for Windows, made with NSIS of `packaging/windows/qqdesk.nsi`. makensis runs on every system; the
program that goes in has to be frozen on Windows."""

import os
import platform
import shutil
from pathlib import Path

from installers import icons
from installers.exe_resources import PUBLISHER, four_numbers
from installers.maker import BUILD, CHECKOUT, run

NAME = "windows"
SCRIPT = CHECKOUT / "packaging" / "windows" / "qqdesk.nsi"
WORK = BUILD / "windows"


def compiler() -> str:
    """The path of makensis, "" where there is none. Its own installer puts it into no path."""
    found = shutil.which("makensis")
    for variable in ("ProgramFiles(x86)", "ProgramFiles"):
        path = Path(os.environ.get(variable, "")) / "NSIS" / "makensis.exe"
        if found is None and os.environ.get(variable) and path.is_file():
            found = str(path)
    return found or ""


def cannot() -> str:
    if os.name != "nt":
        return "the program for Windows is frozen on Windows"
    if platform.machine().upper() != "AMD64":
        return f"the installer is for x64, and this Python is for {platform.machine()}"
    return "" if compiler() else "there is no makensis; install NSIS 3"


def quoted(text: str) -> str:
    """As a word of an NSIS script, in which nothing is put in. Raises ValueError where that cannot be."""
    if any(part in text for part in ('"', "\r", "\n", "${", "$(")):
        raise ValueError(f"NSIS has no word for {text!r}")
    return f'"{text}"'


def entries(frozen: Path) -> str:
    """What is in the frozen folder, for the script: macros that do something with each of it.

    ALL_FILES takes everything in, EACH_ENTRY calls another macro with each name, EACH_PROGRAM with those that run.
    """
    paths = sorted(frozen.iterdir())
    take = [f"File {'/r ' if path.is_dir() else ''}{quoted(str(path))}" for path in paths]
    names = [quoted(path.name.replace("$", "$$")) for path in paths]  # words that the installer reads
    each = [f"!insertmacro ${{what}} {name}" for name in names]
    runs = [line for line, path in zip(each, paths, strict=True) if path.suffix == ".exe"]
    macros = (("ALL_FILES", take), ("EACH_ENTRY what", each), ("EACH_PROGRAM what", runs))
    return "".join(f"!macro {head}\n    " + "\n    ".join(lines) + "\n!macroend\n" for head, lines in macros)


def make(frozen: Path, out: Path, version: str, target: str = "") -> list[Path]:
    """`target` is another kind of program than the 32 bits that every Windows starts: `amd64-unicode`, where makensis
    has it."""
    WORK.mkdir(parents=True, exist_ok=True)
    result = out / f"qqdesk-{version}-windows-x64-setup.exe"
    files = WORK / "entries.nsh"
    files.write_text(entries(frozen), encoding="utf-8")
    size = sum(path.stat().st_size for path in frozen.rglob("*") if path.is_file())
    facts = {
        "VERSION": version,
        "NUMBERS": ".".join(map(str, four_numbers(version))),
        "SIZE_KB": str(-(-size // 1024)),
        "PUBLISHER": PUBLISHER,
        "ICON": str(icons.write(WORK / "setup.ico")),
        "SIDE": str(icons.write(WORK / "side.bmp")),
        "ENTRIES": str(files),
        "OUT": str(result),
    }
    if target:
        facts["TARGET"] = target
    # -WX: a warning of its compiler is an error.
    command = [compiler(), "-V3", "-WX", "-INPUTCHARSET", "UTF8"]
    run([*command, *(f"-D{name}={text}" for name, text in facts.items()), str(SCRIPT)], BUILD / "log" / "nsis.txt")
    return [result]
