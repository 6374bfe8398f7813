"""Show a file in the file manager of the system."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
from PySide6.QtGui import QDesktopServices

_NAME, _PATH = "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"


def show_in_folder(path: Path) -> None:
    """Open the folder of a file, with the file selected if the file manager can do that. Returns at once."""
    if sys.platform == "win32":
        subprocess.Popen(f'explorer /select,"{path}"')
    elif sys.platform == "darwin":
        subprocess.Popen(["open", "-R", str(path)])
    elif not (bus := QDBusConnection.sessionBus()).isConnected():
        _open(path.parent)
    else:
        call = QDBusMessage.createMethodCall(_NAME, _PATH, _NAME, "ShowItems")
        call.setArguments([[QUrl.fromLocalFile(str(path)).toString()], ""])
        watcher = QDBusPendingCallWatcher(bus.asyncCall(call))
        _watchers.add(watcher)
        watcher.finished.connect(lambda: _on_answer(watcher, path.parent))


_watchers: set[QDBusPendingCallWatcher] = set()
"""Those of running calls."""


def _on_answer(watcher: QDBusPendingCallWatcher, folder: Path) -> None:
    _watchers.discard(watcher)
    if watcher.isError():
        _open(folder)


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
