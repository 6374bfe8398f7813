"""How a server process ends, and how clients experience a restart."""

import contextlib
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import NetworkError
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.inbox import Inbox
from tests.helpers.server import ServerProcess, md5, running_server, start_server

DEADLINE_S = 60
PEOPLE = range(10001, 10007)
MESSAGES = 150

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no signals to send")


def connect(server: ServerProcess) -> socket.socket:
    return socket.create_connection((server.host, server.port), timeout=20)


def test_clients_that_do_not_read_or_finish_delay_no_one(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, contextlib.ExitStack() as stack:
        server.add_user(10001)
        login = f"VER=1.1&CMD=Login&SEQ=1&UIN=10001&PS={md5('secret')}&EXT=1&DEV={'d' * 32}"
        token = server.post(login).partition("SID=")[2].partition("&")[0]
        # A reply that is too large for the buffers between, asked for again and again.
        body = f"VER=1.1&CMD=GetInfo&SEQ={'1' * 32}&UIN=10001&SID={token}&LV=3&UN=10001"
        greedy = f"POST / HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode() * 200
        for _ in range(100):
            stack.enter_context(connect(server))
            unfinished = stack.enter_context(connect(server))
            unfinished.sendall(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nVER=1.1&")
        for _ in range(3):
            deaf = stack.enter_context(connect(server))
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            # Until the server stops reading, since it cannot write.
            deaf.settimeout(0.3)
            with contextlib.suppress(TimeoutError):
                while True:
                    deaf.send(greedy)
        assert server.terminate() == 0


def test_a_disk_that_hangs_does_not_keep_it_from_its_end(tmp_path: Path) -> None:
    """A process that hangs in a write, as on a network disk that is gone: here, another one that holds the lock."""
    with running_server(tmp_path) as server:
        server.add_user(10001)
        other = sqlite3.connect(server.folder / "server.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        body = f"VER=1.1&CMD=Login&SEQ=1&UIN=10001&PS={md5('secret')}&EXT=1&DEV={'d' * 32}"
        with connect(server) as waiting:
            waiting.sendall(f"POST / HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            server.process.terminate()
            assert server.process.wait(20) == 0
        other.close()
        assert "the server ends without it" in server.log() or "is ended" in server.log()
        server.errors.write_text("")  # that was to be expected


def test_whatever_hangs_at_the_end_is_left_behind(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from qqdesk.cli import server as cli\n"
        "from qqdesk.server.operations.daemon import Daemon\n"
        "Daemon.stop = lambda self: asyncio.Event().wait()\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", script, "run", "--port", "0", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("listening on ")
        while "serves" not in process.stderr.readline():
            assert process.poll() is None
        process.terminate()
        assert process.wait(20) == 0
        assert "did not stop in time" in process.stderr.read()


def test_it_notifies_the_service_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "20000")
        with running_server(tmp_path) as server:
            assert manager.recv(4096).decode() == f"READY=1\nSTATUS=listening on {server.address}"
            assert manager.recv(4096) == manager.recv(4096) == b"WATCHDOG=1"
            server.process.send_signal(signal.SIGTERM)
            while (word := manager.recv(4096)) == b"WATCHDOG=1":
                pass
            assert word == b"STOPPING=1"


class Person:
    """Send and receive until stopped, with only `qqdesk.client` and patience."""

    def __init__(self, address: str, number: int, to: int) -> None:
        self.number, self.to = number, to
        self.client = Client(address, number)
        self.client.login(password_hash("secret"))
        self.received: list[str] = []
        self.longest_s = 0.0
        self.failure: BaseException | None = None
        self.threads = [threading.Thread(target=self._guard, args=(work,)) for work in (self._send, self._receive)]

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self.failure = error

    def _patiently(self, request: Callable[[], object]) -> None:
        start = time.monotonic()
        while True:
            try:
                request()
            except NetworkError:
                if time.monotonic() - start > DEADLINE_S:
                    raise
                time.sleep(0.05)
            else:
                self.longest_s = max(self.longest_s, time.monotonic() - start)
                return

    def _send(self) -> None:
        for count in range(MESSAGES):
            key, text = uuid.uuid4().hex, f"{self.number} {count}"
            self._patiently(lambda key=key, text=text: self.client.send_message(self.to, text, key))  # type: ignore

    def _receive(self) -> None:
        inbox = Inbox(self.client, wait=1)
        deadline = time.monotonic() + 2 * DEADLINE_S

        def poll() -> None:
            self.received += [message.text for message in inbox.poll() if message.kind == MessageKind.TEXT]

        while len(self.received) < MESSAGES:
            assert time.monotonic() < deadline
            self._patiently(poll)
        # Entries that are acknowledged only now.
        self._patiently(poll)


@contextlib.contextmanager
def people(address: str) -> Iterator[list[Person]]:
    numbers = list(PEOPLE)
    everyone = [Person(address, number, to) for number, to in zip(numbers, numbers[1:] + numbers[:1], strict=True)]
    threads = [thread for person in everyone for thread in person.threads]
    for thread in threads:
        thread.start()
    try:
        yield everyone
        for thread in threads:
            thread.join(2 * DEADLINE_S)
    finally:
        for person in everyone:
            person.client.close()
        for thread in threads:
            thread.join(20)


def test_a_restart_under_load_is_one_slow_request(tmp_path: Path) -> None:
    """No message is lost or doubled, the order is kept, and all sessions stay."""
    server = start_server(tmp_path)
    port, away_s = server.port, 0.0
    try:
        for number in PEOPLE:
            server.add_user(number)
        for number in PEOPLE:
            server.befriend(number, number + 1 if number + 1 in PEOPLE else PEOPLE[0])
        with people(server.address) as everyone:
            for _ in range(3):
                so_far = min(len(person.received) for person in everyone)
                deadline = time.monotonic() + DEADLINE_S
                while min(len(person.received) for person in everyone) < min(so_far + 20, MESSAGES):
                    assert time.monotonic() < deadline, [len(person.received) for person in everyone]
                    assert not any(person.failure for person in everyone), [person.failure for person in everyone]
                    threading.Event().wait(0.01)
                start = time.monotonic()
                assert server.terminate() == 0, server.log()
                server = start_server(tmp_path, port=port)
                away_s = max(away_s, time.monotonic() - start)
        for person in everyone:
            assert person.failure is None, person.failure
            sender = person.number - 1 if person.number - 1 in PEOPLE else PEOPLE[-1]
            assert person.received == [f"{sender} {count}" for count in range(MESSAGES)]
            # The restart itself, one poll, and what a loaded machine adds.
            assert person.longest_s < away_s + 1 + 10, (person.longest_s, away_s)
    finally:
        server.terminate()
    assert "Traceback" not in server.log()
