"""The messages with one person, in order."""

from collections.abc import Iterable, Sequence

from qqdesk.domain.message import Message


class Conversation:
    """Messages in the order they were shown, and how many of them were not seen yet."""

    def __init__(self, contact: int) -> None:
        self.contact = contact
        self.unread = 0
        self._messages: list[Message] = []
        self._rows: dict[str, int] = {}
        self._first = 0
        """What the first message is numbered in `_rows`: below zero where earlier ones were put before it."""

    @property
    def messages(self) -> Sequence[Message]:
        return self._messages

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def find(self, key: str) -> Message | None:
        row = self._row(key)
        return None if row is None else self._messages[row]

    def _row(self, key: str) -> int | None:
        number = self._rows.get(key)
        return None if number is None else number - self._first

    def append(self, message: Message) -> bool:
        """Put a message at the end; False, and nothing done, where one of this key is there."""
        if message.key in self._rows:
            return False
        self._rows[message.key] = self._first + len(self._messages)
        self._messages.append(message)
        return True

    def prepend(self, messages: Sequence[Message]) -> None:
        """Put earlier messages, oldest first, before all others."""
        self._first -= len(messages)
        self._rows |= {message.key: self._first + row for row, message in enumerate(messages)}
        self._messages[:0] = messages

    def change(self, message: Message) -> int | None:
        """Put a message in the place of the one with its key; its row, or None where there is none."""
        row = self._row(message.key)
        if row is not None:
            self._messages[row] = message
        return row

    def remove(self, keys: Iterable[str]) -> None:
        """Take out those of these messages that are here."""
        gone = {key for key in keys if key in self._rows}
        if gone:
            self.replace([message for message in self._messages if message.key not in gone])

    def replace(self, messages: Sequence[Message]) -> None:
        """These messages, oldest first, in the place of all."""
        self._messages[:] = messages
        self._first = 0
        self._rows = {message.key: row for row, message in enumerate(messages)}
