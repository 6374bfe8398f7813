"""Qt's own file dialog, which is shown where the system has none: its buttons in our icons, for the style draws them
in colours that cannot be seen on a dark ground."""

from PySide6.QtWidgets import QFileDialog, QToolButton

from qqdesk.gui.icons import put_icon

_BUTTONS = {
    "backButton": "chevron-left",
    "forwardButton": "chevron-right",
    "toParentButton": "chevron-up",
    "newFolderButton": "plus",
    "listModeButton": "menu",
    "detailModeButton": "details",
}


def put_icons(dialog: QFileDialog) -> None:
    """Call it when the dialog is open, for it has its buttons only then; one of the system has none of them."""
    for name, icon in _BUTTONS.items():
        button = dialog.findChild(QToolButton, name)
        if button is not None:
            put_icon(button, icon)
