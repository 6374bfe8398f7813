"""The link of an invitation: writing it, and finding it in pasted text.

    http://192.168.178.20:8000/i#CODE.FINGERPRINT
    http://192.168.178.20:8000/i#CODE.FINGERPRINT&p=8444&a=10.0.5.20,fd00::7
    http://127.0.0.1:8000/i#CODE
    https://chat.example.org/i#CODE

In the link for a further device of an account, CODE names the account: see `number_code`. It holds no secret.

Everything secret is in the fragment, which a browser does not send. The fingerprint is base64url. A link without one
means HTTPS with the certificate of an authority, or this computer.
"""

import base64
import contextlib
import ipaddress
import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import unquote

from qqdesk.domain.loopback import is_loopback_host
from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT
from qqdesk.protocol.fingerprint import read_fingerprint

CODE_SYMBOLS = 20
MAX_ADDRESSES = 4
MAX_LINK_CHARS = 1000
MAX_TEXT_CHARS = 20_000
_MAX_LINES = 12
_MAX_FOUND = 50

_CODE = re.compile(rf"[0-9A-HJKMNP-TV-Z]{{{CODE_SYMBOLS}}}")
_MISREAD = str.maketrans("ILO", "110")
_NUMBER_CODE = re.compile(rf"U(?!0+\Z)0{{{CODE_SYMBOLS - 11}}}[0-9]{{10}}")
"""No code of an invitation has a U."""
_CODE_IN_TEXT = re.compile(
    rf"(?<![0-9A-Z])(?=((?:[0-9A-Z]-?){{{CODE_SYMBOLS - 1}}}[0-9A-Z]"
    r"|[0-9A-Z]{4}([ -]+)[0-9A-Z]{4}(?:\2[0-9A-Z]{4}){3})(?![0-9A-Z]))"
)
"""Overlapping matches, in upper case: one word, with hyphens anywhere, or groups of four."""
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LOCAL_SUFFIXES = frozenset({"lan", "home", "internal", "localdomain", "box", "arpa"})

_START = re.compile(r"(?:https?|qqdesk)://", re.IGNORECASE)
_LINE_BREAK = re.compile(r"[ \t]*\r?\n[ \t>|]*")
_UNFINISHED = re.compile(r"&(?:[ap]?=?|a=\S*[,:])\Z", re.ASCII)
_LINK = re.compile(
    r"(?P<scheme>https?|qqdesk)://(?P<host>\[[0-9a-f:.]{2,45}\]|[a-z0-9.\-]{1,253})(?::(?P<port>[0-9]{1,5}))?/i#"
    rf"(?P<code>[0-9a-z](?:-?[0-9a-z]){{{CODE_SYMBOLS - 1}}})(?:\.(?P<fingerprint>[\w\-]{{43}}))?(?!\.?[\w\-])"
    r"(?P<secure>&s=1)?(?:&p=(?P<tls>[0-9]{1,5}))?(?:&a=(?P<others>[0-9a-z.:\[\],\-]{0,500}[0-9a-z\]]))?",
    re.IGNORECASE | re.ASCII,
)
_CUT_LINK = re.compile(
    r"(?:https?|qqdesk)://(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9.\-]{1,253})(?::[0-9]{1,5})?"
    rf"/i#?(?:(?<=#)[0-9a-z\-]{{1,{2 * CODE_SYMBOLS}}}(?:\.[\w\-]{{0,42}})?)?",
    re.IGNORECASE | re.ASCII,
)
"""A link that ends within its code or its fingerprint."""


class Reach(Enum):
    """The networks from which the link works."""

    ANYWHERE = auto()
    THIS_NETWORK = auto()
    THIS_COMPUTER = auto()


@dataclass(frozen=True, slots=True)
class InvitationLink:
    """Raises ValueError if a part is invalid, also for a `.local` name, which many computers cannot resolve.

    `addresses`: `host:port` with the plain HTTP port, the most likely first; of more than four the first four stay.
    Without a fingerprint and not on this computer: one `host` or `host:port` of HTTPS.
    `code`: that of an invitation, with or without hyphens, or a `number_code`; lower case is accepted.
    """

    addresses: tuple[str, ...]
    code: str = field(repr=False)
    fingerprint: str = ""
    tls_port: int = DEFAULT_TLS_PORT

    def __post_init__(self) -> None:
        code = self.code.replace("-", "").upper().translate(_MISREAD)
        if not (_CODE.fullmatch(code) or _NUMBER_CODE.fullmatch(code)):
            raise ValueError("this is not the code of an invitation")
        fingerprint = read_fingerprint(self.fingerprint) if self.fingerprint else ""
        if not self.addresses:
            raise ValueError("an invitation needs an address")
        pairs = [_host_and_port(address) for address in self.addresses]
        is_https = not fingerprint and not is_loopback_host(pairs[0][0])
        if is_https and len(pairs) > 1:
            raise ValueError("an address with the certificate of an authority stands alone")
        addresses = [_written(host, port, default=443) if is_https else _written(host, port or DEFAULT_PORT)
                     for host, port in pairs]  # fmt: skip
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "fingerprint", fingerprint)
        object.__setattr__(self, "addresses", tuple(dict.fromkeys(addresses))[:MAX_ADDRESSES])
        object.__setattr__(self, "tls_port", _port(str(self.tls_port)) if fingerprint else DEFAULT_TLS_PORT)

    @property
    def is_https(self) -> bool:
        """Whether the address is one of HTTPS, with the certificate of an authority."""
        return not self.fingerprint and not is_loopback_host(_host_and_port(self.addresses[0])[0])

    def http(self) -> str:
        """Return the link for browsers, messages and the QR code."""
        return f"{'https' if self.is_https else 'http'}://{self._rest()}"

    def scheme(self) -> str:
        """Return the link that opens this program; `s=1` stands for HTTPS with the certificate of an authority."""
        return f"qqdesk://{self._rest()}{'&s=1' if self.is_https else ''}"

    def _rest(self) -> str:
        first, *others = self.addresses
        port = _host_and_port(first)[1]
        parts = [f"{first}/i#{self.code}"]
        if self.fingerprint:
            parts.append(f".{base64.urlsafe_b64encode(bytes.fromhex(self.fingerprint)).decode().rstrip('=')}")
        if self.tls_port != DEFAULT_TLS_PORT:
            parts.append(f"&p={self.tls_port}")
        if others:
            parts.append(f"&a={','.join(_short(address, port) for address in others)}")
        return "".join(parts)


def number_code(number: int) -> str:
    """Return what stands for the code in a link that leads to the sign-in of an account."""
    return f"U{number:0{CODE_SYMBOLS - 1}}"


def number_of(code: str) -> int:
    """Return the number of the account that a code names, 0 for the code of an invitation."""
    return int(code[1:]) if _NUMBER_CODE.fullmatch(code) else 0


def find_link(text: str) -> InvitationLink | None:
    """Return the first invitation link in the text, in any of its forms, also if it is quoted or broken into lines."""
    cleaned = unquote(text[:MAX_TEXT_CHARS]).replace("&amp;", "&")
    for _, start in zip(range(_MAX_FOUND), _START.finditer(cleaned), strict=False):
        link = _link_at(cleaned[start.start() : start.start() + MAX_LINK_CHARS])
        if link is not None:
            return link
    return None


def find_code(text: str) -> str:
    """Return the code in a text with other words, without hyphens and blanks; "" for a text without a code."""
    upper = unicodedata.normalize("NFKC", text[:MAX_TEXT_CHARS]).upper()
    found = [match[1] for match in _CODE_IN_TEXT.finditer(upper)]
    codes = [re.sub("[^0-9A-Z]", "", one) for one in (upper, *found)]
    codes = [code for code in codes if _CODE.fullmatch(code.translate(_MISREAD))]
    return max(reversed(codes), key=_likeness, default="").translate(_MISREAD)


def _likeness(code: str) -> tuple[int, int]:
    """Rank a code above groups that begin with a word: a code has more digits, and none of the misread letters."""
    return -sum(code.count(letter) for letter in "ILO"), sum(map(str.isdigit, code))


def is_open_argument(text: str) -> bool:
    """Whether the text may follow `--open`: one invitation link and nothing else."""
    return len(text) <= MAX_LINK_CHARS and _LINK.fullmatch(text) is not None and find_link(text) is not None


def is_cut_link(text: str) -> bool:
    """Whether the text is an invitation link whose end is missing."""
    return len(text) <= MAX_LINK_CHARS and _CUT_LINK.fullmatch(text) is not None and find_link(text) is None


def link_reach(link: InvitationLink) -> Reach:
    """Judge by the first address: a home network has public IPv6 addresses that its router does not let in."""
    host = _host_and_port(link.addresses[0])[0]
    if is_loopback_host(host):
        return Reach.THIS_COMPUTER
    try:
        is_public = ipaddress.ip_address(host).is_global
    except ValueError:
        is_public = "." in host and host.rpartition(".")[2] not in _LOCAL_SUFFIXES
    return Reach.ANYWHERE if is_public else Reach.THIS_NETWORK


def _link_at(text: str) -> InvitationLink | None:
    """Read the link at the start of the text. Join the lines one by one until it is complete.

    The options stand last. If a line ends within an address of `a`, the link loses the rest of `a`, and no more.
    """
    first, *lines = _LINE_BREAK.split(text, _MAX_LINES)
    joined = first
    for line in [*lines, None]:
        found = _LINK.match(joined)
        goes_on = line is not None and (_UNFINISHED.search(joined) or line.startswith(("&", ",")))
        if found is not None and not goes_on:
            with contextlib.suppress(ValueError):
                return _read(found)
        joined += line or ""
    return None


def _read(found: re.Match[str]) -> InvitationLink:
    scheme, host = found["scheme"].lower(), found["host"].lower()
    coded = found["fingerprint"]
    is_https = coded is None and not is_loopback_host(host.strip("[]"))
    if is_https != (scheme == "https" or (scheme == "qqdesk" and found["secure"] is not None)):
        raise ValueError("the link does not say which certificate the place has")
    port = found["port"] or {"http": "80", "https": "443"}.get(scheme) or ("443" if is_https else str(DEFAULT_PORT))
    others = [_full(other, port) for other in (found["others"] or "").lower().split(",") if other]
    tls_port = _port(found["tls"]) if found["tls"] else DEFAULT_TLS_PORT
    return InvitationLink((f"{host}:{port}", *others), found["code"], _decoded(coded) if coded else "", tls_port)


def _decoded(coded: str) -> str:
    digest = base64.urlsafe_b64decode(f"{coded}=")
    if base64.urlsafe_b64encode(digest).decode().rstrip("=") != coded:
        raise ValueError("this is not a fingerprint")
    return digest.hex()


def _host_and_port(address: str) -> tuple[str, int]:
    """Split `host`, `host:port`, `[ipv6]` or `[ipv6]:port`; without one the port is 0. Raises ValueError."""
    host, _, port = address.lower().rpartition(":") if re.search(r":[0-9]+\Z", address) else (address.lower(), "", "")
    if host.startswith("[") and host.endswith("]"):
        host = str(ipaddress.IPv6Address(host[1:-1]))
    elif not _NAME.fullmatch(host):
        raise ValueError("this is not the address of a computer")
    elif _NUMBER.fullmatch(host.rpartition(".")[2]):
        host = str(ipaddress.IPv4Address(host))
    elif host.endswith(".local"):
        raise ValueError("many computers cannot resolve a .local name")
    if host[0].isdigit() or ":" in host:
        _refuse_unusable(host)
    return host, _port(port) if port else 0


def _refuse_unusable(host: str) -> None:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return  # a host name that begins with a digit
    if ip.is_unspecified or ip.is_multicast or (ip.version == 6 and (ip.is_link_local or ip.scope_id)):
        raise ValueError("no other computer can use this address")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ValueError("a port is a number from 1 to 65535")
    return int(text)


def _written(host: str, port: int, *, default: int = 0) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if port in (0, default) else f"{shown}:{port}"


def _short(address: str, port: int) -> str:
    """Leave out the port, and the brackets of IPv6, if the port is that of the first address.

    An address that ends with a colon keeps both: in pasted text a colon may be punctuation.
    """
    host, own = _host_and_port(address)
    return host if own == port and not host.endswith(":") else address


def _full(other: str, port: str) -> str:
    if other.startswith("["):
        return other
    if other.count(":") > 1:
        return f"[{other}]:{port}"
    return other if ":" in other else f"{other}:{port}"
