"""The load for `rooms`: members who store nothing, but acknowledge what they get."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from tests.bench.server_load import Client, Letters, Run, post
from tests.bench.servers import Target

WAIT_S = 50
LINES = 20
"""Connections for sending. One with a request each second is not closed."""


class RoomRun(Run):
    """`answered` is called after each message that the server has stored."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: Callable[[], None] = lambda: None


class Member(Protocol):
    """A member of one room. `send` sends a message, which begins with the time in microseconds."""

    def send(self) -> None: ...


class RoomPoller(Client):
    """A client that polls, and acknowledges what it gets."""

    def __init__(self, run: Run, number: int, token: str, wait: int = WAIT_S) -> None:
        super().__init__()
        self._run = run
        self._begin = f"VER=1.1&CMD=GetMsgEx&SEQ=%d&UIN={number}&SID={token}&WAIT={wait}".encode()
        self._sequence = time.time_ns()
        self._received = dict[bytes, bytes]()
        """The last id of each log that is not acknowledged yet; b"0" is the inbox."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.poll()

    def poll(self) -> None:
        self._sequence += 1
        acknowledged, self._received = self._received, {}
        fields = [b"&ACK=%s" % acknowledged.pop(b"0")] if b"0" in acknowledged else []
        if acknowledged:
            lists = (b"".join(b"%s," % id_ for id_ in ids) for ids in (acknowledged, acknowledged.values()))
            fields += (b"&ROOM=%s&RACK=%s" % tuple(lists),)
        self.transport.write(post(b"".join([self._begin % self._sequence, *fields])))

    def answered(self, body: bytes) -> None:
        if b"&MID=" in body:
            now = time.perf_counter()
            columns = {
                name: values.split(b",")[:-1] for name, _, values in (f.partition(b"=") for f in body.split(b"&"))
            }
            ids = columns[b"MID"]
            logs = columns.get(b"ROOM") or [b"0"] * len(ids)
            self._received.update((log, id_) for log, id_ in zip(logs, ids, strict=True) if id_ != b"0")
            self._run.delivery_times += [now - int(text[:16]) / 1e6 for text in columns[b"MG"] if text[:16].isdigit()]
        self.poll()


class Line(Client):
    """A connection over which several members send."""

    def __init__(self, run: RoomRun) -> None:
        super().__init__()
        self._run = run
        self._sent: deque[float] = deque()

    def send(self, letters: Letters) -> None:
        self._sent.append(time.perf_counter())
        self.transport.write(letters.next())

    def answered(self, body: bytes) -> None:
        self._run.stored += 1
        self._run.answer_times.append(time.perf_counter() - self._sent.popleft())
        self._run.answered()


class OurMember:
    """A member of a room of our server, who sends over the next of the lines."""

    def __init__(self, letters: Letters, lines: Iterator[Line]) -> None:
        self._letters = letters
        self._lines = lines

    def send(self) -> None:
        next(self._lines).send(self._letters)


async def connect(
    target: Target, run: RoomRun, rooms: dict[int, list[int]]
) -> tuple[list[Member], list[asyncio.Transport]]:
    """Connect each member, to poll. Return the members in order, and all connections."""
    loop = asyncio.get_running_loop()
    members, lines = list[Member](), [Line(run) for _ in range(LINES)]
    clients: list[Client] = [*lines]
    following = itertools.cycle(lines)
    for room, numbers in rooms.items():
        for number in numbers:
            token = target.token(number)
            clients.append(RoomPoller(run, number, token))
            members.append(OurMember(Letters(number, room, token), following))
    for client in clients:
        await loop.create_connection(lambda client=client: client, target.host, target.port)  # type: ignore[misc]
    return members, [client.transport for client in clients]
