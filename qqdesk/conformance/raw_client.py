"""Clients at wire level: they see replies as raw fields."""

import itertools
import math
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from qqdesk.conformance.budget import Budget
from qqdesk.conformance.connection import TEXT, Connection, Target, WireError
from qqdesk.conformance.errors import NotOfferedError, UnmetError, expect
from qqdesk.conformance.raw_reply import RawReply, shown
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Credentials, Envelope, Refusal, build_request, parse_reply
from qqdesk.protocol.codes import VERSION, MessageKind, Result
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.protocol.record import Reply, Request

R = TypeVar("R", bound=Reply)

_PAUSE_S = 0.05
_HANGS_S = 0.3
_MOST_FETCHES = 400
_MOST_WAITS = 4


@dataclass(frozen=True)
class Account:
    """`is_ours`: this run created the account, so a row may change anything."""

    number: int
    secret: str = field(repr=False)
    is_ours: bool


class RawClient:
    """A client without a session, or with a classic session or a token."""

    def __init__(self, target: Target, budget: Budget, number: int = 0, token: str | None = None) -> None:
        self.target = target
        self.number = number
        self.token = token
        self.credentials: Credentials | None = None
        """The password that is sent with each request instead of a session."""
        self.budget = budget
        self.is_patient = True
        self.ignores_last_blank = False
        """Strip final blanks from texts: some old servers put one before each comma of a list."""
        self._sequence: Iterator[int] = itertools.count(random.randrange(10_000, 900_000))
        self.line = Connection(target, budget)

    @property
    def is_extended(self) -> bool:
        return self.token is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.line.close()

    def next_sequence(self) -> str:
        return str(next(self._sequence))

    def head(self, command: str, *, version: str = VERSION, sequence: str | None = None) -> str:
        """Return the head of a request that is written by hand."""
        sequence = self.next_sequence() if sequence is None else sequence
        sid = "" if self.token is None else f"&SID={self.token}"
        return f"VER={version}&CMD={command}&SEQ={sequence}&UIN={self.number}{sid}"

    def body(self, request: Request, *, sequence: str | None = None) -> bytes:
        sequence = self.next_sequence() if sequence is None else sequence
        return build_request(Envelope(sequence, self.number, self.token, credentials=self.credentials), request)

    def post(self, body: bytes | str, *, timeout: float = 0.0, kind: str = TEXT) -> RawReply:
        """Post a body and return the reply, which has to have status 200. A reply with WAIT is followed.

        Raises UnmetError and WireError.
        """
        data = body.encode() if isinstance(body, str) else body
        for _ in range(_MOST_WAITS):
            answer = self.line.post(data, timeout=timeout, kind=kind)
            expect(answer.status == 200, f"HTTP status {answer.status}")
            raw = RawReply(answer.body)
            if not self.is_patient or not self.budget.pause(raw.wait):
                break
        return raw

    def ask(self, request: Request, *, timeout: float = 0.0) -> RawReply:
        return self.post(self.body(request), timeout=timeout)

    def do(self, request: Request) -> RawReply:
        """Send a request that has to succeed. Raises NotOfferedError if the server does not know the command."""
        raw = self.ask(request)
        if raw.result == Result.UNKNOWN_COMMAND:
            raise NotOfferedError(f"there is no {request.NAME}")
        expect(raw.is_done, f"{request.NAME} was answered {raw}")
        return raw

    def expect_refusal(self, request: Request, result: Result) -> RawReply:
        """Send a request that has to be refused with this result."""
        raw = self.ask(request)
        expect(raw.result == result, f"{request.NAME} is answered {raw}")
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
            raise UnmetError(f"{request.NAME} was answered {raw}")
        return reply


class RawSession(RawClient):
    """A client that is signed in."""

    def __init__(self, target: Target, budget: Budget, account: Account, token: str | None, device: str) -> None:
        super().__init__(target, budget, account.number, token)
        self.account = account
        self.device = device
        self.stored = 0
        """The highest MID that was fetched; the next fetch acknowledges it."""

    # Messages

    def fetch(self, wait: int | None = None) -> tuple[c.WaitingMessage, ...]:
        """Return the waiting messages; the next fetch acknowledges them."""
        if not self.is_extended:
            wait = None
        request = c.GetMessages(wait, (self.stored or None) if self.is_extended else None)
        timeout = 0.0 if wait is None else wait + self.target.timeout
        raw = self.ask(request, timeout=timeout)
        expect(raw.is_done, f"GetMsgEx was answered {raw}")
        messages = self.messages_in(raw)
        self.stored = max([self.stored, *(message.id or 0 for message in messages)])
        return messages

    def messages_in(self, raw: RawReply) -> tuple[c.WaitingMessage, ...]:
        """Return the messages of a reply to GetMsgEx."""
        return self.parse(c.GetMessages(), raw, c.GetMessagesReply).messages

    def fetch_all(self) -> tuple[c.WaitingMessage, ...]:
        """Fetch until the mailbox is empty."""
        came: list[c.WaitingMessage] = []
        for _ in range(_MOST_FETCHES):
            before = self.stored
            some = self.fetch()
            if not some:
                return tuple(came)
            ids = [message.id for message in some if message.id]
            if ids and self.stored == before:
                raise UnmetError(f"ACK={before}, and what it acknowledges comes again: MID {ids[:8]}")
            came += some
        raise UnmetError(f"after {_MOST_FETCHES} times of GetMsgEx there still is something")

    def expect_texts(self, sender: RawClient, *wanted: str) -> None:
        """Fetch all messages; exactly these texts have to come from `sender`, in this order."""
        came = texts(self.fetch_all(), sender.number)
        if self.ignores_last_blank:
            wanted = tuple(text.rstrip(" ") for text in wanted)
        for sent, arrived in zip(wanted, came, strict=False):
            expect(sent == arrived, _difference(sent, arrived))
        expect(len(came) == len(wanted), f"{len(wanted)} texts are wanted, and {len(came)} came")

    def wait_for(self, kind: MessageKind, sender: int, text: str | None = None) -> tuple[c.WaitingMessage, ...]:
        """Fetch until this message comes, which has to be soon; it is the last one returned."""
        came: list[c.WaitingMessage] = []
        until = time.monotonic() + self.target.soon
        while True:
            for message in self.fetch(1):
                came.append(message)
                if (message.kind, message.sender) == (kind, sender) and text in (None, message.text.strip()):
                    return tuple(came)
            if time.monotonic() > until:
                wanted = f"MT={kind} of {sender}" + ("" if text is None else f" with {text!a}")
                raise UnmetError(f"{wanted} did not come within {self.target.soon:.0f} s; what came: {kinds(came)}")
            if not self.is_extended:
                time.sleep(_PAUSE_S)

    def send(self, to: int, text: str, client_id: str | None = None) -> RawReply:
        raw = self.ask(c.SendMessage(to, text, client_id))
        expect(raw.is_done, f"CLTMSG was answered {raw}")
        return raw


class PendingRequest:
    """A request in a thread of its own: `with PendingRequest(client, request, wait) as poll: … poll.answer(3)`."""

    def __init__(self, session: RawSession, request: Request, wait: int) -> None:
        self._line = Connection(session.target, session.budget)
        self._body = session.body(request)
        self._timeout = wait + session.target.timeout
        self._reading: RawReply | None = None
        self._error: WireError | None = None
        self._began = time.monotonic()
        self.took = 0.0
        """The seconds until the reply."""
        self._thread = threading.Thread(target=self._run, name="hangs in a poll")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # The deadline of the request ends the thread.
        self._thread.join()
        self._line.close()

    def _run(self) -> None:
        try:
            self._reading = RawReply(self._line.post(self._body, timeout=self._timeout).body)
        except WireError as error:
            self._error = error
        self.took = time.monotonic() - self._began

    @property
    def is_answered(self) -> bool:
        return not self._thread.is_alive()

    def answer(self, within: float) -> RawReply:
        """Return the reply. Raises UnmetError if it does not come in time."""
        self._thread.join(within)
        if self._thread.is_alive():
            raise UnmetError(f"the poll was not answered within {within:.0f} s")
        if self._error is not None:
            raise self._error
        assert self._reading is not None
        return self._reading


@contextmanager
def parked_poll(session: RawSession, wait: int = 0) -> Iterator[PendingRequest]:
    """Send a poll and give the server time to park it. `wait` in seconds, by default longer than `soon`."""
    wait = wait or 2 + math.ceil(2 * session.target.soon)
    with PendingRequest(session, c.GetMessages(wait, session.stored or None), wait) as poll:
        time.sleep(_HANGS_S)
        yield poll


def _difference(sent: str, came: str) -> str:
    at = next((at for at, (a, b) in enumerate(zip(sent, came, strict=False)) if a != b), min(len(sent), len(came)))
    if len(sent) > 60:
        return f"of {len(sent)} characters {len(came)} came; from the {at + 1}th on they differ"
    return f"sent {sent!a}, came {came[:80]!a}"


def kinds(messages: "list[c.WaitingMessage] | tuple[c.WaitingMessage, ...]") -> str:
    """Describe messages without their texts."""
    if not messages:
        return "nothing"
    listed = [f"MT={message.kind} of {message.sender}" for message in messages[:8]]
    return ", ".join(listed) + (f" and {len(messages) - 8} more" if len(messages) > 8 else "")


def texts(messages: tuple[c.WaitingMessage, ...], sender: int) -> list[str]:
    """Return the texts of a sender, in order."""
    return [message.text for message in messages if message.kind == 9 and message.sender == sender]
