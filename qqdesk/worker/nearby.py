"""Find the places on this computer and on the local network, and fetch their names and kinds."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.client.address import is_loopback
from qqdesk.client.lan_server import LanServer
from qqdesk.client.place_joiner import ProbedPlace
from qqdesk.domain.destination import Destination, NearbyServer, NearbyServerKind, host_of
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.protocol.codes import DEFAULT_PORT, RegistrationMode
from qqdesk.worker.joining import JoinCall, Joining
from qqdesk.worker.lan_search import ServerSearch, port_of, running_port

SEARCH_MS = 5000
"""After this time a search counts as finished, although places that appear later are still found."""
HERE = f"127.0.0.1:{DEFAULT_PORT}"


def near_place(key: str, greeted: ProbedPlace, name: str = "", *, is_here: bool = False) -> NearbyServer:
    """Return how to list a place that answered."""
    hello, destination = greeted.hello, greeted.destination
    host = host_of(destination.addresses[0])
    mode = hello.registration
    if mode == RegistrationMode.CLOSED:
        kind = NearbyServerKind.CLOSED
    elif is_here or is_loopback(f"http://{host}"):
        kind = NearbyServerKind.HERE
    else:
        kind = NearbyServerKind.OPEN if mode == RegistrationMode.OPEN else NearbyServerKind.BY_INVITATION
    return NearbyServer(
        key,
        hello.name or name or host,
        host,
        kind,
        hello.place_id,
        hello.people,
        destination,
        needs_invitation=mode != RegistrationMode.OPEN,
    )


class NearbyPlaces(QObject):
    """Lives in the main thread. `places` are in the order of the list."""

    changed = Signal()
    answered = Signal()
    """A place has answered, listed or not."""
    finished = Signal()
    """SEARCH_MS have passed."""

    def __init__(self, joining: Joining, own_folder: Path, parent: QObject | None = None) -> None:
        """`own_folder`: the data folder of the server that this program runs, which is not listed."""
        super().__init__(parent)
        self.places: list[NearbyServer] = []
        self._joining, self._own_folder, self._here = joining, own_folder, HERE
        self._search: ServerSearch | None = None
        self._calls: dict[str, JoinCall] = {}
        self._found: dict[str, LanServer] = {}
        self._greeted: dict[str, NearbyServer] = {}
        self._probed: dict[str, ProbedPlace] = {}
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._timer.timeout.connect(self.finished)

    def use_address(self, address: str) -> None:
        """Search for the place on this computer at another address than the default."""
        self._here = address

    @property
    def is_searching(self) -> bool:
        return self._timer.isActive()

    def destination_with(self, fingerprint: str) -> Destination | None:
        """Return where a place that claims this certificate answered last. The connection has to prove the claim."""
        for probed in self._probed.values():
            hello = probed.hello
            if fingerprint and hello.fingerprint == fingerprint and hello.tls_port:
                return Destination(probed.destination.addresses[:1], fingerprint, hello.tls_port)
        return None

    def start(self) -> None:
        """Start or repeat the search. All known places are asked again."""
        self._timer.start()
        if self._search is None:
            self._search = ServerSearch(self._own_folder, self)
            self._search.changed.connect(self._on_found)
            self._search.start()
        if port_of(self._here) != running_port(self._own_folder):
            self._greet(self._here)
        for address in self._found:
            self._greet(address)

    def stop(self) -> None:
        """End the search and its requests."""
        self._timer.stop()
        if self._search is not None:
            self._search.stop()
            self._search = None
        for call in self._calls.values():
            call.stop()
        self._calls.clear()

    @Slot(object)
    def _on_found(self, servers: tuple[LanServer, ...]) -> None:
        self._found = {server.address: server for server in servers}
        for address in [one for one in self._greeted if one != self._here and one not in self._found]:
            del self._greeted[address]
        for address in self._found:
            if address not in self._greeted:
                self._greet(address)
        self._list()

    def _greet(self, address: str) -> None:
        if address not in self._calls:
            call = self._calls[address] = self._joining.probe(address)
            call.answered.connect(lambda probed: self._on_answered(address, probed))
            call.failed.connect(lambda failure: self._on_failed(address, failure))

    def _on_answered(self, address: str, probed: ProbedPlace) -> None:
        self._calls.pop(address, None)
        self._probed[address] = probed
        server = self._found.get(address)
        name, is_here = (server.name, server.is_here) if server is not None else ("", False)
        self._greeted[address] = near_place(address, probed, name, is_here=is_here)
        self._list()
        self.answered.emit()

    def _on_failed(self, address: str, failure: JoinFailure) -> None:
        self._calls.pop(address, None)
        self._greeted.pop(address, None)
        self._probed.pop(address, None)
        server = self._found.get(address)
        if server is not None and failure.reason in (JoinFailureReason.SILENT, JoinFailureReason.AWAY):
            host = host_of(address)
            self._greeted[address] = NearbyServer(address, server.name, host, NearbyServerKind.UNREACHABLE)
        self._list()

    def _list(self) -> None:
        """Keep the order of the listed places; new ones follow at the end of their kind. A place with two addresses is
        listed once, as on this computer if possible."""
        current: dict[str, NearbyServer] = {}
        for place in sorted(self._greeted.values(), key=lambda place: place.kind):
            current.setdefault(place.place_id or place.key, place)
        by_key = {place.key: place for place in current.values()}
        kept = [by_key.pop(place.key) for place in self.places if place.key in by_key]
        new = sorted(by_key.values(), key=lambda place: place.name.casefold())
        places = sorted([*kept, *new], key=lambda place: place.kind)
        if places != self.places:
            self.places = places
            self.changed.emit()
