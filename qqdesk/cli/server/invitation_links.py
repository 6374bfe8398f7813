"""The link of an invitation and its QR code on a terminal, for an operator without the program."""

import contextlib
import re
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import segno

from qqdesk.cli.server.common import print_line
from qqdesk.domain.invitation_link import InvitationLink, Reach, link_reach
from qqdesk.server.operations.reachable import addresses_for_others
from qqdesk.server.settings.certificate import own_fingerprint
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.lock import running_server

_QUIET_ZONE = 2
"""Modules around the code. The standard demands 4; scanners read it with 2, and a terminal is small."""
_PORT = re.compile(r":[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class ServerReach:
    """How people reach a server.

    `addresses` are `host:port` of plain HTTP, without loopback. `tls_port` is 0 without HTTPS. `fingerprint` is that of
    the server's own certificate, "" without one. `has_authority`: the certificate is one of an authority, for `names`.
    """

    addresses: tuple[str, ...]
    port: int
    tls_port: int
    fingerprint: str
    has_authority: bool = False
    names: tuple[str, ...] = ()


def reach_of(folder: Path, settings: Settings) -> ServerReach:
    """Return how the server of a data folder is reached: the running one, else as its settings say."""
    running = None
    with contextlib.suppress(OSError):
        running = running_server(folder)
    if running is not None and running.address:
        where = urlsplit(running.address)
        host, port = where.hostname or "", where.port or 0
        tls_port = urlsplit(running.tls_address).port or 0
        has_authority = bool(tls_port and not running.fingerprint)
        addresses = addresses_for_others(host, port)
        return ServerReach(addresses, port, tls_port, running.fingerprint, has_authority, running.names)
    fingerprint = "" if settings.cert or not settings.tls else own_fingerprint(folder)
    addresses = addresses_for_others(settings.host, settings.port)
    tls_port = settings.tls_port if settings.tls else 0
    return ServerReach(addresses, settings.port, tls_port, fingerprint, bool(tls_port and settings.cert))


def make_link(code: str, reach: ServerReach, address: str = "") -> InvitationLink | None:
    """Return the link of an invitation, None if none would be safe. Without other addresses it is for this computer.

    `address` is the one to use: `host`, `host:port`, or `https://host` of a proxy. Raises ValueError if it cannot be in
    a link.
    """
    if address.lower().startswith("https://"):
        return InvitationLink((address[len("https://") :].rstrip("/"),), code)
    if reach.has_authority:
        address = address or next((name for name in reach.names if not name.startswith("*")), "")
        return InvitationLink((_with_port(address, reach.tls_port),), code) if address else None
    addresses = ((_with_port(address, reach.port),) if address else ()) + reach.addresses
    if not addresses:
        return InvitationLink((f"127.0.0.1:{reach.port}",), code)
    if not reach.fingerprint:
        return None
    return replace(InvitationLink(addresses, code, reach.fingerprint), tls_port=reach.tls_port)


def _with_port(address: str, port: int) -> str:
    return address if _PORT.search(address) else f"{address}:{port}"


def where_it_works(link: InvitationLink | None) -> str:
    """Return a sentence for the operator, "" if the link works everywhere."""
    if link is None:
        return (
            "There is no link: the server has no certificate yet, or the name of its certificate is not known. "
            "Start it first, or use `invite new --address https://NAME`."
        )
    match link_reach(link):
        case Reach.THIS_COMPUTER:
            return "The link works on this computer only, as the server does: see `run --host`."
        case Reach.THIS_NETWORK:
            return "The link works in this network only. For people elsewhere, use `invite new --address NAME`."
        case Reach.ANYWHERE:
            return ""


def print_link(link: InvitationLink | None) -> None:
    """Print the link, and on a terminal its QR code."""
    if link is not None:
        print_line(link.http())
        if sys.stdout.isatty():
            _print_qr_code(link.http())


def _print_qr_code(text: str) -> None:
    """Print it if the terminal can show it. The code is light on dark, or on a light terminal the other way round."""
    code = segno.make(text, error="l", boost_error=False, micro=False)
    is_wide = shutil.get_terminal_size().columns >= code.symbol_size(border=_QUIET_ZONE)[0]
    if is_wide and (sys.stdout.encoding or "").lower().startswith("utf"):
        code.terminal(border=_QUIET_ZONE, compact=True)
