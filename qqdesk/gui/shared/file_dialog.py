"""Qt's own file dialog, for systems without one: icons that are visible on a dark ground, and missing translations."""

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QFileDialog, QToolButton

from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.screens import fit_to_screen

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
