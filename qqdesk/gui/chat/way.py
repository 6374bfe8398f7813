"""The jump from the history to a message in a chat."""

from PySide6.QtCore import QObject, Slot

from qqdesk.gui.chat.past import Past
from qqdesk.gui.message_log.log import ChatLog


class WayToMessage(QObject):
    def __init__(self, log: ChatLog, past: Past, parent: QObject) -> None:
        super().__init__(parent)
        self._log, self._past = log, past
        self._wanted = ""
        self._ticket = 0
        past.around_shown.connect(self._around_shown)

    def go_to(self, key: str) -> None:
        """Show this message in the middle; load it if need be. If it is gone, nothing changes."""
        if not self._log.go_to(key):
            self._wanted = key
            self._ticket = self._past.show_around(key)

    @Slot(object)
    def _around_shown(self, ticket: int) -> None:
        if ticket == self._ticket:
            self._log.go_to(self._wanted)
