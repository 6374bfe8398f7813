"""Messages and acknowledgements on their way to disk: data, so that a store can write many at once. They belong to the
event loop's thread."""

from collections.abc import Callable

from qqdesk.protocol.codes import MessageKind
from qqdesk.server.delivery.mailbox import Mail

Arrived = dict[int, list[Mail]]
"""The new entries of inboxes, by account. They follow on each other, but not always on those of the last commit."""


class Outgoing:
    """A message of `sender` to `to`. `time` in milliseconds since 1970, UTC.

    The store sets the result and calls `done`. Either `error` is set: RefusedError or StorageError if nothing was
    changed, or UncertainError. Or `id` is set, and the message is on disk. `is_new` is False if it was stored before
    with this client id; `time` is the earlier time then.
    """

    __slots__ = ("client_id", "done", "error", "id", "is_new", "sender", "text", "time", "to")

    def __init__(
        self,
        sender: int,
        to: int,
        text: str,
        client_id: bytes | None,
        time: int,
        done: "Callable[[Outgoing], None]",
    ) -> None:
        self.sender = sender
        self.to = to
        self.text = text
        self.client_id = client_id
        self.time = time
        self.done = done
        self.id = 0
        self.is_new = True
        self.error: Exception | None = None

    @property
    def mail(self) -> Mail:
        """The entry in the inbox."""
        return Mail(self.id, MessageKind.TEXT, self.sender, self.time, self.text)


class Acknowledgement:
    """The account `number` has received its inbox up to the id `up_to`. The cursor moves forward only, and never behind
    the last entry. The senders of messages with a client id get receipts.

    `done` is called with the StorageError, or with None once the cursor is on disk.
    """

    __slots__ = ("done", "error", "is_hidden", "now", "number", "up_to")

    def __init__(
        self,
        number: int,
        up_to: int,
        now: int,
        done: "Callable[[Exception | None], None] | None" = None,
        *,
        is_hidden: bool = False,
    ) -> None:
        self.number = number
        self.up_to = up_to
        self.now = now
        self.is_hidden = is_hidden
        """The account appears offline: the receipts are held back, see `held_receipts`."""
        self.done = done
        self.error: Exception | None = None
