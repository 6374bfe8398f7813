"""GetInfo: the profile of a person."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from qqdesk.protocol.profile import KINDS, LEVELS, WIRE_NAMES, Profile
from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.wire import (
    CLIENT_ID,
    FLAG,
    MESSAGE_ID,
    PROFILE_TEXT,
    USER,
    Pairs,
    number_kind,
    parse_number,
    wire,
)


@dataclass(frozen=True, slots=True)
class GetInfoReply(Reply):
    """A profile with the fields of `level` (1 to 3). The own profile also has `allow` and `listed` (extensions).

    `own_face` is the id of the file with the own face, "" for none; None without CAN_FILES. `last_seen` is as in
    PresentContact; without CAN_CHANGES it is None, and the profile has no signature and no status text. With it, the
    own profile has `shows_seen` and `shows_read`, as in ModifyInfo.
    """

    level: int
    profile: Profile
    allow: int | None = None
    listed: bool | None = None
    own_face: str | None = None
    last_seen: int | None = None
    shows_seen: bool | None = None
    shows_read: bool | None = None

    @classmethod
    def read(cls, pairs: Pairs) -> Self:
        level = parse_number(pairs.text("LV") or "2", lowest=1, highest=3)
        values: dict[str, Any] = {}
        for spec in fields(Profile):
            name = WIRE_NAMES[spec.name]
            if name in pairs:
                values[spec.name] = KINDS[spec.name].read(pairs, pairs.raw[name])
        if "number" not in values:
            raise ValueError("UN is missing")
        allow = parse_number(pairs.text("ALLOW")) if pairs.text("ALLOW").strip() else None
        listed, shows_seen, shows_read = (
            FLAG.read(pairs, pairs.raw[name]) if name in pairs else None for name in ("LISTED", "SHOWSEEN", "SHOWREAD")
        )
        own_face = CLIENT_ID.read(pairs, pairs.raw["FACE"]) if "FACE" in pairs else None
        last_seen = MESSAGE_ID.read(pairs, pairs.raw["SEEN"]) if "SEEN" in pairs else None
        return cls(level, Profile(**values), allow, listed, own_face, last_seen, shows_seen, shows_read)

    def write(self) -> str:
        allow = "" if self.allow is None else f"&ALLOW={self.allow}"
        listed = "" if self.listed is None else f"&LISTED={int(self.listed)}"
        own_face = "" if self.own_face is None else f"&FACE={self.own_face}"
        lines = ""
        if self.last_seen is not None:
            texts = PROFILE_TEXT.write(self.profile.signature), PROFILE_TEXT.write(self.profile.status_text)
            lines = f"&SIG={texts[0]}&STX={texts[1]}&SEEN={self.last_seen}"
        shows_seen = "" if self.shows_seen is None else f"&SHOWSEEN={int(self.shows_seen)}"
        shows_read = "" if self.shows_read is None else f"&SHOWREAD={int(self.shows_read)}"
        known = "".join([write(self) for write in _INFO_WRITERS[self.level]])
        return known + allow + listed + own_face + lines + shows_seen + shows_read


def _info_writer(name: str) -> Callable[[GetInfoReply], str]:
    if name == "LV":
        return lambda reply: f"&LV={reply.level}"
    word = next(word for word, wire_name in WIRE_NAMES.items() if wire_name == name)
    write = KINDS[word].write
    return lambda reply: f"&{name}={write(getattr(reply.profile, word))}"


_INFO_WRITERS = {level: tuple(_info_writer(name) for name in names) for level, names in LEVELS.items()}


@dataclass(frozen=True, slots=True)
class GetInfo(Request):
    NAME: ClassVar[str] = "GetInfo"
    IDEMPOTENT: ClassVar[bool] = True
    REPLY_NAME: ClassVar[str] = "GETINFO"
    REPLY: ClassVar[type[GetInfoReply]] = GetInfoReply
    ORDER: ClassVar[tuple[str, ...]] = ("LV", "UN")
    number: int = wire("UN", USER)
    level: int = wire("LV", number_kind(lowest=1, highest=3, otherwise=2), 2)
