"""/livez, /readyz and /metrics, over real sockets."""

import asyncio
import contextlib
import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qqdesk.cli.server import run
from qqdesk.protocol.file_commands import MAX_THUMBNAIL_BYTES
from qqdesk.server.errors import StorageError
from qqdesk.server.http.responses import Response
from qqdesk.server.http.routes import Page
from qqdesk.server.operations import health as state_module
from qqdesk.server.operations import ops as ops_module
from qqdesk.server.settings.configuration import Configuration
from qqdesk.server.settings.settings import Settings
from tests.helpers.rooms import add_room
from tests.helpers.server import LocalServer, local_server, md5
from tests.helpers.uploads import FileClient, NewUpload

DEADLINE_S = 20


class Ops:
    def __init__(self, server: LocalServer) -> None:
        self.server = server
        address = self.run(server.daemon.start_ops("127.0.0.1", 0))
        self.port = int(address.rpartition(":")[2])

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.server.loop).result(DEADLINE_S)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None) -> tuple[int, str, Any]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_S)) as connection:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, response.read().decode(), response.headers

    def raw(self, *pieces: bytes) -> bytes:
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE_S)) as connection:
            for piece in pieces:
                connection.sendall(piece)
            data = b""
            while part := connection.recv(4096):
                data += part
            return data

    def metrics(self) -> dict[str, float]:
        status, text, _ = self.ask("/metrics")
        assert status == 200
        return {name: float(value) for name, value in re.findall(r"(?m)^([^#\s]\S*) (\S+)$", text)}


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Ops]:
    with local_server(tmp_path) as server:
        yield Ops(server)


def test_live_and_ready(ops: Ops) -> None:
    for path in ("/livez", "/readyz", "/readyz?verbose"):
        status, text, headers = ops.ask(path)
        assert (status, text) == (200, "ok\n")
        assert headers["Content-Type"] == "text/plain; charset=UTF-8"
        assert headers["Content-Length"] == "3"


def test_head_has_the_length_and_no_body(ops: Ops) -> None:
    status, text, headers = ops.ask("/livez", "HEAD")
    assert (status, text, headers["Content-Length"]) == (200, "", "3")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_every_other_method_is_refused(ops: Ops, method: str) -> None:
    status, text, headers = ops.ask("/metrics", method, b"x" * 6000 if method == "POST" else None)
    assert (status, text, headers["Allow"]) == (405, "Only GET and HEAD are served here.\n", "GET, HEAD")


def test_unknown_paths(ops: Ops) -> None:
    status, text, _ = ops.ask("/")
    assert (status, text) == (404, "There is /livez, /metrics, /readyz.\n")


def test_odd_requests(ops: Ops) -> None:
    assert ops.raw(b"GET /li", b"vez HTT", b"P/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 OK\r\n")
    upgrade = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n"
    assert ops.raw(upgrade).endswith(b"\r\n\r\nok\n")
    assert ops.raw(b"\x16\x03\x01\x02\x00\x01 hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert ops.raw(b"GET /livez HTTP/1.1\r\nX: " + b"y" * 20_000).startswith(b"HTTP/1.1 431 ")
    assert ops.raw(b"GET /livez HTTP/1.1\r\nContent-Length: 1\r\n\r\nx").startswith(b"HTTP/1.1 200 ")
    two = ops.raw(b"GET /livez HTTP/1.1\r\n\r\nGET /nothing HTTP/1.0\r\n\r\n")
    assert re.findall(rb"HTTP/1.1 (\d+)", two) == [b"200", b"404"]
    assert ops.ask("/livez")[0] == 200


@pytest.mark.parametrize(("start", "reply"), [(b"", b""), (b"GET /livez HT", b"HTTP/1.1 408 ")])
def test_slow_clients_are_closed(ops: Ops, start: bytes, reply: bytes) -> None:
    listener = ops.server.daemon.ops_listener
    assert listener is not None
    listener.limits = replace(listener.limits, head_s=1.0)
    assert ops.raw(start).startswith(reply)


@pytest.mark.errors_expected
def test_failing_page(ops: Ops, caplog: pytest.LogCaptureFixture) -> None:
    listener = ops.server.daemon.ops_listener
    assert listener is not None

    async def fails() -> Response:
        raise ValueError

    listener.find_route = ops_module.page_routes({"/fails": Page(fails)})
    status, text, _ = ops.ask("/fails")
    assert (status, text) == (500, "The request failed. The server's log says why.")
    assert "A request failed" in caplog.text


def test_connections_are_bounded(ops: Ops) -> None:
    """Connections whose response is being made do not give way."""
    listener = ops.server.daemon.ops_listener
    assert listener is not None
    two_ask, end = threading.Semaphore(0), asyncio.Event()

    async def waits() -> Response:
        two_ask.release()
        await end.wait()
        return Response(body=b"ok\n")

    listener.find_route = ops_module.page_routes({"/wait": Page(waits)})
    listener.limits = replace(listener.limits, connections=2)
    with contextlib.ExitStack() as held:
        asking = [
            held.enter_context(socket.create_connection(("127.0.0.1", ops.port), timeout=DEADLINE_S)) for _ in range(2)
        ]
        for connection in asking:
            connection.sendall(b"GET /wait HTTP/1.1\r\n\r\n")
        assert two_ask.acquire(timeout=DEADLINE_S)
        assert two_ask.acquire(timeout=DEADLINE_S)
        assert ops.ask("/livez")[0] == 503
        ops.server.loop.call_soon_threadsafe(end.set)
        assert [connection.recv(4096)[-3:] for connection in asking] == [b"ok\n"] * 2


@pytest.mark.errors_expected
def test_it_is_not_ready_while_nothing_can_be_written_and_is_again_when_it_can(ops: Ops) -> None:
    store = ops.server.daemon.core.store

    def full(_: object) -> None:
        raise StorageError("no space left")

    async def first_purge() -> None:
        assert ops.server.daemon.purging is not None
        await ops.server.daemon.purging

    ops.run(first_purge())  # it writes, too
    store.is_failing = True
    write = store.write
    store.write = lambda operation: write(full)  # type: ignore
    status, text, _ = ops.ask("/readyz")
    assert (status, text) == (503, "The database cannot be used: StorageError.\n")
    store.write = write  # type: ignore[method-assign]
    assert ops.ask("/readyz")[0] == 200
    assert not store.is_failing


def test_a_disk_that_is_as_good_as_full(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module, "LEAST_FREE", 1 << 60)
    status, text, _ = ops.ask("/readyz")
    assert status == 503
    assert text.startswith("The disk of the data folder is full: ")
    assert ops.ask("/livez")[0] == 200


def test_a_database_that_does_not_answer(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(ops.server.daemon.core.store, "read", hangs)
    monkeypatch.setattr(state_module, "_PATIENCE_S", 0.05)
    assert ops.ask("/readyz")[:2] == (503, "The database does not answer.\n")


def test_it_is_not_ready_while_it_stops(ops: Ops) -> None:
    ops.server.daemon.core.is_stopping = True
    assert ops.ask("/readyz")[:2] == (503, "The server is stopping.\n")
    assert ops.raw(b"GET /readyz HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 503 Service Unavailable\r\n")


def test_metrics_count_requests(ops: Ops) -> None:
    server = ops.server
    before = ops.metrics()
    for number in (10001, 10002):
        server.add_user(number)
    server.befriend(10001, 10002)
    login = "VER=1.1&CMD=Login&SEQ={0}&UIN=10001&PS={1}"
    # First, so that the other has no news of it.
    server.post("VER=1.1&CMD=Login&SEQ=1&UIN=10002&PS=" + md5("secret"))
    server.post(login.format(1, md5("wrong")))
    token = (
        server.post(login.format(2, md5("secret")) + f"&EXT=1&DEV={'d' * 32}").partition("SID=")[2].partition("&")[0]
    )
    server.post("VER=1.1&CMD=List&SEQ=3&UIN=99")
    server.post("what?")
    for number in range(3):
        more = f"&SID={token}&CID={number:032x}&UN=10002&MG=hello"
        server.post(f"VER=1.1&CMD=CLTMSG&SEQ={number + 4}&UIN=10001{more}")
    parked = threading.Thread(target=server.post, args=(f"VER=1.1&CMD=GetMsgEx&SEQ=9&UIN=10001&SID={token}&WAIT=50",))
    parked.start()
    try:
        deadline = time.monotonic() + DEADLINE_S
        while (now := ops.metrics())["qqdesk_polls_parked"] < 1:
            assert time.monotonic() < deadline
        add_room(server.place, 20001, (10001,))
        rooms = ops.metrics()["qqdesk_rooms"]
    finally:
        server.post(f"VER=1.1&CMD=Logout&SEQ=10&UIN=10001&SID={token}")
        parked.join(DEADLINE_S)
    assert before["qqdesk_polls_parked"] == 0
    assert now['qqdesk_requests_total{command="Login",result="0"}'] == 3
    assert now['qqdesk_requests_total{command="CLTMSG",result="0"}'] == 3
    assert now['qqdesk_requests_total{command="List",result="20"}'] == 1
    assert now['qqdesk_requests_total{command="none",result="10"}'] == 1
    assert now['qqdesk_sessions{kind="token"}'] == 1
    assert now['qqdesk_sessions{kind="classic"}'] == 1
    assert now["qqdesk_connections"] >= 1
    assert now["qqdesk_sign_ins_waiting"] == 0
    assert now["qqdesk_commit_seconds_count"] == now['qqdesk_commit_seconds_bucket{le="+Inf"}'] >= 3
    assert now["qqdesk_commit_operations_sum"] >= now["qqdesk_commit_operations_count"]
    assert now["process_resident_memory_bytes"] > 1_000_000
    assert now["qqdesk_database_bytes"] > 4096
    assert now["qqdesk_disk_free_bytes"] > 4096
    assert (now["qqdesk_rooms"], rooms) == (0, 1)


def test_no_text_number_or_token_is_in_the_metrics(ops: Ops) -> None:
    ops.server.add_user(987654321)
    ops.server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN=987654321&PS={md5('secret')}")
    ops.server.post("VER=1.1&CMD=Whisper&SEQ=1&UIN=987654321&MG=hush")
    text = ops.ask("/metrics")[1]
    for word in ("987654321", "hush", "Whisper", md5("secret")):
        assert word not in text


def test_a_port_that_is_taken_is_a_mistake_where_it_was_asked_for(
    ops: Ops, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    command = [sys.executable, "-m", "qqdesk.cli.server", "run", "--port", "0", "--data-dir", str(tmp_path / "other")]
    done = subprocess.run(
        [*command, "--ops-port", str(ops.port)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert f"cannot be served on 127.0.0.1, port {ops.port}: " in done.stderr
    assert "Traceback" not in done.stderr
    # And where it was not, the server runs without.
    by_default = Configuration(Settings(ops_port=ops.port), {}, None)
    ops.run(run.start_ops(ops.server.daemon, by_default))
    assert f"cannot be served on 127.0.0.1, port {ops.port}: " in caplog.text


@pytest.mark.parametrize("head", ["Host: evil.example", "Origin: http://evil.example", "Sec-Fetch-Site: cross-site"])
def test_no_page_reads_it(ops: Ops, head: str) -> None:
    for method in ("GET", "HEAD"):
        reply = ops.raw(f"{method} /metrics HTTP/1.1\r\n{head}\r\n\r\n".encode())
        assert reply.startswith(b"HTTP/1.1 403 Forbidden\r\n")
        assert b"qqdesk" not in reply


@pytest.mark.parametrize("said", [b"", b"GET /livez HTTP/1.1\r\n", b"GET /livez HTTP/1.1\r\n\r\n"])
def test_idle_connections_give_way(ops: Ops, said: bytes) -> None:
    with contextlib.ExitStack() as held:
        idle = [
            held.enter_context(socket.create_connection(("127.0.0.1", ops.port), timeout=DEADLINE_S))
            for _ in range(ops_module.LIMITS.connections)
        ]
        for connection in idle:
            connection.sendall(said)
        assert [ops.ask("/livez")[0] for _ in range(3)] == [200] * 3


def test_files_are_counted(ops: Ops) -> None:
    ops.server.add_user(10001)
    client = FileClient(ops.server, 10001)
    file = NewUpload(b"some bytes")
    client.upload(file, thumbnail=b"small")
    client.download(file)
    client.download(file, THUMB=1)
    wrong = NewUpload(b"other bytes")
    token = client.announce(wrong)["TOK"]
    assert client.post(token, "POS=0", b"wrong bytes").fields["RES"] == "34"
    metrics = ops.metrics()
    found = [metrics[f"qqdesk_{name}_total"] for name in ("uploads", "downloads", "downloaded_bytes", "pieces_refused")]
    assert found == [1, 2, len(b"some bytes" + b"small"), 1]
    assert metrics["qqdesk_files_bytes"] == len(b"some bytes" + b"other bytes") + 2 * MAX_THUMBNAIL_BYTES
    assert metrics["qqdesk_files_free_bytes"] > 0
