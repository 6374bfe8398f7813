"""The conversations of the signed-in account and their unread counts, in the main thread."""

from collections.abc import Mapping, Sequence

from qqdesk.domain.conversation import MOST, Conversation
from qqdesk.domain.message import Delivery, Message
from qqdesk.history.history import History

SHOWN = 200
"""How many messages a conversation loads first, unless more are unread."""
BEFORE_UNREAD = 20
"""How many messages are loaded before the first unread one."""
MOST_SHOWN = MOST
"""The most messages loaded first. Earlier ones are loaded on scrolling."""


class ConversationStore:
    """Conversations and their unread counts."""

    def __init__(self) -> None:
        self.history: History | None = None
        self._conversations: dict[int, Conversation] = {}
        self._unread: dict[int, int] = {}
        self._talked: dict[int, None] = {}
        """Contacts with messages, the latest last."""
        self._told_row = 0
        """The row of the last received message that was emitted. Later rows are stored but not emitted yet."""
        self._read: dict[int, int] = {}
        """Read marks that may not be on disk yet: the last read row by contact."""

    def begin(
        self, history: "History", unread: Mapping[int, int], last_row: int, talked_with: Sequence[int] = ()
    ) -> None:
        self.clear()
        self.history = history
        self._unread = dict(unread)
        self._talked = dict.fromkeys(reversed(dict.fromkeys(talked_with)))
        self._told_row = last_row

    def clear(self) -> None:
        self.history = None
        self._conversations = {}
        self._unread = {}
        self._talked = {}
        self._read = {}

    def add_recent(self, number: int) -> None:
        """Record a new message with a contact."""
        self._talked.pop(number, None)
        self._talked[number] = None

    def talked_with(self) -> list[int]:
        """Return the contacts with messages, the latest first."""
        return list(reversed(self._talked))

    def is_known(self, number: int) -> bool:
        """Return whether there are messages with this contact, or its chat was opened."""
        return number in self._talked or number in self._conversations

    def forget_stranger(self, number: int) -> bool:
        """Forget a contact without messages. Return False if there is a message. Raises HistoryError."""
        if self.history is None or self.history.latest(number, 1):
            return False
        self._talked.pop(number, None)
        return True

    def conversation(self, number: int) -> Conversation:
        """Return a conversation, loaded on first use. After a HistoryError it exists and is empty."""
        found = self._conversations.get(number)
        if found is None:
            found = self._conversations[number] = Conversation(number)
            found.unread = self._unread.get(number, 0)
            if self.history is not None:
                for message in self.history.latest(number, self._first_count(number, self.history), self._told_row):
                    found.append(message)
        return found

    def _first_count(self, number: int, history: "History") -> int:
        """Return how many messages to load to include the first unread one."""
        if not self._unread.get(number):
            return SHOWN
        first = history.count_since_first_unread(number, self._read.get(number, 0), self._told_row)
        wanted = first + BEFORE_UNREAD
        return min(max(SHOWN, wanted), MOST_SHOWN)

    def unread_counts(self) -> dict[int, int]:
        """Return the unread counts that are not 0."""
        return {number: count for number, count in self._unread.items() if count}

    @property
    def told_row(self) -> int:
        return self._told_row

    def apply_history_change(self, number: int, removed: Sequence[str]) -> int | None:
        """Follow a deletion or an import on disk. Return the unread count if it changed. Raises HistoryError."""
        if self.history is None:
            return None
        count = self.history.count_unread(number, self._read.get(number, 0), self._told_row)
        changed = count != self._unread.get(number, 0)
        self._set_unread(number, count)
        conversation = self._conversations.get(number)
        if conversation is not None and removed:
            conversation.remove(removed)
        elif conversation is not None:
            shown = self._first_count(number, self.history)
            conversation.replace(self.history.latest(number, shown, self._told_row))
        return count if changed else None

    @property
    def unread(self) -> int:
        return sum(self._unread.values())

    def receive(self, message: Message, row: int) -> int:
        """Add a message that was stored as `row`. Return the unread count. A conversation that was never opened is not
        loaded."""
        conversation = self._conversations.get(message.conversation.number)
        self._told_row = max(self._told_row, row)
        if conversation is not None:
            conversation.append(message)
        self.add_recent(message.conversation.number)
        return self._set_unread(message.conversation.number, self._unread.get(message.conversation.number, 0) + 1)

    def mark_read(self, number: int) -> bool:
        """Mark a conversation as read. Return whether anything was unread. See `read_marks`."""
        if not self._unread.get(number):
            return False
        self._set_unread(number, 0)
        self._read[number] = self._told_row
        return True

    def read_marks(self) -> dict[int, int]:
        """Return the read marks that may not be on disk yet: the last read row by contact."""
        return dict(self._read)

    def drop_read_marks(self, saved: Mapping[int, int]) -> None:
        """Forget the read marks that are on disk, except those that moved since."""
        self._read = {number: row for number, row in self._read.items() if saved.get(number) != row}

    def _set_unread(self, number: int, count: int) -> int:
        self._unread[number] = count
        if number in self._conversations:
            self._conversations[number].unread = count
        return count

    def change(self, message: Message) -> bool:
        """Apply a new state of a sent message. Return False if a later state is known."""
        conversation = self._conversations.get(message.conversation.number)
        known = conversation.find(message.id) if conversation is not None else None
        if known is not None and (known.delivery is Delivery.DELIVERED or known == message):
            return False
        if conversation is not None:
            conversation.change(message)
        return True
