"""TryPwd: checks a password without a session, since Login would end the session of another device."""

from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.wire import FLAG, NOT_ZERO, OPEN_CODE, TEXT, hex_kind, wire


@dataclass(frozen=True, slots=True)
class CheckPasswordReply(Reply):
    """Like the reply of Login, but without a session."""

    refused: bool = wire("RS", NOT_ZERO)
    reason: str | None = wire("RA", TEXT, None)
    why: int | None = wire("WHY", OPEN_CODE, None, blank=None)
    accepts_sessionless: bool | None = wire("ERRAND", FLAG, None)
    """The server accepts requests with a password instead of a session."""
    elsewhere: bool | None = wire("ELSEWHERE", FLAG, None)
    """A sign-in of this device would end the session of another device."""
    status: int | None = wire("STA", OPEN_CODE, None, blank=None)
    """The user's status as others see it now."""


@dataclass(frozen=True, slots=True)
class CheckPassword(Request):
    """Extension: check whether Login would succeed. No session begins or ends. `device` is as in Login."""

    NAME: ClassVar[str] = "TryPwd"
    REPLY: ClassVar[type[CheckPasswordReply]] = CheckPasswordReply
    HAS_SESSION: ClassVar[bool] = False
    password_hash: str = wire("PS", hex_kind(32), secret=True)
    device: str = wire("DEV", hex_kind(32))
