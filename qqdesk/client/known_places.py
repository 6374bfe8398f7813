"""The known places with their addresses and certificates, in a text file.

A place is a server with its people. Its identity is its id; its addresses may change.
"""

import datetime
import re
import threading
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from qqdesk.atomic_file import atomic_write, retry_denied
from qqdesk.client.address import Address, folder_name, is_loopback, read_address
from qqdesk.client.errors import BadAddressError, PlacesFileError
from qqdesk.domain.connection import UntrustedServer
from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT
from qqdesk.protocol.fingerprint import read_fingerprint, written_fingerprint

MOST_ADDRESSES = 8
"""The most addresses of one place. The oldest are dropped."""
MAX_NAME_CHARS = 63
HTTPS_PORT = 443
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,300}")
_PLACE_ID = re.compile(r"[0-9a-f]{16}")
_HEAD = """\
# The places that are known on this computer. A place is recognised by its certificate, at any of its addresses, and at
# those that it has only named:
# sha256 is the fingerprint of its own certificate, vouched_for is a certificate of an authority. You accepted a
# place that is "unencrypted" at its addresses. To be asked about a place again, remove its part.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """`id` is the place's own (16 hex digits), or `host_port` of a server without one: see `id_of_address`.

    `addresses` begin with the latest. Each is `host:port` of plain HTTP, or `https://host:port`. `tls_port` is the port
    of HTTPS at the former, 0 without encryption. `fingerprint` (64 hex digits) is that of the place's own certificate,
    "" for a certificate of an authority. `since` is the day on which the certificate was accepted.

    `named` are further addresses that the place, or a link to it, names. It was never reached there, so they may be
    another place's: a search for this place tries them, and nothing else follows from them.

    `administrators` are names: a person who forgot the password asks one of them.
    """

    id: str
    name: str = ""
    addresses: tuple[str, ...] = ()
    fingerprint: str = ""
    tls_port: int = 0
    since: str = ""
    named: tuple[str, ...] = ()
    administrators: tuple[str, ...] = ()

    @property
    def is_encrypted(self) -> bool:
        return self.tls_port != 0

    @property
    def has_own_id(self) -> bool:
        return is_place_id(self.id)

    @property
    def hosts(self) -> set[str]:
        return {read_address(address).host for address in self.addresses}

    def address_for(self, typed: Address) -> str | None:
        """Return the address of the place that a typed address means, None if it is of another place."""
        known = [(address, read_address(address)) for address in self.addresses]
        for leads_there in (_is_plain_port, _is_tls_port):
            for address, one in known:
                if one.host == typed.host and leads_there(typed, one, self.tls_port):
                    return address
        return None


def is_place_id(text: str) -> bool:
    """Return True for the id that a place gives itself."""
    return _PLACE_ID.fullmatch(text) is not None


def id_of_address(address: str) -> str:
    """Return `host_port`, by which a server without an id of its own is known. Raises BadAddressError."""
    return folder_name(read_address(address).url)


def today() -> str:
    return datetime.date.today().isoformat()


class KnownPlaces:
    """The file of the known places. Any thread may call any method; each raises PlacesFileError.

    The file is read at each call, because a person or another program may have changed it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def by_id(self, place_id: str) -> Place | None:
        return next((place for place in self._read() if place.id == place_id), None)

    def at(self, address: str) -> Place | None:
        """Return the place that was last reached at this address. Raises BadAddressError."""
        typed = read_address(address)
        return next((place for place in self._read() if place.address_for(typed) is not None), None)

    def id_at(self, address: str) -> str:
        """Return the id of the place at this address, or `host_port` if no place is known there. Raises
        BadAddressError."""
        place = self.at(address)
        return place.id if place is not None else id_of_address(address)

    def remember(self, place: Place) -> None:
        """Store a place. Its addresses are no longer those of another place."""
        mine = dict.fromkeys(place.addresses)
        named = tuple(address for address in dict.fromkeys(place.named) if address not in mine)[:MOST_ADDRESSES]
        place = replace(
            place,
            name=one_line(place.name),
            addresses=tuple(mine)[:MOST_ADDRESSES],
            named=named,
            administrators=tuple(map(one_line, place.administrators)),
        )
        with self._lock:
            known = self._read()
            others = [
                replace(other, addresses=tuple(one for one in other.addresses if one not in mine))
                for other in known
                if other.id != place.id
            ]
            if {place, *others} != set(known):
                self._write([place, *others])

    def trust(self, doubt: UntrustedServer) -> None:
        """Store a person's decision: this is the certificate of the place, or its address may go without encryption."""
        tls_port = doubt.port if doubt.fingerprint else 0
        address = doubt.address or (f"https://{doubt.server}" if tls_port else doubt.server)
        place_id = doubt.place_id or id_of_address(address)
        before = self.by_id(place_id) or Place(place_id)
        kept = [one for one in before.addresses if before.is_encrypted == bool(tls_port) or is_at_this_computer(one)]
        self.remember(Place(place_id, before.name, (address, *kept), doubt.fingerprint, tls_port, today()))

    def _read(self) -> list[Place]:
        try:
            tables = tomllib.loads(retry_denied(lambda: self.path.read_text("utf-8")))
            return [_place(name, table) for name, table in tables.items()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise PlacesFileError(f"{self.path} cannot be read: {error.strerror}") from None
        except (ValueError, UnicodeError) as error:
            raise PlacesFileError(
                f"{self.path} is damaged ({error}). Mend it, or remove it: then the certificate of each place has to "
                "be compared again"
            ) from None

    def _write(self, places: Iterable[Place]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(self.path) as file:
                file.write(f"{_HEAD}\n{tomli_w.dumps({place.id: _as_table(place) for place in places})}")
        except OSError as error:
            raise PlacesFileError(f"{self.path} cannot be written: {error.strerror}") from None


def _is_plain_port(typed: Address, known: Address, _: int) -> bool:
    if typed.scheme == "https" or known.scheme == "https":
        return False
    return (typed.port or DEFAULT_PORT) == (known.port or DEFAULT_PORT)


def _is_tls_port(typed: Address, known: Address, tls_port: int) -> bool:
    if typed.scheme == "http":
        return False
    port = typed.port or (HTTPS_PORT if typed.scheme else DEFAULT_TLS_PORT)
    return port == ((known.port or HTTPS_PORT) if known.scheme == "https" else tls_port)


def _place(place_id: str, table: Any) -> Place:
    """Raises ValueError for every unknown form: a guess would decide about trust."""
    if not (isinstance(table, dict) and _ID.fullmatch(place_id)):
        raise ValueError(f"{place_id[:80]!r} is no place")
    name, since, written = (table.get(key, "") for key in ("name", "since", "sha256"))
    addresses, named, tls_port = table.get("addresses", []), table.get("named", []), table.get("tls_port", 0)
    administrators = table.get("administrators", [])
    if not (isinstance(name, str) and isinstance(written, str) and type(tls_port) is int and 0 <= tls_port <= 65535):
        raise ValueError(f"{place_id!r} has a value of another kind")
    lists = (addresses, named, administrators)
    if not all(isinstance(found, list) and all(isinstance(one, str) for one in found) for found in lists):
        raise ValueError(f"{place_id!r} has a list of another kind")
    known = [bool(written), table.get("vouched_for") is True, table.get("unencrypted") is True]
    if known.count(True) != 1:
        raise ValueError(f"{place_id!r} needs exactly one of sha256, vouched_for and unencrypted")
    if known[2] != (tls_port == 0):
        raise ValueError(f"{place_id!r} needs a tls_port, unless it is unencrypted")
    try:
        for address in (*addresses, *named):
            read_address(address)
    except BadAddressError as error:
        raise ValueError(str(error)) from None
    fingerprint = read_fingerprint(written) if written else ""
    return Place(
        place_id, name, tuple(addresses), fingerprint, tls_port, str(since), tuple(named), tuple(administrators)
    )


def _as_table(place: Place) -> dict[str, Any]:
    table: dict[str, Any] = {"name": place.name, "addresses": place.addresses, "since": place.since}
    if place.named:
        table["named"] = place.named
    if place.administrators:
        table["administrators"] = place.administrators
    if not place.is_encrypted:
        table["unencrypted"] = True
    else:
        table["tls_port"] = place.tls_port
        if place.fingerprint:
            table["sha256"] = written_fingerprint(place.fingerprint)
        else:
            table["vouched_for"] = True
    return table


def one_line(text: str) -> str:
    """Return the name of a place for display, with at most MAX_NAME_CHARS characters."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())[:MAX_NAME_CHARS]


def is_at_this_computer(address: str) -> bool:
    """Return True for an address of a place that is reached without encryption because it is on this computer."""
    parsed = read_address(address)
    return parsed.scheme != "https" and is_loopback(parsed.url)
