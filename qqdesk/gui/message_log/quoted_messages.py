"""The messages that replies answer: in the log, or, if they are older, in the history."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.worker.history_service import HistoryService


class QuotedMessages(QObject):
    """`service`: without it, only the messages of the log are found."""

    def __init__(self, scroller: LogScroller, actions: MessageActions) -> None:
        super().__init__(scroller.area)
        self._scroller, self._contents, self._actions = scroller, scroller.contents, actions
        self.service: HistoryService | None = None
        self._read: dict[str, Message | None] = {}
        """Messages of the history by id; None for those that are not there."""
        self._wanted: dict[str, None] = {}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._load)

    def clear(self) -> None:
        self._read, self._wanted = {}, {}

    def can_write_again(self, message: Message) -> bool:
        return self._actions.can_write_again(message)

    def quoted(self, reply: Message) -> tuple[Message | None, bool]:
        """Return the message that this one answers, if it is here, and whether that is known yet."""
        ref = reply.reply_to
        assert ref is not None
        rows = self._contents.rows
        row = rows.find(ref.client_id)
        found = rows.message(row) if row is not None else self._read.get(ref.client_id)
        if found is None and self.service is not None and ref.client_id not in self._read:
            self._wanted[ref.client_id] = None
            self._timer.start()
            return None, False
        is_it = found is not None and found.sender == ref.author and found.conversation == reply.conversation
        return (found if is_it else None), True

    @Slot()
    def _load(self) -> None:
        wanted, self._wanted = self._wanted, {}
        for id in wanted:
            if self.service is not None:
                pending = self.service.load_context(id, 0)
                pending.then(self, partial(self._on_read, id), partial(self._on_failed, id))

    def _on_read(self, id: str, messages: tuple[Message, ...]) -> None:
        self._read[id] = next((message for message in messages if message.id == id), None)
        self._forget_quotes(id)
        self._scroller.lay_out()

    def _on_failed(self, id: str, problem: Problem) -> None:
        self._on_read(id, ())

    def follow(self, message: Message) -> None:
        """Show a message as it is now, where it is quoted."""
        if message.id in self._read:
            self._read[message.id] = message
        self._forget_quotes(message.id)

    def forget(self, id: str) -> None:
        """Read a message again: it was deleted."""
        self._read.pop(id, None)
        self._forget_quotes(id)

    def _forget_quotes(self, id: str) -> None:
        """Lay out the quotes of this message again."""
        for row in self._contents.blocks.quotes_of(id):
            self._contents.forget(row)
