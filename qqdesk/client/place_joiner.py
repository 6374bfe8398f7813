"""The requests of a person who cannot sign in at a place yet. Calls block.

A place has several addresses. All are tried at once, and the first that answers with the right certificate is used from
then on. Over TLS the certificate is checked before anything is sent, so a wrong computer does not see the code.
"""

import ipaddress
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from qqdesk.client.address import is_loopback
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadAddressError,
    BadReplyError,
    ChangedCertificateError,
    ClientError,
    ClosedError,
    NetworkError,
    NetworkErrorKind,
    NotSignedInError,
    RefusedError,
    UnknownCertificateError,
)
from qqdesk.client.lan_browser import OwnNetworks, own_networks
from qqdesk.clock import Clock, SystemClock, wait_for
from qqdesk.domain.destination import Destination, host_of
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT, Result
from qqdesk.protocol.commands import HelloReply
from qqdesk.protocol.place_commands import ShowInvitationReply

_log = logging.getLogger(__name__)

TIMEOUT_S = 8.0
MAX_CLOCK_DIFFERENCE_S = 600
_NO_HELLO = "The server does not know Hello"
POLL_S = 3.0
"""The interval of polls for the answer to a request to join."""

R = TypeVar("R")

_REFUSALS: dict[int, JoinFailureReason] = {
    Result.BAD_INVITATION: JoinFailureReason.BAD_INVITATION,
    Result.UNKNOWN_COMMAND: JoinFailureReason.TOO_OLD,
    Result.UNKNOWN_VERSION: JoinFailureReason.TOO_OLD,
    Result.TOO_MANY_REQUESTS: JoinFailureReason.TOO_MANY,
    Result.NOT_ALLOWED: JoinFailureReason.INVITATION_WANTED,
    Result.REFUSED_BY_SERVER: JoinFailureReason.CLOSED,
}


class JoinError(Exception):
    """`failure` is for display. It contains no password and no code."""

    def __init__(self, failure: JoinFailure) -> None:
        super().__init__(f"{failure.reason.value}: {failure.detail}")
        self.failure = failure


@dataclass(frozen=True, slots=True)
class ProbedPlace:
    """The reply of a place to Hello."""

    destination: Destination
    hello: HelloReply


class PlaceJoiner:
    """Joins one place. Any thread may call `close`, which ends a running call with JoinError or ClosedError."""

    def __init__(
        self,
        destination: Destination,
        proxies: ProxySource | None = None,
        networks: Callable[[], OwnNetworks] = own_networks,
        clock: Clock | None = None,
    ) -> None:
        self.destination = destination
        self._proxies, self._networks = proxies, networks
        self._clock = clock or SystemClock()
        self._changed = threading.Condition()
        self._clients: set[Client] = set()
        self._client: Client | None = None
        """The client of the address that answered first."""
        self._is_closed = False

    def reached(self) -> Destination:
        """Return the destination with the address that answered first."""
        client, addresses = self._client, self.destination.addresses
        if client is None:
            return self.destination
        first = addresses[self.destination.urls().index(client.resolver.typed_address)]
        return replace(self.destination, addresses=(first, *(one for one in addresses if one != first)))

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            clients = list(self._clients)
        for client in clients:
            client.close()

    def show(self) -> ShowInvitationReply:
        """Return the invitation. Raises JoinError."""
        return self._ask(lambda client: client.invitations.show(self.destination.code))

    def say_hello(self) -> HelloReply:
        """Return the description of the place. Raises JoinError."""
        hello = self._ask(lambda client: client.probe(timeout=TIMEOUT_S))
        if hello is None:
            raise JoinError(JoinFailure(JoinFailureReason.TOO_OLD, detail=_NO_HELLO))
        return hello

    def request_to_join(self, nickname: str, face: int) -> None:
        """Send a request to join with the destination's code. Raises JoinError."""
        try:
            self._ask(lambda client: client.invitations.request_to_join(self.destination.code, nickname, face))
        except JoinError as error:
            if error.failure.reason is JoinFailureReason.CLOSED:
                # The place may have no administrator.
                raise JoinError(replace(error.failure, reason=JoinFailureReason.INVITATION_WANTED)) from None
            raise

    def wait_for_answer(self) -> ShowInvitationReply:
        """Wait until an administrator accepts the request to join, and return the invitation. Raises JoinError if it
        is refused. If the place cannot be reached, the next poll tries again."""
        while True:
            try:
                shown = self.show()
                if not shown.is_waiting:
                    return shown
            except JoinError as error:
                if error.failure.reason is JoinFailureReason.BAD_INVITATION:
                    raise JoinError(replace(error.failure, reason=JoinFailureReason.REFUSED)) from None
                _log.info("The answer to a request to join is not known yet: %s", error)
            with self._changed:
                if wait_for(self._clock, self._changed, lambda: self._is_closed, self._clock.monotonic() + POLL_S):
                    raise ClosedError

    def register(self, password_hash: str, nickname: str, face: int, client_id: str) -> int:
        """Create the account and return its number. Raises JoinError. A repeat with the same `client_id` and password
        returns the same number, so the call may be repeated if its reply is lost."""
        code = self.destination.code or None
        return self._ask(lambda client: client.register(password_hash, nickname, code, face, client_id), is_once=True)

    def reset_password(self, password_hash: str) -> int:
        """Set a new password with the destination's code, and return the number of the account. Raises JoinError. The
        call may be repeated with the same password if its reply is lost."""
        return self._ask(
            lambda client: client.invitations.reset_password(self.destination.code, password_hash), is_once=True
        )

    # The address

    def _ask(self, call: Callable[[Client], R], *, is_once: bool = False) -> R:
        """Make a call at the first reachable address. `is_once`: a repeat could have a second effect."""
        client = self._client or self._connect_first()
        try:
            return call(client)
        except ClientError as error:
            if isinstance(error, NetworkError):
                # The place may have another address by now: search for it in the next try.
                self._client = None
                self._drop(client)
            if is_once and error.outcome_unknown:
                raise JoinError(JoinFailure(JoinFailureReason.LOST, detail=str(error))) from None
            raise JoinError(self._explain([(client, error)])) from None

    def _connect_first(self) -> Client:
        """Return a client for the first of the addresses that can be reached. All are tried at once."""
        if self._is_closed:
            raise ClosedError
        clients = [self._new_client(url) for url in self.destination.urls()]
        results: queue.SimpleQueue[tuple[Client, ClientError | None]] = queue.SimpleQueue()

        def probe(client: Client) -> None:
            try:
                client.probe(timeout=TIMEOUT_S)
                results.put((client, None))
            except ClientError as error:
                results.put((client, error))

        threads = [
            threading.Thread(target=probe, args=(client,), name="reaches a place", daemon=True) for client in clients
        ]
        for thread in threads:
            thread.start()
        failed: list[tuple[Client, ClientError]] = []
        while len(failed) < len(clients) and self._client is None:
            client, error = results.get()
            if error is None:
                self._client = client
            else:
                failed.append((client, error))
        for client in clients:
            if client is not self._client:
                self._drop(client)
        for thread in threads:
            thread.join(1)
        if self._client is None:
            raise JoinError(self._explain(failed))
        return self._client

    def _new_client(self, url: str) -> Client:
        client = Client(url, fingerprint=self.destination.fingerprint, proxies=self._proxies, clock=self._clock)
        client.timeout = TIMEOUT_S
        with self._changed:
            self._clients.add(client)
        if self._is_closed:
            client.close()
        return client

    def _drop(self, client: Client) -> None:
        client.close()
        with self._changed:
            self._clients.discard(client)

    # Failures

    def _explain(self, failed: Sequence[tuple[Client, ClientError]]) -> JoinFailure:
        """Return one failure for the errors of all addresses. A reply of the place goes before a network error."""
        if self._is_closed:
            raise ClosedError
        hosts = [host_of(address) for address in self.destination.addresses]
        for client, error in failed:
            failure = _explain_place(client, error)
            if failure is not None:
                return replace(failure, host=hosts[0])
        return _explain_network(hosts, [error for _, error in failed], self._networks)


def _explain_place(client: Client, error: ClientError) -> JoinFailure | None:
    """Return the failure of a request that reached a computer; None if it reached none."""
    detail = str(error)
    match error:
        case RefusedError():
            reason = _REFUSALS.get(error.result, JoinFailureReason.FAILED)
            return JoinFailure(reason, wait=error.wait or 0, detail=error.reason)
        case ChangedCertificateError():
            return JoinFailure(JoinFailureReason.OTHER_CERTIFICATE, detail=detail)
        case UnknownCertificateError():
            minutes = _clock_difference(client)
            reason = JoinFailureReason.CLOCK if minutes else JoinFailureReason.UNVOUCHED
            return JoinFailure(reason, minutes=minutes, detail=detail)
        case BadReplyError() | NotSignedInError():
            return JoinFailure(JoinFailureReason.NOT_A_PLACE, detail=detail)
        case NetworkError(kind=NetworkErrorKind.NO_TLS | NetworkErrorKind.CERTIFICATE):
            return JoinFailure(JoinFailureReason.NOT_A_PLACE, detail=detail)
    return None


def _explain_network(
    hosts: Sequence[str], errors: Sequence[ClientError], networks: Callable[[], OwnNetworks] = own_networks
) -> JoinFailure:
    """Return the failure of a place that was not reached at any of its hosts."""
    host, detail = hosts[0], str(errors[0])
    kinds = {error.kind for error in errors if isinstance(error, NetworkError)}
    if NetworkErrorKind.PROXY in kinds:
        return JoinFailure(JoinFailureReason.PROXY, host, detail=detail)
    if not is_loopback(f"http://{host}"):
        own = networks()
        if not own:
            return JoinFailure(JoinFailureReason.NO_NETWORK, host, detail=detail)
        if all(_is_elsewhere(one, own) for one in hosts):
            return JoinFailure(JoinFailureReason.OTHER_NETWORK, host, network_name(own), detail=detail)
    reason = JoinFailureReason.SILENT if NetworkErrorKind.TIMED_OUT in kinds else JoinFailureReason.AWAY
    return JoinFailure(reason, host, detail=detail)


def _clock_difference(client: Client) -> int:
    """Return the difference to the place's clock in minutes; 0 if it is small or unknown."""
    hello = client.resolver.last_hello
    seconds = abs(client.clock.now() - hello.now) / 1000 if hello is not None and hello.now else 0.0
    return round(seconds / 60) if seconds > MAX_CLOCK_DIFFERENCE_S else 0


def _is_elsewhere(host: str, own: OwnNetworks) -> bool:
    """Whether this is a private address outside the networks of this computer."""
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return ip.is_private and not any(ip in interface.network for interface in own)


def network_name(own: OwnNetworks) -> str:
    """Return the network of this computer as people write it: 192.168.178.x."""
    first = min(own, key=lambda interface: (interface.version, not interface.is_private))
    if first.version == 4 and first.network.prefixlen == 24:
        return f"{str(first.ip).rpartition('.')[0]}.x"
    return str(first.network)


def probe_place(
    address: str, proxies: ProxySource | None = None, *, on_client: Callable[[Client], None]
) -> ProbedPlace:
    """Return the place at a typed address. Raises JoinError.

    `on_client` gets the client first, so that another thread can close it. A certificate that no authority vouches for
    becomes the fingerprint of the destination: everything after this has to show the same one.
    """
    try:
        client = Client(address, proxies=proxies)
    except BadAddressError as error:
        raise JoinError(JoinFailure(JoinFailureReason.BAD_ADDRESS, detail=str(error))) from None
    on_client(client)
    with client:
        fingerprint, tls_port = "", 0
        try:
            hello = client.probe(timeout=TIMEOUT_S)
        except UnknownCertificateError as error:
            fingerprint, tls_port, hello = error.fingerprint, error.doubt.port, client.resolver.last_hello
        except ClosedError:
            raise
        except ClientError as error:
            hosts = [host_of(client.url.partition("://")[2])]
            raise JoinError(_explain_place(client, error) or _explain_network(hosts, [error])) from None
        if hello is None:
            raise JoinError(JoinFailure(JoinFailureReason.TOO_OLD, detail=_NO_HELLO))
        typed = client.url.partition("://")[2].rstrip("/")
        host = host_of(typed)
        endpoint = client.resolver.endpoint
        if endpoint is not None and not endpoint.is_encrypted:
            return ProbedPlace(Destination((typed,)), hello)
        if endpoint is not None:
            return ProbedPlace(Destination((f"{host}:{endpoint.port}",), is_https=True), hello)
        plain = f"{host}:{DEFAULT_PORT}" if typed == f"{host}:{DEFAULT_TLS_PORT}" else typed
        return ProbedPlace(Destination((plain,), fingerprint, tls_port), hello)
