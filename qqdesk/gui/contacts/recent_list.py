"""The recent conversations: their order, and the hidden ones."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.worker.messenger import Messenger

NOTE = "hidden_conversations"
"""The name of the note in the account's history file: lines of a conversation and its last message."""
_GATHER_MS = 150


class RecentList(QObject):
    """A new message brings a hidden conversation back: each is hidden together with the id of its last message."""

    changed = Signal()  # at most one in 150 ms, unless the user made the change

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._hidden: dict[ConversationId, str] = {}
        self._timer = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._timer.timeout.connect(self.changed)
        for signal in (
            messenger.message_added,
            messenger.older_added,
            messenger.history_service.conversation_changed,
            messenger.drafts.changed,
            messenger.contact_notes.flags_changed,
        ):
            signal.connect(self._gather)

    def load(self) -> None:
        """Load the hidden conversations: the account's file is open."""
        lines = (line.split() for line in self._messenger.drafts.get_note(NOTE).splitlines())
        self._hidden = {ConversationId.parse(words[0]): " ".join(words[1:]) for words in lines}

    def conversations(self) -> list[ConversationId]:
        """Return the shown conversations, the latest first; those with only a draft or a pin come last."""
        messenger = self._messenger
        others = dict.fromkeys([*messenger.drafts.all(), *sorted(self.pinned(), key=str)])
        listed = [*messenger.recent_conversations(), *(one for one in others if messenger.last_message(one) is None)]
        hidden = {one for one in self._hidden if self.is_hidden(one)}
        return [one for one in listed if one not in hidden] if hidden else listed

    def pinned(self) -> frozenset[ConversationId]:
        return self._messenger.contact_notes.pinned()

    def set_pinned(self, conversations: Iterable[ConversationId], pinned: bool) -> None:
        """Pin conversations on top, also on the user's other computers. The order changes at once."""
        for conversation in conversations:
            self._messenger.contact_notes.set_pinned(conversation, pinned)
        self.changed.emit()

    def may_hide(self, conversation: ConversationId) -> bool:
        """Return whether the conversation has no unread messages, which must not be hidden."""
        return conversation not in self._messenger.unread_counts()

    def is_hidden(self, conversation: ConversationId) -> bool:
        return conversation in self._hidden and self._hidden[conversation] == self._last_id(conversation)

    def set_hidden(self, conversations: Iterable[ConversationId], hidden: bool) -> None:
        kept = {one: last for one, last in self._hidden.items() if self.is_hidden(one)}
        for conversation in conversations:
            if hidden:
                kept[conversation] = self._last_id(conversation)
            else:
                kept.pop(conversation, None)
        self._hidden = kept
        self._messenger.drafts.set_note(NOTE, "\n".join(f"{one} {last}" for one, last in kept.items()))
        self.changed.emit()

    def _last_id(self, conversation: ConversationId) -> str:
        last = self._messenger.last_message(conversation)
        return last.id if last is not None else ""

    @Slot()
    def _gather(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
