"""Changes of a message after it was sent: it is taken back, edited, or gets a reaction."""

from dataclasses import dataclass, field, replace
from enum import Enum

from qqdesk.domain.body import File, Recalled, Text
from qqdesk.domain.message import Message, Reaction
from qqdesk.protocol.message_ref import MessageRef


class ChangeKind(Enum):
    RECALL = "recall"
    EDIT = "edit"
    """Once a message is taken back, edits and reactions do not count."""
    REACTION = "reaction"


@dataclass(frozen=True, slots=True)
class MessageChange:
    """`id` is the client id (CID) of the change. `maker` is who made it.

    `value` is the new text of an edit; the emoji of a reaction, "" if it is taken back.
    """

    id: str
    kind: ChangeKind
    target: MessageRef
    maker: int
    value: str = field(default="", repr=False)


def apply_change(message: Message, change: MessageChange) -> Message:
    """Return the message after a change. The last edit, and the last reaction of each person, win."""
    match change.kind, message.body:
        case ChangeKind.RECALL, _:
            return replace(message, body=Recalled(change.maker), reply_to=None, reactions=(), is_edited=False)
        case ChangeKind.EDIT, Text(_, mentions):
            return replace(message, body=Text(change.value, mentions), is_edited=True)
        case ChangeKind.EDIT, File(info, Text(_, mentions)):
            return replace(message, body=File(info, Text(change.value, mentions)), is_edited=True)
        case ChangeKind.REACTION, Text() | File():
            others = tuple(reaction for reaction in message.reactions if reaction.person != change.maker)
            new = (Reaction(change.maker, change.value),) if change.value else ()
            return replace(message, reactions=others + new)
    return message
