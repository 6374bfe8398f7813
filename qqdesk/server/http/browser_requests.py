"""Detects requests that a browser sends for a web page (CSRF and DNS rebinding).

Browsers send a cross-site POST of text/plain without a preflight, and a classic session is identified by its address
alone: without this check any web page could act for a classic client on the same computer. Clients send neither Origin
nor Sec-Fetch-Site. The check of Host prevents DNS rebinding, where a page's own name resolves to this server.
"""

import logging
import re
from collections.abc import Callable, Iterable

from qqdesk.server.http.client_address import parse

logger = logging.getLogger(__name__)

_PORT = re.compile(r":\d*$")
_CLASSIC_HOST = "tqq.tencent.com"
"""The server of 2005. Old clients that use a hosts file still send this name."""
_MOST_REPORTED = 20
_SCHEMES = ("http://", "https://")


class HostNames:
    """The names by which clients reach this server."""

    def __init__(self, configured: Iterable[str] = ()) -> None:
        self._configured = frozenset(map(_normalized, (*configured, _CLASSIC_HOST)))
        self.certified: Callable[[], Iterable[str]] = tuple
        """A function that returns the names in the server's certificate."""
        self._reported: set[str] = set()

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server: by an address, a name of the local network, or a known name."""
        name = _normalized(_PORT.sub("", host.strip()))
        if name.startswith("[") or parse(name) is not None:
            return parse(name.strip("[]")) is not None
        if "." not in name or name.endswith(".local"):
            return True
        # Certificates and settings may have wildcard names.
        wanted = {name, "*." + name.partition(".")[2]}
        if not wanted.isdisjoint(self._configured) or not wanted.isdisjoint(map(_normalized, self.certified())):
            return True
        self._report(name)
        return False

    def _report(self, name: str) -> None:
        # Log each name once: the operator may have forgotten to configure it.
        if name not in self._reported and len(self._reported) < _MOST_REPORTED:
            self._reported.add(name)
            logger.warning(
                "Refused a request for the host name %.80r. If it is this server's, list it in host_names", name
            )


def _normalized(name: str) -> str:
    return name.strip().lower().removesuffix(".")


def is_from_a_page(host: str, origin: str | None, fetch_site: str) -> bool:
    """Whether a browser sent this for a page of another server. `host` is the Host header, empty if there is none."""
    if fetch_site.strip().lower() == "cross-site":
        return True
    own = [scheme + host.strip().lower() for scheme in _SCHEMES] if host else []
    return origin is not None and origin.strip().lower() not in own
