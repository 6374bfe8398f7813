"""Real servers for tests: a process of its own, or the same server in a thread of this one, which starts faster.

with local_server(tmp_path) as server:
    server.add_user(10001, "secret", nickname="Anna", contacts=[10002])
    client = Client(server.address, 10001)
"""

import asyncio
import hashlib
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from qqdesk.clock import SystemClock
from qqdesk.protocol.codes import AddOutcome, EndReason
from qqdesk.server.accounts import accounts, administrators, devices, invitations
from qqdesk.server.accounts.passwords import Cost, hash_password
from qqdesk.server.operations.daemon import Daemon, new_event_loop
from qqdesk.server.sessions.sessions import Session
from qqdesk.server.storage import postgres
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import open_database

CHEAP = Cost(passes=1, memory=8)
"""So that a test does not pay for a password; the server reads from a hash what it costs to check."""

LISTENING = "listening on "
_LISTENING_TLS = re.compile(r"listening on (https://\S+), fingerprint SHA-256 ([0-9A-F:]{95})")
_DEADLINE_S = 60.0


def md5(password: str) -> str:
    """What a client sends for a password (PS)."""
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()


def add_user(
    place: Path | str,
    number: int,
    password: str = "secret",
    *,
    nickname: str = "",
    contacts: Iterable[int] = (),
    allow: int = AddOutcome.CONSENT_NEEDED,
    **profile: str | int,
) -> int:
    """Put a user into the database of a server that may be running, a folder or an address; `profile` by the names of
    `Profile`.

    `contacts` come onto the new user's list; they have to be users.
    """
    with transaction(place) as db:
        accounts.add(db, number, hash_password(md5(password), CHEAP), nickname or f"user {number}", SystemClock().now())
        accounts.change(db, number, profile, allow)
        _list(db, ((number, contact) for contact in contacts))
    return number


def add_to_lists(place: Path | str, pairs: Iterable[tuple[int, int]]) -> None:
    """For each pair (owner, contact): add the contact to the list, without consent or notice."""
    with transaction(place) as db:
        _list(db, pairs)


@contextmanager
def transaction(place: Path | str) -> Iterator[Database]:
    if isinstance(place, str):
        with postgres.transaction(place) as database:
            yield database
        return
    with closing(open_database(place)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")


def _list(db: Database, pairs: Iterable[tuple[int, int]]) -> None:
    db.executemany("INSERT INTO roster (owner, contact) VALUES (?, ?) ON CONFLICT DO NOTHING", pairs)


@dataclass
class Server:
    """A running server, whichever way it runs."""

    address: str
    folder: Path

    @property
    def place(self) -> Path | str:
        """Where its database is: a folder, or an address."""
        return self.folder

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://").rpartition(":")[0]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def add_user(self, number: int, password: str = "secret", **options: Any) -> int:
        """As `add_user`."""
        return add_user(self.place, number, password, **options)

    def invite(self) -> str:
        """A new invitation for one account."""
        with closing(open_database(self.folder)) as db:
            invitation = invitations.create(db, SystemClock().now())
            db.commit()
        return invitation

    def appoint(self, number: int) -> None:
        """Make somebody an administrator."""
        with transaction(self.place) as db:
            administrators.appoint(db, number)

    def befriend(self, one: int, other: int) -> None:
        """Put each on the other's list."""
        add_to_lists(self.place, [(one, other), (other, one)])

    def post(self, body: str | bytes, *, content_type: str | None = None, timeout: float = _DEADLINE_S) -> str:
        """The body of the reply to one request, on a connection of its own."""
        with closing(http.client.HTTPConnection(self.host.strip("[]"), self.port, timeout=timeout)) as connection:
            headers = {"Connection": "close"} | ({"Content-Type": content_type} if content_type else {})
            connection.request("POST", "/", body.encode() if isinstance(body, str) else body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        assert response.status == 200, (response.status, text)
        return text


@dataclass
class ServerProcess(Server):
    """A server in a process of its own."""

    process: "subprocess.Popen[str]" = field(repr=False)
    errors: Path = Path()
    """What it wrote to stderr."""

    def read_tls_line(self) -> tuple[str, str]:
        """Where it listens for HTTPS, and the fingerprint as it was printed. Once only."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = _LISTENING_TLS.fullmatch(line.strip())
            if found is not None:
                return found[1], found[2]
        raise AssertionError(f"it does not listen for HTTPS: {self.log()}")

    def log(self) -> str:
        return self.errors.read_text("utf-8")

    def terminate(self) -> int:
        """Stop it as a service manager would; its exit code."""
        self.process.terminate()
        return self.wait_ended()

    def kill(self) -> None:
        """As a power cut would, for all that the process can do about it."""
        self.process.kill()
        self.wait_ended()

    def wait_ended(self) -> int:
        code = self.process.wait(_DEADLINE_S)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return code


def start_server(
    tmp_path: Path, *, folder: Path | None = None, port: int = 0, arguments: Sequence[str] = ()
) -> ServerProcess:
    """Start the real command; the caller ends it. `folder` is the data folder, `tmp_path / "server"` where None."""
    folder = folder or tmp_path / "server"
    errors = tmp_path / f"server-{os.urandom(4).hex()}.log"
    command = [sys.executable, "-m", "qqdesk.cli.server", "run", "--data-dir", str(folder), "--port", str(port)]
    # Also where the port is one of before: the others are no one's.
    command += ["--tls-port", "0", "--ops-port", "0", *arguments]
    with errors.open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
        )
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    server = ServerProcess(line.removeprefix(LISTENING), folder, process, errors)
    if not line.startswith(LISTENING):
        server.kill()
        raise AssertionError(f"the server did not start: {line!r}, {server.log()}")
    return server


@contextmanager
def running_server(tmp_path: Path, **options: Any) -> Iterator[ServerProcess]:
    """The real server in its own process, on a free port; `options` as for `start_server`.

    At the end it has to stop as it should, unless the test ended it, and must not have logged an error.
    """
    server = start_server(tmp_path, **options)
    try:
        yield server
    except BaseException:
        server.kill()
        raise
    if server.process.poll() is None:
        code = server.terminate()
        assert code in (0, -signal.SIGTERM if sys.platform == "win32" else 0), server.log()
    else:
        server.wait_ended()
    assert "Traceback" not in server.log(), server.log()
    assert " ERROR " not in server.log(), server.log()


@dataclass
class LocalServer(Server):
    """The real server in a thread of this process."""

    daemon: Daemon = field(repr=False)
    loop: asyncio.AbstractEventLoop = field(repr=False)

    @property
    def tls_port(self) -> int:
        """0 without `settings` in which TLS is on."""
        return self.daemon.core.server_info.tls_port

    @property
    def tls_address(self) -> str:
        return self.daemon.tls_address

    @property
    def fingerprint(self) -> str:
        return self.daemon.core.server_info.fingerprint

    def session_of(self, number: int) -> Session:
        """The only session of an account."""
        (session,) = self.daemon.core.sessions.of(number)
        return session

    def sign_out_device(self, number: int, device: str, why: EndReason = EndReason.SIGNED_OUT_BY_OWNER) -> None:
        """End a device, as its owner does on another one, or for another reason."""
        core = self.daemon.core

        async def end() -> None:
            await core.store.write(lambda db: devices.sign_out(db, number, device, core.store.time(db), why))
            await core.session_cache.apply_changes(number)

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(_DEADLINE_S)


DECIMAL_LOOPBACK = "2130706433"
"""127.0.0.1 in a form that clients do not recognize as this computer. A server needs it among its host names."""


@contextmanager
def local_server(
    tmp_path: Path,
    *,
    folder: Path | None = None,
    port: int = 0,
    loop: Literal["best", "asyncio"] = "best",
    **options: Any,
) -> Iterator[LocalServer]:
    """The real server and listener in a thread, on a free port, with cheap passwords; `options` go to `Daemon`."""
    folder = folder or tmp_path / "server"
    started = threading.Event()
    result: list[LocalServer] = []
    failure: list[BaseException] = []
    ending: list[asyncio.Event] = []

    async def serve() -> None:
        daemon = Daemon(folder, **{"cost": CHEAP, **options})
        try:
            address = await daemon.start("127.0.0.1", port)
            ending.append(asyncio.Event())
            result.append(LocalServer(address, folder, daemon, asyncio.get_running_loop()))
            started.set()
            await ending[0].wait()
        finally:
            await daemon.stop()

    def run() -> None:
        factory = new_event_loop if loop == "best" else asyncio.new_event_loop
        try:
            with asyncio.Runner(loop_factory=factory) as runner:
                runner.run(serve())
        except BaseException as error:
            failure.append(error)
        finally:
            started.set()

    thread = threading.Thread(target=run, name="server")
    thread.start()
    started.wait(_DEADLINE_S)
    try:
        if not failure:
            yield result[0]
    finally:
        if ending:
            result[0].loop.call_soon_threadsafe(ending[0].set)
        thread.join(_DEADLINE_S)
        assert not thread.is_alive(), "the server does not stop"
    if failure:
        raise failure[0]
