"""Hello requests that identify the server at an address. They contain no secret."""

import threading
from dataclasses import dataclass

from qqdesk.client.errors import BadReplyError, ClientError, ClosedError, NetworkError, NetworkErrorKind
from qqdesk.client.transport import Transport
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol.codec import Envelope, build_request, parse_reply
from qqdesk.protocol.commands import Hello, HelloReply
from qqdesk.protocol.errors import MalformedReplyError

PROBE_S = 5.0
"""The time limit of one Hello. A reachable server answers within two round trips."""
_MAX_HELLO_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class ProbeReply:
    """`error`: the reply is not one of this protocol, as from an old server without Hello."""

    fingerprint: str
    hello: HelloReply | None = None
    error: ClientError | None = None

    @property
    def speaks(self) -> bool:
        return self.error is None

    @property
    def tls_port(self) -> int:
        return self.hello.tls_port if self.hello is not None else 0

    @property
    def place_id(self) -> str:
        return self.hello.place_id if self.hello is not None else ""


class Probes:
    """Requests with Hello. `close` ends them from another thread."""

    def __init__(self, proxies: ProxySource) -> None:
        self._proxies = proxies
        self._lock = threading.Lock()
        self._running: set[Transport] = set()
        self.is_closed = False
        self.hello: HelloReply | None = None
        """The last reply to Hello, with any certificate: for display only."""

    def close(self) -> None:
        with self._lock:
            self.is_closed = True
            running = list(self._running)
        for probe in running:
            probe.close()

    def ask(self, url: str, trust: str) -> ProbeReply:
        """Send Hello. A reply of another protocol counts as an answer. Raises NetworkError and ClosedError."""
        return self.send(self.prepare(url, trust))

    def prepare(self, url: str, trust: str) -> Transport:
        """Return a connection for `send`, to close early. Raises ClosedError."""
        probe = Transport(url, trust, self._proxies)
        with self._lock:
            if self.is_closed:
                raise ClosedError
            self._running.add(probe)
        return probe

    def send(self, probe: Transport) -> ProbeReply:
        try:
            raw = probe.post(build_request(Envelope("1", 0), Hello()), timeout=PROBE_S, limit=_MAX_HELLO_BYTES)
            reply = parse_reply(Hello(), raw)
        except BadReplyError as error:
            return ProbeReply(probe.shown_certificate, error=error)
        except MalformedReplyError as error:
            return ProbeReply(probe.shown_certificate, error=BadReplyError(f"The reply cannot be read: {error}"))
        except NetworkError as error:
            if error.outcome_unknown and (probe.shown_certificate or error.kind is not NetworkErrorKind.TIMED_OUT):
                # An old server may close the connection on Hello. Silence proves nothing.
                return ProbeReply(probe.shown_certificate, error=error)
            raise
        finally:
            probe.close()
            with self._lock:
                self._running.discard(probe)
        hello = reply if isinstance(reply, HelloReply) else None
        self.hello = hello or self.hello
        return ProbeReply(probe.shown_certificate, hello)
