"""The installer for Windows, which NSIS makes of `packaging/windows/qqdesk.nsi`."""

import os
import shutil
from pathlib import Path

from installers import icons
from installers.maker import BUILD, CHECKOUT, PUBLISHER, run
from installers.version_resource import file_version

SCRIPT = CHECKOUT / "packaging" / "windows" / "qqdesk.nsi"


def cannot() -> str:
    if os.name != "nt":
        return "the program for Windows is frozen on Windows"
    return "" if shutil.which("makensis") else "makensis is not on the path; install NSIS 3"


def make(frozen: Path, out: Path, version: str, *options: str) -> list[Path]:
    """`options` are further ones of makensis."""
    result = out / f"qqdesk-{version}-windows-x64-setup.exe"
    icon = icons.write(BUILD / "windows" / "setup.ico", 64)
    facts = {
        "VERSION": version, "FILE_VERSION": ".".join(map(str, file_version(version))), "PUBLISHER": PUBLISHER,
        "FROZEN": frozen, "KIB": sum(path.stat().st_size for path in frozen.rglob("*") if path.is_file()) // 1024,
        "ICON": icon, "OUT": result,
    }  # fmt: skip
    defined = [f"-D{name}={value}" for name, value in facts.items()]
    # -WX: a warning is an error
    command = ["makensis", "-V3", "-WX", "-INPUTCHARSET", "UTF8", *options, *defined, str(SCRIPT)]
    run(command, BUILD / "log" / "nsis.txt")
    return [result]
