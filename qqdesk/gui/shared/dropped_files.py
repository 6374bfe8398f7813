"""The files and folders of a clipboard or a drag."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent


def files_in(source: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]


def accept_copy(event: QDropEvent) -> None:
    """Accept a drag from outside. A file manager may delete what was moved."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
