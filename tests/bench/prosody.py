"""Prosody with rooms (MUC), where a message is in the archive on disk before it goes out: what `rooms` compares with.

It needs the commands and packages `prosody` and `lua-dbi-sqlite3`. Configuration and data are in a temporary folder.
"""

import asyncio
import itertools
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

from tests.bench.machine import CORES, pin
from tests.bench.room_load import Member, RoomRun
from tests.bench.servers import Target

_DEADLINE_S = 20.0
_STAMP = re.compile(rb"<body>(\d{16})")
_HOST, _ROOMS = "localhost", "rooms.localhost"
_CONFIGURATION = """
run_as_root = true
pidfile = "{folder}/prosody.pid"
data_path = "{folder}"
log = {{ warn = "{folder}/log" }}
modules_enabled = {{ "saslauth" }}
modules_disabled = {{ "s2s", "offline" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_require_encryption = false
authentication = "anonymous"
allow_anonymous_s2s = false
storage = "sql"
sql = {{ driver = "SQLite3", database = "{database}" }}
VirtualHost "localhost"
Component "rooms.localhost" "muc"
    modules_enabled = {{ "muc_mam" }}
    muc_log_all_rooms = true
    muc_room_locking = false
    restrict_room_creation = false
    muc_room_default_history_length = 0
"""
_STREAM = (
    f"<stream:stream to='{_HOST}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
)
_AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>"
_BIND = "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"


def is_installed() -> bool:
    return shutil.which("prosody") is not None and bool(list(Path("/usr").glob("lib/*/lua/5.*/dbd/sqlite3.so")))


@contextmanager
def prosody_server(folder: Path) -> Iterator[Target]:
    folder.mkdir()
    database = folder / "rooms.sqlite3"
    with closing(sqlite3.connect(database)) as db:
        # With SQLite's default of synchronous=FULL, each commit is on disk.
        db.execute("PRAGMA journal_mode = WAL")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    configuration = folder / "prosody.cfg.lua"
    configuration.write_text(_CONFIGURATION.format(folder=folder, port=port, database=database))
    with subprocess.Popen(["prosody", "-F", "--config", str(configuration)], stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            pin(process.pid, CORES[0])
            yield Target("prosody", "127.0.0.1", port, process.pid)
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _DEADLINE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


class Occupant(asyncio.Protocol):
    """A client in one room. A message counts as stored when its sender gets it back."""

    _names = itertools.count()

    def __init__(self, run: RoomRun, room: str) -> None:
        self.joined = asyncio.get_running_loop().create_future()
        self._run = run
        self._data = b""
        self._sent: deque[float] = deque()
        self._room = f"{room}@{_ROOMS}"
        me = f"{self._room}/n{next(self._names)}"
        self._mine = f"{me}'".encode()
        join = f"<presence to='{me}'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
        self._script = iter(
            [
                (b"</stream:features>", _AUTH),
                (b"<success", _STREAM),
                (b"</stream:features>", _BIND),
                (b"type='result'", join),
                (b"code='110'", ""),
            ]
        )
        self._wanted = self._next = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._answer(_STREAM)

    def _answer(self, text: str) -> None:
        self.transport.write(text.encode())
        self._wanted, following = next(self._script, (b"", ""))
        self._next = following.encode()

    def data_received(self, data: bytes) -> None:
        data = self._data + data
        if not self.joined.done():
            if self._wanted not in data:
                self._data = data
                return
            self._data = b""
            if self._next:
                self._answer(self._next.decode())
            else:
                self.joined.set_result(None)
            return
        end = data.rfind(b"</message>")
        self._data = data[max(end, 0) :]
        if end < 0:
            return
        data, now, run = data[:end], time.perf_counter(), self._run
        run.delivery_times += [now - int(stamp) / 1e6 for stamp in _STAMP.findall(data)]
        for _ in range(data.count(self._mine)):
            run.stored += 1
            run.answer_times.append(now - self._sent.popleft())
            run.answered()

    def send(self) -> None:
        self._sent.append(time.perf_counter())
        head = f"<message to='{self._room}' type='groupchat' id='{os.urandom(8).hex()}'>"
        text = f"{time.perf_counter_ns() // 1000:016} message, 你好"
        self.transport.write(f"{head}<body>{text}</body></message>".encode())


async def enter_rooms(
    target: Target, run: RoomRun, rooms: dict[int, list[int]]
) -> tuple[list[Member], list[asyncio.Transport]]:
    """Enter the rooms, each with as many people as `rooms` has in it."""
    occupants = list[Occupant]()
    for room, numbers in rooms.items():
        for _ in numbers:
            occupant = Occupant(run, str(room))
            await asyncio.get_running_loop().create_connection(
                lambda occupant=occupant: occupant,  # type: ignore[misc]
                target.host,
                target.port,
            )
            await occupant.joined
            occupants.append(occupant)
    return list(occupants), [occupant.transport for occupant in occupants]
