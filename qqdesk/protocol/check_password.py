"""Whether a password is right, for who wants no session: one that begins would end that of another computer."""

from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.wire import FLAG, NOT_ZERO, OPEN_CODE, TEXT, hex_kind, wire


@dataclass(frozen=True, slots=True)
class CheckPasswordReply(Reply):
    """As that of Login, with no session."""

    NAME: ClassVar[str] = "TryPwd"
    refused: bool = wire("RS", NOT_ZERO)
    reason: str | None = wire("RA", TEXT, None)
    why: int | None = wire("WHY", OPEN_CODE, None, blank=None)
    takes_errands: bool | None = wire("ERRAND", FLAG, None)
    """Requests are taken with the password in the place of a session."""
    elsewhere: bool | None = wire("ELSEWHERE", FLAG, None)
    """A sign-in of this device would end the session of another one."""
    status: int | None = wire("STA", OPEN_CODE, None, blank=None)
    """How others see the user at this moment."""


@dataclass(frozen=True, slots=True)
class CheckPassword(Request):
    """Extension: would Login let me in? No session begins, and none ends. `device` as in Login."""

    NAME: ClassVar[str] = "TryPwd"
    REPLY: ClassVar[type[Reply]] = CheckPasswordReply
    HAS_SESSION: ClassVar[bool] = False
    password_hash: str = wire("PS", hex_kind(32), secret=True)
    device: str = wire("DEV", hex_kind(32))
