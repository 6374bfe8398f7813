"""The switch by which a person opts out of being known to the people of the place. The server keeps it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.gui.settings.switch import SwitchBox
from qqdesk.gui.texts import problem_text
from qqdesk.worker.api import ActionDone, ActionFailed, ProfileAnswer, ProfileEdit
from qqdesk.worker.messenger import Messenger


class ListedSwitch(SwitchBox):
    """Disabled until the server has answered."""

    refused = Signal(str)  # the sentence that says why it was not saved, "" when it is saved

    def __init__(self, messenger: Messenger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._is_known = False
        self._saving = 0
        self.clicked.connect(self._save)
        messenger.profile_received.connect(self._show)
        messenger.action_done.connect(self._saved)
        messenger.action_failed.connect(self._failed)
        messenger.signed_in.connect(self._ask)
        messenger.signed_out.connect(self._forget)
        self._ask()

    def setEnabled(self, enabled: bool) -> None:
        super().setEnabled(enabled and self._is_known and not self._saving)

    @Slot()
    def _ask(self) -> None:
        self._messenger.request_profile(self._messenger.me.number)

    @Slot()
    def _forget(self) -> None:
        self._is_known, self._saving = False, 0
        self.setEnabled(False)

    @Slot(object)
    def _show(self, answer: ProfileAnswer) -> None:
        if answer.profile.number == self._messenger.me.number and answer.listed is not None and not self._saving:
            self._is_known = True
            self.setChecked(answer.listed)
            self.setEnabled(True)

    @Slot(bool)
    def _save(self, listed: bool) -> None:
        self._saving = self._messenger.save_profile(ProfileEdit({}, listed=listed))
        self.refused.emit("")
        self.setEnabled(False)

    @Slot(object)
    def _saved(self, done: ActionDone) -> None:
        if self._saving and done.ticket == self._saving:
            self._saving = 0
            self.setEnabled(True)

    @Slot(object)
    def _failed(self, failed: ActionFailed) -> None:
        if self._saving and failed.ticket == self._saving:
            self._saving = 0
            self.setChecked(not self.isChecked())
            self.refused.emit(problem_text(failed.problem))
            self.setEnabled(True)
