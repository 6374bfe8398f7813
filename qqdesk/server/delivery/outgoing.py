"""Messages and acknowledgements on their way to disk: data, so that a store can write many at once. They belong to the
event loop's thread."""

from collections.abc import Callable
from dataclasses import dataclass, field

from qqdesk.protocol.message_ref import MessageRef
from qqdesk.server.delivery import client_ids
from qqdesk.server.delivery.mail import Mail

Arrived = dict[int, list[Mail]]
"""The new entries of inboxes and of rooms' logs, by number. They follow on each other, but not always on those of the
last commit."""


@dataclass(slots=True, eq=False)
class Outgoing:
    """A message of `sender` to `to`. `device` is the device that sent it. `time` in milliseconds since 1970, UTC.

    The store sets the result and calls `done`. Either `error` is set: RefusedError or StorageError if nothing was
    changed, or UncertainError. Or the message is on disk, and `id` is its id in the sender's own inbox, or in the log
    of the room `to`. If it was stored before with this client id, `time` is the earlier time.
    """

    sender: int
    to: int
    text: str = field(repr=False)
    client_id: bytes
    device: str
    time: int
    done: "Callable[[Outgoing], None]"
    mentions: str | None = None
    """In a room: the numbers of the mentioned members, with blanks between them."""
    file: bytes | None = None
    """The id of a file."""
    reply_to: MessageRef | None = None
    """The message that it answers."""
    id: int = 0
    error: Exception | None = None
    digest: bytes = field(init=False, repr=False)
    """By which a repeat is recognised."""

    def __post_init__(self) -> None:
        ref = b"" if self.reply_to is None else bytes.fromhex(self.reply_to.client_id)
        self.digest = client_ids.digest(self.to, self.text, self.file, ref)


@dataclass(slots=True, eq=False)
class Acknowledgement:
    """A device of the account `number` has received the inbox up to the id `up_to`. The cursor moves forward only, and
    never behind the last entry. The senders of the messages that no other device has received get receipts.

    `done` is called with the StorageError, or with None once the cursor is on disk.
    """

    number: int
    device: str
    up_to: int
    now: int
    done: Callable[[Exception | None], None] | None = None
    is_hidden: bool = field(default=False, kw_only=True)
    """The account appears offline: the receipts are held back, see `held_receipts`."""
    error: Exception | None = None
