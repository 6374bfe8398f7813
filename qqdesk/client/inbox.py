"""What comes in, batch by batch, from any server: long polls where it knows them, a schedule where it does not."""

from collections.abc import Iterator

from qqdesk.client.client import Client
from qqdesk.client.errors import ClosedError
from qqdesk.client.polling import PollSchedule
from qqdesk.protocol.commands import WaitingMessage

LONG_POLL_S = 25
"""Seconds that a poll hangs: under the 30 that many proxies allow."""


class Inbox:
    """Batches of messages for one signed-in client.

    Asking for the next batch says that the one before is stored for good: only then is it acknowledged. So a bot is

        for batch in Inbox(client):
            store(batch)

    and it ends when the client is closed. Network errors come out; the iteration may be taken up again after them.
    """

    def __init__(self, client: Client, *, wait: int = LONG_POLL_S) -> None:
        self._client = client
        self._wait = wait
        self._stored = 0
        self.schedule = PollSchedule(client.heartbeat)

    def restart(self) -> None:
        """After a new sign-in: nothing is acknowledged that this session did not bring."""
        self._stored = 0
        active = self.schedule.active
        self.schedule = PollSchedule(self._client.heartbeat)
        self.schedule.active = active

    def poll(self, wait: int | None = None) -> tuple[WaitingMessage, ...]:
        """One request, which acknowledges what the one before brought. It hangs for up to `wait` seconds with EXT."""
        batch = self._client.get_messages(self._wait if wait is None else wait, self._stored or None)
        self._stored = max((message.id or 0 for message in batch), default=0) or self._stored
        if batch:
            self.schedule.arrived()
        return batch

    def pause(self) -> float:
        """Seconds to let pass before the next poll."""
        return 0.0 if self._client.extended else self.schedule.next_delay()

    def __iter__(self) -> Iterator[tuple[WaitingMessage, ...]]:
        try:
            while True:
                batch = self.poll()
                if batch:
                    yield batch
                elif seconds := self.pause():
                    self._client.pause(seconds)
        except ClosedError:
            return
