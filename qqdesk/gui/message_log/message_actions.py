"""The actions on a message: reply, react, edit, take back. The page of the chat carries them out."""

from typing import Protocol

from PySide6.QtCore import QObject, QRect, Signal

from qqdesk.domain.message import Message


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

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.permissions: Permissions | None = None

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
