"""Bodies to requests and replies, and back: the door of this package."""

import re
from dataclasses import dataclass, field

from qqdesk.protocol.codes import (
    MAX_SEQUENCE_BYTES,
    VERSION,
    VERSIONS,
    EndReason,
    Result,
)
from qqdesk.protocol.commands import REQUESTS
from qqdesk.protocol.errors import MalformedReplyError, MalformedRequestError
from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.wire import Pairs, escape, parse_number, read_pairs

_BY_NAME: dict[str, type[Request]] = {request.NAME.lower(): request for request in REQUESTS}
_REQUEST_TAILS = {name: request.TAIL for name, request in _BY_NAME.items() if request.TAIL}
_REPLY_TAILS = {"getmsgex": "MG"}
_HASH = re.compile("[0-9a-f]{32}").fullmatch


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks without a session (extension): PWD, as PS of Login, and DEV."""

    password_hash: str = field(repr=False)
    device: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every request carries and every reply gives back.

    `sequence` is opaque; `number` is the user's (UIN), 0 where there is none; `token` is the session's (SID), of a
    session with EXT only; `credentials` stand in its place, where there is no session.
    """

    sequence: str
    number: int
    token: str | None = field(default=None, repr=False)
    version: str = VERSION
    credentials: Credentials | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reply that says that the request was not carried out, and why.

    `wait` (seconds) comes with TOO_MANY_REQUESTS, `why` (an EndReason) with NOT_SIGNED_IN, in sessions with EXT only.
    """

    result: int
    reason: str = ""
    wait: int | None = None
    why: int | None = None


def build_request(envelope: Envelope, request: Request) -> bytes:
    """The body of a request."""
    pairs = [
        ("VER", envelope.version),
        ("CMD", request.NAME),
        ("SEQ", escape(envelope.sequence)),
        ("UIN", str(envelope.number)),
    ]
    if envelope.token is not None:
        pairs.append(("SID", escape(envelope.token)))
    elif envelope.credentials is not None:
        pairs += [("PWD", envelope.credentials.password_hash), ("DEV", envelope.credentials.device)]
    return _join(pairs + request.write())


def parse_request(body: bytes, *, plus_is_space: bool = False) -> tuple[Envelope, Request]:
    """Read a request.

    `plus_is_space` is for bodies of type application/x-www-form-urlencoded. Raises MalformedRequestError, and
    nothing else, with what could be read and the code to answer with.
    """
    pairs = read_pairs(body, _REQUEST_TAILS, plus_is_space=plus_is_space)
    version = pairs.text("VER").strip()
    command = pairs.text("CMD").strip()
    sequence = pairs.text("SEQ").strip()
    token = pairs.text("SID").strip() or None
    number = 0
    fault: tuple[Result, str] | None = None
    try:
        number = parse_number(pairs.text("UIN").strip() or "0")
    except ValueError as error:
        fault = (Result.MALFORMED, f"UIN: {error}")
    if len(sequence.encode("utf-8", "replace")) > MAX_SEQUENCE_BYTES:
        fault = (Result.MALFORMED, f"SEQ: at most {MAX_SEQUENCE_BYTES} bytes are wanted")
        sequence = sequence.encode()[:MAX_SEQUENCE_BYTES].decode("utf-8", "ignore")

    def malformed(result: Result, reason: str) -> MalformedRequestError:
        return MalformedRequestError(result, reason, version=version, command=command, sequence=sequence, number=number)

    if not command:
        raise malformed(Result.MALFORMED, "CMD is missing")
    if not version:
        raise malformed(Result.MALFORMED, "VER is missing")
    if version not in VERSIONS:
        raise malformed(Result.UNKNOWN_VERSION, "there is no such version")
    kind = _BY_NAME.get(command.lower())
    if kind is None:
        raise malformed(Result.UNKNOWN_COMMAND, "there is no such command")
    if fault is not None:
        raise malformed(*fault)
    if kind.HAS_NUMBER and not number:
        raise malformed(Result.MALFORMED, "UIN is missing")
    try:
        request = kind.read(pairs)
    except ValueError as error:
        raise malformed(Result.MALFORMED, str(error)) from None
    return Envelope(sequence, number, token, version, _credentials(pairs) if token is None else None), request


def _credentials(pairs: Pairs) -> Credentials | None:
    """Whatever else stands there is a field of an old client that nobody knows."""
    password_hash, device = (pairs.text(name).strip().lower() for name in ("PWD", "DEV"))
    is_whole = _HASH(password_hash) is not None and _HASH(device) is not None
    return Credentials(password_hash, device) if is_whole else None


def build_reply(envelope: Envelope, reply: Reply) -> bytes:
    """The body of a reply to a request that was carried out."""
    return _join(_head(envelope, reply.NAME, Result.OK) + reply.write()) + reply.CLOSING.encode()


def build_refusal(envelope: Envelope, command: str, refusal: Refusal) -> bytes:
    """The body of a reply to a request that was not; `command` as the request had it."""
    known = _BY_NAME.get(command.lower())
    pairs = _head(envelope, known.REPLY.NAME if known else escape(command), refusal.result)
    pairs.append(("RA", escape(refusal.reason)))
    if refusal.wait is not None:
        pairs.append(("WAIT", str(refusal.wait)))
    if refusal.why is not None:
        pairs.append(("WHY", str(int(refusal.why))))
    return _join(pairs)


def parse_reply(
    request: Request, body: bytes, *, double_escaped: bool = False, number: int | None = None
) -> Reply | Refusal:
    """Read the reply to `request`.

    `double_escaped` is for a server that did not announce EXT: profile texts are unescaped twice. A reply for a user
    other than `number` is malformed. The sequence is not compared: old servers do not always give it back. Raises
    MalformedReplyError and nothing else.
    """
    pairs = read_pairs(_without_closing(body), _REPLY_TAILS, double_escaped=double_escaped)
    command = pairs.text("CMD").strip()
    if command.lower() != request.NAME.lower():
        raise MalformedReplyError(f"a reply to {request.NAME} is wanted, this is one to {command[:40]!r}")
    try:
        if number is not None and pairs.text("UIN").strip() and parse_number(pairs.text("UIN")) != number:
            raise MalformedReplyError("the reply is for another user")
        result = parse_number(pairs.text("RES"), highest=2**31 - 1)
        if result != Result.OK:
            return _read_refusal(pairs, result)
        return request.REPLY.read(pairs)
    except ValueError as error:
        raise MalformedReplyError(str(error)) from None


def _read_refusal(pairs: Pairs, result: int) -> Refusal:
    wait = parse_number(pairs.text("WAIT")) if pairs.text("WAIT").strip() else None
    why = parse_number(pairs.text("WHY")) if pairs.text("WHY").strip() else None
    if why is not None and why not in tuple(EndReason):
        why = None
    return Refusal(result, pairs.text("RA"), wait, why)


def _without_closing(body: bytes) -> bytes:
    """A closing `&` ends the last field and is no part of it."""
    return body.rstrip(b"\r\n\x00").removesuffix(b"&")


def _head(envelope: Envelope, command: str, result: int) -> list[tuple[str, str]]:
    return [
        ("VER", escape(envelope.version)),
        ("CMD", command),
        ("SEQ", escape(envelope.sequence)),
        ("UIN", str(envelope.number)),
        ("RES", str(int(result))),
    ]


def _join(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(f"{name}={value}" for name, value in pairs).encode()
