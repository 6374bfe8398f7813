"""The servers that are measured: ours, and the bare one beside it; each a process on a core of its own."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.machine import CORES, pin
from tests.bench.server_load import NO_TOKEN, sign_in
from tests.helpers.server import add_to_lists, add_user, running_server

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
    """Where the recipients are signed in, when that is another server."""

    @property
    def of_recipients(self) -> "Target":
        return self.far or self

    def token(self, number: int) -> str:
        return self.tokens.get(number, NO_TOKEN)


@contextmanager
def bare_server(folder: Path) -> Iterator[Target]:
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
def our_server(folder: Path, pairs: Iterable[tuple[int, int]], arguments: Iterable[str] = ()) -> Iterator[Target]:
    """With both of each pair signed in, who may write to each other."""
    folder.mkdir()
    numbers = [number for pair in pairs for number in pair]
    for number in numbers:
        add_user(folder / "server", number)
    add_to_lists(folder / "server", pairs)
    with running_server(folder, arguments=(*ARGUMENTS, *arguments)) as server:
        pin(server.process.pid, CORES[0])
        tokens = {number: sign_in(server, number) for number in numbers}
        yield Target("qqdesk", server.host, server.port, server.process.pid, tokens)
