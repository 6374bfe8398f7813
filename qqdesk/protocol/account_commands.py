"""Extensions: Hello, and the commands that create or change an account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

from qqdesk.protocol.codes import ANY_SESSION, AddOutcome
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.profile import EDITABLE, KINDS, STRICT_FACE, STRICT_KINDS, WIRE_NAMES
from qqdesk.protocol.record import Done, Limit, Repeat, Reply, Request, ServerRate
from qqdesk.protocol.wire import (
    FLAG,
    MESSAGE_ID,
    NUMBER,
    PLACE_ID,
    TEXT,
    TEXTS,
    TRIMMED,
    USER,
    Kind,
    Pairs,
    code_kind,
    hex_kind,
    number_kind,
    read_named,
    wire,
)

PASSWORD_HASH = hex_kind(32)
OWN_CHANGES = Limit("changes", ServerRate.MESSAGES, part=5)
"""Each goes to everybody who has the person on the list."""
ALLOW = code_kind(*AddOutcome)
ZERO_OR_ONE = code_kind(0, 1)
_FILE_ID = hex_kind(32)
OWN_FACE = Kind(lambda pairs, raw: _FILE_ID.read(pairs, raw) if raw.strip() else "", str)
"""The id of a file, or "" for no own face."""


@dataclass(frozen=True, slots=True)
class RegisterReply(Reply):
    number: int = wire("NUM", USER)


@dataclass(frozen=True, slots=True)
class Register(Request):
    """Extension: create an account. The server chooses its number, and the face unless there is one.

    `client_id` (32 random hex digits) identifies the account that is to be created: a repeat with the same password
    within a day returns the same number.
    """

    NAME: ClassVar[str] = "Register"
    NEEDS: ClassVar[str] = ANY_SESSION
    REPEAT: ClassVar[Repeat] = Repeat.ALWAYS
    REPLY: ClassVar[type[RegisterReply]] = RegisterReply
    HAS_SESSION: ClassVar[bool] = False
    HAS_NUMBER: ClassVar[bool] = False
    password_hash: str = wire("PS", PASSWORD_HASH, secret=True)
    nickname: str = wire("NICK", TEXT, secret=True)
    invitation: str | None = wire("INVITE", TRIMMED, None, blank=None, secret=True)
    face: int | None = wire("FC", STRICT_FACE, None, blank=None)
    client_id: str | None = wire("CID", hex_kind(32), None)


@dataclass(frozen=True, slots=True)
class HelloReply(Reply):
    """Public information about a server.

    `tls_port` is 0 without HTTPS; `fingerprint` is the SHA-256 of its certificate, 64 hex digits. `registration` is a
    RegistrationMode or an unknown word. `now` is the server's time in milliseconds since 1970, 0 if not given.
    `people` is the number of accounts, None unless the people of the place know each other. `addresses` are those for
    other computers, `host:port` of plain HTTP, the most likely first. `most_file_bytes` is the size of the largest file
    that the server takes, None if it takes no files.
    """

    tls_port: int = wire("TLS", number_kind(highest=65535, otherwise=0), 0, blank=0)
    fingerprint: str = wire("FPR", TRIMMED, "")
    registration: str = wire("REG", TRIMMED, "")
    name: str = wire("NAM", TEXT, "")
    now: int = wire("NOW", number_kind(highest=10**15, otherwise=0), 0, blank=0)
    place_id: str = wire("PID", PLACE_ID, "")
    people: int | None = wire("PEOPLE", NUMBER, None, blank=None)
    addresses: tuple[str, ...] = wire("ADDR", TEXTS, ())
    most_file_bytes: int | None = wire("MOST", MESSAGE_ID, None, blank=None)


@dataclass(frozen=True, slots=True)
class Hello(Request):
    """Extension: ask for public information about the server, without a session."""

    NAME: ClassVar[str] = "Hello"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = ANY_SESSION
    REPLY: ClassVar[type[HelloReply]] = HelloReply
    HAS_SESSION: ClassVar[bool] = False
    HAS_NUMBER: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class ModifyPassword(Request):
    """Extension: change the password; the old one is required."""

    NAME: ClassVar[str] = "ModifyPwd"
    NEEDS: ClassVar[str] = ANY_SESSION
    REPLY: ClassVar[type[Done]] = Done
    password_hash: str = wire("PS", PASSWORD_HASH, secret=True)
    new_password_hash: str = wire("NEWPS", PASSWORD_HASH, secret=True)
    ends_others: bool | None = wire("ENDALL", FLAG, None)
    """Sign all my other devices out."""


@dataclass(frozen=True, slots=True)
class ModifyInfo(Request):
    """Extension: change the own profile, by field names of `Profile`, and who may add me (an AddOutcome).

    `listed`: the people of the place know me, if they know each other. `own_face`: the id of a JPEG or PNG picture of
    at most MAX_FACE_BYTES, "" for none; in sessions with CAN_FILES only. `shows_seen`: people who show it to me see
    when I was last there. `shows_read`: people who show it to me see what I have read.
    """

    NAME: ClassVar[str] = "ModifyInfo"
    LIMIT: ClassVar[Limit | None] = OWN_CHANGES
    NEEDS: ClassVar[str] = ANY_SESSION
    REPLY: ClassVar[type[Done]] = Done
    changes: Mapping[str, str | int] = field(repr=False)
    allow: int | None = None
    listed: bool | None = None
    own_face: str | None = None
    shows_seen: bool | None = None
    shows_read: bool | None = None

    @classmethod
    def read(cls, pairs: Pairs) -> Self:
        changes = {}
        for word in EDITABLE:
            name = WIRE_NAMES[word]
            if name in pairs:
                changes[word] = read_named(name, STRICT_KINDS[word], pairs, pairs.raw[name])
        allow = read_named("ALLOW", ALLOW, pairs, pairs.raw["ALLOW"]) if "ALLOW" in pairs else None
        listed, shows_seen, shows_read = (
            bool(read_named(name, ZERO_OR_ONE, pairs, pairs.raw[name])) if name in pairs else None
            for name in ("LISTED", "SHOWSEEN", "SHOWREAD")
        )
        own_face = read_named("FACE", OWN_FACE, pairs, pairs.raw["FACE"]) if "FACE" in pairs else None
        return cls(changes, allow, listed, own_face, shows_seen, shows_read)

    def write(self) -> str:
        unknown = set(self.changes) - set(EDITABLE)
        if unknown:
            raise LocalError(f"a profile has no {', '.join(sorted(unknown))}")
        allow = "" if self.allow is None else f"&ALLOW={int(self.allow)}"
        changes = [f"&{WIRE_NAMES[word]}={KINDS[word].write(value)}" for word, value in self.changes.items()]
        listed = "" if self.listed is None else f"&LISTED={int(self.listed)}"
        own_face = "" if self.own_face is None else f"&FACE={self.own_face}"
        shows_seen = "" if self.shows_seen is None else f"&SHOWSEEN={int(self.shows_seen)}"
        shows_read = "" if self.shows_read is None else f"&SHOWREAD={int(self.shows_read)}"
        return "".join(changes) + allow + listed + own_face + shows_seen + shows_read
