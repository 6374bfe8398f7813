"""The messages with files of one conversation, for windows that list them."""

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.body import File
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.worker.history_requests import ConversationChanged
from qqdesk.worker.messenger import Messenger


class ConversationFiles(QObject):
    """Reads them from the history, then follows new and deleted messages."""

    changed = Signal()

    def __init__(self, messenger: Messenger, conversation: ConversationId, parent: QObject) -> None:
        super().__init__(parent)
        self._service, self._conversation = messenger.history_service, conversation
        self.messages: list[Message] = []
        """Oldest first."""
        self.is_loaded = False
        self._is_loading = self._is_stale = False
        messenger.message_added.connect(self._on_message_added)
        messenger.message_changed.connect(self._on_message_changed)
        self._service.conversation_changed.connect(self._on_conversation_changed)
        self._load()

    def _load(self) -> None:
        """Read them now, or again after the running request."""
        self._is_stale = self._is_loading
        if not self._is_loading:
            self._is_loading = True
            self._service.load_files(self._conversation).then(self, self._on_loaded, lambda _: self._on_loaded(()))

    def _on_loaded(self, messages: tuple[Message, ...]) -> None:
        self._is_loading = False
        if self._is_stale:
            self._load()
            return
        self.messages, self.is_loaded = list(messages), True
        self.changed.emit()

    @Slot(object)
    def _on_message_added(self, message: Message) -> None:
        if message.conversation == self._conversation and isinstance(message.body, File):
            self._load()

    @Slot(object)
    def _on_message_changed(self, message: Message) -> None:
        if any(one.id == message.id for one in self.messages):
            self._load()

    @Slot(object)
    def _on_conversation_changed(self, change: ConversationChanged) -> None:
        if change.conversation == self._conversation:
            self._load()
