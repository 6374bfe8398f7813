"""A switch for a setting of the account, which the server stores."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.shared.switch_box import SwitchBox
from qqdesk.gui.shared.texts import problem_text
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger


class ProfileSwitch(SwitchBox):
    """`name` is a field of ModifyInfo and of GetInfoReply. Disabled until the server has answered."""

    refused = Signal(str)  # why it was not saved, "" if it was

    def __init__(self, messenger: Messenger, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger, self._name = messenger, name
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
        value = getattr(reply, self._name)
        if value is not None and not self._is_saving:
            self._is_known = True
            self.setChecked(value)
            self.setEnabled(True)

    @Slot(bool)
    def _save(self, value: bool) -> None:
        edit = replace(ModifyInfo({}), **{self._name: value})  # type: ignore[arg-type]
        self._messenger.request(edit).then(self, self._saved, self._failed)
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
