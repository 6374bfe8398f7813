"""Show a file in the file manager of the system."""

import subprocess
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QProcess, QThreadPool


def show_in_folder(path: Path) -> None:
    """Open the folder of a file, with the file selected if the file manager can do that. Returns at once."""
    if sys.platform == "win32":
        subprocess.Popen(f'explorer /select,"{path}"')
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(path)])
    else:
        QThreadPool.globalInstance().start(partial(_show_by_bus, path))


def _show_by_bus(path: Path) -> None:
    from qqdesk.system.file_manager import show_item

    if not show_item(path.as_uri()):
        QProcess.startDetached("xdg-open", [str(path.parent)])
