"""The command `qqdesk-server run`, as a process."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.server.operations.reachable import reachable
from qqdesk.server.storage.sqlite import open_database
from tests.helpers.server import Server, add_user, md5, running_server, start_server

DEVICE = "d" * 32


def sign_in(server: Server, number: int, *, sequence: int = 1, device: str = DEVICE) -> str:
    body = f"VER=1.1&CMD=Login&SEQ={sequence}&UIN={number}&PS={md5('secret')}&EXT=1&DEV={device}"
    return server.post(body).partition("SID=")[2].partition("&")[0]


def ask(server: Server, command: str, number: int, token: str, more: str = "", sequence: int = 1) -> str:
    return server.post(f"VER=1.1&CMD={command}&SEQ={sequence}&UIN={number}&SID={token}{more}")


def run(*arguments: str, text: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "qqdesk.cli.server", *arguments]
    more = {**os.environ, **environment}
    return subprocess.run(
        command, input=text, capture_output=True, encoding="utf-8", timeout=30, check=False, env=more
    )  # fmt: skip


def test_pipes_use_utf_8_on_every_system(tmp_path: Path) -> None:
    folder = ("--data-dir", str(tmp_path))
    added = run("user", "add", "10001", "--nick", "小明", "--password-stdin", *folder, text="secret\n")
    assert added.returncode == 0, added.stderr
    assert "小明" in run("user", "list", *folder, PYTHONIOENCODING="ascii").stdout
    said = run("say", "--stdin", *folder, text="明天休息", PYTHONIOENCODING="cp1252")
    assert said.returncode == 0, said.stderr
    with closing(open_database(tmp_path)) as db:
        assert db.execute("SELECT text FROM entries").fetchall() == [("明天休息",)]


def test_all_addresses_of_both_kinds(tmp_path: Path) -> None:
    """Of one kind only, where the system knows no other."""
    with running_server(tmp_path, arguments=["--host", "*", "--no-announce"]) as server:
        assert "*" not in server.address, "others could not use it"
        for host in ("127.0.0.1", "::1"):
            try:
                connection = socket.create_connection((host, server.port), 10)
            except OSError:
                assert host == "::1" and not can_bind(host)
                continue
            with connection:
                connection.sendall(b"POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
                assert connection.recv(64).startswith(b"HTTP/1.1 200 ")
        assert "unless a firewall" in run("doctor", "--data-dir", str(server.folder)).stdout or not reachable("*")


def can_bind(host: str) -> bool:
    try:
        socket.create_server((host, 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_a_message_that_was_answered_survives_a_kill(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002, contacts=[10001])
        tokens = {number: sign_in(server, number) for number in (10001, 10002)}
        for sequence in range(20):
            more = f"&CID={sequence:032x}&UN=10002&MG=text {sequence}"
            assert f"&MID={sequence + 1}&" in ask(server, "CLTMSG", 10001, tokens[10001], more, sequence)
        server.kill()
    with running_server(tmp_path) as server:
        # The sessions are there, too.
        texts = ",".join(f"text {sequence}" for sequence in range(20))
        assert f"&MG={texts}," in ask(server, "GetMsgEx", 10002, tokens[10002])
        again = ask(server, "CLTMSG", 10001, tokens[10001], f"&CID={19:032x}&UN=10002&MG=text 19", 99)
        assert "&MID=20&" in again


def test_whatever_was_answered_while_it_was_killed_is_there(tmp_path: Path) -> None:
    """After a kill under load, each message with RES=0 is stored, in order and once."""
    answered: list[int] = []
    with running_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002, contacts=[10001])
        tokens = {number: sign_in(server, number) for number in (10001, 10002)}
        enough = threading.Event()

        def send() -> None:
            for number in range(100_000):
                try:
                    reply = ask(
                        server, "CLTMSG", 10001, tokens[10001], f"&CID={number:032x}&UN=10002&MG={number}", number
                    )
                except OSError:
                    return
                assert "&RES=0&" in reply
                answered.append(number)
                if number == 50:
                    enough.set()

        sender = threading.Thread(target=send)
        sender.start()
        assert enough.wait(20)
        server.kill()
        sender.join(20)
    with running_server(tmp_path) as server:
        stored: list[int] = []
        acknowledge = 0
        while True:
            reply = ask(server, "GetMsgEx", 10002, tokens[10002], f"&ACK={acknowledge}", acknowledge)
            if "&MN=0" in reply:
                break
            stored += [int(text) for text in reply.partition("&MG=")[2].removesuffix(",").split(",")]
            acknowledge = len(stored)
        assert stored[: len(answered)] == answered
        assert len(stored) - len(answered) in (0, 1)


def parked(server: Server, number: int, token: str) -> socket.socket:
    """A connection with a poll that hangs; the server has read it."""
    connection = socket.create_connection((server.host, server.port), timeout=20)
    head = "POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{}"
    # The request before is answered, and one read has brought both.
    first = f"VER=1.1&CMD=List&SEQ=1&UIN={number}&SID={token}"
    second = f"VER=1.1&CMD=GetMsgEx&SEQ=2&UIN={number}&SID={token}&WAIT=50"
    connection.sendall("".join(head.format(len(body), body) for body in (first, second)).encode())
    data = b""
    while not data.endswith(b"&FN=1&SN=0&UN="):
        data += connection.recv(4096)
    return connection


@pytest.mark.skipif(sys.platform != "linux", reason="there is no prlimit")
def test_a_server_that_can_write_no_more_says_so(tmp_path: Path) -> None:
    import resource

    server = start_server(tmp_path)
    server.add_user(10001)
    server.add_user(10002, contacts=[10001])
    token = sign_in(server, 10002)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    reply = ask(server, "CLTMSG", 10002, token, "&UN=10001&MG=hello")
    server.terminate()
    assert reply.endswith("&RES=50&RA=the server failed; nothing was changed")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals to send")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_soon_with_polls_answered_empty(tmp_path: Path, number: int) -> None:
    with running_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002)
        connections = [parked(server, user, sign_in(server, user)) for user in (10001, 10002)]
        server.process.send_signal(number)
        for connection in connections:
            data = b""
            while part := connection.recv(4096):
                data += part
            connection.close()
            assert b"\r\nConnection: close\r\n" in data
            assert data.endswith(b"&RES=0&MN=0")
        assert server.process.wait(20) == 0


def test_it_ends_with_its_standard_input(tmp_path: Path) -> None:
    with running_server(tmp_path, arguments=["--exit-with-stdin"]) as server:
        server.add_user(10001)
        with parked(server, 10001, sign_in(server, 10001)):
            assert server.process.stdin is not None
            server.process.stdin.close()
            assert server.process.wait(20) == 0


def test_without_that_option_its_standard_input_is_of_no_interest(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        assert server.process.stdin is not None
        server.process.stdin.close()
        assert "RES=10" in server.post("")


def test_a_folder_has_one_server(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        assert (server.folder / "server.lock").read_text().splitlines()[0] == server.address
        second = run("run", "--data-dir", str(server.folder), "--port", "0")
        assert second.returncode == 3
        assert second.stderr.splitlines()[-1] == f"already running at {server.address}"
        assert second.stdout == ""
        assert "RES=10" in server.post("")
    with running_server(tmp_path):
        pass


def test_the_lock_of_a_killed_server_blocks_no_one(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        server.kill()
    with running_server(tmp_path) as server:
        assert "RES=10" in server.post("")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        second = run("run", "--data-dir", str(tmp_path / "other"), "--port", str(server.port), "--no-tls")
        assert second.returncode == 4
        assert "cannot listen on 127.0.0.1, port" in second.stderr
        assert "Traceback" not in second.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "no..name"])
def test_invalid_host(tmp_path: Path, host: str) -> None:
    result = run("run", "--data-dir", str(tmp_path / "server"), "--port", "0", "--host", host)
    assert result.returncode == 4
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another thing there")
def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        server.add_user(10001)
        assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((server.folder / "files").stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in server.folder.iterdir() if path.is_file()}
        assert len(modes) >= 4
        assert set(modes.values()) == {0o600}, modes


def test_an_address_of_ipv6_is_written_as_one(tmp_path: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("there is no IPv6 here")
    with running_server(tmp_path, arguments=["--host", "::1"]) as server:
        assert server.address.startswith("http://[::1]:")
        assert "RES=10" in server.post("")


def test_users_are_looked_after_beside_a_running_server(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        where = ("--data-dir", str(server.folder))
        words = ("user", "add", "12345", "--nick", " 小明 ", "--face", "270", "--password-stdin")
        added = run(*words, *where, text="pässword\n", PYTHONIOENCODING="cp1252")
        assert (added.returncode, added.stdout) == (0, "added 12345\n"), added.stderr
        login = "VER=1.1&CMD=Login&SEQ={}&UIN=12345&PS={}"
        assert "&RS=0&" in server.post(login.format(1, md5("pässword")))
        info = server.post("VER=1.1&CMD=GetInfo&SEQ=2&UIN=12345&LV=1&UN=12345")
        assert info.endswith("&AG=0&FC=270&LV=1&PV=&SX=2&UN=12345&NK=小明")
        listed = run("user", "list", *where)
        assert (listed.returncode, listed.stdout) == (0, "12345\t270\t小明\t-\n")
        changed = run("user", "passwd", "12345", "--password-stdin", *where, text="new")
        assert changed.returncode == 0, changed.stderr
        assert "&RS=1&" in server.post(login.format(3, md5("pässword")))
        assert "&RS=0&" in server.post(login.format(4, md5("new")))
        with ThreadPoolExecutor(4) as pool:
            codes = pool.map(
                lambda number: run("user", "add", str(number), "--nick", "x", "--password-stdin", *where, text="x"),
                range(20001, 20009),
            )
            assert [result.returncode for result in codes] == [0] * 8
        assert len(run("user", "list", *where).stdout.splitlines()) == 9


def test_the_same_server_for_both_loops_and_the_packages_entry(tmp_path: Path) -> None:
    add_user(tmp_path / "server", 10001)
    server = start_server(tmp_path)
    try:
        assert "&RS=0&" in server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN=10001&PS={md5('secret')}")
    finally:
        assert server.terminate() == 0
