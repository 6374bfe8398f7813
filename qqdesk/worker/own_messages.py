"""What a person does with messages of their own: write them, have them sent again, give them up. In the main thread."""

import time
from typing import TYPE_CHECKING

from qqdesk.domain.body import Body
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message, new_message_id
from qqdesk.domain.problem import ProblemKind
from qqdesk.history.errors import HistoryError
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

    def send(self, conversation: ConversationId, body: Body, *, only_stored: bool) -> Message:
        history = self._chats.history
        if only_stored and history is None:
            raise HistoryError("No history is open")
        shown = self._facade.conversation(conversation)
        now = time.time_ns() // 1_000_000
        message = Message(
            new_message_id(now),
            conversation,
            self._facade.me.number,
            now,
            body,
            Delivery.WAITING,
        )
        if self._chats.history is None:
            message = message.with_delivery(Delivery.FAILED, ProblemKind.NO_CONNECTION.name)
        if only_stored and history is not None:
            history.put(message)
            stored = True
        else:
            stored = self._store(message)
        shown.append(message)
        self._chats.add_recent(conversation)
        self._reducer.ensure_contact(conversation.number)
        self._facade.message_added.emit(message)
        self._enqueue(message, stored=stored)
        return message

    def retry(self, message: Message) -> None:
        known = self._facade.conversation(message.conversation).find(message.id) or message
        if known.delivery is Delivery.FAILED and self._chats.history is not None:
            waiting = known.with_delivery(Delivery.WAITING)
            stored = self._change(waiting)
            self._enqueue(waiting, stored=stored, again=True)

    def discard(self, message: Message) -> None:
        known = self._facade.conversation(message.conversation).find(message.id) or message
        if known.delivery not in (Delivery.FAILED, Delivery.WAITING):
            return
        session = self.session if known.delivery is Delivery.WAITING else None
        if session is not None and not session.engine.sender.cancel(known.id):
            return  # It is on its way by now; its next state follows.
        self._change(known.with_delivery(Delivery.FAILED))

    def _enqueue(self, message: Message, *, stored: bool, again: bool = False) -> None:
        if self.session is not None and message.delivery is Delivery.WAITING:
            self.session.engine.sender.send(message, again=again, stored=stored)

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
