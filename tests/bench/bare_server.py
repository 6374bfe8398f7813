"""The least that a server can do which keeps messages on disk: what the benches compare with.

The same parts (asyncio.Protocol, httptools, uvloop, SQLite with synchronous=FULL in a thread that writes, no timer),
the same requests, and replies of the same form; but no accounts, sessions, limits, receipts or repeats, and nothing
that a client could do wrong.

    python -m tests.bench.bare_server FOLDER     # prints the port; ends with standard input
"""

import asyncio
import queue
import sqlite3
import sys
import threading
import time
from itertools import chain
from pathlib import Path
from typing import Any, cast

import httptools

from qqdesk.server.operations.daemon import new_event_loop

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE mail (owner INTEGER, id INTEGER, sender INTEGER, time INTEGER, text TEXT, PRIMARY KEY (owner, id))
    WITHOUT ROWID;
CREATE TABLE cursors (owner INTEGER PRIMARY KEY, up_to INTEGER);
"""

Mail = tuple[int, int, int, int, str]
"""Owner, id, sender, time, text."""


class Mailbox:
    """`waiting`: unacknowledged entries. `poll`: the connection of a parked poll, and the start of its reply."""

    __slots__ = ("last", "poll", "waiting")

    def __init__(self) -> None:
        self.last = 0
        self.waiting: list[Mail] = []
        self.poll: tuple[Line, str] | None = None

    def answer(self) -> None:
        if self.poll is None or not self.waiting:
            return
        (line, prefix), self.poll = self.poll, None
        mails = self.waiting[:100]
        ids, times, senders, texts = (",".join([str(mail[at]) for mail in mails]) for at in (1, 3, 2, 4))
        kinds = "9," * len(mails)
        line.reply(f"{prefix}&RES=0&MID={ids},&TIME={times},&MN={len(mails)}&MT={kinds}&UN={senders},&MG={texts},")


class Server:
    """Mailboxes, and a thread that commits together what arrived during the last commit."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)
        self._loop = asyncio.get_running_loop()
        self._groups: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._mails: list[tuple[Line, str, Mail]] = []
        self._cursors: dict[int, int] = {}
        self._is_writing = False
        self.boxes: dict[int, Mailbox] = {}
        threading.Thread(target=self._write, daemon=True).start()

    def box(self, number: int) -> Mailbox:
        return self.boxes.get(number) or self.boxes.setdefault(number, Mailbox())

    def send(self, line: "Line", prefix: str, sender: int, to: int, text: str) -> None:
        box = self.box(to)
        box.last += 1
        self._mails.append((line, prefix, (to, box.last, sender, time.time_ns() // 1_000_000, text)))
        self._begin()

    def poll(self, line: "Line", prefix: str, number: int, acknowledge: int) -> None:
        box = self.box(number)
        if acknowledge:
            box.waiting = [mail for mail in box.waiting if mail[1] > acknowledge]
            self._cursors[number] = acknowledge
            self._begin()
        box.poll = (line, prefix)
        box.answer()

    def _begin(self) -> None:
        if not self._is_writing:
            self._is_writing = True
            self._loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        self._groups.put((self._mails, self._cursors))
        self._mails, self._cursors = [], {}

    def _write(self) -> None:
        execute = self._db.execute
        while True:
            mails, cursors = self._groups.get()
            execute("BEGIN IMMEDIATE")
            if mails:
                marks = ",".join(["(?,?,?,?,?)"] * len(mails))
                execute(f"INSERT INTO mail VALUES {marks}", list(chain.from_iterable([mail for _, _, mail in mails])))
            if cursors:
                marks = ",".join(["(?,?)"] * len(cursors))
                execute(f"INSERT OR REPLACE INTO cursors VALUES {marks}", list(chain.from_iterable(cursors.items())))
            execute("COMMIT")
            self._loop.call_soon_threadsafe(self._written, mails)

    def _written(self, mails: list[tuple["Line", str, Mail]]) -> None:
        self._is_writing = False
        if self._mails or self._cursors:
            self._is_writing = True
            self._hand_over()
        boxes = []
        for line, prefix, mail in mails:
            line.reply(f"{prefix}&RES=0&MID={mail[1]}&TIME={mail[3]}")
            box = self.boxes[mail[0]]
            box.waiting.append(mail)
            boxes.append(box)
        for box in boxes:
            box.answer()


class Line(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._parser = httptools.HttpRequestParser(self)
        self._body = b""
        self._closes = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        body, self._body = self._body.decode(), b""
        self._closes = not self._parser.should_keep_alive()
        fields = body.split("&", 7)
        prefix, number = "&".join(fields[:4]), int(fields[3][4:])
        if fields[1] == "CMD=CLTMSG":
            self._server.send(self, prefix, number, int(fields[6][3:]), fields[7][3:])
        else:
            self._server.poll(self, prefix, number, int(fields[6][4:]) if len(fields) > 6 else 0)

    def reply(self, body: str) -> None:
        if self._transport.is_closing():
            return
        data = body.encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: %d\r\n\r\n%s"
            % (len(data), data)
        )
        if self._closes:
            self._transport.close()


async def serve(folder: Path) -> None:
    server = Server(folder)
    listening = await asyncio.get_running_loop().create_server(lambda: Line(server), "127.0.0.1", 0, backlog=1024)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve(Path(sys.argv[1])))
