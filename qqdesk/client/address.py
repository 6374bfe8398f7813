"""Where a server is: what people type, as the URL that requests are posted to."""

import contextlib
import hashlib
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from qqdesk.client.errors import BadAddressError
from qqdesk.protocol.codes import DEFAULT_PORT

_HOST = re.compile(r"[^\s/\\?#@\[\]:%<>\"'|^`{}]{1,253}")
_FOLDER_UNSAFE = re.compile(r"[^A-Za-z0-9.\-]+")


@dataclass(frozen=True, slots=True)
class Address:
    """What a person typed. `scheme` is "", "http" or "https", `port` None where there was none."""

    scheme: str
    host: str
    port: int | None
    path: str = "/"

    @property
    def url(self) -> str:
        """Without a scheme it is http, and port 8000 where none is given; an https URL keeps its own default."""
        port = DEFAULT_PORT if self.port is None and self.scheme != "https" else self.port
        return self.at(self.scheme or "http", port)

    def at(self, scheme: str, port: int | None) -> str:
        """The URL of another port of the same host."""
        return f"{scheme}://{self._bracketed_host}{'' if port is None else f':{port}'}{self.path}"

    def written(self, scheme: str, port: int) -> str:
        """Write another port of the same host as a person would type it."""
        return f"{scheme and scheme + '://'}{self._bracketed_host}:{port}{self.path.rstrip('/')}"

    @property
    def _bracketed_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def read_address(text: str) -> Address:
    """From `host`, `host:port`, `[ipv6]:port`, a bare IPv6 address, or an http(s) URL.

    Raises BadAddressError with a sentence.
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
    """A bare IPv6 address in the brackets that a URL wants."""
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
    """The server is on this computer: no proxy stands between."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def folder_name(url: str) -> str:
    """`host_port` as a part of a file name, for any system."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    return f"{_FOLDER_UNSAFE.sub('-', host).strip('-.') or 'server'}_{port}"


def password_hash(text: str) -> str:
    """What stands on the wire for a password: the MD5 of its UTF-8, in lower-case hex."""
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
