"""The dialog after a start with `--open` and an invalid link."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

from qqdesk.gui.shared.icons import put_icon


class LinkRefusal(QMessageBox):
    """Does not show the link: a stranger may have written it."""

    def __init__(self) -> None:
        super().__init__()
        put_icon(self, "warning", "danger")
        self.setWindowTitle(QCoreApplication.applicationName())
        self.setText(self.tr("This link is not an invitation"))
        self.setInformativeText(self.tr("Nothing was done. Ask for another link."))
        self.addButton(self.tr("Close"), QMessageBox.ButtonRole.AcceptRole)
