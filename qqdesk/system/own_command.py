"""The command line that starts this program again."""

import os
import sys
from pathlib import Path

import qqdesk


def own_command() -> list[str]:
    """Return the command of a frozen program, an installed one, or a checkout."""
    if getattr(sys, "frozen", False):
        # Programs started from an AppImage inherit its variables: compare the path.
        image, inside = os.environ.get("APPIMAGE", ""), os.environ.get("APPDIR", "")
        is_image = bool(image and inside) and Path(sys.executable).is_relative_to(inside)
        return [image if is_image else sys.executable]
    started = Path(sys.argv[0])
    package = Path(qqdesk.__file__).resolve().parent
    if started.stem == "qqdesk" and started.is_file() and started.suffix in ("", ".exe"):
        return [str(started.absolute())]
    # On Windows the interpreter without a console window.
    python = Path(sys.executable)
    windowless = python.with_name("pythonw.exe")
    interpreter = str(windowless if sys.platform == "win32" and windowless.is_file() else python)
    if package.parent.name in ("site-packages", "dist-packages"):
        return [interpreter, "-P", "-m", "qqdesk"]
    # A checkout is not in sys.path, and the working directory of a session is arbitrary.
    code = (
        f"import sys; sys.path.insert(0, {str(package.parent)!r}); from qqdesk.__main__ import main; sys.exit(main())"
    )
    return [interpreter, "-P", "-c", code]
