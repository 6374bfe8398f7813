"""Batches of incoming messages: by long polls with EXT, else by polls on a schedule."""

from collections.abc import Iterator

from qqdesk.client.backoff import LONG_POLL_S, PollSchedule
from qqdesk.client.client import Client
from qqdesk.client.errors import ClosedError
from qqdesk.protocol.commands import WaitingMessage


class Inbox:
    """Batches of messages for one signed-in client.

    The request for the next batch acknowledges the one before, so store a batch before you ask for the next:

        for batch in Inbox(client):
            store(batch)

    The iteration ends when the client is closed. It raises network errors, and may be continued after them.
    """

    def __init__(self, client: Client, *, wait: int = LONG_POLL_S) -> None:
        self._client = client
        self._wait = wait
        self._stored = 0
        self._stored_of_rooms: dict[int, int] = {}
        self.schedule = PollSchedule(client.heartbeat)

    def restart(self) -> None:
        """Reset the acknowledgement after a new sign-in."""
        self._stored = 0
        self.schedule = PollSchedule(self._client.heartbeat, active=self.schedule.active)

    def poll(self, wait: int | None = None) -> tuple[WaitingMessage, ...]:
        """Send one request, which acknowledges the previous batch. With EXT it waits up to `wait` seconds."""
        wait = self._wait if wait is None else wait
        batch = self._client.get_messages(wait, self._stored or None, self._stored_of_rooms)
        self._stored = max((message.id or 0 for message in batch if not message.room), default=0) or self._stored
        self._stored_of_rooms |= {message.room: message.id or 0 for message in batch if message.room}
        if batch:
            self.schedule.arrived()
        return batch

    def pause(self) -> float:
        """Return the seconds until the next poll."""
        return 0.0 if self._client.extended else self.schedule.next_delay()

    def __iter__(self) -> Iterator[tuple[WaitingMessage, ...]]:
        try:
            while True:
                batch = self.poll()
                if batch:
                    yield batch
                elif seconds := self.pause():
                    self._client._closed.wait(seconds)
        except ClosedError:
            return
