"""How one window opens another."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem


class Navigator(Protocol):
    """Opens windows; `WindowManager` implements it. Widgets receive it in their constructor, after the messenger."""

    def open_main(self) -> None:
        """Show the main window; the sign-in window while signed out."""

    def toggle_main(self) -> None:
        """Show the main window, or hide it if it is in front."""

    def open_chat(self, conversation: ConversationId) -> None: ...

    def open_in_new_window(self, conversation: ConversationId) -> None: ...

    def attach_files(self, conversation: ConversationId, paths: Sequence[Path]) -> None:
        """Open a chat with these files attached to the message that is written there."""

    def open_next_unread(self) -> None:
        """Open the next unread chat, or the main window if all is read."""

    def open_all_unread(self) -> None: ...

    def open_message(self, message: Message) -> None:
        """Open the chat of a message and scroll to it."""

    def open_quick_switch(self, window: QWidget) -> None:
        """Ask over this window whose chat to open."""

    def take_screenshot(self, conversation: ConversationId | None = None) -> None:
        """Take a screenshot that can be sent to this conversation, or only be copied and saved."""

    def open_history(self, conversation: ConversationId | None) -> None:
        """Open the messages of one conversation, or of all."""

    def open_viewer(self, conversation: ConversationId, message_id: str) -> None:
        """Show the picture of a message; the other pictures of its conversation are beside it."""

    def open_files(self, conversation: ConversationId) -> None:
        """Open the list of all pictures and files of a conversation."""

    def open_profile(self, number: int) -> None: ...

    def open_own_profile(self) -> None: ...

    def choose_face(self) -> None: ...

    def change_password(self) -> None: ...

    def add_device(self) -> None:
        """Show a link that leads to the sign-in of this account on another computer."""

    def add_contact(self, number: int) -> None:
        """Add a person, after a question for the reason if they want to be asked."""

    def delete_contact(self, number: int) -> None:
        """Delete a contact after a question."""

    def add_people(self, text: str = "") -> None:
        """Open the window that lists and searches people, with this text in its search."""

    def open_requests(self) -> None: ...

    def open_blocked(self) -> None: ...

    def open_invite(self) -> None: ...

    def open_invitations(self) -> None: ...

    def new_room(self, people: Sequence[int] = ()) -> None:
        """Open the window that creates a room, with these people chosen."""

    def open_room(self, number: int) -> None:
        """Open the profile of a room."""

    def add_to_room(self, number: int, people: Sequence[int] = ()) -> None:
        """Open the dialog that adds contacts to a room, with these people chosen."""

    def invite_to_room(self, number: int) -> None:
        """Invite people by a link that also joins the room."""

    def join_place(self) -> None:
        """Join another place."""

    def open_place(self) -> None:
        """Open the place that runs in this program to the network."""

    def open_admin(self, page: str = "") -> None:
        """Open the window of the place for its administrators, at the page with this key."""

    def open_settings(self) -> None: ...

    def open_devices(self) -> None:
        """Open the settings at the devices of the account."""

    def open_shortcuts(self) -> None: ...

    def open_about(self) -> None: ...

    def open_connection_check(self) -> None: ...

    def open_security(self) -> None:
        """Show how the connection is protected."""

    def compare_certificates(self, problem: Problem) -> None:
        """Ask whether to accept the certificate of a problem."""

    def sign_out(self) -> None: ...

    def quit(self) -> None:
        """Quit the program, after a question if others are at the place that runs in it."""
