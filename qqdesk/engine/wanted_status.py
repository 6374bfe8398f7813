"""The status that I want to have."""

from dataclasses import dataclass, replace

from qqdesk.domain.contact import Me
from qqdesk.protocol.codes import Status


@dataclass(slots=True)
class WantedStatus:
    """The only owner of my status: the receiver sends it, and `Me` shows it. Only the receiver changes it.

    `is_idle`: the program set the status because the computer is idle. `sent` is the last status that the server got
    in this session; None before. `before_offline` is restored when I come back online.
    """

    status: Status
    is_idle: bool = False
    sent: Status | None = None
    before_offline: Status = Status.ONLINE

    def change(self, status: Status, *, is_idle: bool = False) -> None:
        if status is Status.OFFLINE and self.status is not Status.OFFLINE:
            self.before_offline = Status.ONLINE if self.is_idle else self.status
        self.status, self.is_idle = status, is_idle

    def apply_to(self, me: Me) -> Me:
        return replace(me, status=self.status, is_idle=self.is_idle)
