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

from qqdesk.gui.start.instance import (
    LOCK,
    SOCKET,
    TOKENS,
    ActivationRequest,
    Instance,
    own_tokens,
    parse_request,
)
from tests.helpers.newer_version import replace_the_program


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[Instance]:
    instance = Instance(tmp_path / "data")
    assert instance.acquire()
    instance.listen()
    yield instance
    instance.release()


OK = b'{"ok": true}\n'


def send(qtbot: QtBot, folder: Path, text: bytes) -> bytes:
    """Return the reply."""
    socket = QLocalSocket()
    ended: list[bool] = []
    socket.disconnected.connect(lambda: ended.append(True))
    socket.connectToServer((folder / SOCKET).read_text("utf-8"))
    assert socket.waitForConnected(1000)
    socket.write(text)
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    return bytes(socket.readAll().data())


def test_a_second_program_cannot_lock_the_folder(first: Instance, tmp_path: Path) -> None:
    assert not Instance(tmp_path / "data").acquire()
    assert Instance(tmp_path / "other").acquire()
    assert first.owner() == os.getpid()


def test_a_request_arrives_as_it_was_sent(first: Instance, qtbot: QtBot, tmp_path: Path) -> None:
    request = ActivationRequest(False, "Grüße 小明", {TOKENS[0]: "kwin-7=a%b"})
    with qtbot.waitSignal(first.requested) as signal:
        assert send(qtbot, tmp_path / "data", request.to_line()) == OK
    assert signal.args == [request]
    with qtbot.waitSignal(first.requested) as signal:
        assert send(qtbot, tmp_path / "data", ActivationRequest(quits=True).to_line()) == OK
    assert signal.args == [ActivationRequest(quits=True)]


def test_a_request_arrives_after_an_upgrade_of_the_files(
    first: Instance, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ActivationRequest(quits=True).to_line()
    replace_the_program(monkeypatch)
    with qtbot.waitSignal(first.requested) as signal:
        assert send(qtbot, tmp_path / "data", line) == OK
    assert signal.args == [ActivationRequest(quits=True)]


@pytest.mark.parametrize("text", [b"\n", b"GET / HTTP/1.1\n", b"null\n", b'{"run": "rm"}\n', b"{}x\n", b"\xff\n"])
def test_an_invalid_request_is_refused(
    first: Instance, qtbot: QtBot, tmp_path: Path, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.assertNotEmitted(first.requested):
        assert send(qtbot, tmp_path / "data", text) == b""
    assert len(caplog.records) == 1


def test_a_request_counts_even_if_its_sender_has_ended(first: Instance, qtbot: QtBot, tmp_path: Path) -> None:
    socket = QLocalSocket()
    with qtbot.waitSignal(first.requested) as signal:
        socket.connectToServer((tmp_path / "data" / SOCKET).read_text("utf-8"))
        socket.write(ActivationRequest(quits=True).to_line())
        socket.waitForBytesWritten(1000)
        socket.abort()
    assert signal.args == [ActivationRequest(quits=True)]


def test_a_silent_connection_is_closed(first: Instance, qtbot: QtBot, tmp_path: Path) -> None:
    assert send(qtbot, tmp_path / "data", b"") == b""


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_other_users_cannot_connect(first: Instance, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    socket = Path((tmp_path / "data" / SOCKET).read_text("utf-8"))
    assert stat.S_IMODE(socket.stat().st_mode) & 0o077 == 0
    assert len(str(socket)) < 104


def test_a_released_folder_can_be_locked_again(first: Instance, tmp_path: Path) -> None:
    first.release()
    assert not (tmp_path / "data" / LOCK).exists()
    assert Instance(tmp_path / "data").acquire()


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=64))
def test_any_name_can_be_sent(name: str) -> None:
    assert parse_request(ActivationRequest(user=name).to_line()) == ActivationRequest(user=name)


def test_own_tokens_are_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKENS[0], "token-1")
    monkeypatch.delenv(TOKENS[1], raising=False)
    assert own_tokens() == {TOKENS[0]: "token-1"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_no_obstacle(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert Instance(tmp_path / "data").acquire()
