"""The log: one line for each event, as text or JSON; failures to log stop nothing."""

import json
import logging
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk import __version__
from qqdesk.server.settings import logs
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import LISTENING, ServerProcess, md5, start_server


def written(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines behind the first, which says which version writes them."""
    first, *lines = capsys.readouterr().err.splitlines()
    assert f"qqdesk-server {__version__} (" in first
    return lines


def test_a_line_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Settings())
    logging.getLogger("x").debug("not this")
    logging.getLogger("x").info("A thing %s", "happened\nERROR no\x1b[31m", extra={"port": 8000, "name_of_it": "小明"})
    (line,) = written(capsys)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO "
        r"A thing happened\\nERROR no\\x1b\[31m port=8000 name_of_it=小明",
        line,
    )


def test_the_first_line_is_not_later_than_the_second(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Settings())
    record = logging.makeLogRecord({"msg": "A thing", "levelno": logging.INFO, "levelname": "INFO", "created": 5.25})
    record.msecs = 250.0
    logging.getLogger("x").handle(record)
    first, second = capsys.readouterr().err.splitlines()
    assert first[:23] == second[:23] and first[:10] == "1970-01-01"


def test_a_line_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Settings(log_format="json", log_level="debug"))
    logging.getLogger("x").debug("A thing\nhappened", extra={"port": 8000, "who": "小明"})
    try:
        raise ValueError("no")
    except ValueError:
        logging.getLogger("y").exception("It failed")
    first, second = map(json.loads, written(capsys))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(\+00:00|Z)", first.pop("time"))
    assert first == {"level": "DEBUG", "logger": "x", "message": "A thing\nhappened", "port": 8000, "who": "小明"}
    assert second["level"] == "ERROR"
    assert second["exception"].endswith("ValueError: no")


@pytest.mark.errors_expected
def test_an_uncaught_exception_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Settings(log_format="json"))

    def fail() -> None:
        raise ValueError("no")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (line,) = map(json.loads, written(capsys))
    assert line["message"] == "Unhandled ValueError"
    assert "in fail" in line["exception"]


@pytest.mark.errors_expected
def test_an_error_that_cannot_be_raised_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Settings(log_format="json"))

    class Broken:
        def __del__(self) -> None:
            raise ValueError("no")

    Broken()
    (line,) = map(json.loads, written(capsys))
    assert line["message"] == "Unhandled ValueError"


def test_why_a_server_does_not_begin_is_json_too(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        command = [sys.executable, "-m", "qqdesk.cli.server", "run", "--data-dir", str(tmp_path / "server")]
        command += ["--port", str(taken.getsockname()[1]), "--log-format", "json"]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 4
    assert not ended.stdout
    *_, last = map(json.loads, ended.stderr.splitlines())
    assert last["level"] == "CRITICAL"
    assert "Address already in use" in last["message"]


def test_the_whole_server_logs_json(tmp_path: Path) -> None:
    server = start_server(tmp_path, arguments=["--log-format", "json", "--log-level", "debug"])
    server.add_user(10001)
    secret = "VER=1.1&CMD=Login&SEQ=1&UIN=10001&PS=" + md5("secret")
    assert "&RS=0&" in server.post(secret)
    server.post("VER=1.1&CMD=CLTMSG&SEQ=2&UIN=10001&UN=10002&MG=hush")
    assert server.terminate() in (0, -15)
    lines = [json.loads(line) for line in server.log().splitlines()]
    started = next(line for line in lines if line["message"] == "The server serves")
    assert started["address"] == server.address
    assert started["database"] == "SQLite"
    answered = [line for line in lines if line["message"] == "Answered"]
    assert [(line["command"], line["result"], line["user"]) for line in answered] == [
        ("Login", 0, 10001),
        ("CLTMSG", 30, 10001),
    ]
    assert all(line["ms"] >= 0 for line in answered)
    assert "hush" not in server.log()
    assert md5("secret") not in server.log()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such disk")
@pytest.mark.parametrize("way", ["full", "broken"])
def test_an_unwritable_log_stops_nothing(tmp_path: Path, way: str) -> None:
    """Neither a full disk nor a pipe without a reader, on standard output or standard error."""
    folder = tmp_path / "server"
    command = [sys.executable, "-m", "qqdesk.cli.server", "run", "--data-dir", str(folder), "--port", "0"]
    command += ["--log-level", "debug"]
    if way == "full":
        target = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, target = os.pipe()
        os.close(reader)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=target, stderr=target, text=True)
    os.close(target)
    try:
        lock = folder / "server.lock"
        while not (lock.exists() and lock.read_text()):
            assert process.poll() is None
        server = ServerProcess(lock.read_text().splitlines()[0].removeprefix(LISTENING), folder, process)
        assert "RES=10" in server.post("what?")
    finally:
        process.terminate()
        code = process.wait(20)
        assert process.stdin is not None
        process.stdin.close()
    assert code == 0
