"""Qt's own file dialog, which is shown where the system has none: its buttons in our icons, for the style draws them
in colours that cannot be seen on a dark ground, and in our words what Qt has not in every language."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QToolButton

from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.screens import fit_to_screen

_BUTTONS = {
    "backButton": "chevron-left",
    "forwardButton": "chevron-right",
    "toParentButton": "chevron-up",
    "newFolderButton": "plus",
    "listModeButton": "menu",
    "detailModeButton": "details",
}


def finish(dialog: QFileDialog) -> None:
    """Call it when the dialog is open, for it has its buttons only then; one of the system has none of them."""
    for name, icon in _BUTTONS.items():
        button = dialog.findChild(QToolButton, name)
        if button is None:
            return
        put_icon(button, icon)
    fit_to_screen(dialog)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, QCoreApplication.translate("FileDialog", "&Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, QCoreApplication.translate("FileDialog", "Files of &type:"))
