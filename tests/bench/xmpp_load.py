"""The load for servers of XMPP: clients as small as can be, which take from the stream what they wait for and no more.

Such a server tells nobody that it delivered something. So a message counts as answered once its recipient has it, who
is in this process, too; and where there is no recipient, once the server has acknowledged it (XEP-0198).
"""

import argparse
import asyncio
import base64
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from tests.bench.machine import Watch
from tests.bench.server_load import Run, wait_until
from tests.bench.server_throughput import Measure, Result, people
from tests.bench.servers import Target

DOMAIN = "localhost"
PASSWORD = "secret"
HEADER = (
    f"<stream:stream to='{DOMAIN}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
).encode()
FEATURES = b"</stream:features>"
_LAST_S = 60.0
_AT_ONCE = 50
_ROUNDS = 2
_ACKNOWLEDGE = b"<r xmlns='urn:xmpp:sm:3'/>"


def name_of(number: int) -> str:
    return f"u{number}"


class Stream(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.failed: Exception | None = None
        self._data = b""
        self._wanted: tuple[bytes, asyncio.Future[None]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        if b"error" in data or b"<failure" in data:
            self._fail(RuntimeError(self._data.decode(errors="replace")))
        elif self._wanted is None:
            self._data = self.heard(self._data)
        elif self._wanted[0] in self._data:
            (_, told), self._wanted = self._wanted, None
            self._data = b""
            told.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(error or ConnectionResetError("the server has ended the stream"))

    def _fail(self, error: Exception) -> None:
        self.failed = self.failed or error
        if self._wanted is not None and not self._wanted[1].done():
            self._wanted[1].set_exception(self.failed)
        self.transport.abort()

    def heard(self, data: bytes) -> bytes:
        """What is not whole yet."""
        return b""

    async def ask(self, request: bytes, answer: bytes) -> None:
        """Until there is an answer with these bytes."""
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._wanted = (answer, told)
        self.transport.write(request)
        await told

    async def sign_in(self, *, is_there: bool) -> None:
        """As somebody who gets messages, where they are there."""
        plain = base64.b64encode(f"\0{name_of(self.number)}\0{PASSWORD}".encode())
        await self.ask(HEADER, FEATURES)
        await self.ask(
            b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>" % plain, b"<success"
        )
        await self.ask(HEADER, FEATURES)
        bind = b"<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind>"
        await self.ask(b"<iq type='set' id='bind'>%s</iq>" % bind, b"</iq>")
        if is_there:
            # It comes back to its sender; so may what has waited for them.
            self.transport.write(b"<presence/>")

    def close(self) -> None:
        """Once it has signed in."""
        if self.failed is None:
            self.transport.write(b"</stream:stream>")
            self.transport.close()


class Sender(Stream):
    """Keeps so many messages to the next number on their way, while the run lasts."""

    def __init__(self, number: int, run: Run, in_flight: int) -> None:
        super().__init__(number)
        self._run = run
        self._in_flight = in_flight
        self._sent: deque[float] = deque()
        self._count = 0
        self._template = (
            f"<message to='{name_of(number + 1)}@{DOMAIN}' type='chat' id='{os.urandom(10).hex()}%012x'>"
            "<body>%016d message, 你好</body></message>"
        ).encode()
        self._after = b""

    @property
    def is_done(self) -> bool:
        return not self._sent or self.failed is not None

    async def sign_in(self, *, is_there: bool) -> None:
        await super().sign_in(is_there=is_there)
        if not is_there:
            await self.ask(b"<enable xmlns='urn:xmpp:sm:3'/>", b"<enabled")
            self._after = _ACKNOWLEDGE

    def begin(self) -> int:
        """How many it has sent."""
        for _ in range(self._in_flight):
            self._send()
        return self._in_flight

    def _send(self) -> None:
        self._count += 1
        self._sent.append(time.perf_counter())
        self.transport.write(self._template % (self._count, time.perf_counter_ns() // 1000) + self._after)

    def answered(self) -> None:
        run = self._run
        run.stored += 1
        run.answer_times.append(time.perf_counter() - self._sent.popleft())
        if not run.is_over:
            self._send()

    def heard(self, data: bytes) -> bytes:
        """The server's acknowledgements, of which there is one for each message; some of one may come later."""
        for _ in range(data.count(b"<a ")):
            self.answered()
        at = data.rfind(b"<a ")
        return data[at + 3 if at >= 0 else 0 :][-2:]


class Recipient(Stream):
    """Counts the messages that it gets."""

    def __init__(self, number: int, run: Run) -> None:
        super().__init__(number)
        self._run = run
        self.got: Callable[[], None] = lambda: None

    def heard(self, data: bytes) -> bytes:
        now, at = time.perf_counter(), 0
        while (end := data.find(b"</message>", at)) >= 0:
            start = data.find(b"<body>", at, end)
            if start >= 0:
                self._run.delivery_times.append(now - int(data[start + 6 : start + 22]) / 1e6)
                self.got()
            at = end + 10
        return data[at:]


async def sign_in_all(target: Target, clients: Iterable[Stream], *, are_there: bool) -> None:
    loop, few = asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE)

    async def sign_in(client: Stream) -> None:
        async with few:
            await loop.create_connection(lambda: client, target.host, target.port)
            await client.sign_in(is_there=are_there)

    await asyncio.gather(*(sign_in(client) for client in clients))


async def _send_for(target: Target, run: Run, senders: list[Sender], others: list[Recipient], seconds: float) -> Result:
    """What was answered until the time was up; then what is on its way arrives. Where all wait for the disk, answers
    come in bursts, a second apart, so it begins and ends with one."""
    clients, times = [*senders, *others], run.delivery_times if others else run.answer_times
    round_ = sum(sender.begin() for sender in senders)
    # The first message of each user makes their files.
    await _wait_for(clients, lambda: run.stored >= round_)
    first, watch = len(times), Watch(target.pid)
    await asyncio.sleep(seconds)
    least = max(len(times) + 1, first + _ROUNDS * round_)
    await _wait_for(clients, lambda: len(times) >= least)
    use, counted = watch.stop(), times[first:]
    run.is_over = True
    await _wait_for(clients, lambda: all(sender.is_done for sender in senders))
    return Result.of(len(counted), counted, use)


async def _wait_for(clients: Sequence[Stream], condition: Callable[[], bool]) -> None:
    await wait_until(lambda: condition() or any(client.failed for client in clients), _LAST_S)
    for client in clients:
        if client.failed:
            raise client.failed


def close_all(clients: Iterable[Stream]) -> None:
    for client in clients:
        client.close()


def delivered(in_flight: int) -> Measure:
    async def measure(target: Target, options: argparse.Namespace) -> Result:
        run = Run()
        senders = [Sender(number, run, in_flight) for number in people(options.pairs)]
        recipients = [Recipient(sender.number + 1, run) for sender in senders]
        for sender, recipient in zip(senders, recipients, strict=True):
            recipient.got = sender.answered
        await sign_in_all(target, [*senders, *recipients], are_there=True)
        result = await _send_for(target, run, senders, recipients, options.seconds)
        close_all([*senders, *recipients])
        return result

    return measure


async def absent(target: Target, options: argparse.Namespace) -> Result:
    """Afterwards the recipients come for what was stored, and nothing may be missing."""
    run = Run()
    senders = [Sender(number, run, 4) for number in people(options.pairs)]
    await sign_in_all(target, senders, are_there=False)
    result = await _send_for(target, run, senders, [], options.seconds)
    recipients = [Recipient(sender.number + 1, run) for sender in senders]
    await sign_in_all(target, recipients, are_there=True)
    await _wait_for(recipients, lambda: run.delivered >= run.stored)
    close_all([*senders, *recipients])
    return result
