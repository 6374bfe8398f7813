"""What is written most: messages on their way to disk, and cursors that move. Data, so that a store can write many at
once; made and finished in the event loop's thread."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from qqdesk.protocol.codes import MessageKind
from qqdesk.server.delivery.mailbox import Mail

T = TypeVar("T")

Arrived = dict[int, list[Mail]]
"""What came into which mailboxes with one commit: ids rise by one, but something may lie between two commits."""


class Outgoing:
    """A message of `sender` to `to`. `time` in milliseconds since 1970, UTC.

    The store fills in what became of it and then calls `done`: either `error` is set (RefusedError or StorageError, and
    nothing was changed; or UncertainError), or `id` is, and the message is on disk. `time` is the earlier one's where
    `is_new` is False: the sender had used the client id before.
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
        """As it lies in the mailbox."""
        return Mail(self.id, MessageKind.TEXT, self.sender, self.time, self.text)


class Acknowledgement:
    """The mailbox of `number` is received up to the id `up_to`. The cursor moves forward only, and never to an id that
    was not given out; whoever sent something with a client id gets a receipt.

    `done`, where there is one, is given the StorageError, or None once it is on disk.
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
        """The user looks offline: the receipts are held back, see `held_receipts`."""
        self.done = done
        self.error: Exception | None = None


class Acknowledges(Protocol):
    """What moves cursors: a store."""

    def acknowledge(self, acknowledgement: Acknowledgement, *, is_awaited: bool = False) -> None: ...


def into(future: "asyncio.Future[T]") -> "Callable[[T], None]":
    """A `done` for somebody who waits for it, and may have gone by then."""

    def done(result: T) -> None:
        if not future.done():
            future.set_result(result)

    return done


async def receive(store: Acknowledges, number: int, up_to: int, now: int, *, is_hidden: bool) -> None:
    """Move a cursor, and wait until it is on disk. Raises StorageError."""
    done: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
    store.acknowledge(Acknowledgement(number, up_to, now, into(done), is_hidden=is_hidden), is_awaited=True)
    error = await done
    if error is not None:
        raise error
