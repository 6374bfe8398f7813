"""Replies as they stand on the wire: every field in its order, not yet unescaped."""

import re
from dataclasses import dataclass
from functools import cached_property

from qqdesk.protocol.codes import Result
from qqdesk.protocol.wire import split_list, unescape

_SHOWN = 240
_SECRET = re.compile(r"((?:^|&)(?:SID|PS|NEWPS|INVITE)=)[^&]+")


@dataclass(frozen=True)
class RawReply:
    """One reply. Of GETMSGEX everything behind `&MG=` is text."""

    body: bytes

    @cached_property
    def fields(self) -> tuple[tuple[str, bytes], ...]:
        """In their order and with their letters."""
        head, mark, texts = self.body, b"", b""
        if b"CMD=GETMSGEX&" in self.body.upper()[:64]:
            # A closing & ends the last field and is no text, in which it would be escaped.
            head, mark, texts = self.body.removesuffix(b"&").partition(b"&MG=")
        parts = [part for part in head.split(b"&") if part]
        fields = [(_name(part), part.partition(b"=")[2]) for part in parts]
        return tuple(fields + ([("MG", texts)] if mark else []))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.fields)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def value(self, name: str) -> bytes:
        """The first of this name, b"" where there is none."""
        return next((value for key, value in self.fields if key == name), b"")

    def text(self, name: str) -> str:
        return unescape(self.value(name))

    def items(self, name: str) -> tuple[str, ...]:
        return tuple(unescape(item) for item in split_list(self.value(name)))

    @property
    def result(self) -> int | None:
        """RES; None where there is none."""
        text = self.text("RES").strip()
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    @property
    def wait(self) -> int:
        """Seconds after which to ask again, where there were too many requests; 0 where not."""
        text = self.text("WAIT").strip()
        is_told = self.result == Result.TOO_MANY_REQUESTS and text.isascii() and text.isdecimal() and len(text) < 5
        return int(text) if is_told else 0

    @property
    def is_done(self) -> bool:
        return self.result == 0

    def __str__(self) -> str:
        """As it is shown to a person, without what opens anything."""
        return shown(_SECRET.sub(r"\1…", self.body.decode("utf-8", "replace")))


def shown(text: str, most: int = _SHOWN) -> str:
    """Text of others in a line of ours, and not too much of it."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return line if len(line) <= most else f"{line[:most]}…"


def _name(part: bytes) -> str:
    return part.partition(b"=")[0].decode("utf-8", "replace")
