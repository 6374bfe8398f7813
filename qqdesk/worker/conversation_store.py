"""The conversations of the signed-in account and their unread counts, in the main thread."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from qqdesk.domain.conversation import MOST, Conversation
from qqdesk.domain.conversation_id import ConversationId
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
        self._conversations: dict[ConversationId, Conversation] = {}
        self._unread: dict[ConversationId, int] = {}
        self._last: dict[ConversationId, Message] = {}
        """The last message of each conversation, the latest conversation last."""
        self.emitted_row = 0
        """The row of the last received message that was emitted. Later rows are stored but not emitted yet."""
        self._read: dict[ConversationId, int] = {}
        """Read marks that may not be on disk yet: the last read row."""
        self._me = 0
        self.unread_by: dict[ConversationId, dict[int, bool]] = {}
        """Who wrote the unread messages of rooms, and whether one of them mentions me."""
        self.storing: dict[str, Message] = {}
        """Messages of mine that the writer stores. They are not in their conversations yet."""

    def open(
        self,
        history: History,
        unread: Mapping[ConversationId, int],
        last_row: int,
        last_messages: Sequence[Message] = (),
        unread_by: Mapping[ConversationId, dict[int, bool]] | None = None,
        me: int = 0,
    ) -> None:
        """`last_messages` has one of each conversation, the latest first."""
        self.clear()
        self.history = history
        self._unread = dict(unread)
        self._last = {message.conversation: message for message in reversed(last_messages)}
        self.emitted_row = last_row
        self.unread_by = dict(unread_by or {})
        self._me = me

    def clear(self) -> None:
        self.history = None
        self._conversations = {}
        self._unread = {}
        self._last = {}
        self._read = {}
        self.unread_by = {}
        self.storing = {}

    def add_recent(self, message: Message) -> None:
        """Record a new message."""
        self._last.pop(message.conversation, None)
        self._last[message.conversation] = message

    def add_older(self, conversations: Sequence[ConversationId], last_row: int) -> None:
        """Record conversations, the latest first, whose older messages were stored up to the row `last_row`.

        Raises HistoryError.
        """
        assert self.history is not None
        self.emitted_row = max(self.emitted_row, last_row)
        new = [id for id in reversed(conversations) if id not in self._last]
        found = {message.conversation: message for message in self.history.last_messages(new)}
        self._last = {id: found[id] for id in new if id in found} | self._last

    def talked_with(self) -> list[ConversationId]:
        """Return the conversations with messages, the latest first by the time of their last message.

        After a time offline the messages of rooms come after those of people, whatever their time.
        """
        by_time = sorted(self._last.values(), key=attrgetter("time"))
        return [message.conversation for message in reversed(by_time)]

    def is_known(self, id: ConversationId) -> bool:
        """Return whether there are messages, or the conversation was opened."""
        return id in self._last or id in self._conversations

    def forget(self, id: ConversationId) -> bool:
        """Forget a conversation without messages. Return False if there is a message. Raises HistoryError."""
        is_storing = any(message.conversation == id for message in self.storing.values())
        if self.history is None or is_storing or self.history.latest(id, 1):
            return False
        self._last.pop(id, None)
        return True

    def conversation(self, id: ConversationId) -> Conversation:
        """Return a conversation, loaded on first use. After a HistoryError it exists and is empty."""
        found = self._conversations.get(id)
        if found is None:
            found = self._conversations[id] = Conversation(id)
            found.unread = self._unread.get(id, 0)
            if self.history is not None:
                for message in self._latest(id, self.history):
                    found.append(message)
        return found

    def last_message(self, id: ConversationId) -> Message | None:
        """Return the last message of a conversation, without reading the disk."""
        loaded = self._conversations.get(id)
        return self._last.get(id) if loaded is None else loaded.find(loaded.last_id)

    def _reload_last(self, id: ConversationId, history: History) -> None:
        last = next(iter(history.latest(id, 1, self.emitted_row)), None)
        if last is None:
            self._last.pop(id, None)
        elif id in self._last:
            self._last[id] = last

    def _latest(self, id: ConversationId, history: History) -> list[Message]:
        """Read the messages that were emitted."""
        messages = history.latest(id, self._first_count(id, history), self.emitted_row)
        return [message for message in messages if message.id not in self.storing]

    def _first_count(self, id: ConversationId, history: History) -> int:
        """Return how many messages to load to include the first unread one."""
        if not self._unread.get(id):
            return SHOWN
        first = history.unread.count_since_first_unread(id, self._read.get(id, 0), self.emitted_row)
        wanted = first + BEFORE_UNREAD
        return min(max(SHOWN, wanted), MOST_SHOWN)

    def unread_counts(self) -> dict[ConversationId, int]:
        """Return the unread counts that are not 0."""
        return {id: count for id, count in self._unread.items() if count}

    def apply_history_change(self, id: ConversationId, removed: Sequence[str]) -> int | None:
        """Reload after a deletion or an import on disk. Return the unread count if it changed. Raises HistoryError."""
        if self.history is None:
            return None
        count = self.reload_unread(id)
        conversation = self._conversations.get(id)
        if conversation is not None and removed:
            conversation.remove(removed)
        elif conversation is not None:
            conversation.replace(self._latest(id, self.history))
        self._reload_last(id, self.history)
        return count

    def reload_unread(self, id: ConversationId) -> int | None:
        """Read the unread count from the disk. Return it if it changed. Raises HistoryError."""
        assert self.history is not None
        read = self._read.get(id, 0)
        count = self.history.unread.count(id, read, self.emitted_row)
        changed = count != self._unread.get(id, 0)
        self.unread_by.pop(id, None)
        if count and id.is_room:
            self.unread_by |= self.history.unread.writers(self._me, id, read)
        self._set_unread(id, count)
        return count if changed else None

    def receive(self, message: Message, row: int, *, is_unread: bool = True) -> int:
        """Add a message that was stored as `row`. Return the unread count. A conversation that was never opened is not
        loaded."""
        conversation = self._conversations.get(message.conversation)
        self.emitted_row = max(self.emitted_row, row)
        if conversation is not None:
            conversation.append(message)
        self.add_recent(message)
        if is_unread and message.conversation.is_room:
            writers = self.unread_by.setdefault(message.conversation, {})
            writers[message.sender] = writers.get(message.sender, False) or message.mentions(self._me)
        return self._set_unread(message.conversation, self._unread.get(message.conversation, 0) + is_unread)

    def mark_read(self, id: ConversationId) -> bool:
        """Mark a conversation as read. Return whether anything was unread. See `read_marks`."""
        if not self._unread.get(id):
            return False
        self._set_unread(id, 0)
        self.unread_by.pop(id, None)
        self._read[id] = self.emitted_row
        return True

    def read_marks(self) -> dict[ConversationId, int]:
        """Return the read marks that may not be on disk yet: the last read row."""
        return dict(self._read)

    def drop_read_marks(self, saved: Mapping[ConversationId, int]) -> None:
        """Forget the read marks that are on disk, except those that moved since."""
        self._read = {id: row for id, row in self._read.items() if saved.get(id) != row}

    def _set_unread(self, id: ConversationId, count: int) -> int:
        self._unread[id] = count
        if id in self._conversations:
            self._conversations[id].unread = count
        return count

    def change(self, message: Message) -> Message | None:
        """Apply the new delivery state of a message of mine. Return the message; None if a later state is known."""
        known = self._find(message)
        if known is None:
            return message
        if known.delivery is Delivery.DELIVERED:
            return None
        return self._replace(known, replace(known, delivery=message.delivery, failure=message.failure))

    def change_content(self, message: Message) -> Message | None:
        """Apply a new state of a message but for its delivery. Return the message; None if that is known."""
        known = self._find(message)
        if known is None:
            return message
        return self._replace(known, replace(message, delivery=known.delivery, failure=known.failure))

    def _find(self, message: Message) -> Message | None:
        conversation, last = self._conversations.get(message.conversation), self._last.get(message.conversation)
        if conversation is not None:
            return conversation.find(message.id)
        return last if last is not None and last.id == message.id else None

    def _replace(self, known: Message, message: Message) -> Message | None:
        if message == known:
            return None
        if message.conversation in self._conversations:
            self._conversations[message.conversation].change(message)
        last = self._last.get(message.conversation)
        if last is not None and last.id == message.id:
            self._last[message.conversation] = message
        return message

    def place_sent(self, message: Message) -> list[Message]:
        """Put messages in their stored order, after one of mine was sent. Return those that stand lower now, in order.

        Raises HistoryError.
        """
        conversation = self._conversations.get(message.conversation)
        last = self._last.get(message.conversation)
        if self.history is not None and last is not None and last.id != message.id:
            self._reload_last(message.conversation, self.history)
        if self.history is None or conversation is None or message.id not in conversation:
            return []
        if conversation.last_id == message.id:
            return []
        return conversation.place_sent(message.id, self.history.ids_after(message, MOST))
