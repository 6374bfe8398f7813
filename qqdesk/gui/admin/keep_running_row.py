"""The row of the overview about when the place on this computer is open."""

from PySide6.QtCore import QThreadPool, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton
from shiboken6 import isValid

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_rows import SettingRow
from qqdesk.gui.admin.keep_running_dialog import KeepRunningDialog, read_keep_running
from qqdesk.gui.admin.keep_running_texts import KeepRunning, KeepRunningTexts
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.system.sleep_timeout import sleep_timeout


class KeepRunningRow(SettingRow):
    """For the place on this computer only. Asks the system in another thread: its programs may be slow."""

    read = Signal(object, object)
    """The KeepRunning, and the minutes until this computer sleeps or None."""

    def __init__(self, context: AdminContext) -> None:
        self.button = QPushButton()
        super().__init__("power", self.button)
        self._context, self._texts = context, KeepRunningTexts(self)
        self._sleeps_after: int | None = None
        self.button.setText(self.tr("Change…"))
        self.button.setAccessibleName(self.tr("Change when the place is open"))
        self.button.clicked.connect(self._ask)
        self.read.connect(self.show_stay)

    @Slot()
    def _ask(self) -> None:
        place = self._context.place
        name, command = place_name(self._context.messenger), place.host_command()
        dialog = KeepRunningDialog(name, place.autostart, command, self._sleeps_after, self.window())
        dialog.finished.connect(self.refresh)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def refresh(self) -> None:
        QThreadPool.globalInstance().start(self._read)

    def _read(self) -> None:
        choice, sleeps_after = read_keep_running(self._context.place.autostart), sleep_timeout()
        if isValid(self):
            self.read.emit(choice, sleeps_after)

    @Slot(object, object)
    def show_stay(self, choice: KeepRunning, sleeps_after: int | None) -> None:
        self._sleeps_after = sleeps_after
        self.show_texts(self._texts.title(choice), self._texts.sleep(sleeps_after) or self._texts.meaning(choice))

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)
