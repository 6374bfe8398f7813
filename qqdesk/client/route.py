"""How a server is reached: with encryption or without, at which port, and by which certificate it is known.

Found out at first use, and kept. Nothing that is secret goes out before the way is settled and the certificate is one
that the system's authorities vouch for or that somebody has accepted; until then the one thing asked is Hello.
"""

import contextlib
import logging
import threading
from dataclasses import dataclass, replace

from qqdesk.client.address import is_loopback, read_address
from qqdesk.client.errors import (
    BadReplyError,
    ChangedCertificateError,
    ClientError,
    ClosedError,
    EncryptionLostError,
    NetworkError,
    NetworkTrouble,
    PlacesFileError,
    UnencryptedServerError,
    UnknownCertificateError,
)
from qqdesk.client.places import Place, Places, id_of_address, today
from qqdesk.client.transport import ANYBODY, AUTHORITIES, Transport
from qqdesk.domain.certificate import CertificateDoubt
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol.codec import Envelope, build_request, parse_reply
from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT
from qqdesk.protocol.commands import Hello, HelloReply
from qqdesk.protocol.errors import LocalError, MalformedReplyError
from qqdesk.protocol.fingerprint import read_fingerprint

_log = logging.getLogger(__name__)

PROBE_S = 5.0
"""How long one place is asked at most. A server that is there answers in two round trips."""
_HTTPS_PORT = 443
_MAX_HELLO_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`trust` says whose certificate is taken, as `Transport` has it."""

    url: str
    port: int
    trust: str = AUTHORITIES

    @property
    def is_encrypted(self) -> bool:
        return self.url.startswith("https:")


@dataclass(frozen=True, slots=True)
class _Told:
    """What answers at a place: whether it speaks the protocol, and what it tells if it knows Hello."""

    fingerprint: str
    speaks: bool
    hello: HelloReply | None = None

    @property
    def tls_port(self) -> int:
        return self.hello.tls_port if self.hello is not None else 0


class Route:
    """One client's way. Calls may block, for some seconds at most; `close` ends them from another thread."""

    def __init__(
        self,
        address: str,
        fingerprint: str = "",
        places: Places | None = None,
        proxies: ProxySource | None = None,
        asks_first: bool = False,
    ) -> None:
        """`fingerprint` is the only one to take, whatever the authorities say: as people copy it. With `asks_first` an
        address with http:// is no consent to do without encryption.

        Raises BadAddressError, and LocalError for a fingerprint that is none or that there is no use for.
        """
        self._typed = address
        self._address = read_address(address)
        self.url = self._address.url
        """As it was typed, with the port of plain HTTP where it names none."""
        self._wanted = self._read(fingerprint) if fingerprint else ""
        self._places = places
        self.proxies = proxies or ProxySource()
        self._lock = threading.RLock()
        self._probes: set[Transport] = set()
        self._probes_lock = threading.Lock()
        self._is_closed = False
        self._endpoint: Endpoint | None = None
        self._server: Place | None = None
        self._is_doubted = False
        """The certificate was another one than is taken: somebody may decide about that meanwhile."""
        self._plain_port = 0
        self._may_be_plain = self._address.scheme == "http" and not asks_first
        """A person or a program has accepted that nothing is encrypted."""
        self.told: HelloReply | None = None
        """What the server told while the way was looked for: by whatever certificate, so it is to be shown only."""

    def _read(self, fingerprint: str) -> str:
        if self._address.scheme == "http":
            raise LocalError("A fingerprint is for an address with encryption, not for http://")
        try:
            return read_fingerprint(fingerprint)
        except ValueError as error:
            raise LocalError(str(error)) from None

    def close(self) -> None:
        """End what is being asked, with ClosedError, and ask no more."""
        with self._probes_lock:
            self._is_closed = True
            probes = list(self._probes)
        for probe in probes:
            probe.close()

    # Finding the way

    @property
    def endpoint(self) -> Endpoint | None:
        """The way, once it is known."""
        return self._endpoint

    def find(self) -> Endpoint:
        """The way, looked for at the first call. Raises ClientErrors."""
        with self._lock:
            if self._endpoint is None:
                self._endpoint = self._find()
            elif self._is_doubted:
                self._endpoint = self._as_decided(self._endpoint)
            return self._endpoint

    def need_consent(self) -> None:
        """Raise UnencryptedServerError if secrets would go out without encryption and nobody has accepted that. Raises
        ClientErrors, as `find` does."""
        with self._lock:
            endpoint, host = self.find(), self._address.host
            if endpoint.is_encrypted or self._may_be_plain or is_loopback(self.url):
                return
            place = self._places.at(self._typed) if self._places else None
            if place is None or place.is_encrypted:
                # The next call looks again: a server that was starting may have encryption by then.
                self._endpoint = None
                raise UnencryptedServerError(CertificateDoubt(host, endpoint.port, ""))
            self._may_be_plain = True

    def _as_decided(self, endpoint: Endpoint) -> Endpoint:
        """The same way, with the certificate that the server is known by now."""
        server = self._encrypted_place()
        if server is None or server == self._server:
            return endpoint
        self._server, self._is_doubted = server, False
        return replace(endpoint, trust=server.fingerprint)

    def _find(self) -> Endpoint:
        address = self._address
        if self._wanted:
            return self._encrypted(address.port or self._default_tls_port, self._wanted)
        if address.scheme == "https":
            port = address.port or _HTTPS_PORT
            self._server = server = self._encrypted_place()
            if server is not None:
                return self._encrypted(port, server.fingerprint)
            self._plain_port = DEFAULT_PORT if port == DEFAULT_TLS_PORT else 0
            return self._encrypted(port, AUTHORITIES)
        if is_loopback(self.url):
            return self._plain()
        self._server = server = self._encrypted_place()
        if server is not None:
            if address.scheme == "http":
                raise EncryptionLostError(self._doubt(server, "").place)
            return self._encrypted(server.tls_port, server.fingerprint)
        return self._plain() if address.scheme == "http" else self._discover()

    @property
    def _default_tls_port(self) -> int:
        return _HTTPS_PORT if self._address.scheme == "https" else DEFAULT_TLS_PORT

    def _encrypted_place(self) -> Place | None:
        """The place that was found here before, and had a certificate."""
        place = self._places.at(self._typed) if self._places else None
        if place is None or not place.is_encrypted:
            return None
        for address in map(read_address, place.addresses):
            if address.host == self._address.host and address.scheme != "https":
                self._plain_port = address.port or DEFAULT_PORT
        return place

    def _doubt(self, place: Place, fingerprint: str) -> CertificateDoubt:
        port = self._endpoint.port if self._endpoint else place.tls_port
        return CertificateDoubt(self._address.host, port, fingerprint, place.fingerprint, place.since, self._plain_port)

    def _encrypted(self, port: int, trust: str) -> Endpoint:
        return Endpoint(self._address.at("https", port), port, trust)

    def _plain(self) -> Endpoint:
        return Endpoint(self.url, self._address.port or DEFAULT_PORT)

    def _discover(self) -> Endpoint:
        """Ask at both ports at once: one of the two may be behind a wall that swallows what is sent there."""
        tls_port, plain_port = self._address.port or DEFAULT_TLS_PORT, self._address.port or DEFAULT_PORT
        encrypted: list[_Told] = []
        guess = self._new_probe(self._address.at("https", tls_port), ANYBODY)
        thread = threading.Thread(target=lambda: self._guess(guess, encrypted), name="looks for TLS", daemon=True)
        thread.start()
        try:
            trouble: NetworkError | None = None
            plain = _Told("", False)
            try:
                plain = self._ask(self.url, AUTHORITIES)
            except NetworkError as error:
                trouble = error
            # A server that is there and names no port for TLS has none, whatever else stands at 8443.
            if plain.tls_port == tls_port or not plain.speaks:
                thread.join(PROBE_S + 1)
        finally:
            guess.close()
            thread.join(1)
        if encrypted:
            self._plain_port = 0 if tls_port == plain_port else plain_port
            return self._encrypted(tls_port, AUTHORITIES)
        if self._is_closed:
            raise ClosedError
        if plain.tls_port not in (0, tls_port) and self._answers(plain.tls_port):
            self._plain_port = plain_port
            return self._encrypted(plain.tls_port, AUTHORITIES)
        # An old server may close the connection on Hello, which it does not know. Silence says nothing.
        if trouble is not None and (not trouble.outcome_unknown or trouble.kind is NetworkTrouble.TIMED_OUT):
            raise trouble
        return self._plain()

    def _guess(self, probe: Transport, found: list[_Told]) -> None:
        with contextlib.suppress(ClientError):
            told = self._put(probe)
            if told.speaks:
                found.append(told)

    def _answers(self, port: int) -> bool:
        """Whether there is a server with TLS at a port that one without has named."""
        try:
            return self._ask(self._address.at("https", port), ANYBODY).speaks
        except NetworkError as error:
            _log.warning("The server names port %d for encryption, which cannot be reached: %s", port, error)
            return False

    # When it is not as it was

    def after(self, error: NetworkError) -> Endpoint:
        """The way to try instead of the one that failed; where there is none, raises what the failure means."""
        with self._lock:
            endpoint, server = self._endpoint, self._server
            if endpoint is None or not endpoint.is_encrypted or error.outcome_unknown:
                raise error
            if error.kind is NetworkTrouble.CERTIFICATE:
                self._is_doubted = True
                self._endpoint = self._with_other_certificate(endpoint, error)
                self._is_doubted = False
            elif server is not None and error.kind in (NetworkTrouble.NO_TLS, NetworkTrouble.UNREACHABLE):
                self._endpoint = self._at_other_port(endpoint, server, error)
            else:
                raise error
            return self._endpoint

    def _with_other_certificate(self, endpoint: Endpoint, error: NetworkError) -> Endpoint:
        fingerprint = self._ask(endpoint.url, ANYBODY).fingerprint
        server, host = self._server, self._address.host
        if not fingerprint or fingerprint == endpoint.trust:
            raise error
        if self._wanted:
            raise ChangedCertificateError(CertificateDoubt(host, endpoint.port, fingerprint, self._wanted))
        if server is None:
            raise UnknownCertificateError(
                CertificateDoubt(host, endpoint.port, fingerprint, plain_port=self._plain_port)
            )
        if endpoint.trust == AUTHORITIES or not self._is_vouched_for(endpoint):
            raise ChangedCertificateError(self._doubt(server, fingerprint))
        # The server got a certificate from an authority, which says more than that we have seen it before.
        return replace(endpoint, trust=AUTHORITIES)

    def _is_vouched_for(self, endpoint: Endpoint) -> bool:
        try:
            self._ask(endpoint.url, AUTHORITIES)
        except NetworkError as error:
            if error.kind is NetworkTrouble.CERTIFICATE:
                return False
            raise
        return True

    def _at_other_port(self, endpoint: Endpoint, server: Place, error: NetworkError) -> Endpoint:
        """A known server has no TLS where it was: it may have moved. Without TLS it is not spoken to any more."""
        lost = EncryptionLostError(self._doubt(server, "").place)
        otherwise = lost if error.kind is NetworkTrouble.NO_TLS else error
        if not self._plain_port:
            raise otherwise
        try:
            told = self._ask(self._address.at("http", self._plain_port), AUTHORITIES)
        except NetworkError:
            raise otherwise from None
        if not told.speaks:
            raise otherwise
        if told.tls_port not in (0, endpoint.port):
            # Its certificate has to be the same.
            return self._encrypted(told.tls_port, endpoint.trust)
        raise error if told.tls_port and error.kind is NetworkTrouble.UNREACHABLE else lost

    def confirm(self) -> None:
        """Somebody has signed in on this way: know the server again by what it showed."""
        with self._lock:
            endpoint, before = self._endpoint, self._server
            if self._places is None or endpoint is None or not endpoint.is_encrypted or self._wanted:
                return
            host = f"[{self._address.host}]" if ":" in self._address.host else self._address.host
            address = f"{host}:{self._plain_port}" if self._plain_port else f"https://{host}:{endpoint.port}"
            same = before is not None and before.fingerprint == endpoint.trust
            since = before.since if before is not None and same else today()
            server = replace(
                before or Place(id_of_address(self._typed)),
                addresses=(address, *(before.addresses if before is not None else ())),
                fingerprint=endpoint.trust, tls_port=endpoint.port, since=since,
            )  # fmt: skip
            if before is not None and server == replace(before, addresses=server.addresses):
                return
            try:
                self._places.remember(server)
            except PlacesFileError as error:
                _log.error("%s", error)
                return
            self._server = server

    # Asking

    def _new_probe(self, url: str, trust: str) -> Transport:
        probe = Transport(url, trust, self.proxies)
        with self._probes_lock:
            if self._is_closed:
                raise ClosedError
            self._probes.add(probe)
        return probe

    def _ask(self, url: str, trust: str) -> _Told:
        """Raises NetworkError or ClosedError."""
        return self._put(self._new_probe(url, trust))

    def _put(self, probe: Transport) -> _Told:
        body = build_request(Envelope("1", 0), Hello())
        try:
            raw = probe.post(body, timeout=PROBE_S, limit=_MAX_HELLO_BYTES)
            reply = parse_reply(Hello(), raw)
        except (BadReplyError, MalformedReplyError):
            return _Told(probe.seen, speaks=False)
        except NetworkError as error:
            if error.outcome_unknown and probe.seen:
                return _Told(probe.seen, speaks=False)
            raise
        finally:
            probe.close()
            with self._probes_lock:
                self._probes.discard(probe)
        hello = reply if isinstance(reply, HelloReply) else None
        self.told = hello or self.told
        return _Told(probe.seen, True, hello)
