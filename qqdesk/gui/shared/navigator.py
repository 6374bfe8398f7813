"""How one window opens another."""

from typing import Protocol

from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem


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

    def open_main(self) -> None:
        """Bring the main window to the front, or the sign-in window if no account is signed in."""

    def open_next_unread(self) -> None:
        """Open the next chat with unread messages, else the main window."""

    def open_requests(self) -> None:
        """Open the dialog that lists contact requests."""

    def find_people(self) -> None:
        """Open the dialog that searches for people on the server."""

    def open_history(self, conversation: ConversationId | None) -> None:
        """Open the messages of one conversation, or of all."""

    def open_quick_switch(self, window: QWidget) -> None:
        """Ask over this window whose chat to open."""

    def open_own_profile(self) -> None: ...

    def change_password(self) -> None: ...

    def open_blocked(self) -> None: ...

    def open_invite(self) -> None: ...

    def open_shortcuts(self) -> None: ...

    def open_about(self) -> None: ...

    def open_connection_check(self) -> None: ...

    def compare_certificates(self, problem: Problem) -> None:
        """Ask whether to accept the certificate of a problem."""
