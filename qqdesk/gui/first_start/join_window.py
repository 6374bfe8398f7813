"""The window for joining another place while somebody is signed in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent

from qqdesk.gui.first_start.join_page import JoinPage
from qqdesk.gui.first_start.wizard_window import WizardWindow


class JoinWindow(WizardWindow):
    """Deletes itself when it is closed."""

    closed = Signal()

    def __init__(self, page: JoinPage) -> None:
        page.can_go_back = False
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Join another place"))
        page.back_clicked.connect(self.close)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.show_root()
        self.page.leave()
        event.accept()
        self.closed.emit()
