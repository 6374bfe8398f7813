"""The latest messages with one person, in order."""

from collections.abc import Iterable, Sequence
from itertools import islice

from qqdesk.domain.message import Message

MOST = 1000
"""The maximum number of messages; the history has earlier ones."""
_DROPPED = 250
"""The number of messages to drop above the maximum."""


class Conversation:
    """The latest messages, oldest first, and the number of unread ones."""

    def __init__(self, contact: int) -> None:
        self.contact = contact
        self.unread = 0
        self._messages: dict[str, Message] = {}

    @property
    def messages(self) -> Sequence[Message]:
        return list(self._messages.values())

    @property
    def last_key(self) -> str:
        """Return the key of the last message, or ""."""
        return next(reversed(self._messages), "")

    def __contains__(self, key: str) -> bool:
        return key in self._messages

    def find(self, key: str) -> Message | None:
        return self._messages.get(key)

    def after(self, key: str) -> list[Message]:
        """Return the messages after the one with this key; none if it is not kept."""
        keys = list(self._messages)
        return [self._messages[later] for later in keys[keys.index(key) + 1 :]] if key in self._messages else []

    def append(self, message: Message) -> bool:
        """Add a message at the end; return False if its key is here already. Drop the oldest of too many."""
        if message.id in self._messages:
            return False
        self._messages[message.id] = message
        if len(self._messages) > MOST:
            for key in list(islice(self._messages, len(self._messages) - MOST + _DROPPED)):
                del self._messages[key]
        return True

    def change(self, message: Message) -> None:
        """Replace the message with the same key, if it is here."""
        if message.id in self._messages:
            self._messages[message.id] = message

    def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._messages.pop(key, None)

    def replace(self, messages: Sequence[Message]) -> None:
        """Keep these messages, oldest first, and no others."""
        self._messages = {message.id: message for message in messages}
