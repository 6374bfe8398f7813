"""What a person does with messages of their own: write them, have them sent again, give them up. In the main thread."""

import time
from typing import TYPE_CHECKING

from qqdesk.domain.message import Message, MessageState, new_key
from qqdesk.domain.problem import ProblemKind
from qqdesk.history.errors import HistoryError
from qqdesk.worker import tasks
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.reducer import Reducer

if TYPE_CHECKING:
    from qqdesk.worker.messenger import Messenger
    from qqdesk.worker.session import Session


class OwnMessages:
    """A part of the facade: it changes the facade's state, then sends the facade's signals."""

    def __init__(self, facade: "Messenger", chats: ConversationStore, reducer: Reducer) -> None:
        self._facade = facade
        self._chats = chats
        self._reducer = reducer
        self.session: Session | None = None

    def send(self, number: int, text: str, *, only_stored: bool) -> Message:
        history = self._chats.history
        if only_stored and history is None:
            raise HistoryError("No history is open")
        conversation = self._facade.conversation(number)
        now = time.time_ns() // 1_000_000
        message = Message(new_key(now), number, text, now, MessageState.WAITING)
        if self._chats.history is None:
            message = message.in_state(MessageState.FAILED, ProblemKind.NO_CONNECTION.name)
        if only_stored and history is not None:
            history.put(message)
            stored = True
        else:
            stored = self._store(message)
        conversation.append(message)
        self._chats.add_recent(number)
        self._reducer.ensure_contact(number)
        self._facade.message_added.emit(message)
        self._enqueue(tasks.Outgoing(message, stored=stored))
        return message

    def retry(self, message: Message) -> None:
        known = self._facade.conversation(message.contact).find(message.key) or message
        if known.state is MessageState.FAILED and self._chats.history is not None:
            waiting = known.in_state(MessageState.WAITING)
            stored = self._change(waiting)
            self._enqueue(tasks.Outgoing(waiting, again=True, stored=stored))

    def discard(self, message: Message) -> None:
        known = self._facade.conversation(message.contact).find(message.key) or message
        if known.state not in (MessageState.FAILED, MessageState.WAITING):
            return
        if self.session is not None and known.state is MessageState.WAITING:
            if not self.session.cancellation.cancel(known.key):
                return  # It is on its way by now, which is told in a moment.
            self.session.forget.emit(tasks.Forgotten(known.key))
        self._change(known.in_state(MessageState.FAILED))

    def _enqueue(self, outgoing: tasks.Outgoing) -> None:
        if self.session is not None and outgoing.message.state is MessageState.WAITING:
            self.session.enqueue.emit(outgoing)

    def _change(self, message: Message) -> bool:
        stored = self._store(message)
        if self._chats.change(message):
            self._facade.message_changed.emit(message)
        return stored

    def _store(self, message: Message) -> bool:
        """On a full disk the message lives on in memory, and goes out from there."""
        try:
            if self._chats.history is not None:
                self._chats.history.put(message)
        except HistoryError as error:
            self._facade.tell_disk(error)
            return False
        return True
