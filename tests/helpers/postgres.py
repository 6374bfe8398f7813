"""A real PostgreSQL for tests, of the test run's own: made in a temporary folder, durable, and gone at the end.

with cluster() as postgres:
    with postgres.database() as url:
        …
"""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tests.helpers.ports import free_ports

ALL_TESTS = "QQDESK_TEST_ALL"
"""Set in the environment where a test that cannot run is a failure."""
PASSWORD = "over the network only"
_SEARCHED = "/usr/lib/postgresql/*/bin"
_ACCOUNTS = ("postgres", "nobody")
_DEADLINE_S = 60.0
_STEP_S = 0.02
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 64MB
password_encryption = 'scram-sha-256'
"""
_ACCESS = """
local all all trust
host all all 127.0.0.1/32 scram-sha-256
"""
_GUARD = 'postgres="$1"; shift; "$postgres" "$@" & child=$!; read -r _; kill -INT "$child" 2>/dev/null; wait "$child"'
"""Stop the server when the process that started it ends, which closes its standard input."""


class MissingError(Exception):
    """There is no PostgreSQL here, or no account to run it; the text says which."""


def find_binaries() -> Path:
    """The folder with initdb and postgres, the newest of them. Raises MissingError."""
    installed = sorted(Path("/").glob(_SEARCHED[1:]), key=lambda path: float(path.parent.name), reverse=True)
    on_path = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    for folder in (*installed, *on_path):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise MissingError("PostgreSQL is not installed (Debian: apt-get install postgresql)")


def _account() -> dict[str, Any]:
    """Who it runs as: it refuses root."""
    if os.name != "posix":
        raise MissingError("PostgreSQL is started by tests on POSIX systems only")
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in _ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise MissingError("PostgreSQL refuses to run as root, and there is no other account to run it as")


class Cluster:
    """One PostgreSQL server. On its socket everybody is let in, over the network with PASSWORD."""

    def __init__(self, folder: Path) -> None:
        """Makes it in an empty folder; `start` starts it. Raises MissingError."""
        self._binaries = find_binaries()
        self._account = _account()
        self.folder = folder
        self._data = folder / "data"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._names = (f"test_{number}" for number in itertools.count(1))
        self._lock = threading.Lock()
        self.port = free_ports()
        if self._account:
            os.chown(folder, self._account["user"], self._account["group"])
        initdb: list[str | Path] = [self._binaries / "initdb", "-D", self._data, "-U", "postgres", "-E", "UTF8"]
        initdb.append("--locale=C.UTF-8")
        done = subprocess.run(initdb, cwd=folder, capture_output=True, text=True, **self._account)
        if done.returncode:
            raise AssertionError(f"initdb failed: {done.stderr}")
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(f"{_SETTINGS}port = {self.port}\nunix_socket_directories = '{folder}'\n")
        (self._data / "pg_hba.conf").write_text(_ACCESS)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _GUARD, "guard", self._binaries / "postgres", "-D", self._data],
                cwd=self.folder, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True,
                **self._account,
            )  # fmt: skip
        deadline = time.monotonic() + _DEADLINE_S
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise AssertionError(f"PostgreSQL did not start: {self.log()}") from None
                time.sleep(_STEP_S)
            else:
                return

    def stop(self) -> None:
        """Stop it as a service manager would: what is at work is broken off, what was committed stays."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Stop it as a power cut would, for all that the processes can do about it."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError, ValueError, IndexError):
            os.kill(int((self._data / "postmaster.pid").read_text().split()[0]), how)
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            if how is signal.SIGINT:
                process.stdin.close()
        # The guard reports the end of its child once its own input has ended.
        deadline = time.monotonic() + _DEADLINE_S
        while (self._data / "postmaster.pid").exists() and how is not signal.SIGINT:
            if time.monotonic() > deadline:
                break
            time.sleep(_STEP_S)
        with contextlib.suppress(OSError):
            process.stdin.close()
        process.wait(_DEADLINE_S)

    def cpu_seconds(self) -> float:
        """What its processes that run now have used so far. On Linux only."""
        postmaster = (self._data / "postmaster.pid").read_text().split()[0]
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(") ")[2].split()
                if postmaster in (fields[1], stat.parent.name):
                    # Those of children that have ended are the postmaster's.
                    ticks += sum(map(int, fields[11:15] if stat.parent.name == postmaster else fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self.url(database), autocommit=True)

    def url(self, database: str, *, password: str | None = None) -> str:
        """By its socket, or over the network where there is a `password`."""
        if password is not None:
            return f"postgresql://member:{quote(password)}@127.0.0.1:{self.port}/{database}"
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}&port={self.port}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A fresh database; its URL. Dropped at the end, even if clients are still connected."""
        name = next(self._names)
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        try:
            yield self.url(name)
        finally:
            with contextlib.suppress(psycopg.OperationalError), self.connect() as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running one. Raises MissingError where there can be none."""
    folder = Path(tempfile.mkdtemp(prefix="qqdesk-postgres-"))
    try:
        server = Cluster(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
