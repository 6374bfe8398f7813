"""The latest messages of one conversation, in order."""

from collections.abc import Iterable, Sequence
from itertools import islice

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message

MOST = 1000
"""The maximum number of messages; the history has earlier ones."""
_DROPPED = 250
"""The number of messages to drop above the maximum."""


class Conversation:
    """The latest messages, oldest first, and the number of unread ones."""

    def __init__(self, id: ConversationId) -> None:
        self.id = id
        self.unread = 0
        self._messages: dict[str, Message] = {}

    @property
    def messages(self) -> Sequence[Message]:
        return list(self._messages.values())

    @property
    def last_id(self) -> str:
        """Return the id of the last message, or ""."""
        return next(reversed(self._messages), "")

    def __contains__(self, id: str) -> bool:
        return id in self._messages

    def find(self, id: str) -> Message | None:
        return self._messages.get(id)

    def after(self, id: str) -> list[Message]:
        """Return the messages after the one with this id; none if it is not kept."""
        ids = list(self._messages)
        return [self._messages[later] for later in ids[ids.index(id) + 1 :]] if id in self._messages else []

    def append(self, message: Message) -> bool:
        """Add a message at the end; return False if its id is here already. Drop the oldest of too many."""
        if message.id in self._messages:
            return False
        self._messages[message.id] = message
        if len(self._messages) > MOST:
            for old in list(islice(self._messages, len(self._messages) - MOST + _DROPPED)):
                del self._messages[old]
        return True

    def change(self, message: Message) -> None:
        """Replace the message with the same id, if it is here."""
        if message.id in self._messages:
            self._messages[message.id] = message

    def place(self, message: Message, later: Iterable[str]) -> bool:
        """Put the message before the first of these that is here, else at the end. Return whether it moved."""
        before = list(self._messages)
        next_id = next((id for id in later if id in self._messages), None)
        order = [one for one in self.messages if one.id != message.id]
        order.insert(next((at for at, one in enumerate(order) if one.id == next_id), len(order)), message)
        self.replace(order)
        return list(self._messages) != before

    def remove(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._messages.pop(id, None)

    def replace(self, messages: Sequence[Message]) -> None:
        """Keep these messages, oldest first, and no others."""
        self._messages = {message.id: message for message in messages}
