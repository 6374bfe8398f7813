"""The way from the history into a chat: a message of long ago is gone to there."""

from PySide6.QtCore import QObject, Slot

from qqdesk.gui.message_log.log import ChatLog
from qqdesk.worker.archive_api import ArchiveFailed, EarlierLoaded
from qqdesk.worker.messenger import Messenger


class WayToMessage(QObject):
    """Beside one page's log, which takes in what is loaded before this hears of it."""

    def __init__(self, messenger: Messenger, log: ChatLog, number: int, parent: QObject) -> None:
        super().__init__(parent)
        self._archive, self._log, self._number = messenger.archive, log, number
        self._wanted = ""
        self._ticket = 0
        self._archive.earlier_loaded.connect(self._earlier_loaded)
        self._archive.failed.connect(self._failed)

    def go_to(self, key: str) -> None:
        """Show this message in the middle; what lies between is loaded first. One that is gone changes nothing."""
        if not self._log.go_to(key):
            self._wanted = key
            self._ticket = self._archive.load_back_to(self._number, key)

    @Slot(object)
    def _earlier_loaded(self, answer: EarlierLoaded) -> None:
        if self._ticket and answer.ticket == self._ticket:
            self._ticket = 0
            self._log.go_to(self._wanted)

    @Slot(object)
    def _failed(self, failed: ArchiveFailed) -> None:
        if self._ticket and failed.ticket == self._ticket:
            self._ticket = 0
