"""A check of the connection to a server, step by step.

It changes nothing: it accepts no certificate, acknowledges no message, and starts no session, which would end others.
"""

import contextlib
import errno
import queue
import socket
import threading
import time
from collections.abc import Iterator

from qqdesk.client.address import is_loopback, read_address
from qqdesk.client.check_results import BAD, Cause, Finding, Step
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadAddressError,
    BadReplyError,
    ChangedCertificateError,
    ClientError,
    ClosedError,
    EncryptionLostError,
    LoginRefusedError,
    NetworkError,
    NetworkErrorKind,
    UnknownCertificateError,
)
from qqdesk.client.known_places import KnownPlaces
from qqdesk.client.sockets import SocketWatch
from qqdesk.client.transport import AUTHORITIES
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT

NAME_S, CONNECT_S, ANSWER_S, POLL_S = 10.0, 8.0, 10.0, 2
CLOCK_NOTE_S = 90
"""A larger difference makes the times of messages wrong, and may make certificates invalid."""
_NEEDED = (Step.PROXY, Step.NAME, Step.PORT, Step.SERVER, Step.TLS)
"""If one of these fails, the later steps are not tried."""

_Result = tuple[Cause, dict[str, str]]


class ConnectionCheck:
    """One check. `close` ends it from another thread."""

    def __init__(
        self,
        address: str,
        number: int = 0,
        password_hash: str = "",
        *,
        session: Client | None = None,
        device: str | None = None,
        places: KnownPlaces | None = None,
        proxies: ProxySource | None = None,
        own_place: tuple[str, ...] = (),
    ) -> None:
        """`session`: a client that is signed in. Without one the password is verified, with `device` as the id of this
        installation.

        `own_place`: the addresses, `host:port`, of a place that runs on this computer for others, if there is one.
        """
        self._password_hash, self._has_session, self._own_place = password_hash, session is not None, own_place
        self._proxy = (proxies or ProxySource()).current
        self._client: Client | None = None
        """None if the address is invalid."""
        with contextlib.suppress(BadAddressError):
            self._client = (
                session.clone()
                if session is not None
                else Client(address, number, device=device, places=places, proxies=proxies, asks_first=True)
            )
        self._watch = SocketWatch()
        self._lookup: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()
        self._tls_failure: _Result | None = None
        self._is_signed_in = False
        self._ahead_s: int | None = None
        """How far the clock of this computer is ahead of the server's."""

    def close(self) -> None:
        """End the check. Does not block."""
        self._watch.shut_down()
        self._lookup.put(None)
        if self._client is not None:
            self._client.close()

    def run(self) -> Iterator[Finding]:
        """Yield one finding per step. Steps after a failed one are skipped. Ends early when closed."""
        is_blocked = False
        try:
            for step in Step:
                if self._applies(step):
                    cause, facts = self._run_step(step, is_blocked)
                    if self._watch.closed.is_set():
                        return
                    yield Finding(step, cause, facts)
                    is_blocked |= cause.verdict is BAD and step in _NEEDED
        except ClosedError:
            return
        finally:
            self._watch.end_request()
            if self._client is not None:
                self._client.close()

    def _applies(self, step: Step) -> bool:
        if step is Step.PROXY:
            return self._client is not None and self._proxy.applies_to(self._client.url)
        return step is not Step.OWN_PLACE or bool(self._own_place)

    def _run_step(self, step: Step, is_blocked: bool) -> _Result:
        client = self._client
        if step is Step.OWN_PLACE:
            return self._check_own_place(client if self._has_session and not is_blocked else None)
        if is_blocked:
            return Cause.NOT_REACHED, {}
        if client is None:
            return Cause.BAD_ADDRESS, {}
        match step:
            case Step.NAME | Step.PORT if self._applies(Step.PROXY):
                return Cause.BY_PROXY, {"proxy": self._proxy.address}
            case Step.PROXY:
                return self._check_proxy()
            case Step.NAME:
                return self._check_name(read_address(client.typed_address).host)
            case Step.PORT:
                return self._check_ports(client.typed_address)
            case Step.SERVER:
                return self._check_server(client)
            case Step.TLS:
                return self._check_tls(client)
            case Step.SIGN_IN:
                return self._check_sign_in(client)
            case Step.POLL:
                return self._check_poll(client)
            case Step.CLOCK:
                return self._check_clock()

    # Before the first request

    def _check_proxy(self) -> _Result:
        proxy = self._proxy
        try:
            self._connect(proxy.host, proxy.effective_port)
        except OSError as error:
            return Cause.PROXY_SILENT, {"proxy": proxy.address, "detail": error.strerror or str(error)}
        return Cause.PROXY_ANSWERS, {"proxy": proxy.address}

    def _connect(self, host: str, port: int) -> float:
        """Return how long it took, in milliseconds. Raises OSError or ClosedError."""
        started = time.monotonic()
        self._watch.connect(host, port, CONNECT_S, None).close()
        return (time.monotonic() - started) * 1000

    def _check_name(self, host: str) -> _Result:
        # getaddrinfo cannot be cancelled, so its thread may outlive the check.
        threading.Thread(target=lambda: self._lookup.put(_resolve(host)), name="name lookup", daemon=True).start()
        try:
            found = self._lookup.get(timeout=NAME_S)
        except queue.Empty:
            found = None
        if not found:
            return Cause.NAME_UNANSWERED if found is None else Cause.NAME_UNKNOWN, {"host": host}
        cause = Cause.NAME_IS_ADDRESS if found == [host] else Cause.NAME_FOUND
        return cause, {"host": host, "addresses": ", ".join(found[:4])}

    def _check_ports(self, typed: str) -> _Result:
        """Connect to the ports that a client tries. One open port is enough."""
        address = read_address(typed)
        usual = {"http": (DEFAULT_PORT,), "https": (443,)}.get(address.scheme, (DEFAULT_TLS_PORT, DEFAULT_PORT))
        ports = usual if address.port is None else (address.port,)
        elapsed_ms: dict[int, float] = {}
        errors: list[OSError] = []
        for port in ports:
            try:
                elapsed_ms[port] = self._connect(address.host, port)
            except OSError as error:
                errors.append(error)
        facts = {"ports": ", ".join(map(str, elapsed_ms or ports))}
        if elapsed_ms:
            return Cause.PORT_OPEN, {**facts, "ms": f"{min(elapsed_ms.values()):.0f}"}
        if any(error.errno == errno.ECONNREFUSED for error in errors):
            return Cause.PORT_REFUSED, facts
        if all(isinstance(error, TimeoutError) for error in errors):
            return Cause.PORT_SILENT, facts
        return Cause.NO_ROUTE, {"detail": errors[-1].strerror or str(errors[-1])}

    # The server

    def _check_server(self, client: Client) -> _Result:
        started, sent_at = time.monotonic(), time.time()
        host = read_address(client.typed_address).host
        try:
            hello = client.probe(timeout=ANSWER_S)
        except ClosedError:
            raise
        except ClientError as error:
            return self._explain_failure(error, client.claimed_name or host)
        elapsed = time.monotonic() - started
        if hello is not None and hello.now:
            self._ahead_s = round(sent_at + elapsed / 2 - hello.now / 1000)
        cause = Cause.SERVER_OLD if hello is None else Cause.SERVER_ANSWERS
        return cause, {"name": (hello and hello.name) or host, "ms": f"{elapsed * 1000:.0f}"}

    def _explain_failure(self, error: ClientError, name: str) -> _Result:
        detail = {"detail": str(error)}
        match error:
            case UnknownCertificateError() | ChangedCertificateError():
                is_unknown = isinstance(error, UnknownCertificateError)
                self._tls_failure = Cause.TLS_UNKNOWN if is_unknown else Cause.TLS_CHANGED, {}
                return Cause.SERVER_NAMED, {"name": name}
            case EncryptionLostError():
                self._tls_failure = Cause.TLS_LOST, {}
                return Cause.SERVER_UNASKED, {}
            case NetworkError(kind=NetworkErrorKind.CERTIFICATE | NetworkErrorKind.NO_TLS):
                self._tls_failure = Cause.TLS_REFUSED, detail
                return Cause.SERVER_UNASKED, {}
            case NetworkError(kind=NetworkErrorKind.PROXY):
                return Cause.PROXY_REFUSES, detail
            case NetworkError(kind=NetworkErrorKind.TIMED_OUT):
                return Cause.SERVER_SILENT, {}
            case BadReplyError():
                return Cause.NOT_A_SERVER, detail
        return Cause.SERVER_FAILED, detail

    def _check_tls(self, client: Client) -> _Result:
        if self._tls_failure is not None:
            return self._tls_failure
        endpoint = client.endpoint
        if endpoint is None or not endpoint.is_encrypted:
            return Cause.TLS_HERE if is_loopback(client.url) else Cause.TLS_NONE, {}
        return Cause.TLS_VOUCHED if endpoint.trust == AUTHORITIES else Cause.TLS_ACCEPTED, {}

    def _check_sign_in(self, client: Client) -> _Result:
        number = {"number": str(client.number)}
        if not self._has_session and not (client.number and self._password_hash):
            return Cause.NO_PASSWORD, {}
        try:
            if not self._has_session:
                is_checked = client.verify_password(self._password_hash)
                return Cause.PASSWORD_RIGHT if is_checked else Cause.WOULD_SIGN_OUT, number
            client.list_contacts()
        except LoginRefusedError as error:
            return Cause.PASSWORD_REFUSED, {"reason": error.reason}
        except ClosedError:
            raise
        except ClientError as error:
            return Cause.SIGN_IN_FAILED, {"detail": str(error)}
        self._is_signed_in = True
        return Cause.SIGNED_IN, number

    def _check_poll(self, client: Client) -> _Result:
        """Poll briefly. Nothing is acknowledged, so the messages come again in the session."""
        if not self._is_signed_in:
            return Cause.POLL_UNSIGNED, {}
        if not client.extended:
            # A classic server deletes messages when it has sent them.
            return Cause.POLL_NOT_TRIED, {}
        started = time.monotonic()
        try:
            client.get_messages(POLL_S)
        except ClosedError:
            raise
        except ClientError as error:
            return Cause.POLL_CUT, {"detail": str(error)}
        return Cause.POLL_WORKS, {"ms": f"{(time.monotonic() - started) * 1000:.0f}"}

    def _check_clock(self) -> _Result:
        if self._ahead_s is None:
            return Cause.CLOCK_UNKNOWN, {}
        if abs(self._ahead_s) <= CLOCK_NOTE_S:
            return Cause.CLOCK_RIGHT, {}
        cause = Cause.CLOCK_AHEAD if self._ahead_s > 0 else Cause.CLOCK_BEHIND
        return cause, {"minutes": f"{abs(self._ahead_s) / 60:.0f}"}

    def _check_own_place(self, client: Client | None) -> _Result:
        """Let another server connect to the place on this computer: the firewall lets this computer through anyway.
        If signed in to that place itself, ask whether others have reached it."""
        port = self._own_place[0].rpartition(":")[2]
        facts = {"ports": port, "addresses": ", ".join(self._own_place)}
        if client is None:
            return Cause.OWN_UNTESTED, facts
        try:
            if is_loopback(client.url):
                return Cause.OWN_VISITED if client.invitations.list().reached else Cause.OWN_UNVISITED, facts
            return Cause.OWN_REACHED if client.invitations.call_back(int(port)) else Cause.OWN_SHUT, facts
        except ClosedError:
            raise
        except ClientError:  # an old server
            return Cause.OWN_UNTESTED, facts


def _resolve(host: str) -> list[str] | None:
    """Return the addresses of a host: none if the name is unknown, None without an answer."""
    try:
        entries = socket.getaddrinfo(host, None, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        is_unanswered = isinstance(error, OSError) and error.errno in (socket.EAI_AGAIN, socket.EAI_FAIL)
        return None if is_unanswered else []
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))
