"""What a handler is given beside the request: who asks, and what the server is made of."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from qqdesk.protocol.codec import Envelope
from qqdesk.protocol.record import Reply
from qqdesk.server.core import Core
from qqdesk.server.repeats import Key
from qqdesk.server.sessions import Session

logger = logging.getLogger(__name__)


class Line:
    """The way back to the client, as far as a handler may know of it: whether somebody is still there."""

    __slots__ = ("_callback", "is_cut")

    def __init__(self) -> None:
        self.is_cut = False
        self._callback: Callable[[], None] | None = None

    def when_cut(self, callback: Callable[[], None] | None) -> None:
        """Call this once the client has gone, or wants to say no more; None takes it back."""
        self._callback = callback

    def cut(self) -> None:
        self.is_cut = True
        if self._callback is not None:
            self._callback()


@dataclass(slots=True)
class Call:
    """One request on its way. `address` is where it came from, `key` tells it from all but its repeats.

    A handler may leave `delivered`, which is told whether the reply got out of this machine, and `valid`, which
    says how long the reply still is the answer to the same request.
    """

    core: Core
    envelope: Envelope
    address: str
    line: Line
    key: Key
    signed_in: Session | None = None
    delivered: Callable[[bool], None] | None = None
    valid: Callable[[], bool] | None = None
    began: float = field(default_factory=time.monotonic)

    def count(self, command: str, result: int) -> None:
        """It is answered: one more in the counters, and a line in a log that wants everything."""
        self.core.counters.count(command, result)
        if logger.isEnabledFor(logging.DEBUG):
            ms = round((time.monotonic() - self.began) * 1000, 1)
            logger.debug("Answered", extra={"command": command, "result": int(result), "user": self.number, "ms": ms})

    @property
    def session(self) -> Session:
        """Of a request that is asked within one."""
        assert self.signed_in is not None
        return self.signed_in

    @property
    def number(self) -> int:
        return self.envelope.number


Handler = Callable[[Call, Any], Awaitable[Reply]]
