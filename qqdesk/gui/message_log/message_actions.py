"""The actions on a message: reply, react, edit, retry, delete, open. The page of the chat carries them out."""

from typing import Protocol

from PySide6.QtCore import QObject, QRect, Signal

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.file_state import FileAction, actions_of
from qqdesk.gui.message_log.log_texts import state_sentence
from qqdesk.worker.files import Files


class Outbox(Protocol):
    """Knows why messages wait."""

    def waiting_text(self, message: Message) -> str: ...

    def can_send_now(self, message: Message) -> bool: ...


class Permissions(Protocol):
    """The actions that a message has now, on this server."""

    def can_react(self, message: Message) -> bool:
        """Return whether a reaction or a reply can refer to the message. If not, a reply quotes its text."""

    def can_edit(self, message: Message) -> bool: ...

    def can_recall(self, message: Message) -> bool: ...

    def late_text(self, message: Message) -> str:
        """Return how long I could change this message of mine, "" if I can or never could."""

    def recalled_text(self, message: Message) -> str:
        """Return the text of a message that I took back a short time ago, "" for others."""


class MessageActions(QObject):
    """Without `permissions`, the log offers none of the actions."""

    reply_requested = Signal(object)  # Message
    quote_requested = Signal(str)  # the lines of the quote, for a server without references
    edit_requested = Signal(object)  # Message
    recall_requested = Signal(object)  # Message
    reaction_requested = Signal(object, QRect)  # Message, and what the choice opens above, on the screen
    reaction_toggled = Signal(object, str)  # Message, emoji
    write_again_requested = Signal(object)  # Message: mine, which I took back
    original_requested = Signal(str)  # the id of the message that a reply answers
    readers_requested = Signal(object, QRect)  # Message, and where its readers stand, on the screen

    link_activated = Signal(str)
    file_action_chosen = Signal(object, object)  # Message, FileAction
    retry_requested = Signal(object)  # Message
    send_now_requested = Signal(object)  # Message
    discard_requested = Signal(object)  # Message
    delete_requested = Signal(object)  # Message

    def __init__(self, files: Files, parent: QObject) -> None:
        super().__init__(parent)
        self.files = files
        self.permissions: Permissions | None = None
        self.outbox: Outbox | None = None
        self.can_delete = False
        """Whether menus offer to delete messages."""
        self.is_read_only = False
        """Whether nothing that sends is offered."""

    def state_text(self, message: Message) -> str:
        """Return the delivery state of a message, with its reason, as a sentence."""
        if message.delivery is Delivery.WAITING and self.outbox is not None:
            return self.outbox.waiting_text(message)
        return state_sentence(message)

    def on_file(self, message: Message) -> list[FileAction]:
        """Return the actions on the picture or file of a message."""
        return actions_of(message, self.files)

    def can_react(self, message: Message) -> bool:
        return self.permissions is not None and self.permissions.can_react(message)

    def can_edit(self, message: Message) -> bool:
        return self.permissions is not None and self.permissions.can_edit(message)

    def can_recall(self, message: Message) -> bool:
        return self.permissions is not None and self.permissions.can_recall(message)

    def late_text(self, message: Message) -> str:
        return self.permissions.late_text(message) if self.permissions is not None else ""

    def can_write_again(self, message: Message) -> bool:
        return self.permissions is not None and bool(self.permissions.recalled_text(message))

    def toggle_reaction(self, message: Message, emoji: str, me: int) -> None:
        """React with this emoji, or take the reaction back."""
        mine = next((reaction.emoji for reaction in message.reactions if reaction.person == me), "")
        self.reaction_toggled.emit(message, "" if mine == emoji else emoji)
