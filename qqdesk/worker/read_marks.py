"""Save the read marks of conversations. Runs in the main thread."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.worker.api import UnreadChange
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.messenger_state import MessengerState

SAVE_S = 0.25
"""The shortest time between two saves, so that other writes do not wait for many of them."""


class ReadMarks(QObject):
    def __init__(self, state: MessengerState, chats: ConversationStore) -> None:
        super().__init__(state)
        self._state = state
        self._chats = chats
        self._has_new = False
        self._timer = QTimer(self, singleShot=True, interval=round(SAVE_S * 1000))
        self._timer.timeout.connect(self._save_new)

    def clear(self) -> None:
        self._has_new = False
        self._timer.stop()

    def mark_read(self, conversation: ConversationId) -> None:
        """Mark a conversation as read, and save this at once or within SAVE_S."""
        if self._chats.mark_read(conversation):
            self._has_new = True
            if not self._timer.isActive():
                self.save()
            self._state.unread_changed.emit(UnreadChange(conversation, 0))

    @Slot()
    def _save_new(self) -> None:
        if self._has_new:
            self.save()

    def save(self) -> None:
        """Save the read marks, also those that could not be saved before."""
        self._has_new = False
        history, marks, session = self._chats.history, self._chats.read_marks(), self._state.session
        if marks and history is not None and session is not None:
            self._timer.start()
            pending = session.writer.write(partial(history.unread.mark_read, marks))
            sender = session.engine.sender

            def saved(_: object) -> None:
                self._chats.drop_read_marks(marks)
                sender.sync_marks()

            pending.then(self, saved, self._state.report_problem)
