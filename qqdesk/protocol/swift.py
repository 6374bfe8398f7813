"""The two requests that make up nearly all traffic, and their replies, without the detour over records.

What is here gives exactly what `codec` gives, or nothing: a request that is written in any other way than our own
clients write it is none of this module's business.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from qqdesk.protocol.codec import Envelope, Refusal
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS
from qqdesk.protocol.wire import escape, unescape

_HEAD = rb"&SEQ=[0-9A-Za-z]{1,32}&UIN=([1-9][0-9]{0,8})"
_SEND = re.compile(
    rb"(VER=1\.[0124]&CMD=CLTMSG" + _HEAD + rb")&SID=([0-9a-f]{40})"
    rb"&CID=([0-9a-f]{32})&UN=([1-9][0-9]{0,8})&MG=(.*)",
    re.DOTALL,
).fullmatch
_FETCH = re.compile(
    rb"(VER=1\.[0124]&CMD=)GetMsgEx(" + _HEAD + rb")&SID=([0-9a-f]{40})"
    rb"(?:&WAIT=([0-9]{1,4}))?(?:&ACK=([0-9]{1,18}))?"
).fullmatch
_CUT_OFF = b"\r\n\x00"


class Send:
    """A CLTMSG. `prefix` is the reply up to UIN; `number` is the sender's."""

    __slots__ = ("client_id", "number", "prefix", "text", "to", "token")

    def __init__(self, prefix: str, number: int, token: bytes, client_id: bytes, to: int, text: str) -> None:
        self.prefix = prefix
        self.number = number
        self.token = token
        self.client_id = client_id
        self.to = to
        self.text = text


class Fetch:
    """A GetMsgEx. `prefix` is the reply up to UIN; `wait` in seconds; `acknowledge` 0 for nothing."""

    __slots__ = ("acknowledge", "number", "prefix", "token", "wait")

    def __init__(self, prefix: str, number: int, token: bytes, wait: int, acknowledge: int) -> None:
        self.prefix = prefix
        self.number = number
        self.token = token
        self.wait = wait
        self.acknowledge = acknowledge


def read(body: bytes) -> Send | Fetch | None:
    """A request of a session with EXT, if it is one of these two in their plain form; `token` as it stood there."""
    match = _SEND(body)
    if match is None:
        match = _FETCH(body)
        if match is None:
            return None
        version, head, number, token, wait, acknowledge = match.groups()
        return Fetch(
            f"{version.decode()}GETMSGEX{head.decode()}", int(number), token, int(wait or 0), int(acknowledge or 0)
        )
    head, number, token, client_id, to, text = match.groups()
    if text[-1:] in _CUT_OFF:  # the empty one, too
        return None
    message = unescape(text)
    if len(message) > MAX_MESSAGE_CHARS:
        return None
    return Send(head.decode(), int(number), token, bytes.fromhex(client_id.decode()), int(to), message)


def prefix(envelope: Envelope, command: str) -> str:
    """A reply up to UIN; `command` as replies name it."""
    return f"VER={escape(envelope.version)}&CMD={command}&SEQ={escape(envelope.sequence)}&UIN={envelope.number}"


def is_send(body: bytes) -> bool:
    """Whether it looks like a CLTMSG in its plain form."""
    return body.startswith(b"CMD=CLTMSG&", 8)


class Message(Protocol):
    """What stands in a mailbox, see `commands.WaitingMessage`."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> int: ...
    @property
    def sender(self) -> int: ...
    @property
    def time(self) -> int: ...
    @property
    def text(self) -> str: ...


def sent(prefix: str, id_: int, time: int) -> bytes:
    """The reply to a CLTMSG that is stored."""
    return f"{prefix}&RES=0&MID={id_}&TIME={time}".encode()


def fetched(prefix: str, messages: Sequence[Message]) -> bytes:
    """The reply to a GetMsgEx."""
    if not messages:
        return f"{prefix}&RES=0&MN=0".encode()
    if len(messages) == 1:
        only = messages[0]
        return (
            f"{prefix}&RES=0&MID={only.id},&TIME={only.time},&MN=1&MT={int(only.kind)},"
            f"&UN={only.sender},&MG={escape(only.text)},"
        ).encode()
    ids = "".join([f"{item.id}," for item in messages])
    times = "".join([f"{item.time}," for item in messages])
    kinds = "".join([f"{int(item.kind)}," for item in messages])
    senders = "".join([f"{item.sender}," for item in messages])
    texts = "".join([f"{escape(item.text)}," for item in messages])
    return (f"{prefix}&RES=0&MID={ids}&TIME={times}&MN={len(messages)}&MT={kinds}&UN={senders}&MG={texts}").encode()


def refused(prefix: str, refusal: Refusal) -> bytes:
    """The reply to either, where it was not carried out."""
    reply = f"{prefix}&RES={int(refusal.result)}&RA={escape(refusal.reason)}"
    if refusal.wait is not None:
        reply += f"&WAIT={refusal.wait}"
    if refusal.why is not None:
        reply += f"&WHY={int(refusal.why)}"
    return reply.encode()
