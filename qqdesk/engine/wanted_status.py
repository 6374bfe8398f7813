"""The status that I want to have."""

from dataclasses import dataclass, replace

from qqdesk.client.client import Client
from qqdesk.domain.contact import Me
from qqdesk.protocol.codes import Status


@dataclass(slots=True)
class WantedStatus:
    """The only owner of my status: it is sent from here, and `Me` shows it.

    `is_idle`: this computer is unused. `sent` is the last status that the server got in this session, None before;
    `is_idle_sent` says whether it knows that this computer is unused. `is_chosen`: I chose the status since the last
    session. `before_offline` is restored when I come back online.
    """

    status: Status
    is_idle: bool = False
    sent: Status | None = None
    is_idle_sent: bool = False
    is_chosen: bool = False
    before_offline: Status = Status.ONLINE

    def change(self, status: Status) -> None:
        if status is Status.OFFLINE and self.status is not Status.OFFLINE:
            self.before_offline = self.status
        self.status, self.is_idle, self.is_chosen = status, False, True

    def signed_in(self, status: Status) -> None:
        """The server has this status, of my other devices or of this one. A status that I chose since replaces it."""
        if not self.is_chosen:
            self.status = status
        self.was_sent(status)

    def was_sent(self, status: Status) -> None:
        """The server got this status. It ends the idle state there."""
        self.sent, self.is_idle_sent = status, False
        if status is self.status:
            self.is_chosen = False

    def send(self, client: Client) -> None:
        """Send what was set without a connection. Raises ClientError."""
        status = self.status
        if status is not self.sent:
            client.change_status(status)
            self.was_sent(status)
        if self.is_idle != self.is_idle_sent:
            client.request(client.idle_request(status, is_idle=self.is_idle))
            self.is_idle_sent = self.is_idle

    def follow(self, status: Status) -> None:
        """I chose this status on another device. A status that was not sent yet is newer."""
        if self.status is self.sent:
            self.status = self.sent = status

    def apply_to(self, me: Me) -> Me:
        return replace(me, status=self.status, is_idle=self.is_idle)
