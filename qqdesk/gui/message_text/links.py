"""Finds links in a text, and the reasons to ask before one is opened. No widget."""

import re
import sys
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import unquote

from PySide6.QtCore import QUrl, QUrlQuery

from qqdesk.gui.message_text.text_units import units

_END = r"\s<>\"'`\u3000-\u303f\uff00-\uffef\u201c\u201d\u2018\u2019"
_MAIL = r"(?<![\w.%+@/-])[0-9a-z][\w.%+-]{0,63}@(?:[0-9a-z-]{1,63}\.)+[a-z]{2,24}(?![\w@-])"
_PHONE = (
    r"(?<![\w.,:/#+@=-])(?:\+[1-9][0-9]{0,2}(?:[ ./-]?\(?[0-9]{1,4}\)?){2,6}"
    r"|\(?0[0-9]{2,4}\)?[ /-][0-9]{2,8}(?:[ /-][0-9]{2,4}){0,3}"
    r"|0[1-9](?: [0-9]{2}){4}|1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|\(?[2-9][0-9]{2}\)?[ -][0-9]{3}-[0-9]{4})"
    r"(?<=[0-9)])(?![\w@]|[.,:/-][0-9])"
)
"""International, with an area code, of France, of China's mobiles, of North America."""
_PHONE_DIGITS = range(8, 16)
_LINK = re.compile(
    rf"(?<![0-9a-z_])(?:https?://|mailto:|file:/{{1,3}}|www\.(?=[^.{_END}]))[^{_END}]+"
    rf"|(?<![\\:0-9a-z_])\\\\[^\\/{_END}]+\\[^{_END}]+"
    rf"|(?P<mail>{_MAIL})|(?P<phone>{_PHONE})",
    re.IGNORECASE | re.ASCII,
)
_TRAILING = ".,;:!?)]}"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_SCHEMES = ("http", "https", "mailto", "tel", "file")
_MAIL_FIELDS = ("to", "cc", "subject", "body")

_PROGRAMS = frozenset(
    "apk app appimage application bat bin cmd com command cpl deb desktop dll dmg exe gadget hta inf ins iso jar lnk "
    "mobileconfig msc msi msix msixbundle msp mst pif pkg ps1 reg rpm run scf scr sct shb url vb vbe vbs ws wsc wsf "
    "wsh xbap xll docm dotm pptm xlsm xlam".split()
)
"""Suffixes of files that a system runs, or that contain a program."""
_SCRIPTS = frozenset("bash csh fish js jse ksh php pl ps2 psm1 py pyc pyw rb scpt sh tcl workflow zsh".split())
"""Suffixes of local files that a system may run. A browser shows them."""
# Invisible letters outside of the category of format characters.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0")


class Doubt(Enum):
    """A reason to ask before a link is opened."""

    FOREIGN_LETTERS = auto()
    """The host has letters of other scripts than Latin, or is written in Punycode."""
    MIXED_LETTERS = auto()
    """One name of the host has letters of several scripts, as in a forged name."""
    OTHER_HOST = auto()
    """The host differs from the text, as for an IP address written as one number."""
    BEFORE_AT = auto()
    """The text before an "@" may look like a host."""
    UNSEEN = auto()
    """It has invisible characters, or characters that change the direction."""
    FILE = auto()
    """It is a file or folder of this computer."""
    NETWORK = auto()
    """It is a file or folder of another computer of the network."""
    PROGRAM = auto()


@dataclass(frozen=True, slots=True)
class Link:
    """`start` and `length` in UTF-16 units; `url` as it stands in the text, with "http://" before "www.", "mailto:"
    before a mail address, "tel:" before a phone number."""

    start: int
    length: int
    url: str


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a link. `address`, for the system, and `host`, which may be "", are ASCII."""

    address: str
    host: str
    doubts: tuple[Doubt, ...]


def find_links(text: str) -> list[Link]:
    """Return the addresses of web, mail and files, and the phone numbers, in a text, without final punctuation."""
    links = []
    counted = passed = 0
    for match in _LINK.finditer(text):
        shown = match.group()
        while shown[-1] in _TRAILING and shown.count(shown[-1]) > shown.count(_BRACKETS.get(shown[-1], " ")):
            shown = shown[:-1]
        lower = shown.lower()
        if lower.endswith(("://", "mailto", "file", "file:/")) or lower == "www":
            continue
        url = f"http://{shown}" if lower.startswith("www.") else shown
        if match.lastgroup == "mail":
            url = f"mailto:{shown}"
        elif match.lastgroup == "phone":
            digits = re.sub("[^0-9]", "", shown)
            if len(digits) not in _PHONE_DIGITS:
                continue
            url = f"tel:{'+' if shown[0] == '+' else ''}{digits}"
        passed += units(text[counted : match.start()])
        counted = match.start()
        links.append(Link(passed, units(shown), url))
    return links


def target_of(url: str, *, windows: bool = sys.platform == "win32") -> Target | None:
    """Return the target of an address; None if it is invalid or of another scheme."""
    doubts = [Doubt.UNSEEN] if any(_is_unseen(character) for character in url) else []
    if url.startswith("\\\\"):
        return _network_file(url[2:].replace("\\", "/"), doubts, windows)
    parsed = QUrl(url)
    scheme = parsed.scheme().lower()
    if not parsed.isValid() or scheme not in _SCHEMES:
        return None
    if scheme == "mailto":
        return _mail(parsed, doubts)
    if scheme == "tel":
        return Target(_ascii(parsed), "", tuple(doubts))
    if scheme == "file":
        path = parsed.path().replace("\\", "/")
        if parsed.host() and parsed.host().lower() != "localhost":
            return _network_file(f"{parsed.host()}{path}", doubts, windows)
        if path.startswith("//"):
            return _network_file(path.lstrip("/"), doubts, windows)
        return _local_file(parsed, doubts)
    return _page(url, parsed, doubts)


def _page(url: str, parsed: QUrl, doubts: list[Doubt]) -> Target | None:
    host = parsed.host(QUrl.ComponentFormattingOption.FullyEncoded)
    if not host:
        return None
    authority = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]
    before, at, shown = authority.rpartition("@")
    if at or "%40" in before or "\\" in authority:
        doubts.append(Doubt.BEFORE_AT)
    shown = re.sub(r":\d*$", "", shown).rstrip(".").lower()
    plain = unquote(shown)
    if not plain.isascii() or "xn--" in host:
        mixed = _is_mixed(plain) or _is_mixed(parsed.host())
        doubts.append(Doubt.MIXED_LETTERS if mixed else Doubt.FOREIGN_LETTERS)
    elif shown.strip("[]") != host.rstrip(".").strip("[]").lower() and not shown.startswith("["):
        doubts.append(Doubt.OTHER_HOST)
    if _ending(parsed.path()) in _PROGRAMS:
        doubts.append(Doubt.PROGRAM)
    return Target(_ascii(parsed), host, tuple(doubts))


def _mail(parsed: QUrl, doubts: list[Doubt]) -> Target | None:
    """Keep only the fields that the user sees before sending: no attachment, no blind copy."""
    path = parsed.path(QUrl.ComponentFormattingOption.FullyDecoded)
    host = path.rpartition("@")[2]
    encoded = bytes(QUrl.toAce(host).data()).decode("ascii")
    if not encoded:
        return None
    if not host.isascii() or "xn--" in encoded:
        doubts.append(Doubt.MIXED_LETTERS if _is_mixed(host) else Doubt.FOREIGN_LETTERS)
    query = QUrlQuery(parsed)
    kept = QUrlQuery()
    kept.setQueryItems([item for item in query.queryItems() if item[0].lower() in _MAIL_FIELDS])
    parsed.setQuery(kept if not kept.isEmpty() else QUrlQuery())
    if kept.isEmpty():
        parsed.setQuery("")
    address = _ascii(parsed).rstrip("?")
    return Target(address, encoded, tuple(doubts))


def _local_file(parsed: QUrl, doubts: list[Doubt]) -> Target:
    parsed.setHost("")
    doubts.append(Doubt.FILE)
    if starts_program(parsed.path()):
        doubts.append(Doubt.PROGRAM)
    return Target(_ascii(parsed), "", tuple(doubts))


def _network_file(place: str, doubts: list[Doubt], windows: bool) -> Target | None:
    """A file of another computer: `place` is "server/share/path"."""
    host, _, path = place.partition("/")
    parsed = QUrl()
    parsed.setScheme("file" if windows else "smb")
    parsed.setHost(host)
    parsed.setPath(f"/{path.lstrip('/')}")
    name = parsed.host(QUrl.ComponentFormattingOption.FullyEncoded)
    if not name or not path.strip("/"):
        return None
    if not host.isascii() or "xn--" in name:
        doubts.append(Doubt.MIXED_LETTERS if _is_mixed(host) else Doubt.FOREIGN_LETTERS)
    doubts.append(Doubt.NETWORK)
    if starts_program(path):
        doubts.append(Doubt.PROGRAM)
    return Target(_ascii(parsed), name, tuple(doubts))


def _ascii(parsed: QUrl) -> str:
    return parsed.toString(QUrl.ComponentFormattingOption.FullyEncoded)


def _ending(path: str) -> str:
    """Return the suffix of a path as Windows reads it: without final dots and blanks, and without a stream's name."""
    name = re.split(r"[/\\]", unquote(path).rstrip("/\\"))[-1].split(":")[0].rstrip(". ")
    seen = "".join(character for character in name if not _is_unseen(character))
    return seen.rpartition(".")[2].lower() if "." in seen else ""


def starts_program(path: str) -> bool:
    """Return whether a system may run a file with this name."""
    return _ending(path) in _PROGRAMS | _SCRIPTS


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf") or character in _UNSEEN


def _is_mixed(host: str) -> bool:
    """Whether one name of a host mixes scripts that no language mixes."""
    for name in host.split("."):
        scripts = {_script(character) for character in name if not character.isascii() or character.isalpha()} - {""}
        if len(scripts) > 1 and not scripts <= {"LATIN", "CJK"}:
            return True
    return False


def _script(character: str) -> str:
    """Return the script of a character, the first word of its Unicode name. Chinese, Japanese and Korean are one.

    Marks and numbers have none, "". A sign, which a host has only to look like a letter, is its own script.
    """
    category = unicodedata.category(character)
    if category[0] in "MN":
        return ""
    if category[0] != "L":
        return "SIGN"
    script = unicodedata.name(character, "UNKNOWN").split(" ")[0].split("-")[0]
    return "CJK" if script in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC") else script
