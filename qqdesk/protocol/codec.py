"""Read and write the bodies of requests and replies."""

from dataclasses import dataclass, field
from typing import TypeVar

from qqdesk.protocol.codes import VERSION, VERSIONS, EndReason, Result
from qqdesk.protocol.commands import REQUESTS
from qqdesk.protocol.errors import MalformedReplyError, MalformedRequestError
from qqdesk.protocol.limits import MAX_SEQUENCE_BYTES
from qqdesk.protocol.record import Reply, Request, RequestFor
from qqdesk.protocol.wire import Pairs, escape, is_utf8, parse_number, read_pairs

_HEAD = ("VER", "CMD", "SEQ", "UIN", "SID")
_BY_NAME: dict[str, type[Request]] = {request.NAME.lower(): request for request in REQUESTS}
_REQUEST_TAILS = {name: request.TAIL for name, request in _BY_NAME.items() if request.TAIL}
_REPLY_TAILS = {"getmsgex": "MG"}

R = TypeVar("R", bound=Reply)


@dataclass(slots=True)
class Envelope:
    """The fields common to all requests, which replies echo.

    `sequence` is opaque. `number` is the user's (UIN), 0 if there is none. `token` is that of a session with EXT
    (SID).
    """

    sequence: str
    number: int
    token: str | None = field(default=None, repr=False)
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reply to a request that was not carried out.

    `wait` (seconds) comes with TOO_MANY_REQUESTS, `why` (an EndReason) with NOT_SIGNED_IN, only in sessions with EXT.
    """

    result: int
    reason: str = ""
    wait: int | None = None
    why: int | None = None


def build_request(envelope: Envelope, request: RequestFor[Reply]) -> bytes:
    token = "" if envelope.token is None else f"&SID={escape(envelope.token)}"
    return (_head(envelope, request.NAME) + token + request.write()).encode()


def parse_request(body: bytes, *, plus_is_space: bool = False) -> tuple[Envelope, Request]:
    """Read a request.

    `plus_is_space` is for bodies of type application/x-www-form-urlencoded. Raises MalformedRequestError, and nothing
    else, with the fields that could be read and the result to answer with.
    """
    pairs = read_pairs(body, _REQUEST_TAILS, plus_is_space=plus_is_space)
    if not (pairs.raw.get("SID") or pairs.raw.get("EXT") or is_utf8(body)):
        # Some clients of the day ignored the rule and wrote in the encoding of their system.
        pairs = read_pairs(body, _REQUEST_TAILS, plus_is_space=plus_is_space, may_be_gb=True)
    version, command, sequence, user, token = [pairs.text(name).strip() for name in _HEAD]
    kind = _BY_NAME.get(command.lower())
    number = 0
    result, fault = Result.MALFORMED, ""
    try:
        number = parse_number(user or "0")
    except ValueError as error:
        fault = f"UIN: {error}"
    if len(sequence.encode("utf-8", "replace")) > MAX_SEQUENCE_BYTES:
        fault = f"SEQ: at most {MAX_SEQUENCE_BYTES} bytes are wanted"
        sequence = sequence.encode()[:MAX_SEQUENCE_BYTES].decode("utf-8", "ignore")
    if not command:
        fault = "CMD is missing"
    elif not version:
        fault = "VER is missing"
    elif version not in VERSIONS:
        result, fault = Result.UNKNOWN_VERSION, "there is no such version"
    elif kind is None:
        result, fault = Result.UNKNOWN_COMMAND, "there is no such command"
    elif not fault and kind.HAS_NUMBER and not number:
        fault = "UIN is missing"
    elif not fault:
        try:
            return Envelope(sequence, number, token or None, version), kind.read(pairs)
        except ValueError as error:
            fault = str(error)
    raise MalformedRequestError(result, fault, version=version, command=command, sequence=sequence, number=number)


def build_reply(envelope: Envelope, request: type[Request], reply: Reply) -> bytes:
    """Return the body of a reply to a request that was carried out."""
    head = _head(envelope, request.REPLY_NAME or request.NAME)
    return f"{head}&RES=0{reply.write()}{request.CLOSING}".encode()


def build_refusal(envelope: Envelope, command: str, refusal: Refusal) -> bytes:
    """Return the body of a reply to a request that was not carried out. `command` is spelt as in the request."""
    known = _BY_NAME.get(command.lower())
    head = _head(envelope, known.REPLY_NAME or known.NAME if known else escape(command))
    wait = "" if refusal.wait is None else f"&WAIT={refusal.wait}"
    why = "" if refusal.why is None else f"&WHY={int(refusal.why)}"
    return f"{head}&RES={int(refusal.result)}&RA={escape(refusal.reason)}{wait}{why}".encode()


def parse_reply(
    request: RequestFor[R], body: bytes, *, double_escaped: bool = False, number: int | None = None
) -> R | Refusal:
    """Read the reply to `request`.

    `double_escaped` is for a server that did not announce EXT: profile texts are unescaped twice. A reply for a user
    other than `number` is malformed. The sequence is not compared: old servers do not always echo it. Raises
    MalformedReplyError, and nothing else.
    """
    # A closing `&` ends the last field and is not part of it.
    body = body.rstrip(b"\r\n\x00").removesuffix(b"&")
    pairs = read_pairs(body, _REPLY_TAILS, double_escaped=double_escaped)
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


def _head(envelope: Envelope, command: str) -> str:
    version, sequence = escape(envelope.version), escape(envelope.sequence)
    return f"VER={version}&CMD={command}&SEQ={sequence}&UIN={envelope.number}"
