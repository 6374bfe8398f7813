"""A check of the connection to a server, step by step.

It changes nothing: it accepts no certificate, acknowledges no message, and starts no session, which would end others.
"""

import contextlib
import errno
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator

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
            self._client = session.clone() if session is not None else Client(
                address, number, device=device, places=places, proxies=proxies, asks_first=True
            )  # fmt: skip
        self._watch = SocketWatch()
        self._lookup: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()
        self._facts = {"proxy": self._proxy.address, "addresses": ", ".join(own_place)}
        """For the texts of the results."""
        self._tls_failure: Cause | None = None
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
        is_proxied = self._client is not None and self._proxy.applies_to(self._client.url)
        skipped = {Step.PROXY: not is_proxied, Step.OWN_PLACE: not self._own_place}
        is_blocked = False
        try:
            for step in Step:
                if skipped.get(step):
                    continue
                if step in (Step.NAME, Step.PORT) and is_proxied and not is_blocked:
                    cause = Cause.BY_PROXY
                else:
                    cause = self._run_step(step, self._client, is_blocked)
                if self._watch.closed.is_set():
                    return
                yield Finding(step, cause, dict(self._facts))
                is_blocked |= cause.verdict is BAD and step in _NEEDED
        except ClosedError:
            return
        finally:
            self._watch.end_request()
            if self._client is not None:
                self._client.close()

    def _run_step(self, step: Step, client: Client | None, is_blocked: bool) -> Cause:
        if step is Step.OWN_PLACE and (is_blocked or not self._has_session):
            return Cause.OWN_UNTESTED
        if is_blocked:
            return Cause.NOT_REACHED
        if client is None:
            return Cause.BAD_ADDRESS
        checks: dict[Step, Callable[[Client], Cause]] = {
            Step.PROXY: self._check_proxy,
            Step.NAME: self._check_name,
            Step.PORT: self._check_ports,
            Step.SERVER: self._check_server,
            Step.TLS: self._check_tls,
            Step.SIGN_IN: self._check_sign_in,
            Step.POLL: self._check_poll,
            Step.CLOCK: self._check_clock,
            Step.OWN_PLACE: self._check_own_place,
        }
        return checks[step](client)

    # Before the first request

    def _check_proxy(self, client: Client) -> Cause:
        try:
            self._connect(self._proxy.host, self._proxy.effective_port)
        except OSError as error:
            self._facts["detail"] = error.strerror or str(error)
            return Cause.PROXY_SILENT
        return Cause.PROXY_ANSWERS

    def _connect(self, host: str, port: int) -> float:
        """Return how long it took, in milliseconds. Raises OSError or ClosedError."""
        started = time.monotonic()
        self._watch.connect(host, port, CONNECT_S, None).close()
        return (time.monotonic() - started) * 1000

    def _check_name(self, client: Client) -> Cause:
        host = self._facts["host"] = read_address(client.typed_address).host
        # getaddrinfo cannot be cancelled, so its thread may outlive the check.
        threading.Thread(target=lambda: self._lookup.put(_resolve(host)), name="name lookup", daemon=True).start()
        try:
            found = self._lookup.get(timeout=NAME_S)
        except queue.Empty:
            found = None
        if not found:
            return Cause.NAME_UNANSWERED if found is None else Cause.NAME_UNKNOWN
        self._facts["found"] = ", ".join(found[:4])
        return Cause.NAME_IS_ADDRESS if found == [host] else Cause.NAME_FOUND

    def _check_ports(self, client: Client) -> Cause:
        """Connect to the ports that a client tries. One open port is enough."""
        address = read_address(client.typed_address)
        usual = {"http": (DEFAULT_PORT,), "https": (443,)}.get(address.scheme, (DEFAULT_TLS_PORT, DEFAULT_PORT))
        ports = usual if address.port is None else (address.port,)
        elapsed_ms: dict[int, float] = {}
        errors: list[OSError] = []
        for port in ports:
            try:
                elapsed_ms[port] = self._connect(address.host, port)
            except OSError as error:
                errors.append(error)
        self._facts["ports"] = ", ".join(map(str, elapsed_ms or ports))
        if elapsed_ms:
            self._facts["ms"] = f"{min(elapsed_ms.values()):.0f}"
            return Cause.PORT_OPEN
        if any(error.errno == errno.ECONNREFUSED for error in errors):
            return Cause.PORT_REFUSED
        if all(isinstance(error, TimeoutError) for error in errors):
            return Cause.PORT_SILENT
        self._facts["detail"] = errors[-1].strerror or str(errors[-1])
        return Cause.NO_ROUTE

    # The server

    def _check_server(self, client: Client) -> Cause:
        started, sent_at = time.monotonic(), time.time()
        try:
            hello = client.probe(timeout=ANSWER_S)
        except ClientError as error:
            return self._explain_failure(error, client)
        elapsed = time.monotonic() - started
        self._facts |= {"name": self._server_name(client), "ms": f"{elapsed * 1000:.0f}"}
        if hello is not None and hello.now:
            self._ahead_s = round(sent_at + elapsed / 2 - hello.now / 1000)
        return Cause.SERVER_OLD if hello is None else Cause.SERVER_ANSWERS

    def _explain_failure(self, error: ClientError, client: Client) -> Cause:
        self._facts |= {"name": self._server_name(client), "detail": str(error)}
        match error:
            case UnknownCertificateError():
                self._tls_failure = Cause.TLS_UNKNOWN
                return Cause.SERVER_NAMED
            case ChangedCertificateError():
                self._tls_failure = Cause.TLS_CHANGED
                return Cause.SERVER_NAMED
            case EncryptionLostError():
                self._tls_failure = Cause.TLS_LOST
                return Cause.SERVER_UNASKED
            case NetworkError(kind=NetworkErrorKind.CERTIFICATE | NetworkErrorKind.NO_TLS):
                self._tls_failure = Cause.TLS_REFUSED
                return Cause.SERVER_UNASKED
            case NetworkError(kind=NetworkErrorKind.PROXY):
                return Cause.PROXY_REFUSES
            case NetworkError(kind=NetworkErrorKind.TIMED_OUT):
                return Cause.SERVER_SILENT
            case BadReplyError():
                return Cause.NOT_A_SERVER
        return Cause.SERVER_FAILED

    def _server_name(self, client: Client) -> str:
        return client.claimed_name or read_address(client.typed_address).host

    def _check_tls(self, client: Client) -> Cause:
        if self._tls_failure is not None:
            return self._tls_failure
        endpoint = client.endpoint
        if endpoint is None or not endpoint.is_encrypted:
            return Cause.TLS_HERE if is_loopback(client.url) else Cause.TLS_NONE
        return Cause.TLS_VOUCHED if endpoint.trust == AUTHORITIES else Cause.TLS_ACCEPTED

    def _check_sign_in(self, client: Client) -> Cause:
        if not self._has_session and not (client.number and self._password_hash):
            return Cause.NO_PASSWORD
        self._facts["number"] = str(client.number)
        try:
            if not self._has_session:
                is_checked = client.verify_password(self._password_hash)
                return Cause.PASSWORD_RIGHT if is_checked else Cause.WOULD_SIGN_OUT
            client.list_contacts()
        except LoginRefusedError as error:
            self._facts["reason"] = error.reason
            return Cause.PASSWORD_REFUSED
        except ClientError as error:
            self._facts["detail"] = str(error)
            return Cause.SIGN_IN_FAILED
        self._is_signed_in = True
        return Cause.SIGNED_IN

    def _check_poll(self, client: Client) -> Cause:
        """Poll briefly. Nothing is acknowledged, so the messages come again in the session."""
        if not self._is_signed_in:
            return Cause.POLL_UNSIGNED
        if not client.extended:
            # A classic server deletes messages when it has sent them.
            return Cause.POLL_NOT_TRIED
        started = time.monotonic()
        try:
            client.get_messages(POLL_S)
        except ClientError as error:
            self._facts["detail"] = str(error)
            return Cause.POLL_CUT
        self._facts["ms"] = f"{(time.monotonic() - started) * 1000:.0f}"
        return Cause.POLL_WORKS

    def _check_clock(self, client: Client) -> Cause:
        if self._ahead_s is None:
            return Cause.CLOCK_UNKNOWN
        self._facts["minutes"] = f"{abs(self._ahead_s) / 60:.0f}"
        if abs(self._ahead_s) <= CLOCK_NOTE_S:
            return Cause.CLOCK_RIGHT
        return Cause.CLOCK_AHEAD if self._ahead_s > 0 else Cause.CLOCK_BEHIND

    def _check_own_place(self, client: Client) -> Cause:
        """Let another server connect to the place on this computer: the firewall lets this computer through anyway.
        If signed in to that place itself, ask whether others have reached it."""
        port = self._facts["ports"] = self._own_place[0].rpartition(":")[2]
        try:
            if is_loopback(client.url):
                return Cause.OWN_VISITED if client.invitations.list().reached else Cause.OWN_UNVISITED
            return Cause.OWN_REACHED if client.invitations.call_back(int(port)) else Cause.OWN_SHUT
        except ClientError:  # an old server
            return Cause.OWN_UNTESTED


def _resolve(host: str) -> list[str] | None:
    """Return the addresses of a host: none if the name is unknown, None without an answer."""
    try:
        entries = socket.getaddrinfo(host, None, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        is_unanswered = isinstance(error, OSError) and error.errno in (socket.EAI_AGAIN, socket.EAI_FAIL)
        return None if is_unanswered else []
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))
