"""Clients at wire level: they see replies as raw fields."""

import itertools
import math
import random
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self, TypeVar

from qqdesk.conformance.errors import NotOfferedError, UnacknowledgedError, UnmetError, expect
from qqdesk.conformance.raw_http import TEXT, RawConnection, Target
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Envelope, Refusal, build_request, parse_reply
from qqdesk.protocol.codes import VERSION, Result, Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.wire import split_list, unescape

R = TypeVar("R", bound=Reply)

_MAX_SHOWN = 240
_SECRET = re.compile(r"((?:^|&)(?:SID|PS|NEWPS|INVITE)=)[^&]+")
_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*")
_PARKED_S = 0.3
_PAUSE_S = 0.05
_MAX_WAIT_S = 20
_MAX_WAITS = 4
_LATE_POLLS = 5
_MAX_FETCHES = 400


@dataclass(frozen=True)
class RawReply:
    """One reply, with its fields in order and still escaped. In GETMSGEX everything after `&MG=` is text."""

    body: bytes

    @cached_property
    def fields(self) -> tuple[tuple[str, bytes], ...]:
        """Names as spelled, and escaped values."""
        head, mark, texts = self.body, b"", b""
        if b"CMD=GETMSGEX&" in self.body.upper()[:64]:
            # A closing & is no text: in a text it would be escaped.
            head, mark, texts = self.body.removesuffix(b"&").partition(b"&MG=")
        pairs = [part.partition(b"=") for part in head.split(b"&") if part]
        fields = [(name.decode("utf-8", "replace"), value) for name, _, value in pairs]
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
        return unescape(self.value(name).decode("utf-8", "replace"))

    def items(self, name: str) -> tuple[str, ...]:
        return tuple(unescape(item) for item in split_list(self.value(name).decode("utf-8", "replace")))

    def number(self, name: str) -> int | None:
        """The value as a number; None if missing or invalid."""
        text = self.text(name)
        return int(text) if _NUMBER.fullmatch(text) else None

    @property
    def result(self) -> int | None:
        return self.number("RES")

    @property
    def is_done(self) -> bool:
        return self.result == 0

    def __str__(self) -> str:
        """The reply for display, without secrets."""
        return shown(_SECRET.sub(r"\1…", self.body.decode("utf-8", "replace")))


@dataclass(frozen=True)
class Account:
    """`is_ours`: this run created the account, so a row may change anything."""

    number: int
    secret: str = field(repr=False)
    is_ours: bool


class RawClient:
    """A client without a session, or with a classic session or a token. It sends records, and text as it stands."""

    def __init__(self, target: Target, number: int = 0, token: str | None = None) -> None:
        self.target = target
        self.number = number
        self.token = token
        self.connection = RawConnection(target)
        self.ignores_last_blank = False
        """Strip final blanks from texts: some old servers put one before each comma of a list."""
        self._sequence = itertools.count(random.randrange(10_000, 900_000))

    @property
    def is_extended(self) -> bool:
        return self.token is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    def next_sequence(self) -> str:
        return str(next(self._sequence))

    def body(self, request: Request | str, *, version: str = VERSION, sequence: str | None = None) -> bytes:
        """Return the body of a request: a record, or a command with its fields, like `List&TN=1`."""
        sequence = self.next_sequence() if sequence is None else sequence
        if isinstance(request, Request):
            return build_request(Envelope(sequence, self.number, self.token), request)
        name, mark, fields = request.partition("&")
        token = "" if self.token is None else f"&SID={self.token}"
        return f"VER={version}&CMD={name}&SEQ={sequence}&UIN={self.number}{token}{mark}{fields}".encode()

    def post_once(self, body: bytes, *, timeout: float = 0.0, kind: str = TEXT) -> RawReply:
        """Post a body and return the reply, which has to have status 200. Raises UnmetError and WireError."""
        response = self.connection.post(body, timeout=timeout, kind=kind)
        expect(response.status == 200, f"HTTP status {response.status}")
        return RawReply(response.body)

    def post(self, body: bytes, *, timeout: float = 0.0, kind: str = TEXT) -> RawReply:
        """Post a body. If the server refuses too many requests, wait as it says and repeat."""
        for _ in range(_MAX_WAITS):
            raw = self.post_once(body, timeout=timeout, kind=kind)
            wait = raw.number("WAIT") or 0
            if raw.result != Result.TOO_MANY_REQUESTS or not 0 < wait <= _MAX_WAIT_S:
                break
            time.sleep(wait)
        return raw

    def ask(
        self, request: Request | str, *, version: str = VERSION, sequence: str | None = None, timeout: float = 0.0
    ) -> RawReply:
        return self.post(self.body(request, version=version, sequence=sequence), timeout=timeout)

    def ask_offered(self, request: Request | str) -> RawReply:
        """Send a request. Raises NotOfferedError if the server does not know the command."""
        raw = self.ask(request)
        if raw.result == Result.UNKNOWN_COMMAND:
            raise NotOfferedError(f"there is no {_name(request)}")
        return raw

    def do(self, request: Request | str) -> RawReply:
        """Send a request that has to succeed. Raises NotOfferedError if the server does not know the command."""
        raw = self.ask_offered(request)
        expect(raw.is_done, f"{_name(request)} is answered {raw}")
        return raw

    def expect_refusal(self, request: Request | str, result: Result) -> RawReply:
        """Send a request that has to be refused with this result."""
        raw = self.ask(request)
        expect(raw.result == result, f"{_name(request)} is answered {raw}")
        return raw

    def get(self, request: Request, kind: type[R]) -> R:
        """Send a request that has to succeed, and return the parsed reply."""
        return self.parse(request, self.do(request), kind)

    def parse(self, request: Request, raw: RawReply, kind: type[R]) -> R:
        try:
            reply: Reply | Refusal = parse_reply(request, raw.body, double_escaped=not self.is_extended)
        except MalformedReplyError as error:
            raise UnmetError(f"{raw}: {shown(str(error))}") from None
        if self.ignores_last_blank and isinstance(reply, c.GetMessagesReply):
            messages = tuple(replace(message, text=message.text.rstrip(" ")) for message in reply.messages)
            reply = replace(reply, messages=messages)
        if not isinstance(reply, kind):
            raise UnmetError(f"{request.NAME} is answered {raw}")
        return reply


class RawSession(RawClient):
    """A client that is signed in."""

    def __init__(self, target: Target, account: Account, token: str | None, device: str) -> None:
        super().__init__(target, account.number, token)
        self.account = account
        self.device = device
        self.stored = 0
        """The highest MID that was fetched; the next fetch acknowledges it."""
        self.has_rooms = False
        self.has_files = False
        self.has_changes = False
        self.recall_minutes: int | None = None
        """RECALL of Login: for how long messages can be taken back and edited."""
        self.stored_of_rooms: dict[int, int] = {}
        """The same of the logs of rooms."""

    def fetch(self, wait: int | None = None) -> tuple[c.WaitingMessage, ...]:
        """Return the waiting messages; the next fetch acknowledges them. A classic session does not wait."""
        request = c.GetMessages()
        if self.is_extended:
            rooms, stored = tuple(self.stored_of_rooms), tuple(self.stored_of_rooms.values())
            request = c.GetMessages(wait, self.stored or None, rooms or None, stored or None)
        raw = self.ask(request, timeout=(wait or 0) + self.target.timeout)
        messages = self.messages_in(raw)
        for message in messages:
            if message.room:
                before = self.stored_of_rooms.get(message.room, 0)
                self.stored_of_rooms[message.room] = max(before, message.id or 0)
            else:
                self.stored = max(self.stored, message.id or 0)
        return messages

    def messages_in(self, raw: RawReply) -> tuple[c.WaitingMessage, ...]:
        """Return the messages of a reply to GetMsgEx."""
        return self.parse(c.GetMessages(), raw, c.GetMessagesReply).messages

    def fetch_all(self) -> tuple[c.WaitingMessage, ...]:
        """Fetch until the mailbox is empty. Raises UnacknowledgedError if messages come again."""
        came: list[c.WaitingMessage] = []
        for _ in range(_MAX_FETCHES):
            before = self.stored, sum(self.stored_of_rooms.values())
            some = self.fetch()
            if not some:
                return tuple(came)
            ids = [message.id for message in some if message.id]
            if ids and (self.stored, sum(self.stored_of_rooms.values())) == before:
                raise UnacknowledgedError(f"ACK={before[0]}, and what it acknowledges comes again: MID {ids[:8]}")
            came += some
        raise UnmetError(f"after {_MAX_FETCHES} times of GetMsgEx there still is something")

    def fetch_late(self) -> None:
        """Fetch until nothing comes for a second: receipts of earlier rows would end a hanging poll."""
        for _ in range(_LATE_POLLS):
            if not self.fetch(wait=1):
                return

    def fetch_kind(self, kind: MessageKind, sender: int) -> list[c.WaitingMessage]:
        """Fetch all messages, and return those of this kind and sender."""
        return [message for message in self.fetch_all() if (message.kind, message.sender) == (kind, sender)]

    def expect_texts(self, sender: RawClient, *wanted: str) -> None:
        """Fetch all messages; exactly these texts have to come from `sender`, in this order."""
        came = texts(self.fetch_all(), sender.number)
        if self.ignores_last_blank:
            wanted = tuple(text.rstrip(" ") for text in wanted)
        for sent, arrived in zip(wanted, came, strict=False):
            expect(sent == arrived, f"sent {sent[:80]!a}, came {arrived[:80]!a}, of {len(sent)} and {len(arrived)}")
        expect(len(came) == len(wanted), f"{len(wanted)} texts are wanted, and {len(came)} came")

    def wait_for(self, kind: MessageKind, sender: int, text: str | None = None) -> tuple[c.WaitingMessage, ...]:
        """Fetch until this message comes, which has to be soon; it is the last one returned."""
        came: list[c.WaitingMessage] = []
        end = time.monotonic() + self.target.soon
        while True:
            for message in self.fetch(1):
                came.append(message)
                if (message.kind, message.sender) == (kind, sender) and text in (None, message.text.strip()):
                    return tuple(came)
            if time.monotonic() > end:
                wanted = f"MT={kind} of {sender}" + ("" if text is None else f" with {text!a}")
                raise UnmetError(f"{wanted} did not come within {self.target.soon:.0f} s; what came: {kinds(came)}")
            if not self.is_extended:
                time.sleep(_PAUSE_S)

    def status_of(self, contact: int) -> int:
        """Return a contact's status in Query_Stat; offline if it is missing."""
        contacts = self.get(c.QueryStatus(1, contact - 1), c.QueryStatusReply).contacts
        return next((row.status for row in contacts if row.number == contact), Status.OFFLINE)

    def wait_for_status(self, contact: int, status: int) -> None:
        """Wait for the notice of this status, which Query_Stat has to show, too."""
        self.wait_for(MessageKind.STATUS_CHANGED, contact, str(int(status)))
        seen = self.status_of(contact)
        expect(seen == status, f"MT=99 has ST={int(status)}, and Query_Stat has {seen}")

    def send(self, to: int, text: str, client_id: str | None = None) -> RawReply:
        return self.do(c.SendMessage(to, text, client_id))


@contextmanager
def sent(session: RawSession, request: Request, wait: int = 0) -> Iterator["Future[RawReply]"]:
    """Send a request on a connection and in a thread of its own. The reply takes up to `wait` seconds longer."""
    body = session.body(request)
    timeout = wait + session.target.timeout
    with RawConnection(session.target) as connection, ThreadPoolExecutor(1) as pool:
        yield pool.submit(lambda: RawReply(connection.post(body, timeout=timeout).body))


@contextmanager
def parked_poll(session: RawSession, wait: int = 0) -> Iterator["Future[RawReply]"]:
    """Send a poll and give the server time to park it. `wait` in seconds, by default longer than `soon`."""
    wait = wait or 2 + math.ceil(2 * session.target.soon)
    with sent(session, c.GetMessages(wait, session.stored or None), wait) as poll:
        time.sleep(_PARKED_S)
        yield poll


def reply_within(seconds: float, request: "Future[RawReply]") -> RawReply:
    """Return the reply. Raises UnmetError if it does not come in time."""
    try:
        return request.result(seconds)
    except TimeoutError:
        raise UnmetError(f"the request was not answered within {seconds:.0f} s") from None


def kinds(messages: Sequence[c.WaitingMessage]) -> str:
    """Describe messages without their texts."""
    listed = [f"MT={message.kind} of {message.sender}" for message in messages[:8]]
    return (", ".join(listed) or "nothing") + (f" and {len(messages) - 8} more" if len(messages) > 8 else "")


def texts(messages: Sequence[c.WaitingMessage], sender: int) -> list[str]:
    """Return the texts of a sender, in order."""
    return [message.text for message in messages if message.kind == MessageKind.TEXT and message.sender == sender]


def shown(text: str, most: int = _MAX_SHOWN) -> str:
    """Return a text as one printable line of bounded length."""
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return line if len(line) <= most else f"{line[:most]}…"


def _name(request: Request | str) -> str:
    return request[:60] if isinstance(request, str) else request.NAME
