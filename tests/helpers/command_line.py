"""Runs `qqdesk-cli` in its own process, with pipes or on a terminal, in an empty home folder."""

import io
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.protocol.commands import WaitingMessage

DEADLINE_S = 60.0
MODULE = "qqdesk.cli.client"
_ON_A_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


def give_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let a command in this process read a text from a pipe."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


class CommandLine:
    """Starts the program for users of the server at `address`, whose password is "secret"."""

    def __init__(self, home: Path, address: str) -> None:
        self.home = home
        self.address = address
        self.module = MODULE
        home.mkdir(exist_ok=True)
        self._password = home / "password"
        self._password.write_text("secret\n", "utf-8")

    def user(self, number: int, address: str = "") -> list[str]:
        """Return the options that select an account."""
        where = ["--user", str(number), "--server", address or self.address]
        return [*where, "--password-file", str(self._password)]

    def environment(self) -> dict[str, str]:
        """Return the environment of a user who never started the desktop program."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QQDESK_", "XDG_"))}
        return kept | {"HOME": str(self.home)}

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-P", "-m", self.module, *words]

    def run(self, *words: str, given: bytes = b"", **variables: str) -> Done:
        environment = self.environment() | variables
        done = subprocess.run(
            self.argv(*words), input=given, capture_output=True, env=environment, timeout=DEADLINE_S, check=False
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    @contextmanager
    def started(self, *words: str, errors: int | None = subprocess.PIPE) -> Iterator["subprocess.Popen[bytes]"]:
        """Start the program, and kill it at the end of the block."""
        process = subprocess.Popen(
            self.argv(*words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=self.environment(),
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdout, process.stderr):
                if pipe is not None and not pipe.closed:
                    pipe.close()

    @contextmanager
    def on_a_terminal(self, *words: str) -> Iterator["Terminal"]:
        """Start the program on a pseudo terminal."""
        ours, its = os.openpty()
        argv = [sys.executable, "-c", _ON_A_TERMINAL, *self.argv(*words)]
        process = subprocess.Popen(
            argv, stdin=its, stdout=its, stderr=its, start_new_session=True, env=self.environment()
        )
        os.close(its)
        terminal = Terminal(process, ours)
        try:
            yield terminal
        finally:
            process.kill()
            process.wait()
            os.close(ours)


class Terminal:
    """The other side of a pseudo terminal: reads output, types input."""

    def __init__(self, process: "subprocess.Popen[bytes]", descriptor: int) -> None:
        self.process = process
        self._descriptor = descriptor
        self.seen = ""

    def read_until(self, text: str) -> str:
        """Read until the text was printed or the program ended; return all output so far."""
        deadline = time.monotonic() + DEADLINE_S
        raw = self.seen.encode()
        while text.encode() not in raw:
            ready, _, _ = select.select([self._descriptor], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"it did not show {text!r}, but {raw!r}"
            try:
                part = os.read(self._descriptor, 4096)
            except OSError:  # Linux: the other side is closed
                part = b""
            if not part:
                break
            raw += part
        self.seen = raw.decode()
        return self.seen

    def type(self, line: str) -> None:
        os.write(self._descriptor, line.encode() + b"\n")

    def end(self) -> int:
        """Read the rest of the output, and return the exit code."""
        self.read_until("\0")
        return self.process.wait(DEADLINE_S)


def waiting_for(address: str, number: int) -> list[WaitingMessage]:
    """Return the undelivered messages of a user without acknowledging them, and without notices of own devices."""
    with Client(address, number) as client:
        client.login(password_hash("secret"))
        found = [message for message in client.get_messages() if message.id and message.sender != number]
        client.logout()
    return found
