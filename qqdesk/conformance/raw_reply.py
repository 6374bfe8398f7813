"""Replies as raw fields: in their order, still escaped."""

import re
from dataclasses import dataclass
from functools import cached_property

from qqdesk.protocol.codes import Result
from qqdesk.protocol.wire import split_list, unescape

_SHOWN = 240
_SECRET = re.compile(r"((?:^|&)(?:SID|PS|NEWPS|INVITE)=)[^&]+")


@dataclass(frozen=True)
class RawReply:
    """One reply. In GETMSGEX everything after `&MG=` is text."""

    body: bytes

    @cached_property
    def fields(self) -> tuple[tuple[str, bytes], ...]:
        """Names as spelled, and escaped values, in order."""
        head, mark, texts = self.body, b"", b""
        if b"CMD=GETMSGEX&" in self.body.upper()[:64]:
            # A closing & is no text: in a text it would be escaped.
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
        """The first value of this name, b"" without one."""
        return next((value for key, value in self.fields if key == name), b"")

    def text(self, name: str) -> str:
        return unescape(self._decoded(name))

    def items(self, name: str) -> tuple[str, ...]:
        return tuple(unescape(item) for item in split_list(self._decoded(name)))

    def _decoded(self, name: str) -> str:
        return self.value(name).decode("utf-8", "replace")

    @property
    def result(self) -> int | None:
        """RES; None if missing or invalid."""
        text = self.text("RES").strip()
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    @property
    def wait(self) -> int:
        """WAIT of a refusal for too many requests, in seconds; else 0."""
        text = self.text("WAIT").strip()
        is_told = self.result == Result.TOO_MANY_REQUESTS and text.isascii() and text.isdecimal() and len(text) < 5
        return int(text) if is_told else 0

    @property
    def is_done(self) -> bool:
        return self.result == 0

    def __str__(self) -> str:
        """The reply for display, without secrets."""
        return shown(_SECRET.sub(r"\1…", self.body.decode("utf-8", "replace")))


def shown(text: str, most: int = _SHOWN) -> str:
    """Return a text as one printable line of bounded length."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return line if len(line) <= most else f"{line[:most]}…"


def _name(part: bytes) -> str:
    return part.partition(b"=")[0].decode("utf-8", "replace")
