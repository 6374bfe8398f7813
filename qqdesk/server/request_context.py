"""What a handler is given beside the request: who asks, and what the server is made of."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from qqdesk.protocol.codec import Envelope
from qqdesk.protocol.record import Reply
from qqdesk.server.accounts.sessions import RequestKey, Session
from qqdesk.server.core import Core
from qqdesk.server.delivery import idempotency
from qqdesk.server.http.responder import Responder
from qqdesk.server.operations.logs import log_answer


@dataclass(slots=True)
class RequestContext:
    """One request on its way. `body` is all of it, `address` where it came from, `request_key` tells it from all
    but its repeats.

    A handler may leave `delivered`, which is told whether the reply got out of this machine, and `valid`, which
    says how long the reply still is the answer to the same request.
    """

    core: Core
    envelope: Envelope
    body: bytes = field(repr=False)
    address: str
    way: Responder
    request_key: RequestKey
    signed_in: Session | None = None
    delivered: Callable[[bool], None] | None = None
    valid: Callable[[], bool] | None = None
    began: float = field(default_factory=time.monotonic)

    @property
    def once(self) -> bytes:
        """What tells it from all but its repeats, to whichever server they come, see `requests_done`."""
        return self._name(self.body)

    def once_but_for_password(self, *said: str) -> bytes:
        """The same of one with passwords in it: `said` is the rest."""
        return self._name(*map(str.encode, said))

    def _name(self, *said: bytes) -> bytes:
        asker = f"{self.address} {self.number}".encode() if self.signed_in is None else self.signed_in.key
        return idempotency.name(asker, self.envelope.sequence, *said)

    def count(self, command: str, result: int) -> None:
        """It is answered: one more in the counters, and a line in a log that wants everything."""
        self.core.counters.count(command, result)
        log_answer(command, result, self.number, self.began)

    @property
    def session(self) -> Session:
        """Of a request that is asked within one."""
        assert self.signed_in is not None
        return self.signed_in

    @property
    def number(self) -> int:
        return self.envelope.number


Handler = Callable[[RequestContext, Any], Awaitable[Reply | None]]
"""None: the reply goes its own way."""
