"""Qt's own file dialog, for systems without one: icons that are visible on a dark ground, and missing translations."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QProcess, QSize, QStandardPaths, Qt, QThreadPool
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.screens import fit_to_screen


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


def files_in(source: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]


def accept_copy(event: QDropEvent) -> None:
    """Accept a drag from outside. A file manager may delete what was moved."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


_SIZE = QSize(760, 480)
"""The least size, with room for all columns."""
_BUTTONS = {
    "backButton": "chevron-left",
    "forwardButton": "chevron-right",
    "toParentButton": "chevron-up",
    "newFolderButton": "plus",
    "listModeButton": "menu",
    "detailModeButton": "details",
}


def finish(dialog: QFileDialog) -> None:
    """Call this when the dialog is open; it has no buttons before. A dialog of the system has none at all."""
    for name, icon in _BUTTONS.items():
        button = dialog.findChild(QToolButton, name)
        if button is None:
            return
        put_icon(button, icon)
    dialog.resize(dialog.size().expandedTo(_SIZE))
    fit_to_screen(dialog)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, QCoreApplication.translate("FileDialog", "&Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, QCoreApplication.translate("FileDialog", "Files of &type:"))


def ask_where_to_save(parent: QWidget, name: str, save: Callable[[Path], object]) -> None:
    """Ask for a place for a file of this name, in the folder for downloads at first; then call `save`."""
    dialog = QFileDialog(parent, QCoreApplication.translate("FileDialog", "Save as"), _downloads())
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda path: save(Path(path)))
    _open(dialog)


def ask_for_folder(parent: QWidget, title: str, use: Callable[[Path], object]) -> None:
    """Ask for a folder, with that for downloads at first; then call `use`."""
    dialog = QFileDialog(parent, title, _downloads())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: use(Path(path)))
    _open(dialog)


def _downloads() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)


def _open(dialog: QFileDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    finish(dialog)
