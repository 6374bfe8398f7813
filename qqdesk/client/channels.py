"""The connections of a client: one for each kind of request, opened when first needed."""

import threading
from collections.abc import Callable
from typing import TypeVar

from qqdesk.client.endpoint_resolver import EndpointResolver
from qqdesk.client.errors import BadReplyError, ClosedError, NetworkError, NetworkErrorKind
from qqdesk.client.place_search import Endpoint
from qqdesk.client.replies import is_complete
from qqdesk.client.transport import Transport
from qqdesk.clock import Clock, wait_for
from qqdesk.protocol.record import Channel, Reply, RequestFor

REPEAT_TIMEOUT_S = 5.0
REPEAT_WITHIN_S = 15.0
"""A server recognises a repeated request for 20 s after the first."""
REPEATS = 3
MAX_ITEMS = 500_000
"""The sum over all lists of one reply."""
T = TypeVar("T")

_MAX_ENDPOINTS = 3
"""The known endpoint; another port; that port with another certificate."""


class Channels:
    """Send requests and return raw replies. Any thread may call any method."""

    def __init__(self, resolver: EndpointResolver, clock: Clock) -> None:
        self._resolver = resolver
        self._clock = clock
        self._transports: dict[Channel, Transport] = {}
        self._lock = threading.Condition()
        """Notified at the end."""
        self._is_closed = False
        self._interrupted: set[Channel] = set()

    @property
    def certificate(self) -> str:
        """The fingerprint that the server showed for commands (64 hex digits); "" before the first."""
        transport = self._transports.get(Channel.COMMANDS)
        return transport.shown_certificate if transport is not None else ""

    def close(self) -> None:
        """End every call with ClosedError, and refuse all later ones."""
        with self._lock:
            self._is_closed = True
            self._lock.notify_all()
        self._resolver.close()
        for transport in self._all():
            transport.close()

    def interrupt(self, kind: Channel) -> None:
        """End the request on this connection with ClosedError. Without one, the next request ends so."""
        with self._lock:
            self._interrupted.add(kind)
            transport = self._transports.pop(kind, None)
        if transport is not None:
            transport.close()

    def drop(self) -> None:
        """Close the connections. The next request searches for the place again."""
        self._resolver.forget()
        for transport in self._all():
            transport.drop()

    def post(self, kind: Channel, body: bytes, timeout: float, limit: int, *, path: str = "") -> bytes:
        """`path` replaces that of requests."""
        raw = self._call(kind, lambda transport: transport.post(body, timeout=timeout, limit=limit, path=path))
        if raw.count(b",") > MAX_ITEMS:
            raise BadReplyError(f"The lists of the reply have more than {MAX_ITEMS} items")
        return raw

    def get(
        self, kind: Channel, path: str, start: int, end: int, write: Callable[[bytes], None], timeout: float
    ) -> None:
        """Download a part of a file: see `Transport.get`."""
        self._call(kind, lambda transport: transport.get(path, start, end, write, timeout=timeout))

    def _call(self, kind: Channel, call: Callable[[Transport], T]) -> T:
        endpoint = self._resolver.resolve()
        for _ in range(_MAX_ENDPOINTS):
            try:
                return call(self._transport(kind, endpoint))
            except ClosedError as error:
                with self._lock:
                    is_requested = self._is_closed or kind in self._interrupted
                    self._interrupted.discard(kind)
                if is_requested:
                    raise
                # Another thread found a new endpoint: see `_transport`.
                text = "The connection was closed, because the server has another address"
                raise NetworkError(NetworkErrorKind.RESET, text, outcome_unknown=error.outcome_unknown) from None
            except NetworkError as error:
                failure = error
                endpoint = self._resolver.resolve_after(endpoint, error)
        raise failure

    def post_repeatedly(self, kind: Channel, body: bytes, limit: int, request: RequestFor[Reply]) -> tuple[bytes, bool]:
        """Return the reply, and True if the server may have carried out an earlier try."""
        deadline = self._clock.monotonic() + REPEAT_WITHIN_S
        sent = 0
        while True:
            try:
                raw = self.post(kind, body, REPEAT_TIMEOUT_S, limit)
                if sent + 1 >= REPEATS or is_complete(request, raw):
                    return raw, sent > 0
                sent += 1
            except NetworkError as error:
                sent += error.outcome_unknown
                if not sent:
                    raise
                if sent >= REPEATS or self._clock.monotonic() > deadline:
                    raise NetworkError(error.kind, str(error), outcome_unknown=True) from None
            self._pause(0.2 * 2**sent)

    def _pause(self, seconds: float) -> None:
        """Wait before a repeat. Raises ClosedError."""
        until = self._clock.monotonic() + seconds
        with self._lock:
            if wait_for(self._clock, self._lock, lambda: self._is_closed, until):
                raise ClosedError(outcome_unknown=True)

    def _transport(self, kind: Channel, endpoint: Endpoint) -> Transport:
        with self._lock:
            if self._is_closed or kind in self._interrupted:
                raise ClosedError
            transport = self._transports.get(kind)
            if transport is None or (transport.url, transport.trust) != (endpoint.url, endpoint.trust):
                if transport is not None:
                    transport.close()
                transport = self._transports[kind] = Transport(endpoint.url, endpoint.trust, self._resolver.proxies)
            return transport

    def _all(self) -> list[Transport]:
        with self._lock:
            return list(self._transports.values())
