"""Server addresses as people type them, and the URLs of requests."""

import contextlib
import hashlib
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from qqdesk.client.errors import BadAddressError
from qqdesk.domain.loopback import is_loopback_host
from qqdesk.protocol.codes import DEFAULT_PORT

_HOST = re.compile(r"[^\s/\\?#@\[\]:%<>\"'|^`{}]{1,253}")
_FOLDER_UNSAFE = re.compile(r"[^A-Za-z0-9.\-]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A typed address. `scheme` is "", "http" or "https"; `port` is None if it was left out."""

    scheme: str
    host: str
    port: int | None
    path: str = "/"

    @property
    def url(self) -> str:
        """The URL. The default is http at port 8000; an https URL keeps the port of HTTPS."""
        port = DEFAULT_PORT if self.port is None and self.scheme != "https" else self.port
        return self.at(self.scheme or "http", port)

    def at(self, scheme: str, port: int | None) -> str:
        """Return the URL of another port of the same host."""
        return f"{scheme}://{self._bracketed_host}{'' if port is None else f':{port}'}{self.path}"

    def written(self, scheme: str, port: int) -> str:
        """Return another port of the same host, in the form that users type."""
        return f"{scheme and scheme + '://'}{self._bracketed_host}:{port}{self.path.rstrip('/')}"

    @property
    def _bracketed_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def read_address(text: str) -> Address:
    """Parse `host`, `host:port`, `[ipv6]:port`, a bare IPv6 address, or an http(s) URL.

    Raises BadAddressError with a sentence for the user.
    """
    typed = text.strip()
    if not typed:
        raise BadAddressError("An address is wanted, for example chat.example.org or 192.168.1.5:8000")
    scheme, mark, rest = typed.partition("://")
    if not mark:
        scheme, rest = "", _bracketed(typed)
    scheme = scheme.lower()
    if mark and scheme not in ("http", "https"):
        raise BadAddressError(f"An address begins with http:// or https://, not with {scheme[:20]}://")
    try:
        parts = urlsplit(f"{scheme or 'http'}://{rest}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddressError(f"This is no server address: {typed[:80]!r}") from None
    if parts.username is not None or parts.password is not None:
        raise BadAddressError("An address holds no name and no password")
    if parts.query or parts.fragment:
        raise BadAddressError("An address has no ? and no #")
    if ":" in host:
        host = _ipv6(host)
    elif not _HOST.fullmatch(host) or host.startswith(".") or ".." in host:
        raise BadAddressError(f"This is no host name: {host[:80]!r}")
    if port == 0 or parts.netloc.endswith(":"):
        raise BadAddressError("A port is a number from 1 to 65535")
    return Address(scheme, host, port, parts.path or "/")


def _bracketed(typed: str) -> str:
    """Put a bare IPv6 address in brackets."""
    host, slash, path = typed.partition("/")
    if host.count(":") > 1 and not host.startswith("["):
        return f"[{host}]{slash}{path}"
    return typed


def _ipv6(host: str) -> str:
    try:
        return str(ipaddress.IPv6Address(host))
    except ValueError:
        raise BadAddressError(f"This is no IPv6 address: {host[:60]!r}") from None


def is_loopback(url: str) -> bool:
    """Return True for a URL of this computer, which needs no proxy."""
    return is_loopback_host(urlsplit(url).hostname or "")


def folder_name(url: str) -> str:
    """Return `host_port` as part of a file name that is valid on all systems."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    return f"{_FOLDER_UNSAFE.sub('-', host).strip('-.') or 'server'}_{port}"


def password_hash(text: str) -> str:
    """Return the password as it is sent: the MD5 of its UTF-8, in lower-case hex."""
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
