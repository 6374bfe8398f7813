"""The dialog after a start with `--open` and an invalid link."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.start.arguments import OPEN, LinkFault


class LinkRefusal(QMessageBox):
    """Does not show the link: a stranger may have written it."""

    def __init__(self, fault: LinkFault) -> None:
        super().__init__()
        put_icon(self, "warning", "danger")
        self.setWindowTitle(QCoreApplication.applicationName())
        match fault:
            case LinkFault.OTHER_ARGUMENTS:
                text = self.tr("The link was not opened")
                second = self.tr("No other option may stand beside {option} and the link.").format(option=OPEN)
            case LinkFault.CUT_OFF:
                text = self.tr("This link is not complete")
                second = self.tr("Copy the whole link from the message, or ask for it again.")
            case LinkFault.NO_INVITATION:
                text = self.tr("This link is not an invitation")
                second = self.tr("Nothing was done. Ask for another link.")
        self.setText(text)
        self.setInformativeText(second)
        self.addButton(self.tr("Close"), QMessageBox.ButtonRole.AcceptRole)
