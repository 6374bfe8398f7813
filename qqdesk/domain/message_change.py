"""Changes of a message after it was sent: it is taken back, edited, or gets a reaction."""

from dataclasses import dataclass, field
from enum import Enum

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
