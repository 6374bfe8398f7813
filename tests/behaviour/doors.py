"""The public doors of the program: its commands as processes of their own, in an empty home."""

import os
import re
import subprocess
import sysconfig
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 60.0
_SCRIPTS = Path(sysconfig.get_path("scripts"))
_LISTENING = re.compile(r"listening on http://127\.0\.0\.1:(\d+)")


def command(name: str) -> str:
    """The path of one of the three commands."""
    return str(_SCRIPTS / name)


def empty_home(folder: Path) -> dict[str, str]:
    """The environment of somebody who has never used the program, whose home is `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QQDESK_", "XDG_"))}
    return kept | {"HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Server:
    """`qqdesk-server run` on free ports."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self._folder = folder
        self.data_dir = folder / "server"
        self._options = list(options)
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, on the port of the last time if there was one. Raises AssertionError if it does not listen."""
        line = [command("qqdesk-server"), "run", "--data-dir", str(self.data_dir), "--port", str(self.port)]
        line += ["--tls-port", "0", "--no-ops", "--no-announce", *self._options]
        self._process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=empty_home(self._folder),
        )
        assert self._process.stdout is not None
        for said in self._process.stdout:
            if found := _LISTENING.search(said):
                self.port = int(found[1])
                return
        raise AssertionError("the server does not listen")

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    def post(self, body: str) -> str:
        """The reply to a request from 127.0.0.1."""
        request = urllib.request.Request(self.address, body.encode(), {"Content-Type": "text/plain"})
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as reply:
            return str(reply.read().decode())


@contextmanager
def running(folder: Path, options: Sequence[str] = ()) -> Iterator[Server]:
    """A server until the end of the block."""
    server = Server(folder, options)
    try:
        server.start()
        yield server
    finally:
        server.stop()
