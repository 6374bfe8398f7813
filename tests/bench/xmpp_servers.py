"""Prosody and ejabberd as the system has them, each a process of its own in a temporary folder, with a configuration
written here: plain streams on a free port of loopback, accounts with plain passwords, and only the modules that are
measured. Their services are left alone.

Debian and Ubuntu: apt-get install prosody lua-dbi-sqlite3 ejabberd erlang-p1-sqlite3
"""

import enum
import os
import shutil
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.machine import CORES, on_core
from tests.bench.servers import Target
from tests.bench.xmpp_load import DOMAIN, FEATURES, HEADER, PASSWORD, name_of

_DEADLINE_S = 60.0
_STEP_S = 0.002
_GUARD = 'log="$1"; shift; "$@" >"$log" 2>&1 & echo $!; read -r _; kill -KILL $!; wait $!'
"""Ends the server when whoever started it is gone, too: then its standard input ends."""
_PROSODY = """
run_as_root = true -- if it is
daemonize = false
data_path = "{folder}/data"
pidfile = "{folder}/prosody.pid"
certificates = "{folder}"
log = {{ warn = "*console" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_tcp_backlog = 1000
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
modules_enabled = {{ "roster", "saslauth", "ping", "smacks", "offline"{modules} }}
modules_disabled = {{ "s2s", "tls" }}
default_archive_policy = true
storage = {storage}
sql = {{ driver = "SQLite3", database = "messages.sqlite" }}
sqlite_tune = "safe"
VirtualHost "{domain}"
"""
_EJABBERD = """
hosts: [{domain}]
loglevel: error
auth_method: internal
auth_password_format: plain
default_db: mnesia
sql_type: sqlite
sql_database: {folder}/messages.sqlite
update_sql_schema: true
access_rules:
  c2s:
    allow: all
listen:
  -
    port: {port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    backlog: 1000
modules:
  mod_roster: {{}}
  mod_ping: {{}}
  mod_stream_mgmt: {{}}
  mod_offline:
    access_max_user_messages: infinity
    db_type: {storage}
{modules}
"""


class Keeps(enum.Enum):
    """What a server writes of messages, beside those to the absent."""

    NOTHING = "no archive"
    ARCHIVE = "archive"
    FLUSHED = "archive, flushed"
    """In an SQLite that is on disk before it goes on, and those to the absent, too."""


class Peer(ABC):
    """One of them with one way of keeping messages."""

    program = ""

    def __init__(self, keeps: Keeps) -> None:
        self.keeps = keeps
        self.name = f"{self.program}, {keeps.value}"

    @abstractmethod
    def missing(self) -> str:
        """What is not installed, as a sentence; empty where nothing is missing."""

    @abstractmethod
    def prepare(self, folder: Path, numbers: range) -> None:
        """Everything that the server keeps in a folder, with accounts for these numbers."""

    @abstractmethod
    def _command(self, folder: Path) -> list[str]: ...

    @abstractmethod
    def _configure(self, folder: Path, port: int) -> None: ...

    def _environment(self, folder: Path) -> dict[str, str]:
        return {"HOME": str(folder)}

    @contextmanager
    def running(self, prepared: Path, folder: Path) -> Iterator[tuple[Target, float]]:
        """On a copy of what was prepared, with how many seconds it took until a stream could begin."""
        shutil.copytree(prepared, folder)
        port, log = _free_port(), folder / "log"
        self._configure(folder, port)
        command = ["sh", "-c", _GUARD, "guard", str(log), *self._command(folder)]
        began = time.perf_counter()
        with on_core(CORES[0]):
            process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, env=os.environ | self._environment(folder),
            )  # fmt: skip
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            pid = int(process.stdout.readline())
            try:
                _wait_until_ready(port, log)
                yield Target(self.name, "127.0.0.1", port, pid), time.perf_counter() - began
            finally:
                process.stdin.close()


class Prosody(Peer):
    program = "prosody"

    def missing(self) -> str:
        if shutil.which("prosody") is None:
            return "Prosody is not installed (Debian: apt-get install prosody)."
        if self.keeps is Keeps.FLUSHED and not list(Path("/usr/lib").glob("*/lua/*/dbd/sqlite3.so")):
            return "Prosody has no SQLite here (Debian: apt-get install lua-dbi-sqlite3)."
        return ""

    def prepare(self, folder: Path, numbers: range) -> None:
        accounts = folder / "data" / DOMAIN / "accounts"
        accounts.mkdir(parents=True)
        for number in numbers:
            (accounts / f"{name_of(number)}.dat").write_text(f'return {{ ["password"] = "{PASSWORD}"; }};\n')

    def _command(self, folder: Path) -> list[str]:
        return ["prosody", "-F", "--config", str(folder / "prosody.cfg.lua")]

    def _configure(self, folder: Path, port: int) -> None:
        modules = "" if self.keeps is Keeps.NOTHING else ', "mam"'
        storage = '{ archive = "sql", offline = "sql" }' if self.keeps is Keeps.FLUSHED else '"internal"'
        text = _PROSODY.format(folder=folder, port=port, modules=modules, storage=storage, domain=DOMAIN)
        (folder / "prosody.cfg.lua").write_text(text)


class Ejabberd(Peer):
    """Started without its script, so that it is no node of a network and starts no epmd."""

    program = "ejabberd"

    def missing(self) -> str:
        if shutil.which("erl") is None or _libraries() is None:
            return "ejabberd is not installed (Debian: apt-get install ejabberd)."
        if self.keeps is Keeps.FLUSHED and not list(Path("/usr/lib/erlang/lib").glob("p1_sqlite3-*")):
            return "ejabberd has no SQLite here (Debian: apt-get install erlang-p1-sqlite3)."
        return ""

    def prepare(self, folder: Path, numbers: range) -> None:
        folder.mkdir()
        self._configure(folder, _free_port())
        register = (
            "lists:foreach(fun(N) -> ok = ejabberd_auth:try_register("
            f'<<"{name_of(0)[:-1]}", (integer_to_binary(N))/binary>>, <<"{DOMAIN}">>, <<"{PASSWORD}">>) end, '
            f"lists:seq({numbers.start}, {numbers.stop - 1})), init:stop()."
        )
        done = subprocess.run(
            [*self._command(folder), "-eval", register], cwd=folder, capture_output=True, text=True,
            env=os.environ | self._environment(folder), timeout=_DEADLINE_S,
        )  # fmt: skip
        if done.returncode:
            raise AssertionError(f"ejabberd takes no accounts: {done.stdout}{done.stderr}")

    def _environment(self, folder: Path) -> dict[str, str]:
        return {
            "HOME": str(folder),
            "ERL_LIBS": str(_libraries()),
            "ERL_CRASH_DUMP_BYTES": "0",
            "EJABBERD_CONFIG_PATH": str(folder / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
        }

    def _command(self, folder: Path) -> list[str]:
        # As its script starts it, apart from the node's name.
        return [
            "erl",
            "-noinput",
            "+K",
            "true",
            "+P",
            "250000",
            "-mnesia",
            "dir",
            f'"{folder}/spool"',
            "-s",
            "ejabberd",
        ]

    def _configure(self, folder: Path, port: int) -> None:
        storage = "sql" if self.keeps is Keeps.FLUSHED else "mnesia"
        modules = "" if self.keeps is Keeps.NOTHING else f"  mod_mam:\n    default: always\n    db_type: {storage}"
        text = _EJABBERD.format(folder=folder, port=port, modules=modules, storage=storage, domain=DOMAIN)
        (folder / "ejabberd.yml").write_text(text)


def peers(programs: Iterable[str]) -> list[Peer]:
    """Each in every way of keeping messages."""
    return [kind(keeps) for kind in (Prosody, Ejabberd) if kind.program in programs for keeps in Keeps]


def _libraries() -> Path | None:
    """Where ejabberd's own folder is."""
    found = sorted(Path("/usr/lib").glob("*/ejabberd-*/ebin/ejabberd.beam"))
    return found[0].parent.parent.parent if found else None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_until_ready(port: int, log: Path) -> None:
    deadline = time.monotonic() + _DEADLINE_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=_DEADLINE_S) as stream:
                stream.sendall(HEADER)
                data = b""
                while FEATURES not in data:
                    data += (got := stream.recv(4096))
                    if not got:
                        raise ConnectionResetError
                return
        except OSError:
            if time.monotonic() > deadline:
                raise AssertionError(f"the server did not start: {log.read_text()}") from None
            time.sleep(_STEP_S)
