"""How one window opens another."""

from typing import Protocol

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message


class Navigator(Protocol):
    """Opens windows. Widgets that lead to other windows receive it in their constructor, after the messenger."""

    def open_chat(self, conversation: ConversationId) -> None: ...

    def open_message(self, message: Message) -> None:
        """Open the chat of a message and scroll to it."""

    def open_profile(self, number: int) -> None: ...

    def add_contact(self, number: int) -> None:
        """Open the dialog for adding a contact; 0 asks for the number."""

    def delete_contact(self, number: int) -> None:
        """Delete a contact after a question."""
