"""The switch to opt out of being listed for the people of the place. The server stores it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.shared.switch_box import SwitchBox
from qqdesk.gui.shared.texts import problem_text
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.record import Done
from qqdesk.worker.api import ProfileEdit
from qqdesk.worker.messenger import Messenger


class ListedSwitch(SwitchBox):
    """Disabled until the server has answered."""

    refused = Signal(str)  # why it was not saved, "" if it was

    def __init__(self, messenger: Messenger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._is_known = self._is_saving = False
        self.clicked.connect(self._save)
        messenger.signed_in.connect(self._request)
        messenger.signed_out.connect(self._forget)
        self._request()

    def setEnabled(self, enabled: bool) -> None:
        super().setEnabled(enabled and self._is_known and not self._is_saving)

    @Slot()
    def _request(self) -> None:
        self._messenger.request_profile(self._messenger.me.number).then(self, self._show)

    @Slot()
    def _forget(self) -> None:
        self._is_known = self._is_saving = False
        self.setEnabled(False)

    def _show(self, reply: GetInfoReply) -> None:
        if reply.listed is not None and not self._is_saving:
            self._is_known = True
            self.setChecked(reply.listed)
            self.setEnabled(True)

    @Slot(bool)
    def _save(self, listed: bool) -> None:
        self._messenger.save_profile(ProfileEdit({}, listed=listed)).then(self, self._saved, self._failed)
        self._is_saving = True
        self.refused.emit("")
        self.setEnabled(False)

    def _saved(self, _: Done) -> None:
        self._is_saving = False
        self.setEnabled(True)

    def _failed(self, problem: Problem) -> None:
        self._is_saving = False
        self.setChecked(not self.isChecked())
        self.refused.emit(problem_text(problem))
        self.setEnabled(True)
