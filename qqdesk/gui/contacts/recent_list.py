"""The recent conversations: their order, and the hidden ones."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.domain.account_keys import HIDDEN_AT, PINNED, AccountKey
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.worker.messenger import Messenger

_GATHER_MS = 150


class RecentList(QObject):
    """A new message brings a hidden conversation back: each is hidden together with the id of its last message."""

    changed = Signal()  # at most one in 150 ms, unless the user made the change

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._timer = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._timer.timeout.connect(self.changed)
        for signal in (
            messenger.message_added,
            messenger.older_added,
            messenger.history_service.conversation_changed,
            messenger.drafts.changed,
        ):
            signal.connect(self._gather)
        messenger.account.changed.connect(self._on_account_changed)

    def conversations(self) -> list[ConversationId]:
        """Return the shown conversations, the latest first; those with only a draft or a pin come last."""
        messenger = self._messenger
        others = dict.fromkeys([*messenger.drafts.all(), *sorted(self.pinned(), key=str)])
        listed = [*messenger.recent_conversations(), *(one for one in others if messenger.last_message(one) is None)]
        hidden = {one for one in messenger.account.items(HIDDEN_AT) if self.is_hidden(one)}
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
        return self._messenger.account.get(HIDDEN_AT, conversation) == self._last_id(conversation)

    def set_hidden(self, conversations: Iterable[ConversationId], hidden: bool) -> None:
        self._messenger.account.set_all(
            HIDDEN_AT, {one: self._last_id(one) if hidden else None for one in conversations}
        )
        self.changed.emit()

    def _last_id(self, conversation: ConversationId) -> str:
        last = self._messenger.last_message(conversation)
        return last.id if last is not None else ""

    @Slot(object, object)
    def _on_account_changed(self, key: AccountKey[object, object], _: object) -> None:
        if key is PINNED or key is HIDDEN_AT:
            self._gather()

    @Slot()
    def _gather(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
