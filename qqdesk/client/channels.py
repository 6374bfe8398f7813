"""The connections of a client: one for each kind of request, opened when first needed."""

import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from qqdesk.client.endpoint_resolver import EndpointResolver
from qqdesk.client.errors import BadReplyError, ClosedError, NetworkError, NetworkErrorKind
from qqdesk.client.place_search import Endpoint
from qqdesk.client.replies import is_complete
from qqdesk.client.transport import Transport
from qqdesk.protocol.commands import GetMessages, Typing
from qqdesk.protocol.file_commands import GetFile, NewFile
from qqdesk.protocol.record import Reply, RequestFor

REPEAT_TIMEOUT_S = 5.0
REPEAT_WITHIN_S = 15.0
"""A server recognises a repeated request for 20 s after the first."""
REPEATS = 3
MAX_ITEMS = 500_000
"""The sum over all lists of one reply."""
T = TypeVar("T")

_MAX_ENDPOINTS = 3
"""The known endpoint; another port; that port with another certificate."""


class ChannelKind(Enum):
    """Each kind has its own connection, which carries one request at a time."""

    COMMANDS = 1
    POLLS = 2
    TYPING = 3
    """Requests that must not delay any other."""
    UPLOADS = 4
    DOWNLOADS = 5
    BACKUPS = 6


_KINDS: dict[type[object], ChannelKind] = {
    GetMessages: ChannelKind.POLLS,
    Typing: ChannelKind.TYPING,
    NewFile: ChannelKind.UPLOADS,
    GetFile: ChannelKind.DOWNLOADS,
}


def channel_of(request: RequestFor[Reply]) -> ChannelKind:
    """Return the connection for a request."""
    return _KINDS.get(type(request), ChannelKind.COMMANDS)


class Channels:
    """Send requests and return raw replies. Any thread may call any method."""

    def __init__(self, resolver: EndpointResolver) -> None:
        self._resolver = resolver
        self._transports: dict[ChannelKind, Transport] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._interrupted: set[ChannelKind] = set()

    @property
    def certificate(self) -> str:
        """The fingerprint that the server showed for commands (64 hex digits); "" before the first."""
        transport = self._transports.get(ChannelKind.COMMANDS)
        return transport.shown_certificate if transport is not None else ""

    def close(self) -> None:
        """End every call with ClosedError, and refuse all later ones."""
        self._closed.set()
        self._resolver.close()
        for transport in self._all():
            transport.close()

    def interrupt(self, kind: ChannelKind) -> None:
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

    def post(self, kind: ChannelKind, body: bytes, timeout: float, limit: int, *, path: str = "") -> bytes:
        """`path` replaces that of requests."""
        raw = self._call(kind, lambda transport: transport.post(body, timeout=timeout, limit=limit, path=path))
        if raw.count(b",") > MAX_ITEMS:
            raise BadReplyError(f"The lists of the reply have more than {MAX_ITEMS} items")
        return raw

    def get(
        self, kind: ChannelKind, path: str, start: int, end: int, write: Callable[[bytes], None], timeout: float
    ) -> None:
        """Download a part of a file: see `Transport.get`."""
        self._call(kind, lambda transport: transport.get(path, start, end, write, timeout=timeout))

    def _call(self, kind: ChannelKind, call: Callable[[Transport], T]) -> T:
        endpoint = self._resolver.resolve()
        for _ in range(_MAX_ENDPOINTS):
            try:
                return call(self._transport(kind, endpoint))
            except ClosedError as error:
                with self._lock:
                    is_requested = self._closed.is_set() or kind in self._interrupted
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

    def post_repeatedly(
        self, kind: ChannelKind, body: bytes, limit: int, request: RequestFor[Reply]
    ) -> tuple[bytes, bool]:
        """Return the reply, and True if the server may have carried out an earlier try."""
        deadline = time.monotonic() + REPEAT_WITHIN_S
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
                if sent >= REPEATS or time.monotonic() > deadline:
                    raise NetworkError(error.kind, str(error), outcome_unknown=True) from None
            if self._closed.wait(0.2 * 2**sent):
                raise ClosedError(outcome_unknown=True)

    def _transport(self, kind: ChannelKind, endpoint: Endpoint) -> Transport:
        with self._lock:
            if self._closed.is_set() or kind in self._interrupted:
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
