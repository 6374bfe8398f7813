"""The latest messages of one conversation, in order."""

from collections.abc import Collection, Iterable, Sequence
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

    def place_sent(self, id: str, later: Collection[str]) -> list[Message]:
        """Put messages behind this one that are not `later` before it. Return those that stand lower now, in order."""
        ids = list(self._messages)
        at = ids.index(id)
        earlier = [one for one in ids[at + 1 :] if one not in later]
        if not earlier:
            return []
        rest = [one for one in ids[at:] if one not in earlier]
        moved = [one for one in ids[at : ids.index(earlier[-1])] if one not in earlier]
        self._messages = {one: self._messages[one] for one in [*ids[:at], *earlier, *rest]}
        return [self._messages[one] for one in moved]

    def remove(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._messages.pop(id, None)

    def replace(self, messages: Sequence[Message]) -> None:
        """Keep these messages, oldest first, and no others."""
        self._messages = {message.id: message for message in messages}
