"""The endpoint of one client: resolved at the first request, kept, and resolved again after a failure.

`client.place_search` has the rules. A resolver stays at the place that it found first.
"""

import ipaddress
import logging
import threading
from dataclasses import replace
from urllib.parse import urlsplit

from qqdesk.client.address import is_loopback, read_address
from qqdesk.client.errors import (
    BadAddressError,
    ClosedError,
    NetworkError,
    NetworkErrorKind,
    PlacesFileError,
    UnencryptedServerError,
)
from qqdesk.client.known_places import KnownPlaces, Place, today
from qqdesk.client.place_search import Endpoint, Found, PlaceSearch
from qqdesk.client.transport import AUTHORITIES
from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.proxy import ProxySource
from qqdesk.own_addresses import is_for_others
from qqdesk.protocol.commands import HelloReply
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.fingerprint import read_fingerprint

_log = logging.getLogger(__name__)


class EndpointResolver:
    """Calls may block for some seconds. `close` ends them from another thread."""

    def __init__(
        self,
        address: str,
        fingerprint: str = "",
        places: KnownPlaces | None = None,
        proxies: ProxySource | None = None,
        asks_first: bool = False,
        place_id: str = "",
    ) -> None:
        """`fingerprint`: accept this certificate only. `place_id`: accept this place only. With `asks_first` an address
        with http:// is no consent to go without encryption.

        Raises BadAddressError, and LocalError for a bad or useless fingerprint.
        """
        self.typed_address, self._address = address, read_address(address)
        self.url = self._address.url
        """The typed address as a URL, with the port of plain HTTP if it names none."""
        self._fingerprint = self._read_fingerprint(fingerprint) if fingerprint else ""
        self._places = places
        self._sends_hello = places is not None
        self._wanted_id = self._place_id = place_id
        self.proxies = proxies or ProxySource()
        self._is_plain_accepted = self._address.scheme == "http" and not asks_first
        self._lock = threading.RLock()
        self._found: Found | None = None
        self._suggested: Endpoint | None = None
        self._search: PlaceSearch | None = None
        self._search_lock = threading.Lock()
        self._is_closed = False
        self.last_hello: HelloReply | None = None
        """The last reply to Hello of a search, from any server: for display only."""

    def _read_fingerprint(self, fingerprint: str) -> str:
        if self._address.scheme == "http":
            raise LocalError("A fingerprint is for an address with encryption, not for http://")
        try:
            return read_fingerprint(fingerprint)
        except ValueError as error:
            raise LocalError(str(error)) from None

    def close(self) -> None:
        """End a running search with ClosedError, and start no other."""
        with self._search_lock:
            self._is_closed = True
            if self._search is not None:
                self._search.close()

    # Finding the endpoint

    @property
    def endpoint(self) -> Endpoint | None:
        """The endpoint, if it is known."""
        found = self._found
        return found.endpoint if found is not None else None

    @property
    def is_encrypted(self) -> bool:
        """Whether the connection is encrypted; False before the first successful call."""
        return self.endpoint is not None and self.endpoint.is_encrypted

    @property
    def is_vouched_for(self) -> bool:
        """Whether an authority of the system signed the certificate."""
        endpoint = self.endpoint
        return endpoint is not None and endpoint.is_encrypted and endpoint.trust == AUTHORITIES

    @property
    def server(self) -> str:
        """`host:port` of the server, or of the typed address before the first call."""
        return urlsplit(self.url if self.endpoint is None else self.endpoint.url).netloc

    def hello(self) -> HelloReply | None:
        """Resolve the endpoint if it is not known. Return the reply to Hello of this search, if any."""
        with self._lock:
            if self._found is not None:
                return None
            self.resolve()
            return self._found.hello if self._found is not None else None

    @property
    def place_id(self) -> str:
        """The id of the place, "" before it is known."""
        return self._place_id

    def resolve(self) -> Endpoint:
        """Return the endpoint. Raises ClientErrors."""
        with self._lock:
            if self._found is None:
                self._found = self._run_search()
                self._place_id = self._found.place_id
                if self._is_proven(self._found):
                    self.remember_place()
            return self._found.endpoint

    def _known_place(self, place_id: str) -> Place | None:
        return self._places.by_id(place_id) if self._places is not None else None

    def _is_proven(self, found: Found) -> bool:
        """Return True for a known place with the known certificate. A session may continue there without a new
        sign-in."""
        place = self._known_place(found.place_id)
        return (
            place is not None
            and not self._fingerprint
            and (not found.endpoint.is_encrypted or found.endpoint.trust == place.fingerprint)
        )

    def stay_at_known_place(self) -> str:
        """Accept only the place that was last at this address, while none can be reached. Return its id, "" if no
        place is known."""
        with self._lock:
            place = self._places.at(self.typed_address) if self._places is not None else None
            if place is not None and not self._place_id:
                self._wanted_id = self._place_id = place.id
            return self._place_id

    def _run_search(self) -> Found:
        with self._search_lock:
            if self._is_closed:
                raise ClosedError
            search = self._search = PlaceSearch(
                self.typed_address,
                self._place_id,
                self._fingerprint,
                self._places,
                self.proxies,
                self._suggested,
                self._sends_hello,
            )
        try:
            return search.run()
        finally:
            self.last_hello = search.hello or self.last_hello
            self._search = None

    def resolve_after(self, failed: Endpoint, error: NetworkError) -> Endpoint:
        """Return another endpoint after a request failed. Raise `error` if another endpoint cannot help, or if
        the search finds the same one again. Raise the errors of the search, too."""
        with self._lock:
            self.forget(failed)
            self._sends_hello = self._sends_hello or error.kind is NetworkErrorKind.CERTIFICATE
            if error.outcome_unknown or error.kind in (NetworkErrorKind.TIMED_OUT, NetworkErrorKind.PROXY):
                raise error
            endpoint = self.resolve()
            if endpoint == failed:
                raise error
            return endpoint

    def forget(self, failed: Endpoint | None = None) -> None:
        """Resolve again at the next request, because this endpoint, or the present one, does not answer. Does not
        block."""
        found = self._found
        if found is not None and failed in (None, found.endpoint):
            self._found = None

    def suggest(self, address: str, tls_port: int) -> None:
        """Try this address at the next search, too: a computer of the network announced the place there. Raises
        BadAddressError."""
        place = self._known_place(self._place_id)
        if place is not None and place.fingerprint and tls_port:
            url = read_address(address).at("https", tls_port)
            self._suggested = Endpoint(url, tls_port, place.fingerprint, address)

    # Consent of the user

    def require_consent(self) -> None:
        """Raise UnencryptedServerError if secrets would go out without encryption, and no user has accepted that.
        Raises the ClientErrors of `resolve`, too."""
        with self._lock:
            endpoint = self.resolve()
            if endpoint.is_encrypted or self._is_plain_accepted or is_loopback(self.url):
                return
            place = self._known_place(self._place_id)
            if place is None or place.is_encrypted or endpoint.address not in place.addresses:
                # The next call resolves again: a starting server may have no encryption yet.
                doubt = UntrustedServer(
                    self._address.host, endpoint.port, "", place_id=self._place_id, address=endpoint.address
                )
                self._found, self._place_id = None, self._wanted_id
                raise UnencryptedServerError(doubt)
            self._is_plain_accepted = True

    def remember_place(self) -> None:
        """Store the place with its present addresses, after a sign-in."""
        with self._lock:
            found = self._found
            if self._places is None or found is None or self._fingerprint:
                return
            endpoint = found.endpoint
            try:
                place = self._known_place(found.place_id) or Place(found.place_id)
                if endpoint.is_encrypted or is_loopback(self.url) or endpoint.address in place.addresses:
                    self._places.remember(updated_place(place, found))
            except PlacesFileError as error:
                _log.error("%s", error)


def updated_place(place: Place, found: Found) -> Place:
    """Return the place with its present name, certificate and addresses."""
    endpoint, hello = found.endpoint, found.hello
    name = hello.name if hello is not None else place.name
    if not endpoint.is_encrypted:
        return replace(place, name=name, addresses=(endpoint.address, *place.addresses))
    # Addresses of the network show no certificate of an authority.
    named = [address for address in hello.addresses if _is_for_others(address)] if hello and endpoint.trust else []
    has_plain_port = not endpoint.address.startswith("https:")
    is_known = place.is_encrypted and place.fingerprint == endpoint.trust
    return replace(
        place,
        name=name,
        addresses=(endpoint.address, *place.addresses),
        fingerprint=endpoint.trust,
        tls_port=endpoint.port if has_plain_port or not place.tls_port else place.tls_port,
        since=place.since if is_known else today(),
        named=place.named if hello is None else tuple(named),
    )


def _is_for_others(address: str) -> bool:
    """Return True for an address that a place may name for other computers."""
    try:
        parsed = read_address(address)
        return not parsed.scheme and parsed.port is not None and is_for_others(ipaddress.ip_address(parsed.host))
    except (BadAddressError, ValueError):
        return False
