"""The text layer: escaping, pairs, lists, and dataclass fields that know their wire names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field
from functools import cached_property
from typing import Any

from qqdesk.protocol.codes import MAX_NUMBER

# C0, DEL and C1: what would break "one line". A lone surrogate is nothing that UTF-8 can say.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_DIGITS = re.compile(r"[0-9]+", re.ASCII)


def escape(text: str) -> str:
    """Text as it stands in a value; a lone surrogate, which UTF-8 cannot say, becomes U+FFFD."""
    text = text.replace("%", "%25").replace("&", "%26").replace(",", "%2c")
    # Nothing printable is unsafe, and whether a text is printable is known much sooner.
    return text if text.isprintable() else _UNSAFE.sub(_escape_one, text)


def _escape_one(match: re.Match[str]) -> str:
    character = match[0]
    if character >= "\ud800":
        return "\ufffd"
    return "".join(f"%{byte:02x}" for byte in character.encode())


def unescape(raw: bytes, *, plus_is_space: bool = False) -> str:
    """Undo `%XX` once, and read the bytes as UTF-8; what is neither stays or becomes U+FFFD."""
    if plus_is_space:
        raw = raw.replace(b"+", b" ")
    if b"%" not in raw:
        return raw.decode("utf-8", "replace")
    return _PERCENT.sub(lambda match: bytes((int(match[1], 16),)), raw).decode("utf-8", "replace")


@dataclass(frozen=True)
class Pairs:
    """The fields of a body, not yet unescaped, by upper-case name. The first of two of one name counts."""

    raw: Mapping[str, bytes]
    plus_is_space: bool = False
    double_escaped: bool = False
    """Profile texts are unescaped twice: a classic server's habit."""

    def __contains__(self, name: str) -> bool:
        return name in self.raw

    def text(self, name: str) -> str:
        return self.decode(self.raw.get(name, b""))

    def decode(self, raw: bytes) -> str:
        return unescape(raw, plus_is_space=self.plus_is_space)

    def decode_profile(self, raw: bytes) -> str:
        once = self.decode(raw)
        return unescape(once.encode()) if self.double_escaped else once


def read_pairs(
    body: bytes,
    tails: Mapping[str, str],
    *,
    plus_is_space: bool = False,
    double_escaped: bool = False,
) -> Pairs:
    """Take a body apart.

    `tails` names, by lower-case command, the field whose value runs to the end of the body, `&` and `=` included.
    """
    body = body.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n\x00")
    if plus_is_space:
        # Old clients that send forms put an `&` behind each field, the last one included.
        body = body.removesuffix(b"&")
    fields: dict[str, bytes] = {}
    tail: str | None = None
    position = 0
    # By position: to cut the body shorter at each step would cost the square of its length.
    while position < len(body):
        end = body.find(b"&", position)
        end = len(body) if end < 0 else end
        equals = body.find(b"=", position, end)
        if equals >= 0:
            name = body[position:equals].decode("utf-8", "replace").strip().upper()
            if name == tail:
                fields.setdefault(name, body[equals + 1 :])
                break
            fields.setdefault(name, body[equals + 1 : end])
            if name == "CMD" and tail is None:
                tail = tails.get(fields[name].decode("utf-8", "replace").strip().lower())
        position = end + 1
    return Pairs(fields, plus_is_space, double_escaped)


def split_list(raw: bytes) -> list[bytes]:
    """The items of a comma-terminated list; the last comma may be missing."""
    if not raw.strip():
        return []
    items = raw.split(b",")
    # An old server puts a blank between the last comma and the next field; it is no item.
    if not items[-1].strip():
        items.pop()
    return items


def join_list(items: Sequence[str]) -> str:
    """Items that are already wire text, as a comma-terminated list."""
    return "".join(f"{item}," for item in items)


@dataclass(frozen=True)
class Kind:
    """How one sort of value is read and written.

    `read` raises ValueError on a value that does not fit, with a sentence that names what would.
    """

    read: Callable[[Pairs, bytes], Any]
    write: Callable[[Any], str]


def parse_number(text: str, *, lowest: int = 0, highest: int = MAX_NUMBER) -> int:
    """A decimal number with nothing but blanks around it; ValueError where it is none or out of bounds."""
    stripped = text.strip()
    if not _DIGITS.fullmatch(stripped) or len(stripped) > 19:
        raise ValueError("a decimal number is wanted")
    value = int(stripped)
    if not lowest <= value <= highest:
        raise ValueError(f"a number from {lowest} to {highest} is wanted")
    return value


def read_named(name: str, kind: Kind, pairs: Pairs, raw: bytes) -> Any:
    """The value of a field; ValueError with a sentence that names the field."""
    try:
        return kind.read(pairs, raw)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def number_kind(*, lowest: int = 0, highest: int = MAX_NUMBER, otherwise: int | None = None) -> Kind:
    """Numbers within bounds; `otherwise` stands for whatever is none, where that is no reason to fail."""

    def read(pairs: Pairs, raw: bytes) -> int:
        try:
            return parse_number(pairs.decode(raw), lowest=lowest, highest=highest)
        except ValueError:
            if otherwise is None:
                raise
            return otherwise

    return Kind(read, str)


def code_kind(*allowed: int) -> Kind:
    """A number out of a closed set."""

    def read(pairs: Pairs, raw: bytes) -> int:
        value = parse_number(pairs.decode(raw))
        if value not in allowed:
            raise ValueError("one of " + ", ".join(str(int(code)) for code in allowed) + " is wanted")
        return value

    return Kind(read, lambda value: str(int(value)))


def hex_kind(length: int) -> Kind:
    """A lower-case hexadecimal string of fixed length; upper case is taken too."""

    def read(pairs: Pairs, raw: bytes) -> str:
        text = pairs.decode(raw).strip().lower()
        if len(text) != length or text.strip("0123456789abcdef"):
            raise ValueError(f"{length} hexadecimal digits are wanted")
        return text

    return Kind(read, str)


def list_kind(item: Kind) -> Kind:
    """A comma-terminated list as a tuple."""
    return Kind(
        lambda pairs, raw: tuple(item.read(pairs, part) for part in split_list(raw)),
        lambda values: join_list([item.write(value) for value in values]),
    )


TEXT = Kind(lambda pairs, raw: pairs.decode(raw), escape)
PROFILE_TEXT = Kind(lambda pairs, raw: pairs.decode_profile(raw), escape)
TRIMMED = Kind(lambda pairs, raw: pairs.decode(raw).strip(), escape)
NUMBER = number_kind()
USER = number_kind(lowest=1)
MESSAGE_ID = number_kind(highest=2**63 - 1)
PAGE = number_kind(lowest=1, highest=1000, otherwise=1000)
# Blanks around a code are an old server's; a code we do not know is kept as it is.
OPEN_CODE = number_kind(highest=2**31 - 1)
FLAG = Kind(lambda pairs, raw: pairs.decode(raw).strip() == "1", lambda value: "1" if value else "0")
NOT_ZERO = Kind(lambda pairs, raw: pairs.decode(raw).strip() != "0", FLAG.write)
USERS = list_kind(USER)


def wire(name: str, kind: Kind, default: Any = MISSING, *, blank: Any = MISSING, secret: bool = False) -> Any:
    """A dataclass field that stands on the wire as `name`.

    Without a default the field must be there; with the default None it is left out of what is written. `blank` is
    the meaning of a field that is there and empty, or not there. What is `secret` has no part in the `repr`, so that
    it gets into no log.
    """
    metadata = {"wire": name, "kind": kind, "blank": blank}
    if default is MISSING:
        return field(metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


def columns(row: type[Any], *, count: str) -> Any:
    """A dataclass field that holds rows, and stands on the wire as parallel lists and their `count`."""
    return field(default=(), metadata={"row": row, "count": count})


@dataclass(frozen=True)
class Spec:
    """One dataclass field with its place on the wire."""

    field: Field[Any]

    @cached_property
    def name(self) -> str:
        return str(self.field.metadata["wire"])

    @cached_property
    def kind(self) -> Kind:
        kind: Kind = self.field.metadata["kind"]
        return kind

    def read(self, pairs: Pairs) -> Any:
        """The field's value; ValueError with a sentence that names the field."""
        raw = pairs.raw.get(self.name)
        blank = self.field.metadata["blank"]
        if blank is not MISSING and (raw is None or not raw.strip()):
            return blank
        if raw is None:
            if self.field.default is MISSING:
                raise ValueError(f"{self.name} is missing")
            return self.field.default
        return read_named(self.name, self.kind, pairs, raw)
