"""The proxy settings, and which servers are reached without the proxy."""

import ipaddress
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import quote, urlsplit

from qqdesk.domain.loopback import is_loopback_host
from qqdesk.domain.settings import Settings

DEFAULT_PORTS = {"http": 8080, "socks5": 1080}


class ProxyKind(Enum):
    """The values of the `proxy` setting."""

    SYSTEM = "system"
    """The proxy of the system or of its environment variables (`https_proxy` and the like)."""
    NONE = "none"
    HTTP = "http"
    SOCKS5 = "socks5"


@dataclass(frozen=True, slots=True)
class Proxy:
    """`exceptions` are hosts that are reached directly: names, domains (`.example.org`), addresses, networks
    (`10.0.0.0/8`). This computer is always reached directly."""

    kind: ProxyKind = ProxyKind.SYSTEM
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    except_local: bool = True
    exceptions: tuple[str, ...] = ()

    @property
    def is_manual(self) -> bool:
        """Whether the settings name this proxy, not the system."""
        return self.kind in (ProxyKind.HTTP, ProxyKind.SOCKS5) and bool(self.host)

    @property
    def address(self) -> str:
        """Return `host:port`, without the user and the password."""
        return f"{self._bracketed_host}:{self.effective_port}"

    @property
    def effective_port(self) -> int:
        return self.port or DEFAULT_PORTS.get(self.kind.value, 0)

    @property
    def _bracketed_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def keyring_key(self) -> str:
        """Return the name of its password in the keyring."""
        return f"proxy {self.user}@{self.address}"

    @property
    def url(self) -> str:
        """Return the URL for an HTTP library. It contains the password: never log or show it."""
        credentials = ""
        if self.user:
            credentials = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"
        return f"http://{credentials}{self.address}"

    def applies_to(self, url: str) -> bool:
        """Return whether requests to this URL use this manual proxy."""
        return self.is_manual and not self._is_exception((urlsplit(url).hostname or "").rstrip("."))

    def _is_exception(self, host: str) -> bool:
        try:
            ip = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            ip = None
        if is_loopback_host(host):
            return True
        if self.except_local and (ip.is_private or ip.is_link_local if ip else _is_local_name(host)):
            return True
        return any(_matches(rule, host, ip) for rule in self.exceptions)


def _is_local_name(host: str) -> bool:
    return "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa"))


def _matches(rule: str, host: str, ip: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> bool:
    rule = rule.strip().lower().removeprefix("*").strip("[]")
    if ip is not None:
        try:
            return ip in ipaddress.ip_network(rule, strict=False)
        except ValueError:
            return False
    if rule.startswith("."):
        return host == rule[1:] or host.endswith(rule)
    return bool(rule) and host == rule


def parse_exceptions(text: str) -> tuple[str, ...]:
    """Split a line at commas, semicolons and white space."""
    return tuple(text.replace(",", " ").replace(";", " ").split())


def proxy_from_settings(settings: Settings) -> Proxy:
    """Return the proxy of the settings, without its password, which is in the keyring."""
    return Proxy(
        ProxyKind(settings.proxy),
        settings.proxy_host.strip(),
        settings.proxy_port,
        settings.proxy_user,
        except_local=settings.proxy_except_local,
        exceptions=parse_exceptions(settings.proxy_exceptions),
    )


class ProxySource:
    """The current proxy. One thread may replace it while others read it."""

    def __init__(self, proxy: Proxy | None = None) -> None:
        self.current = proxy or Proxy()
