"""A check of the connection to a server, step by step.

It changes nothing: it accepts no certificate, acknowledges no message, and starts no session, which would end others.
"""

import errno
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from qqdesk.client.address import is_loopback, read_address
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
from qqdesk.protocol.commands import HelloReply
from qqdesk.protocol.fingerprint import written_fingerprint

NAME_S, CONNECT_S, ANSWER_S, POLL_S = 10.0, 8.0, 10.0, 2
CLOCK_NOTE_S = 90
"""A larger difference makes the times of messages wrong, and may make certificates invalid."""


class Step(Enum):
    """The steps in their order."""

    PROXY = "proxy"
    NAME = "name"
    PORT = "port"
    SERVER = "server"
    TLS = "tls"
    SIGN_IN = "sign_in"
    POLL = "poll"
    CLOCK = "clock"
    OWN_PLACE = "own_place"
    """Whether other computers reach the place on this computer."""


class Verdict(Enum):
    GOOD = "good"
    NOTE = "note"
    """It works, with a remark for the user."""
    BAD = "bad"
    SKIPPED = "skipped"


class Cause(Enum):
    """The result of a step. The window has a sentence for each. The comments name the keys of `facts`."""

    PROXY_ANSWERS = "proxy_answers"  # place
    PROXY_SILENT = "proxy_silent"  # place, detail
    BAD_ADDRESS = "bad_address"
    NAME_IS_ADDRESS = "name_is_address"  # host
    NAME_FOUND = "name_found"  # host, addresses
    NAME_UNKNOWN = "name_unknown"  # host
    NAME_UNANSWERED = "name_unanswered"  # host
    BY_PROXY = "by_proxy"  # place
    PORT_OPEN = "port_open"  # ports, ms
    PORT_REFUSED = "port_refused"  # ports
    PORT_SILENT = "port_silent"  # ports
    NO_ROUTE = "no_route"  # detail
    SERVER_ANSWERS = "server_answers"  # name, ms
    SERVER_OLD = "server_old"  # ms
    SERVER_SILENT = "server_silent"
    SERVER_FAILED = "server_failed"  # detail
    NOT_A_SERVER = "not_a_server"  # detail
    PROXY_REFUSES = "proxy_refuses"  # detail
    TLS_VOUCHED = "tls_vouched"
    TLS_ACCEPTED = "tls_accepted"  # fingerprint
    TLS_UNKNOWN = "tls_unknown"  # fingerprint
    TLS_CHANGED = "tls_changed"  # fingerprint
    TLS_REFUSED = "tls_refused"  # detail
    TLS_LOST = "tls_lost"
    TLS_NONE = "tls_none"
    TLS_HERE = "tls_here"
    SIGNED_IN = "signed_in"  # number
    PASSWORD_REFUSED = "password_refused"  # reason
    SIGN_IN_FAILED = "sign_in_failed"  # detail
    NO_PASSWORD = "no_password"
    PASSWORD_RIGHT = "password_right"  # number
    WOULD_SIGN_OUT = "would_sign_out"
    POLL_WORKS = "poll_works"  # ms
    POLL_CUT = "poll_cut"  # detail
    POLL_NOT_TRIED = "poll_not_tried"
    POLL_UNSIGNED = "poll_unsigned"
    CLOCK_RIGHT = "clock_right"  # seconds
    CLOCK_WRONG = "clock_wrong"  # seconds, positive where this computer is ahead
    CLOCK_UNKNOWN = "clock_unknown"
    NOT_REACHED = "not_reached"
    OWN_REACHED = "own_reached"  # ports, addresses
    OWN_SHUT = "own_shut"  # ports, addresses
    OWN_UNTESTED = "own_untested"  # addresses
    OWN_VISITED = "own_visited"  # addresses
    OWN_UNVISITED = "own_unvisited"  # ports, addresses


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one step. `facts` contain no password."""

    step: Step
    verdict: Verdict
    cause: Cause
    facts: dict[str, str] = field(default_factory=dict)


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
        self._typed, self._number, self._password_hash = address, number, password_hash
        self._session, self._device = session, device
        self._places, self._proxies = places, proxies or ProxySource()
        self._own_place = own_place
        self._watch = SocketWatch()
        self._closed = threading.Event()
        self._client: Client | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the check. Does not block."""
        self._closed.set()
        self._watch.shut_down()
        with self._lock:
            if self._client is not None:
                self._client.close()

    def run(self) -> Iterator[Finding]:
        """Yield one finding per step. Steps after a failed one are skipped. Ends early when closed."""
        left = list(Step)
        try:
            for finding in self._steps():
                if self._closed.is_set():
                    return
                left = [step for step in left if step is not finding.step]
                yield finding
        except ClosedError:
            return
        finally:
            self._watch.end_request()
            if self._client is not None:
                self._client.close()
        if not self._closed.is_set():
            for step in left:
                if step is Step.OWN_PLACE:
                    if self._own_place:
                        yield self._untested_finding()
                elif step is not Step.PROXY:
                    yield Finding(step, Verdict.SKIPPED, Cause.NOT_REACHED)

    def _steps(self) -> Iterator[Finding]:
        """Yield findings until a step fails that the next ones need."""
        try:
            address = read_address(self._typed)
        except BadAddressError as error:
            yield Finding(Step.NAME, Verdict.BAD, Cause.BAD_ADDRESS, {"detail": str(error)})
            return
        proxy = self._proxies.current
        if proxy.applies_to(address.url):
            finding = self._check_proxy(proxy.host, proxy.effective_port, proxy.address)
            yield finding
            if finding.verdict is Verdict.BAD:
                return
            yield Finding(Step.NAME, Verdict.SKIPPED, Cause.BY_PROXY, {"place": proxy.address})
            yield Finding(Step.PORT, Verdict.SKIPPED, Cause.BY_PROXY, {"place": proxy.address})
        else:
            for finding in (
                self._resolve_name(address.host),
                self._check_ports(address.host, address.port, address.scheme),
            ):
                yield finding
                if finding.verdict is Verdict.BAD:
                    return
        yield from self._check_server()

    # Before the first request

    def _check_proxy(self, host: str, port: int, place: str) -> Finding:
        try:
            self._connect(host, port)
        except OSError as error:
            facts = {"place": place, "detail": error.strerror or str(error)}
            return Finding(Step.PROXY, Verdict.BAD, Cause.PROXY_SILENT, facts)
        return Finding(Step.PROXY, Verdict.GOOD, Cause.PROXY_ANSWERS, {"place": place})

    def _connect(self, host: str, port: int) -> float:
        """Return how long it took, in milliseconds. Raises OSError or ClosedError."""
        started = time.monotonic()
        self._watch.connect(host, port, CONNECT_S, None).close()
        return (time.monotonic() - started) * 1000

    def _resolve_name(self, host: str) -> Finding:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            pass
        else:
            return Finding(Step.NAME, Verdict.GOOD, Cause.NAME_IS_ADDRESS, {"host": host})
        found: list[str] = []
        failed: list[OSError] = []
        done = threading.Event()

        def resolve() -> None:
            try:
                entries = socket.getaddrinfo(host, None, 0, socket.SOCK_STREAM)
                found.extend(dict.fromkeys(str(entry[4][0]) for entry in entries))
            except (OSError, UnicodeError) as error:
                failed.append(error if isinstance(error, OSError) else OSError(str(error)))
            done.set()

        # getaddrinfo cannot be cancelled, so its thread may outlive the check.
        threading.Thread(target=resolve, name="looks up a name", daemon=True).start()
        deadline = time.monotonic() + NAME_S
        while not done.wait(0.05):
            if self._closed.is_set():
                raise ClosedError
            if time.monotonic() > deadline:
                return Finding(Step.NAME, Verdict.BAD, Cause.NAME_UNANSWERED, {"host": host})
        if found:
            return Finding(Step.NAME, Verdict.GOOD, Cause.NAME_FOUND, {"host": host, "addresses": ", ".join(found[:4])})
        code = failed[0].errno if failed else None
        unanswered = code in (socket.EAI_AGAIN, socket.EAI_FAIL)
        return Finding(
            Step.NAME, Verdict.BAD, Cause.NAME_UNANSWERED if unanswered else Cause.NAME_UNKNOWN, {"host": host}
        )

    def _check_ports(self, host: str, port: int | None, scheme: str) -> Finding:
        """Connect to the ports that a client tries. One open port is enough."""
        usual = {"http": (DEFAULT_PORT,), "https": (443,)}.get(scheme, (DEFAULT_TLS_PORT, DEFAULT_PORT))
        ports = usual if port is None else (port,)
        is_open, errors, quickest = [], [], 0.0
        for one in ports:
            try:
                elapsed = self._connect(host, one)
            except OSError as error:
                errors.append(error)
            else:
                is_open.append(one)
                quickest = min(quickest or elapsed, elapsed)
        if is_open:
            facts = {"ports": ", ".join(map(str, is_open)), "ms": f"{quickest:.0f}"}
            return Finding(Step.PORT, Verdict.GOOD, Cause.PORT_OPEN, facts)
        named = {"ports": ", ".join(map(str, ports))}
        if any(error.errno == errno.ECONNREFUSED for error in errors):
            return Finding(Step.PORT, Verdict.BAD, Cause.PORT_REFUSED, named)
        if all(isinstance(error, TimeoutError) for error in errors):
            return Finding(Step.PORT, Verdict.BAD, Cause.PORT_SILENT, named)
        detail = errors[-1].strerror or str(errors[-1])
        return Finding(Step.PORT, Verdict.BAD, Cause.NO_ROUTE, {**named, "detail": detail})

    # The server

    def _check_server(self) -> Iterator[Finding]:
        client = self._open_client()
        started = time.monotonic()
        sent_at = time.time()
        try:
            hello = client.probe(timeout=ANSWER_S)
        except ClosedError:
            raise
        except ClientError as error:
            yield from _explain_failure(error, client)
            return
        elapsed = time.monotonic() - started
        facts = {"ms": f"{elapsed * 1000:.0f}", "name": hello.name if hello is not None else ""}
        cause = Cause.SERVER_OLD if hello is None else Cause.SERVER_ANSWERS
        yield Finding(Step.SERVER, Verdict.GOOD, cause, facts)
        yield _check_tls(client)
        yield from self._check_sign_in(client)
        yield _check_clock(hello, sent_at + elapsed / 2)
        if self._own_place and self._session is not None:
            yield self._check_own_place(client)

    def _open_client(self) -> Client:
        with self._lock:
            if self._closed.is_set():
                raise ClosedError
            if self._session is not None:
                self._client = self._session.clone()
            else:
                self._client = Client(
                    self._typed,
                    self._number,
                    device=self._device,
                    places=self._places,
                    proxies=self._proxies,
                    asks_first=True,
                )
            return self._client

    def _check_sign_in(self, client: Client) -> Iterator[Finding]:
        number = {"number": str(client.number)}
        if self._session is None and not (self._number and self._password_hash):
            yield Finding(Step.SIGN_IN, Verdict.SKIPPED, Cause.NO_PASSWORD)
            yield Finding(Step.POLL, Verdict.SKIPPED, Cause.POLL_UNSIGNED)
            return
        try:
            if self._session is not None:
                client.list_contacts()
                is_checked = True
            else:
                is_checked = client.verify_password(self._password_hash)
        except LoginRefusedError as error:
            yield Finding(Step.SIGN_IN, Verdict.BAD, Cause.PASSWORD_REFUSED, {"reason": error.reason})
            return
        except ClosedError:
            raise
        except ClientError as error:
            yield Finding(Step.SIGN_IN, Verdict.BAD, Cause.SIGN_IN_FAILED, {"detail": str(error)})
            return
        if self._session is not None:
            yield Finding(Step.SIGN_IN, Verdict.GOOD, Cause.SIGNED_IN, number)
            yield _check_poll(client)
            return
        if is_checked:
            yield Finding(Step.SIGN_IN, Verdict.GOOD, Cause.PASSWORD_RIGHT, number)
        else:
            yield Finding(Step.SIGN_IN, Verdict.SKIPPED, Cause.WOULD_SIGN_OUT)
        yield Finding(Step.POLL, Verdict.SKIPPED, Cause.POLL_UNSIGNED)

    # The place on this computer

    def _check_own_place(self, client: Client) -> Finding:
        """Let another server connect to the place on this computer: the firewall lets this computer through anyway.
        If signed in to that place itself, ask whether others have reached it."""
        port = self._own_place[0].rpartition(":")[2]
        facts = {"ports": port, "addresses": ", ".join(self._own_place)}
        try:
            if is_loopback(client.url):
                is_good = client.invitations.list().reached > 0
                cause = Cause.OWN_VISITED if is_good else Cause.OWN_UNVISITED
                return Finding(Step.OWN_PLACE, Verdict.GOOD if is_good else Verdict.NOTE, cause, facts)
            is_good = client.invitations.call_back(int(port))
        except ClosedError:
            raise
        except ClientError:  # an old server
            return self._untested_finding()
        cause = Cause.OWN_REACHED if is_good else Cause.OWN_SHUT
        return Finding(Step.OWN_PLACE, Verdict.GOOD if is_good else Verdict.BAD, cause, facts)

    def _untested_finding(self) -> Finding:
        return Finding(Step.OWN_PLACE, Verdict.NOTE, Cause.OWN_UNTESTED, {"addresses": ", ".join(self._own_place)})


def _check_poll(client: Client) -> Finding:
    """Poll briefly. Nothing is acknowledged, so the messages come again in the session."""
    if not client.extended:
        # A classic server deletes messages when it has sent them.
        return Finding(Step.POLL, Verdict.SKIPPED, Cause.POLL_NOT_TRIED)
    started = time.monotonic()
    try:
        client.get_messages(POLL_S)
    except ClosedError:
        raise
    except ClientError as error:
        return Finding(Step.POLL, Verdict.BAD, Cause.POLL_CUT, {"detail": str(error)})
    return Finding(Step.POLL, Verdict.GOOD, Cause.POLL_WORKS, {"ms": f"{(time.monotonic() - started) * 1000:.0f}"})


def _check_tls(client: Client) -> Finding:
    endpoint = client.endpoint
    if endpoint is None or not endpoint.is_encrypted:
        if is_loopback(client.url):
            return Finding(Step.TLS, Verdict.GOOD, Cause.TLS_HERE)
        return Finding(Step.TLS, Verdict.NOTE, Cause.TLS_NONE)
    if endpoint.trust == AUTHORITIES:
        return Finding(Step.TLS, Verdict.GOOD, Cause.TLS_VOUCHED)
    facts = {"fingerprint": written_fingerprint(endpoint.trust)}
    return Finding(Step.TLS, Verdict.GOOD, Cause.TLS_ACCEPTED, facts)


def _explain_failure(error: ClientError, client: Client) -> Iterator[Finding]:
    detail = {"detail": str(error)}
    match error:
        case UnknownCertificateError() | ChangedCertificateError():
            yield Finding(Step.SERVER, Verdict.GOOD, Cause.SERVER_ANSWERS, {"name": client.claimed_name, "ms": ""})
            cause = Cause.TLS_UNKNOWN if isinstance(error, UnknownCertificateError) else Cause.TLS_CHANGED
            yield Finding(Step.TLS, Verdict.BAD, cause, {"fingerprint": written_fingerprint(error.doubt.fingerprint)})
        case EncryptionLostError():
            yield Finding(Step.TLS, Verdict.BAD, Cause.TLS_LOST, detail)
        case NetworkError(kind=NetworkErrorKind.CERTIFICATE | NetworkErrorKind.NO_TLS):
            yield Finding(Step.TLS, Verdict.BAD, Cause.TLS_REFUSED, detail)
        case NetworkError(kind=NetworkErrorKind.PROXY):
            yield Finding(Step.PROXY, Verdict.BAD, Cause.PROXY_REFUSES, detail)
        case NetworkError(kind=NetworkErrorKind.TIMED_OUT):
            yield Finding(Step.SERVER, Verdict.BAD, Cause.SERVER_SILENT, detail)
        case BadReplyError():
            yield Finding(Step.SERVER, Verdict.BAD, Cause.NOT_A_SERVER, detail)
        case _:
            yield Finding(Step.SERVER, Verdict.BAD, Cause.SERVER_FAILED, detail)


def _check_clock(hello: HelloReply | None, here_s: float) -> Finding:
    if hello is None or not hello.now:
        return Finding(Step.CLOCK, Verdict.SKIPPED, Cause.CLOCK_UNKNOWN)
    ahead = round(here_s - hello.now / 1000)
    facts = {"seconds": str(ahead)}
    if abs(ahead) > CLOCK_NOTE_S:
        return Finding(Step.CLOCK, Verdict.BAD, Cause.CLOCK_WRONG, facts)
    return Finding(Step.CLOCK, Verdict.GOOD, Cause.CLOCK_RIGHT, facts)
