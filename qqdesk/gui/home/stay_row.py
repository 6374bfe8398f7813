"""The row of the overview that says when the place on this computer is open."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton

from qqdesk.gui.home.home_context import HomeContext
from qqdesk.gui.home.home_rows import SettingRow
from qqdesk.gui.home.stay_dialog import StayDialog, read_stay
from qqdesk.gui.home.stay_texts import StayTexts
from qqdesk.gui.invite.place_texts import place_name
from qqdesk.system.sleep_timeout import sleep_timeout


class StayRow(SettingRow):
    """For the place on this computer only."""

    def __init__(self, context: HomeContext) -> None:
        self.button = QPushButton()
        super().__init__("power", self.button)
        self._context, self._texts = context, StayTexts(self)
        self.button.setText(self.tr("Change…"))
        self.button.setAccessibleName(self.tr("Change when the place is open"))
        self.button.clicked.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        place = self._context.place
        name, command = place_name(self._context.messenger), place.keeper_command()
        dialog = StayDialog(name, place.staying, command, sleep_timeout(), self.window())
        dialog.finished.connect(self._show)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show(self) -> None:
        stay = read_stay(self._context.place.staying)
        self.show_texts(self._texts.title(stay), self._texts.sleep(sleep_timeout()) or self._texts.meaning(stay))

    def showEvent(self, event: QShowEvent) -> None:
        self._show()
        super().showEvent(event)
