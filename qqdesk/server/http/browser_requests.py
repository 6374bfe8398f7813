"""Refuse requests that a browser sends for a web page.

A browser posts text/plain without permission, and a classic session is known by its address alone. Without this check
any web page could act for a classic client on the same computer. Clients send neither Origin nor Sec-Fetch-Site.
The check of Host stops DNS rebinding, in which the page's own name leads to this server.
"""

import logging
import re
import socket
from collections.abc import Callable, Iterable, Mapping

from qqdesk.server.addresses import parse

logger = logging.getLogger(__name__)

_PORT = re.compile(r":\d*$")
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_CLASSIC_HOST = "tqq.tencent.com"
"""The server of 2005. Old clients that a hosts file leads here still send its name."""
_MAX_REPORTED = 20


class HostNames:
    """The names by which clients reach this server."""

    def __init__(self, configured: Iterable[str] = ()) -> None:
        self._known = frozenset(map(_normalized, (*configured, _CLASSIC_HOST, *_own_names())))
        self.certified: Callable[[], Iterable[str]] = tuple
        """Returns the names in the server's certificate."""
        self._reported: set[str] = set()

    def allow(self, headers: Mapping[bytes, bytes], *, from_pages: bool = False) -> bool:
        """Return whether a request may be served. With `from_pages`, pages of other servers may send it."""
        host = headers.get(b"host", b"").decode("latin-1")
        if not self.knows(host):
            return False
        return from_pages or not is_from_a_page(host, headers.get(b"origin"), headers.get(b"sec-fetch-site"))

    def knows(self, host: str) -> bool:
        """Return whether a Host header names this server: by an address, a name of this computer or a known name.

        Anyone in the local network can announce any other name with `.local` or without a dot.
        """
        name = _normalized(_PORT.sub("", host))
        if name.startswith("["):
            return parse(name.strip("[]")) is not None
        if not name or _IPV4.fullmatch(name):
            return True
        # A certificate may be valid for all names of one domain.
        wanted = {name, "*." + name.partition(".")[2]}
        if not wanted.isdisjoint(self._known) or not wanted.isdisjoint(map(_normalized, self.certified())):
            return True
        self._report(name)
        return False

    def _report(self, name: str) -> None:
        # The operator has to learn why clients that use another name are refused.
        if name not in self._reported and len(self._reported) < _MAX_REPORTED:
            self._reported.add(name)
            logger.warning(
                "Refused a request for the host name %.80r. If it is this server's, list it in host_names", name
            )


def _own_names() -> tuple[str, ...]:
    host = socket.gethostname()
    label = host.partition(".")[0]
    return "localhost", host, label, f"{label}.local"


def _normalized(name: str) -> str:
    return name.strip().lower().removesuffix(".")


def is_from_a_page(host: str, origin: bytes | None, fetch_site: bytes | None) -> bool:
    """Return whether a browser sent a request for a page of another server."""
    if fetch_site is not None and fetch_site.lower() == b"cross-site":
        return True
    if origin is None:
        return False
    scheme, _, name = origin.decode("latin-1").lower().partition("://")
    return scheme not in ("http", "https") or not host or name != host.lower()
