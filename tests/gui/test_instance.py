"""The lock of a data folder, and the requests that its owner accepts."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from qqdesk.gui.start.activation_request import (
    MOST_BYTES,
    TOKENS,
    ActivationRequest,
    own_tokens,
    parse_request,
    use_tokens,
)
from qqdesk.gui.start.instance import LOCK, SOCKET, Instance
from tests.helpers.newer_version import replace_the_program


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[Instance]:
    instance = Instance(tmp_path / "data")
    assert instance.acquire()
    instance.listen()
    yield instance
    instance.release()


OK = b'{"ok": true}\n'


def say(qtbot: QtBot, folder: Path, text: bytes) -> bytes:
    """What is answered until the other side hangs up."""
    socket = QLocalSocket()
    ended: list[bool] = []
    socket.disconnected.connect(lambda: ended.append(True))
    socket.connectToServer((folder / SOCKET).read_text("utf-8"))
    assert socket.waitForConnected(1000)
    socket.write(text)
    qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
    return bytes(socket.readAll().data())


def test_a_second_one_is_not_let_in(first: Instance, tmp_path: Path) -> None:
    assert not Instance(tmp_path / "data").acquire()
    assert Instance(tmp_path / "other").acquire()
    assert first.owner() == os.getpid()


def test_a_request_arrives_as_it_was_sent(first: Instance, qtbot: QtBot, tmp_path: Path) -> None:
    request = ActivationRequest(False, "Grüße 小明", {TOKENS[0]: "kwin-7=a%b"})
    with qtbot.waitSignal(first.requested) as told:
        assert say(qtbot, tmp_path / "data", request.to_line()) == OK
    assert told.args == [request]
    with qtbot.waitSignal(first.requested) as told:
        assert say(qtbot, tmp_path / "data", ActivationRequest(quits=True).to_line()) == OK
    assert told.args == [ActivationRequest(quits=True)]


def test_a_newer_version_in_its_place_is_heard(
    first: Instance, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ActivationRequest(quits=True).to_line()
    replace_the_program(monkeypatch, ActivationRequest.__module__)
    with qtbot.waitSignal(first.requested) as told:
        assert say(qtbot, tmp_path / "data", line) == OK
    assert told.args == [ActivationRequest(quits=True)]


@pytest.mark.parametrize(
    "text",
    [
        b"\n", b"GET / HTTP/1.1\n", b"null\n", b"9\n", b"[]\n", b"[" * 5000 + b"\n", b'{"run": "rm"}\n', b"{}x\n",
        b'{"shows": 2}\n', b'{"quits": "no"}\n', b'{"user": 1}\n', b'{"user": "\xff"}\n', b'{"user": "\\n"}\n',
        b'{"user": "' + b"9" * 65 + b'"}\n', b'{"tokens": {"PATH": "/tmp"}}\n', b'{"tokens": [1]}\n',
        b'{"tokens": {"DESKTOP_STARTUP_ID": 1}}\n', b'{"link": 0}\n', b"x" * (MOST_BYTES + 1),
        b" " * (MOST_BYTES + 1) + b"{}\n",
    ],
)  # fmt: skip
def test_an_invalid_request_is_refused(
    first: Instance, qtbot: QtBot, tmp_path: Path, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.assertNotEmitted(first.requested):
        assert say(qtbot, tmp_path / "data", text) == b""
    assert len(caplog.records) == 1


def test_the_request_of_a_start_that_is_gone_counts(first: Instance, qtbot: QtBot, tmp_path: Path) -> None:
    socket = QLocalSocket()
    with qtbot.waitSignal(first.requested) as told:
        socket.connectToServer((tmp_path / "data" / SOCKET).read_text("utf-8"))
        socket.write(ActivationRequest(quits=True).to_line())
        socket.waitForBytesWritten(1000)
        socket.abort()
    assert told.args == [ActivationRequest(quits=True)]


def test_a_silent_connection_is_closed(first: Instance, qtbot: QtBot, tmp_path: Path) -> None:
    assert say(qtbot, tmp_path / "data", b"") == b""


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_others_cannot_talk_to_it(first: Instance, tmp_path: Path) -> None:
    place = tmp_path / "data" / SOCKET
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    socket = Path(place.read_text("utf-8"))
    assert stat.S_IMODE(socket.stat().st_mode) & 0o077 == 0
    assert len(str(socket)) < 104


def test_the_next_one_is_first_again(first: Instance, tmp_path: Path) -> None:
    first.release()
    assert not (tmp_path / "data" / LOCK).exists()
    assert Instance(tmp_path / "data").acquire()


@given(st.binary(max_size=200))
def test_no_line_is_an_exception(line: bytes) -> None:
    parse_request(line + b"\n")
    parse_request(b'{"user": ' + line + b"}\n")


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=64))
def test_every_name_can_be_said(name: str) -> None:
    assert parse_request(ActivationRequest(user=name).to_line()) == ActivationRequest(user=name)


def test_tokens_go_from_one_environment_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKENS[0], "token-1")
    monkeypatch.setenv(TOKENS[1], "with space")
    tokens = own_tokens()
    assert tokens == {TOKENS[0]: "token-1"}
    monkeypatch.delenv(TOKENS[0])
    use_tokens(tokens)
    assert os.environ[TOKENS[0]] == "token-1"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_no_obstacle(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert Instance(tmp_path / "data").acquire()
