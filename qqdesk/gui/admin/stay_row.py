"""The row of the overview about when the place on this computer is open."""

from PySide6.QtCore import QThreadPool, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton
from shiboken6 import isValid

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_rows import SettingRow
from qqdesk.gui.admin.stay_dialog import StayDialog, read_stay
from qqdesk.gui.admin.stay_texts import Stay, StayTexts
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.system.sleep_timeout import sleep_timeout


class StayRow(SettingRow):
    """For the place on this computer only. Asks the system in another thread: its programs may be slow."""

    read = Signal(object, object)
    """The Stay, and the minutes until this computer sleeps or None."""

    def __init__(self, context: AdminContext) -> None:
        self.button = QPushButton()
        super().__init__("power", self.button)
        self._context, self._texts = context, StayTexts(self)
        self._sleeps_after: int | None = None
        self.button.setText(self.tr("Change…"))
        self.button.setAccessibleName(self.tr("Change when the place is open"))
        self.button.clicked.connect(self._ask)
        self.read.connect(self.show_stay)

    @Slot()
    def _ask(self) -> None:
        place = self._context.place
        name, command = place_name(self._context.messenger), place.host_command()
        dialog = StayDialog(name, place.autostart, command, self._sleeps_after, self.window())
        dialog.finished.connect(self.refresh)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def refresh(self) -> None:
        QThreadPool.globalInstance().start(self._read)

    def _read(self) -> None:
        stay, sleeps_after = read_stay(self._context.place.autostart), sleep_timeout()
        if isValid(self):
            self.read.emit(stay, sleeps_after)

    @Slot(object, object)
    def show_stay(self, stay: Stay, sleeps_after: int | None) -> None:
        self._sleeps_after = sleeps_after
        self.show_texts(self._texts.title(stay), self._texts.sleep(sleeps_after) or self._texts.meaning(stay))

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)
