"""Find the endpoint of a place: at which of its addresses, and by which certificate, it is reached.

Nothing but Hello is sent before an endpoint is found. The rules:

1. A known place is accepted at any of its addresses, with its certificate only. Its own certificate is known by the
   fingerprint; a certificate of an authority counts for the host names of the place, and may replace the own one at
   the address that a person typed.
2. A place with a certificate is not spoken to without encryption. The exception is a typed address of this computer,
   if a person has used the place on this computer before.
3. An unencrypted place is reached at the addresses that a person accepted, and nowhere else.
4. An id is a claim. It proves a place together with its certificate, or on this computer.
5. A new address leads to a known place if it shows the certificate of that place. If it claims the id with another own
   certificate, a person decides. With a certificate of an authority for another name it is a place apart.
"""

import contextlib
import http.client
import logging
import queue
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
    NetworkErrorKind,
    OtherPlaceError,
    UnknownCertificateError,
)
from qqdesk.client.known_places import HTTPS_PORT, KnownPlaces, Place, id_of_address, is_at_this_computer, is_place_id
from qqdesk.client.probes import PROBE_S, ProbeReply, Probes
from qqdesk.client.transport import ANY_CERTIFICATE, AUTHORITIES, Transport
from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT
from qqdesk.protocol.commands import HelloReply

_log = logging.getLogger(__name__)

STAGGER_S = 0.25
"""The delay before the next address is tried, in parallel with the earlier ones."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`trust` is the accepted certificate, as in `Transport`. `address` is the entry of `Place.addresses`."""

    url: str
    port: int
    trust: str = AUTHORITIES
    address: str = ""

    @property
    def is_encrypted(self) -> bool:
        return self.url.startswith("https:")


@dataclass(frozen=True, slots=True)
class Found:
    """`place_id` is the id by which the place is known here. `hello` is None if the server does not know Hello, or was
    not asked."""

    endpoint: Endpoint
    place_id: str
    hello: HelloReply | None = None


class PlaceSearch:
    """One search. `run` blocks for some seconds at most; `close` ends it from another thread."""

    def __init__(
        self,
        typed: str,
        place_id: str = "",
        fingerprint: str = "",
        places: KnownPlaces | None = None,
        proxies: ProxySource | None = None,
        suggested: Endpoint | None = None,
        sends_hello: bool = True,
    ) -> None:
        """`place_id`: accept this place only. `fingerprint`: accept this certificate only, whatever is known.
        `suggested`: an endpoint that any computer of the network may have announced. Without `sends_hello` a typed
        endpoint is returned as it is. Raises BadAddressError."""
        self._typed, self._address = typed, read_address(typed)
        self._wanted_id, self._fingerprint = place_id, fingerprint
        self._places, self._suggested, self._sends_hello = places, suggested, sends_hello
        self._proxies = proxies or ProxySource()
        self._probes = Probes(self._proxies)
        self._race = Probes(self._proxies)

    @property
    def hello(self) -> HelloReply | None:
        """The last reply to Hello, with any certificate: for display only."""
        return self._probes.hello or self._race.hello

    def close(self) -> None:
        """End `run` with ClosedError."""
        self._probes.close()
        self._race.close()

    def run(self) -> Found:
        """Raises ClientErrors."""
        address = self._address
        if self._fingerprint:
            port = address.port or (HTTPS_PORT if address.scheme else DEFAULT_TLS_PORT)
            return self._first_use(self._encrypted(port, 0, self._fingerprint))
        place = self._known_place()
        if place is not None:
            return self._reach(place)
        if address.scheme == "https":
            port = address.port or HTTPS_PORT
            return self._first_use(self._encrypted(port, DEFAULT_PORT if port == DEFAULT_TLS_PORT else 0))
        if address.scheme == "http" or is_loopback(address.url):
            return self._first_use(self._plain())
        return self._probe_both_ports()

    def _known_place(self) -> Place | None:
        if self._places is None:
            return None
        return self._places.by_id(self._wanted_id) if self._wanted_id else self._places.at(self._typed)

    def _claimed_place(self, answer: ProbeReply) -> Place | None:
        return self._places.by_id(answer.place_id) if self._places is not None and answer.place_id else None

    def _refuse_unwanted(self, endpoint: Endpoint, answer: ProbeReply) -> None:
        """Raise OtherPlaceError if the caller wants another place."""
        if is_place_id(self._wanted_id) and answer.place_id != self._wanted_id:
            raise answer.error or OtherPlaceError(_server(endpoint), answer.place_id)

    # Endpoints

    def _encrypted(self, port: int, plain_port: int, trust: str = AUTHORITIES) -> Endpoint:
        """Return the endpoint of HTTPS at the typed host; `plain_port` is 0 if it is not known."""
        address = self._address.written("", plain_port) if plain_port else self._address.written("https", port)
        return Endpoint(self._address.at("https", port), port, trust, address)

    def _plain(self) -> Endpoint:
        port = self._address.port or DEFAULT_PORT
        return Endpoint(self._address.url, port, AUTHORITIES, self._address.written("", port))

    def _typed_endpoint(self, place: Place) -> Endpoint | None:
        """Return the endpoint of the typed address, if the place may be there."""
        known = place.address_for(self._address)
        if known is not None:
            return self._known_endpoint(place, known)
        if self._address.scheme == "https":
            return self._encrypted(self._address.port or HTTPS_PORT, 0, place.fingerprint)
        if is_loopback(self._address.url) and _may_be_plain_here(place):
            return self._plain()
        if place.is_encrypted:
            return self._encrypted(place.tls_port, self._address.port or DEFAULT_PORT, place.fingerprint)
        return None

    def _known_endpoint(self, place: Place, address: str) -> Endpoint:
        parsed = read_address(address)
        if parsed.scheme == "https":
            port = parsed.port or HTTPS_PORT
        elif place.is_encrypted and not is_loopback(parsed.url):
            port = place.tls_port
        else:
            return Endpoint(parsed.url, parsed.port or DEFAULT_PORT, AUTHORITIES, address)
        return Endpoint(parsed.at("https", port), port, place.fingerprint, address)

    def _endpoints(self, place: Place) -> list[Endpoint]:
        """Return the endpoints to try, the most likely first. Another program may have a known address on this computer
        by now, so only a typed one is tried here."""
        typed = self._typed_endpoint(place)
        known = [self._known_endpoint(place, address) for address in (*place.addresses, *place.named)]
        elsewhere = [endpoint for endpoint in known if endpoint.is_encrypted or not is_loopback(endpoint.url)]
        suggested = [self._suggested] if self._suggested is not None and place.fingerprint else []
        return list(dict.fromkeys([*([typed] if typed else []), *suggested, *elsewhere]))

    # A known place

    def _reach(self, place: Place) -> Found:
        """Try all endpoints of the place, and take the first that proves to be the place."""
        typed = self._typed_endpoint(place)
        if self._address.scheme == "http" and typed is not None and typed.is_encrypted:
            raise EncryptionLostError(_server(self._plain()))
        try:
            return self._run_race(place, self._endpoints(place), typed)
        except OtherPlaceError:
            if self._wanted_id or typed is None:
                raise
        # The typed address belongs to another place now.
        return self._first_use(replace(typed, trust=AUTHORITIES))

    def _run_race(self, place: Place, waiting: list[Endpoint], typed: Endpoint | None) -> Found:
        answers: queue.SimpleQueue[tuple[Endpoint, Found | ClientError]] = queue.SimpleQueue()
        threads: list[threading.Thread] = []
        errors: list[ClientError] = []
        try:
            while waiting or len(errors) < len(threads):
                if waiting:
                    arguments = (place, waiting.pop(0), answers)
                    threads.append(threading.Thread(target=self._try, args=arguments, name="address", daemon=True))
                    threads[-1].start()
                try:
                    endpoint, answer = answers.get(timeout=STAGGER_S if waiting else None)
                except queue.Empty:
                    continue
                if isinstance(answer, Found):
                    return answer
                if endpoint == typed and not self._wanted_id and isinstance(answer, _DECISIVE):
                    raise answer
                if endpoint == self._suggested or (isinstance(answer, OtherPlaceError) and not self._wanted_id):
                    _log.info("%s is not the place %s: %s", _server(endpoint), place.id, answer)
                    answer = NetworkError(NetworkErrorKind.UNREACHABLE, str(answer), outcome_unknown=False)
                errors.append(answer)
        finally:
            self._race.close()
            for thread in threads:
                thread.join(1)
        if self._probes.is_closed:
            raise ClosedError
        if not errors:
            sentence = "No address of this place is known"
            raise NetworkError(NetworkErrorKind.UNREACHABLE, sentence, outcome_unknown=False)
        raise max(errors, key=_rank)

    def _try(
        self, place: Place, endpoint: Endpoint, answers: queue.SimpleQueue[tuple[Endpoint, Found | ClientError]]
    ) -> None:
        try:
            answers.put((endpoint, self._prove(place, endpoint)))
        except ClientError as error:
            answers.put((endpoint, error))
        except Exception as error:
            _log.exception("A bug in the search for a place")
            answers.put((endpoint, ClientError(type(error).__name__)))

    def _prove(self, place: Place, endpoint: Endpoint, *, may_move: bool = True) -> Found:
        try:
            answer = self._race.ask(endpoint.url, endpoint.trust)
        except NetworkError as error:
            if error.kind is NetworkErrorKind.CERTIFICATE:
                return self._judge_certificate(place, endpoint, error)
            if (
                may_move
                and endpoint.is_encrypted
                and error.kind in (NetworkErrorKind.NO_TLS, NetworkErrorKind.UNREACHABLE)
            ):
                return self._prove_at_other_port(place, endpoint, error)
            raise
        if place.has_own_id and answer.place_id != place.id and (answer.place_id or not endpoint.is_encrypted):
            raise answer.error or OtherPlaceError(_server(endpoint), answer.place_id)
        return Found(endpoint, place.id, answer.hello)

    def _judge_certificate(self, place: Place, endpoint: Endpoint, error: NetworkError) -> Found:
        answer = self._race.ask(endpoint.url, ANY_CERTIFICATE)
        if not answer.fingerprint or answer.fingerprint == endpoint.trust:
            raise error
        self._refuse_unwanted(endpoint, answer)
        if read_address(endpoint.address).host == self._address.host and endpoint.trust != AUTHORITIES:
            try:
                self._race.ask(endpoint.url, AUTHORITIES)
            except NetworkError as doubted:
                if doubted.kind is not NetworkErrorKind.CERTIFICATE:
                    raise
            else:
                return self._prove(place, replace(endpoint, trust=AUTHORITIES), may_move=False)
        raise ChangedCertificateError(self._doubt(endpoint, answer, place))

    def _prove_at_other_port(self, place: Place, endpoint: Endpoint, error: NetworkError) -> Found:
        """Try the other ports of a place that has no TLS at the known one. Without TLS it is refused."""
        lost = EncryptionLostError(_server(endpoint))
        otherwise = lost if error.kind is NetworkErrorKind.NO_TLS else error
        parsed = read_address(endpoint.address)
        if parsed.scheme == "https":
            raise otherwise
        try:
            answer = self._race.ask(parsed.url, AUTHORITIES)
        except NetworkError:
            raise otherwise from None
        if not answer.speaks:
            raise otherwise
        self._refuse_unwanted(endpoint, answer)
        if answer.tls_port not in (0, endpoint.port):
            moved = replace(endpoint, url=parsed.at("https", answer.tls_port), port=answer.tls_port)
            return self._prove(place, moved, may_move=False)
        raise error if answer.tls_port and error.kind is NetworkErrorKind.UNREACHABLE else lost

    # A new address

    def _first_use(self, endpoint: Endpoint, answer: ProbeReply | None = None) -> Found:
        if endpoint.is_encrypted:
            return self._first_encrypted_use(endpoint)
        if not self._sends_hello and answer is None:
            return Found(endpoint, id_of_address(self._typed))
        answer = answer or self._probe_plain(endpoint.url)
        place = self._claimed_place(answer)
        self._refuse_unwanted(endpoint, answer)
        if place is not None and place.is_encrypted:
            if not is_loopback(endpoint.url) or not answer.tls_port:
                raise EncryptionLostError(_server(endpoint))
            if not _may_be_plain_here(place):
                return self._first_encrypted_use(self._encrypted(answer.tls_port, 0))
        return Found(endpoint, self._id_for(answer), answer.hello)

    def _first_encrypted_use(self, endpoint: Endpoint) -> Found:
        if not self._sends_hello:
            return Found(endpoint, id_of_address(self._typed))
        try:
            answer = self._probes.ask(endpoint.url, endpoint.trust)
        except NetworkError as error:
            if error.kind is not NetworkErrorKind.CERTIFICATE:
                raise
            return self._judge_new_certificate(endpoint, error)
        self._refuse_unwanted(endpoint, answer)
        place = self._claimed_place(answer)
        is_proven = place is None or (
            place.is_encrypted and place.fingerprint == endpoint.trust and self._address.host in place.hosts
        )
        place_id = self._id_for(answer) if is_proven else self._wanted_id or id_of_address(self._typed)
        return Found(endpoint, place_id, answer.hello)

    def _judge_new_certificate(self, endpoint: Endpoint, error: NetworkError) -> Found:
        answer = self._probes.ask(endpoint.url, ANY_CERTIFICATE)
        if not answer.fingerprint or answer.fingerprint == endpoint.trust:
            raise error
        self._refuse_unwanted(endpoint, answer)
        if self._fingerprint:
            known = Place("", fingerprint=self._fingerprint, tls_port=endpoint.port)
            raise ChangedCertificateError(self._doubt(endpoint, answer, known))
        place = self._claimed_place(answer)
        if place is None or not place.is_encrypted:
            raise UnknownCertificateError(self._doubt(endpoint, answer))
        if place.fingerprint != answer.fingerprint:
            raise ChangedCertificateError(self._doubt(endpoint, answer, place))
        return Found(replace(endpoint, trust=place.fingerprint), place.id, answer.hello)

    def _id_for(self, answer: ProbeReply) -> str:
        return self._wanted_id or answer.place_id or id_of_address(self._typed)

    def _doubt(self, endpoint: Endpoint, answer: ProbeReply, place: Place | None = None) -> UntrustedServer:
        known, since = (place.fingerprint, place.since) if place is not None else (None, "")
        parsed = read_address(endpoint.address)
        place_id = self._id_for(answer)
        return UntrustedServer(parsed.host, endpoint.port, answer.fingerprint, known, since, place_id, endpoint.address)

    def _probe_both_ports(self) -> Found:
        """Ask at both ports at once: a firewall may drop what is sent to one of them."""
        tls_port, plain_port = self._address.port or DEFAULT_TLS_PORT, self._address.port or DEFAULT_PORT
        encrypted: list[ProbeReply] = []
        guess = self._probes.prepare(self._address.at("https", tls_port), ANY_CERTIFICATE)
        thread = threading.Thread(target=self._try_tls, args=(guess, encrypted), name="looks for TLS", daemon=True)
        thread.start()
        plain = ProbeReply("")
        failure: ClientError | None = None
        try:
            try:
                plain = self._probe_plain(self._address.url)
            except ClientError as error:
                failure = error
            # A server that answers and names no port for TLS has none, whatever listens at 8443.
            if plain.tls_port == tls_port or failure or not plain.speaks:
                thread.join(PROBE_S + 1)
        finally:
            guess.close()
            thread.join(1)
        if encrypted:
            return self._first_encrypted_use(self._encrypted(tls_port, 0 if tls_port == plain_port else plain_port))
        if self._probes.is_closed:
            raise ClosedError
        if plain.tls_port not in (0, tls_port) and self._has_tls(plain.tls_port):
            return self._first_encrypted_use(self._encrypted(plain.tls_port, plain_port))
        if failure is not None:
            raise failure
        return self._first_use(self._plain(), plain)

    def _probe_plain(self, url: str) -> ProbeReply:
        """Say Hello to a server that may be an old one. One that breaks the connection may also be about to end."""
        answer = self._probes.ask(url, AUTHORITIES)
        if isinstance(answer.error, NetworkError):
            answer = self._probes.ask(url, AUTHORITIES)
        if isinstance(answer.error, BadReplyError) and answer.error.status >= http.client.INTERNAL_SERVER_ERROR:
            raise answer.error
        return answer

    def _try_tls(self, probe: Transport, found: list[ProbeReply]) -> None:
        with contextlib.suppress(ClientError):
            answer = self._probes.send(probe)
            if answer.speaks:
                found.append(answer)

    def _has_tls(self, port: int) -> bool:
        """Return True if a server with TLS is at a port that one without TLS has named."""
        try:
            return self._probes.ask(self._address.at("https", port), ANY_CERTIFICATE).speaks
        except NetworkError as error:
            _log.warning("The server names port %d for encryption, which cannot be reached: %s", port, error)
            return False


_DECISIVE = (ChangedCertificateError, EncryptionLostError, OtherPlaceError)
"""Failures of a typed address that end the search."""


def _rank(error: ClientError) -> int:
    """Return the rank of a failure: one that the user has to know about goes before an unreachable address."""
    if isinstance(error, ChangedCertificateError | EncryptionLostError):
        return 3
    if isinstance(error, OtherPlaceError):
        return 2
    silent = (NetworkErrorKind.UNREACHABLE, NetworkErrorKind.TIMED_OUT)
    return 0 if isinstance(error, NetworkError) and error.kind in silent else 1


def _may_be_plain_here(place: Place) -> bool:
    """Return True if the place needs no encryption on this computer: the user has used it here."""
    return not place.is_encrypted or any(map(is_at_this_computer, place.addresses))


def _server(endpoint: Endpoint) -> str:
    """Return `host:port` for a sentence."""
    return endpoint.url.partition("://")[2].partition("/")[0]
