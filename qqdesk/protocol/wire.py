"""The text layer: escaping, pairs, lists, and the kinds of values that dataclass fields have on the wire."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from qqdesk.protocol.limits import MAX_NUMBER

# C0, DEL and C1 would break the line. UTF-8 cannot express a lone surrogate.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = " \t\r\n\v\f"
_PERCENT = re.compile("(?:%[0-9A-Fa-f]{2})+")


def escape(text: str) -> str:
    """Escape a text for a value. A lone surrogate, which UTF-8 cannot express, becomes U+FFFD."""
    if text.isalnum():
        return text
    text = text.replace("%", "%25").replace("&", "%26").replace(",", "%2c")
    # No printable character is unsafe, and isprintable() is much faster than the search.
    return text if text.isprintable() else _UNSAFE.sub(_escape_one, text)


def _escape_one(match: re.Match[str]) -> str:
    character = match[0]
    if character >= "\ud800":
        return "\ufffd"
    return "".join(f"%{byte:02x}" for byte in character.encode())


def unescape(raw: str) -> str:
    """Undo `%XX` once. Other percent signs stay; bytes that are not UTF-8 become U+FFFD."""
    return _PERCENT.sub(_unescape_some, raw) if "%" in raw else raw


def _unescape_some(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")


def _unescape_form(raw: str) -> str:
    return unescape(raw.replace("+", " "))


def _unescape_gb(raw: str) -> str:
    """Undo `%XX` in a value whose characters stand for bytes, which are UTF-8 or GB18030."""
    data = unquote_to_bytes(raw.encode("latin-1"))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _unescape_gb_form(raw: str) -> str:
    return _unescape_gb(raw.replace("+", " "))


def _unescape_twice(raw: str) -> str:
    return unescape(unescape(raw))


class Pairs:
    """The fields of a body by upper-case name, still escaped. Of two fields with one name the first counts."""

    __slots__ = ("decode", "decode_profile", "raw")

    def __init__(
        self,
        raw: Mapping[str, str],
        decode: Callable[[str], str] = unescape,
        decode_profile: Callable[[str], str] | None = None,
    ) -> None:
        self.raw = raw
        self.decode = decode
        self.decode_profile = decode_profile or decode
        """Decodes profile texts, which classic servers escape twice."""

    def __contains__(self, name: str) -> bool:
        return name in self.raw

    def text(self, name: str) -> str:
        """Return the decoded field, or an empty string if there is none."""
        return self.decode(self.raw.get(name, ""))


def is_utf8(body: bytes) -> bool:
    """Return whether a body is UTF-8, its escaped bytes included."""
    try:
        (unquote_to_bytes(body) if b"%" in body else body).decode()
    except UnicodeDecodeError:
        return False
    return True


def read_pairs(
    body: bytes,
    tails: Mapping[str, str],
    *,
    plus_is_space: bool = False,
    double_escaped: bool = False,
    may_be_gb: bool = False,
) -> Pairs:
    """Split a body into its fields. Bytes that are not UTF-8 become U+FFFD, or are GB18030 (`may_be_gb`).

    `tails`: by lower-case command, the field whose value runs to the end of the body, `&` and `=` included.
    """
    text = body.decode("latin-1") if may_be_gb else body.decode("utf-8", "replace").removeprefix("\ufeff")
    text = text.rstrip("\r\n\0")
    if plus_is_space:
        # Old clients that send forms write an `&` after each field, the last one included.
        text = text.removesuffix("&")
    fields: dict[str, str] = {}
    tail: str | None = None
    parts = text.split("&")
    for place, part in enumerate(parts, 1):
        name, equals, value = part.partition("=")
        if not equals:
            continue
        name = name.strip().upper()
        if name == tail:
            fields.setdefault(name, "&".join([value, *parts[place:]]))
            break
        fields.setdefault(name, value)
        if name == "CMD" and tail is None:
            tail = tails.get(fields["CMD"].strip().lower())
    if may_be_gb:
        return Pairs(fields, _unescape_gb_form if plus_is_space else _unescape_gb)
    return Pairs(fields, _unescape_form if plus_is_space else unescape, _unescape_twice if double_escaped else None)


def split_list(raw: str) -> list[str]:
    """Return the items of a comma-terminated list. The last comma may be missing."""
    items = raw.split(",")
    # An old server writes a blank between the last comma and the next field. It is not an item.
    if not items[-1].strip(_BLANKS):
        items.pop()
    return items


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of value is read and written. `read` raises ValueError with a sentence that says what is wanted."""

    read: Callable[[Pairs, str], Any]
    write: Callable[[Any], str]


def parse_number(text: str, *, lowest: int = 0, highest: int = MAX_NUMBER) -> int:
    """Parse a decimal number, blanks around it allowed. Raises ValueError, also if it is out of bounds."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 19:
        raise ValueError("a decimal number is wanted")
    value = int(digits)
    if not lowest <= value <= highest:
        raise ValueError(f"a number from {lowest} to {highest} is wanted")
    return value


def read_named(name: str, kind: Kind, pairs: Pairs, raw: str) -> Any:
    """Read the value of a field. The ValueError names the field."""
    try:
        return kind.read(pairs, raw)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def number_kind(*, lowest: int = 0, highest: int = MAX_NUMBER, otherwise: int | None = None) -> Kind:
    """A number within bounds. `otherwise`, if given, replaces every invalid value."""

    def read(pairs: Pairs, raw: str) -> int:
        try:
            return parse_number(pairs.decode(raw), lowest=lowest, highest=highest)
        except ValueError:
            if otherwise is None:
                raise
            return otherwise

    return Kind(read, str)


def code_kind(*allowed: int) -> Kind:
    """A number of a closed set."""

    def read(pairs: Pairs, raw: str) -> int:
        value = parse_number(pairs.decode(raw))
        if value not in allowed:
            raise ValueError("one of " + ", ".join(str(int(code)) for code in allowed) + " is wanted")
        return value

    return Kind(read, lambda value: str(int(value)))


def hex_kind(length: int) -> Kind:
    """A lower-case hexadecimal string of fixed length. Upper case is accepted."""

    def read(pairs: Pairs, raw: str) -> str:
        text = pairs.decode(raw).strip().lower()
        if len(text) != length or text.strip("0123456789abcdef"):
            raise ValueError(f"{length} hexadecimal digits are wanted")
        return text

    return Kind(read, str)


def _read_place_id(pairs: Pairs, raw: str) -> str:
    text = pairs.decode(raw).strip().lower()
    return text if len(text) == 16 and not text.strip("0123456789abcdef") else ""


def _read_users(pairs: Pairs, raw: str) -> tuple[int, ...]:
    words = pairs.decode(raw).split()
    return tuple([int(word) for word in words if word.isascii() and word.isdecimal() and len(word) <= 10])


def _read_client_id(pairs: Pairs, raw: str) -> str:
    text = pairs.decode(raw).strip().lower()
    return text if len(text) == 32 and not text.strip("0123456789abcdef") else ""


def list_kind(item: Kind) -> Kind:
    """A comma-terminated list, as a tuple."""
    return Kind(
        lambda pairs, raw: tuple([item.read(pairs, part) for part in split_list(raw)]),
        lambda values: "".join([item.write(value) + "," for value in values]),
    )


TEXT = Kind(lambda pairs, raw: pairs.decode(raw), escape)
PROFILE_TEXT = Kind(lambda pairs, raw: pairs.decode_profile(raw), escape)
# Old servers write a blank before each comma of a list.
NAME = Kind(lambda pairs, raw: pairs.decode_profile(raw).strip(), escape)
TRIMMED = Kind(lambda pairs, raw: pairs.decode(raw).strip(), escape)
NUMBER = number_kind()
USER = number_kind(lowest=1)
MESSAGE_ID = number_kind(highest=2**63 - 1)
PAGE = number_kind(lowest=1, highest=1000, otherwise=1000)
# Unknown codes are kept. Old servers write blanks around codes.
OPEN_CODE = number_kind(highest=2**31 - 1)
PLACE_ID = Kind(_read_place_id, str)
"""16 lower-case hexadecimal digits; "" for anything else: servers without a place id may be met."""
CLIENT_ID = Kind(_read_client_id, str)
"""32 lower-case hexadecimal digits; "" for an entry without a client id, and for anything else."""
FLAG = Kind(lambda pairs, raw: pairs.decode(raw).strip() == "1", lambda value: "1" if value else "0")
NOT_ZERO = Kind(lambda pairs, raw: pairs.decode(raw).strip() != "0", FLAG.write)
USERS = Kind(
    lambda pairs, raw: tuple([USER.read(pairs, part) for part in split_list(raw) if part.strip()]),
    list_kind(USER).write,
)
FLAGS = list_kind(FLAG)
IDS = list_kind(MESSAGE_ID)
USERS_BY_BLANK = Kind(_read_users, lambda numbers: " ".join(map(str, numbers)))
"""Numbers of users within one item of a list. Other words are ignored."""
TEXTS = list_kind(TRIMMED)


def wire(
    name: str,
    kind: Kind,
    default: Any = MISSING,
    *,
    blank: Any = MISSING,
    keep: bool = False,
    count: str = "",
    secret: bool = False,
) -> Any:
    """Declare a dataclass field that is called `name` on the wire.

    A field without a default is required. `blank` is the value of a field that is empty or missing. A None is not
    written, or written as an empty field (`keep`). `count` is a field with the length of a list, which is only written.
    A `secret` field is left out of the `repr`, which keeps it out of logs.
    """
    metadata = {"wire": name, "kind": kind, "blank": blank, "keep": keep, "count": count}
    if default is MISSING:
        return field(metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


def columns(row: type[Any], *, count: str) -> Any:
    """Declare a dataclass field that holds rows. On the wire these are parallel lists, and `count` their length."""
    return field(default=(), metadata={"row": row, "count": count})
