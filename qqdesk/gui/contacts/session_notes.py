"""Facts about contacts that this session has seen: profile texts and unsent messages."""

from PySide6.QtCore import QObject, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.worker.messenger import Messenger

_MOST_ABOUT = 200


class SessionNotes(QObject):
    """Requests nothing; collects what the messenger emits."""

    def __init__(self, messenger: Messenger, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._unsent: dict[ConversationId, set[str]] = {}
        messenger.message_added.connect(self._on_message)
        messenger.message_changed.connect(self._on_message)
        messenger.signed_out.connect(self.forget)

    def since(self, number: int) -> int | None:
        """Return when the status last changed, in milliseconds since 1970; None if unknown."""
        return self._messenger.presence.since(number)

    def about(self, number: int) -> str:
        """Return the profile text; "" if no profile was loaded."""
        profile = self._messenger.profiles.get(number)
        return " ".join(profile.about.split())[:_MOST_ABOUT] if profile is not None else ""

    def unsent(self, number: int) -> int:
        """Return the number of unsent messages to a contact."""
        return len(self._unsent.get(ConversationId.person(number), ()))

    @Slot()
    def forget(self) -> None:
        """Clear the data of this account."""
        self._unsent.clear()

    @Slot(object)
    def _on_message(self, message: Message) -> None:
        waiting = self._unsent.get(message.conversation)
        if message.is_unsent:
            self._unsent.setdefault(message.conversation, set()).add(message.id)
        elif waiting is not None:
            waiting.discard(message.id)
