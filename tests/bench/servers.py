"""The servers that are measured: ours, and the bare one beside it; each a process on a core of its own."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.machine import CORES, pin
from tests.bench.server_load import NO_TOKEN, sign_in
from tests.helpers.server import ServerProcess, add_to_lists, add_user, running_server

ARGUMENTS = ("--messages-per-minute", "0", "--sign-ins-per-minute", "0", "--no-ops", "--no-tls", "--no-announce")


@dataclass
class Target:
    """A server, and who is signed in there."""

    name: str
    host: str
    port: int
    pid: int
    tokens: dict[int, str] = field(default_factory=dict)
    far: "Target | None" = None
    """The recipients' server, if it is another one."""

    @property
    def of_recipients(self) -> "Target":
        return self.far or self

    def token(self, number: int) -> str:
        return self.tokens.get(number, NO_TOKEN)


@contextmanager
def bare_server(folder: Path) -> Iterator[Target]:
    if importlib.util.find_spec("httptools") is None:
        sys.exit("The server that the benchmarks compare with needs httptools: pip install -e '.[dev]'")
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bare_server", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        pin(process.pid, CORES[0])
        yield Target("bare", "127.0.0.1", port, process.pid)
        process.kill()


@contextmanager
def our_server(
    folder: Path, pairs: Iterable[tuple[int, int]], arguments: Iterable[str] = (), *, database: str = ""
) -> Iterator[Target]:
    """With both of each pair signed in, who may write to each other; on SQLite, or on the PostgreSQL `database`."""
    folder.mkdir()
    numbers = [number for pair in pairs for number in pair]
    for number in numbers:
        add_user(database or folder / "server", number)
    add_to_lists(database or folder / "server", pairs)
    with _running(folder, "qqdesk", arguments, database) as (server, target):
        target.tokens = {number: sign_in(server, number) for number in numbers}
        yield target


@contextmanager
def another_server(folder: Path, database: str, tokens: dict[int, str]) -> Iterator[Target]:
    """On the same PostgreSQL, for people who are signed in at the first."""
    folder.mkdir()
    with _running(folder, "another", (), database) as (_, target):
        target.tokens = tokens
        yield target


@contextmanager
def _running(
    folder: Path, name: str, arguments: Iterable[str], database: str
) -> Iterator[tuple[ServerProcess, Target]]:
    where = ("--database", database) if database else ()
    with running_server(folder, arguments=(*ARGUMENTS, *arguments, *where)) as server:
        pin(server.process.pid, CORES[0])
        yield server, Target(name, server.host, server.port, server.process.pid)
