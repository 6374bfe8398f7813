"""How long what waited takes to be on disk and on the screen: `python -m tests.bench.waiting [--messages N]`.

A server process, and the whole program in another one. `N` messages wait at the server: the time runs from "sign in
pressed", and from the session being there, until they are all in the file and told, and in an open chat until the paint
that is after them. The baseline of the same run asks for as many by bare requests, and writes each batch to a bare
table in one transaction. Then the other way: `N` messages written without a connection, until the server has them all.

At last, somebody writes faster than anybody types while what waited comes in and the index is filled with older
messages: a `write` is all from the key to the message on disk and in the log.

While it lasts a timer of the window's thread looks how long it is held up: `gap` is the longest time between two ticks.
In the last case four threads share Python's one lock, and there the gap is only printed.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.desk import build_application
from qqdesk.domain.body import Text
from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.chat.page import ChatPage
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.history.history import History
from qqdesk.worker.api import ConnectionPhase, SignIn
from tests.helpers.messages import chat_with
from tests.helpers.proxy import FaultyProxy
from tests.helpers.server import ServerProcess, running_server

WRITER = 10001
READERS = {"open chat": 10002, "no chat open": 10003, "bare": 10004, "written offline": 10005, "at work": 10006}
WORDS = "the boat is ready 带上你的相机 and the lake is calm today"
SERVER = ("--no-tls", "--no-ops", "--no-announce", "--messages-per-minute", "0", "--sign-ins-per-minute", "0")
TYPED_MS = 20
OLD = 50_000
"""Messages of a time before the index, for its filler to work on."""
GOAL_S, FRAME_S = 1.0, 0.016


class Watch(QObject):
    """How long the thread it lives in is held up."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[tuple[float, float]] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now, now - self._last))
        self._last = now

    def longest(self, begin: float, end: float) -> float:
        return max((gap for when, gap in self.gaps if begin < when - gap / 2 < end), default=0.0)


class PaintWatch(QObject):
    """Marks the end of the first paint, when the window is there, and of the first one after `wanted` was set."""

    def __init__(self, program: "Program") -> None:
        super().__init__()
        self.program = program
        self.wanted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            name = "painted" if self.wanted else "window there"
            QTimer.singleShot(0, lambda: self.program.mark(name))
        return False


@dataclass
class Program:
    """The whole program in this process, and when what happened."""

    folder: Path
    number: int
    times: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        arguments = Arguments(config_dir=self.folder / "config", data_dir=self.folder / "data")
        self.app, self.desk = build_application(arguments, SettingsStore(folders_for(arguments).settings))
        self.desk.show_sign_in_window()
        self.messenger = self.desk.messenger
        self.watch = Watch()

    def sign_in(self, address: str) -> None:
        self.times["pressed"] = time.perf_counter()
        self.desk.sign_in(SignIn(address, self.number, "secret", place="bench"))

    def mark(self, name: str) -> None:
        self.times.setdefault(name, time.perf_counter())

    def run_until(self, name: str) -> None:
        while name not in self.times:
            self.app.processEvents()
            time.sleep(0.0002)

    def history(self) -> History:
        history = self.messenger._chats.history
        assert history is not None
        return history

    def leave(self) -> None:
        self.desk.shut_down()
        self.app.processEvents()

    def gap(self, begin: str, end: str) -> float:
        """From `begin` on, or from when the window is there: opening that takes its time, whatever comes in."""
        return self.watch.longest(max(self.times[begin], self.times["window there"]), self.times[end])

    def open_chat(self, paint: PaintWatch) -> ChatPage:
        self.desk.windows.open_chat(chat_with(WRITER))
        page = self.desk.windows.chats.page(chat_with(WRITER))
        assert page is not None
        page.log.viewport().installEventFilter(paint)
        return page


def read(program: Program, address: str, count: int, *, chat: bool) -> dict[str, Any]:
    """Sign in, and take in all that waits."""
    messenger, paint = program.messenger, PaintWatch(program)
    told = 0

    def added(message: Message) -> None:
        nonlocal told
        told += 1
        program.mark("first told")
        if told == count:
            program.mark("all told")
            paint.wanted = chat

    def opened() -> None:
        program.mark("signed in")
        if chat:
            program.open_chat(paint)
        else:
            program.desk.windows.main.installEventFilter(paint)

    messenger.message_added.connect(added)
    messenger.signed_in.connect(opened)
    program.sign_in(address)
    program.run_until("painted" if chat else "all told")
    end = "painted" if chat else "all told"
    stored = len(program.history().latest(chat_with(WRITER), 10**6))
    page = program.desk.windows.chats.page(chat_with(WRITER))
    shown = len(page.log.rows) if page is not None else messenger.unread
    times = program.times
    return {
        "stored": stored,
        "shown": shown,
        "pressed": times[end] - times["pressed"],
        "session": times[end] - times["signed in"],
        "gap": program.gap("first told", end),
    }


def write(program: Program, address: str, count: int) -> dict[str, Any]:
    """Write while there is no connection; then there is one."""
    messenger = program.messenger
    sent = delivered = 0

    def changed(message: Message) -> None:
        nonlocal sent, delivered
        sent += message.delivery is Delivery.SENT
        delivered += message.delivery is Delivery.DELIVERED
        if sent == 1:
            program.mark("first sent")
        if sent == count:
            program.mark("all sent")

    def connection(_: object) -> None:
        if messenger.connection.phase is ConnectionPhase.CONNECTED:
            program.mark("connected")
        elif "connected" in program.times:
            program.mark("lost")

    messenger.connection_changed.connect(connection)
    with FaultyProxy(int(address.rpartition(":")[2])) as proxy:
        program.sign_in(proxy.url)
        program.run_until("connected")
        paint = PaintWatch(program)
        page = program.open_chat(paint)
        proxy.open = False
        proxy.cut_all()
        program.run_until("lost")
        writes = []
        for number in range(count):
            page.input.setPlainText(f"{number} {WORDS}")
            begin = time.perf_counter()
            page.send()
            writes.append(time.perf_counter() - begin)
            if number % 20 == 0:
                program.app.processEvents()
        messenger.message_changed.connect(changed)
        proxy.open = True
        proxied = time.perf_counter()
        messenger.try_now()
        program.run_until("all sent")
        program.leave()
    times = program.times
    return {
        "shown": len(page.log.rows),
        "write p50": sorted(writes)[count // 2],
        "write max": max(writes),
        "seconds": times["all sent"] - proxied,
        "per second": count / (times["all sent"] - times["first sent"]),
        "gap": program.gap("first sent", "all sent"),
    }


def work(program: Program, address: str, count: int) -> dict[str, Any]:
    """Write faster than anybody types while what waited comes in and the index is filled."""
    path = program.folder / "data" / "accounts" / f"{program.number}@bench" / "history.db"
    fill_with_old(path)
    messenger = program.messenger
    paint = PaintWatch(program)
    told = 0
    writes: list[float] = []

    def put() -> None:
        begin = time.perf_counter()
        messenger.send_message(chat_with(WRITER), Text(f"{len(writes)} {WORDS}"))
        writes.append(time.perf_counter() - begin)

    typing = QTimer(interval=TYPED_MS)
    typing.timeout.connect(put)

    def added(message: Message) -> None:
        nonlocal told
        told += not message.is_mine
        if told == 1:
            program.mark("first told")
        if told == count:
            program.mark("all told")

    messenger.message_added.connect(added)
    messenger.signed_in.connect(lambda: (program.open_chat(paint), typing.start()))
    program.sign_in(address)
    program.run_until("all told")
    begin = time.perf_counter()
    while time.perf_counter() - begin < 1.0:
        program.app.processEvents()
        time.sleep(0.0002)
    typing.stop()
    program.mark("end")
    return {
        "writes": len(writes),
        "write p50": sorted(writes)[len(writes) // 2],
        "write max": max(writes),
        "filling": program.history()._index_builder.is_busy,
        "gap": program.gap("first told", "end"),
    }


def fill_with_old(path: Path) -> None:
    """A history of before the index: all its messages are still to be put in."""
    History(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.executemany(
            "INSERT INTO messages (id, conversation, sender, kind, body, time) VALUES (?, ?, ?, 'text', ?, ?)",
            ((f"{number:032x}", f"p{WRITER + 5}", WRITER + 5, f"{number} {WORDS}", number) for number in range(OLD)),
        )
        db.execute("UPDATE indexed SET below = ?", (OLD,))
        db.commit()


def child(case: str, address: str, folder: Path, count: int) -> int:
    program = Program(folder, READERS[case])
    match case:
        case "written offline":
            result = write(program, address, count)
        case "at work":
            result = work(program, address, count)
        case _:
            result = read(program, address, count, chat=case == "open chat")
    print(json.dumps(result))
    program.leave()
    return 0


def run_child(case: str, address: str, folder: Path, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.waiting", "--case", case, "--address", address]
    command += ["--folder", str(folder / str(READERS[case])), "--messages", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def fill(server: ServerProcess, count: int) -> None:
    with Client(server.address, WRITER) as client:
        client.login(password_hash("secret"))
        for case, number in READERS.items():
            for index in range(0 if case == "written offline" else count):
                client.send_message(number, f"{index} {WORDS}", os.urandom(16).hex())


def bare(server: ServerProcess, folder: Path, count: int) -> float:
    """Seconds for the requests and transactions that cannot be spared."""
    with (
        closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db,
        Client(server.address, READERS["bare"]) as client,
    ):
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, sender INTEGER, time INTEGER, text TEXT)")
        client.login(password_hash("secret"))
        begin = time.perf_counter()
        upto, got = None, 0
        while got < count:
            batch = client.get_messages(0, upto)
            db.execute("BEGIN IMMEDIATE")
            rows = [(item.id, item.sender, item.time, item.text) for item in batch if item.kind == 9]
            db.executemany("INSERT INTO messages VALUES (?, ?, ?, ?)", rows)
            db.execute("COMMIT")
            got += len(rows)
            upto = max(item.id or 0 for item in batch)
        return time.perf_counter() - begin


def milliseconds(result: dict[str, Any]) -> str:
    parts = []
    for name, value in result.items():
        text = f"{value * 1000:.1f} ms" if isinstance(value, float) and name != "per second" else f"{value:.0f}"
        parts.append(f"{name} {text}")
    return ", ".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        return child(options.case, options.address, options.folder, options.messages)
    count, missed = options.messages, []
    with tempfile.TemporaryDirectory() as name, running_server(Path(name), arguments=SERVER) as server:
        server.add_user(WRITER)
        for number in READERS.values():
            server.add_user(number, contacts=[WRITER])
            server.befriend(WRITER, number)
        fill(server, count)
        base = bare(server, Path(name), count)
        print(f"{'bare requests and writes':16} {base * 1000:.1f} ms")
        for case in READERS:
            if case == "bare":
                continue
            result = run_child(case, server.address, Path(name), count)
            print(f"{case:16} {milliseconds(result)}", flush=True)
            if "session" in result:
                print(f"{'':16} ratio {result['session'] / base:.1f} to the bare way")
                if result["pressed"] > GOAL_S or result["stored"] < count or result["shown"] < count:
                    missed.append(case)
            if result["gap"] > FRAME_S and case != "at work":
                missed.append(f"{case}: gap")
            if result.get("write max", 0.0) > FRAME_S:
                missed.append(f"{case}: write")
    if missed:
        print("missed: " + ", ".join(missed))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
