"""Uploads and downloads of whole files, and what interrupts them."""

import hashlib
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadReplyError,
    DamagedFileError,
    FileChangedError,
    LocalFileError,
    NetworkError,
    RefusedError,
    TransferStoppedError,
)
from qqdesk.domain.picture_kind import kind_of
from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_info import FileInfo, FileKind
from qqdesk.server.settings.settings import Settings
from tests.helpers.canned import CannedServer, http
from tests.helpers.clock import FakeClock
from tests.helpers.line_cutter import LineCutter
from tests.helpers.server import LocalServer, local_server

ONE, TWO, THREE = 10001, 10002, 10003
MIB = 1024 * 1024


def _reply(command: str, values: str) -> bytes:
    return http(f"VER=1.1&CMD={command}&SEQ=1&UIN={ONE}&RES=0&{values}")


LOGIN = _reply("Login", f"RS=0&HI=60&LI=300&EXT=1&SID={'5' * 32}&STA=10&CAN=DEV,FILE")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server(tmp_path: Path, clock: FakeClock) -> Iterator[LocalServer]:
    settings = Settings(tls=False, most_file_mib=5, files_keep_free_percent=0)
    with local_server(tmp_path, settings=settings, clock=clock) as running:
        for number in (ONE, TWO, THREE):
            running.add_user(number)
        running.befriend(ONE, TWO)
        yield running


@pytest.fixture
def one(server: LocalServer) -> Iterator[Client]:
    with signed_in(server.address, ONE) as client:
        yield client


@pytest.fixture
def two(server: LocalServer) -> Iterator[Client]:
    with signed_in(server.address, TWO) as client:
        yield client


def signed_in(address: str, number: int) -> Client:
    client = Client(address, number)
    client.login(password="secret")
    return client


def new_file(path: Path, size: int) -> FileInfo:
    content = b"\xff\xd8\xff" + os.urandom(max(0, size - 3))
    path.write_bytes(content[:size])
    return FileInfo(os.urandom(16).hex(), size, kind_of(content[:12]), 640, 480, "", path.name)


def until_done(transfer: Callable[[], None]) -> None:
    while True:
        with suppress(NetworkError):
            return transfer()


def test_a_file_and_its_thumbnail_arrive_as_they_were_sent(one: Client, two: Client, tmp_path: Path) -> None:
    source, target = tmp_path / "cat.jpg", tmp_path / "copy.jpg"
    info = new_file(source, 3 * MIB)
    progress: list[int] = []
    one.files.upload(info, source, b"small", on_progress=progress.append)
    assert progress[0] == 0 and progress[-1] == 3 * MIB and progress == sorted(progress)
    one.send_message(TWO, "look", file=info)

    (message,) = (row for row in two.get_messages() if row.file is not None and row.file.id == info.id)
    assert message.file == info
    assert message.text == "[picture] cat.jpg 3.1 MB\nlook"
    two.files.download(info.id, target)
    assert target.read_bytes() == source.read_bytes()
    two.files.download(info.id, target, is_thumbnail=True)
    assert target.read_bytes() == b"small"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cat.jpg", "copy.jpg", "server"]


def test_the_same_content_is_uploaded_once(one: Client, two: Client, tmp_path: Path) -> None:
    source = tmp_path / "cat.jpg"
    info = new_file(source, MIB)
    one.files.upload(info, source)
    progress: list[int] = []
    again = FileInfo(os.urandom(16).hex(), info.size, FileKind.OTHER, 0, 0, "", "again.jpg")
    one.files.upload(again, source, on_progress=progress.append)
    assert progress == [MIB]
    with pytest.raises(RefusedError, match=str(int(Result.NO_SUCH_USER))):
        two.files.download(again.id, tmp_path / "not mine")


def test_an_empty_file_is_a_file(one: Client, tmp_path: Path) -> None:
    source, target = tmp_path / "empty", tmp_path / "copy"
    info = new_file(source, 0)
    one.files.upload(info, source)
    one.files.download(info.id, target)
    assert target.read_bytes() == b""


def test_after_a_break_at_most_one_piece_is_sent_again(server: LocalServer, tmp_path: Path) -> None:
    source, target = tmp_path / "film", tmp_path / "copy"
    info, cuts = new_file(source, 4 * MIB), 4
    with LineCutter(server.port, 700 * 1024, cuts) as line, signed_in(line.url, ONE) as client:
        until_done(lambda: client.files.upload(info, source))
        assert line.cuts_left == 0
        assert line.sent < 4 * MIB + cuts * MIB
        line.cuts_left = cuts
        until_done(lambda: client.files.download(info.id, target))
        assert line.cuts_left == 0
        assert line.received < 4 * MIB + 64 * 1024
    assert target.read_bytes() == source.read_bytes()


def test_a_stopped_transfer_continues(one: Client, tmp_path: Path) -> None:
    source, target = tmp_path / "film", tmp_path / "copy"
    info = new_file(source, 4 * MIB)
    done: list[int] = []
    with pytest.raises(TransferStoppedError):
        one.files.upload(info, source, on_progress=done.append, stop=lambda: bool(done and done[-1]))
    first = done[-1]
    done.clear()
    one.files.upload(info, source, on_progress=done.append)
    assert 0 < done[0] == first < 4 * MIB

    done.clear()
    with pytest.raises(TransferStoppedError):
        one.files.download(info.id, target, on_progress=done.append, stop=lambda: bool(done))
    assert (tmp_path / f"{info.id}.part").stat().st_size == done[-1] < 4 * MIB
    assert not target.exists()
    one.files.download(info.id, target)
    assert target.read_bytes() == source.read_bytes()


def test_a_token_that_is_too_old_is_replaced_by_the_next_call(one: Client, tmp_path: Path, clock: FakeClock) -> None:
    source = tmp_path / "film"
    info = new_file(source, 2 * MIB)
    done: list[int] = []

    def on_progress(position: int) -> None:
        done.append(position)
        if len(done) == 2:
            clock.passed += 2 * 24 * 3600

    with pytest.raises(BadReplyError) as failure:
        one.files.upload(info, source, on_progress=on_progress)
    assert failure.value.status == 404
    one.files.upload(info, source, on_progress=done.append)
    assert done[-1] == info.size and done.count(done[1]) == 2


def test_a_file_that_is_not_what_it_was_is_not_sent(one: Client, tmp_path: Path) -> None:
    source = tmp_path / "film"
    info = new_file(source, 2 * MIB)
    source.write_bytes(b"shorter")
    with pytest.raises(FileChangedError):
        one.files.upload(info, source)
    source.unlink()
    with pytest.raises(FileChangedError):
        one.files.upload(info, source)

    info = new_file(source, 2 * MIB)
    with pytest.raises(FileChangedError):
        one.files.upload(info, source, on_progress=lambda done: source.write_bytes(bytes(2 * MIB)))
    with pytest.raises(FileChangedError):
        # The id belongs to the content that was announced.
        one.files.upload(info, source)


def test_a_download_leaves_other_files_alone(one: Client, tmp_path: Path) -> None:
    source, other = tmp_path / "film", tmp_path / "copy.part"
    info = new_file(source, 1000)
    one.files.upload(info, source)
    other.write_bytes(b"of the user")
    one.files.download(info.id, tmp_path / "copy")
    assert other.read_bytes() == b"of the user"


def test_only_files_are_sent(one: Client, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, Path("/dev/zero")):
        with pytest.raises(FileChangedError):
            one.files.upload(FileInfo("a" * 32, 0, FileKind.OTHER, 0, 0, "", "pipe"), path)
        with pytest.raises(LocalFileError):
            one.files.describe(path, ONE)


def test_a_file_that_becomes_shorter_while_it_is_sent_has_changed(one: Client, tmp_path: Path) -> None:
    source = tmp_path / "film"
    info = new_file(source, 2 * MIB)
    with pytest.raises(FileChangedError):
        one.files.upload(info, source, on_progress=lambda done: os.truncate(source, MIB))


def test_a_server_that_takes_no_piece_is_not_asked_for_ever(tmp_path: Path) -> None:
    source = tmp_path / "film"
    info = new_file(source, 1000)
    announced = _reply("NewFile", "TOK=t&POS=0")
    with (
        CannedServer(LOGIN, announced, http("RES=33&POS=0")) as server,
        signed_in(server.url, ONE) as client,
        pytest.raises(BadReplyError),
    ):
        client.files.upload(info, source)


def test_a_server_cannot_fill_the_disk(tmp_path: Path) -> None:
    target = tmp_path / "copy"
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(MIB)
    small, large = (_reply("GetFile", f"TOK=t&SIZE={size}&SHA={'0' * 64}") for size in (1000, 32 * 1024 + 1))
    with CannedServer(LOGIN, small, endless, large, large) as server, signed_in(server.url, ONE) as client:
        with pytest.raises(BadReplyError):
            client.files.download("a" * 32, target)
        assert not target.exists() and (tmp_path / f"{'a' * 32}.part").stat().st_size <= 1000
        with pytest.raises(DamagedFileError):
            client.files.download("a" * 32, target, most_bytes=1000)
        with pytest.raises(DamagedFileError):
            client.files.download("a" * 32, target, is_thumbnail=True)


def test_the_server_refuses_what_is_too_large(one: Client, tmp_path: Path) -> None:
    source = tmp_path / "film"
    info = new_file(source, 5 * MIB + 1)
    with pytest.raises(RefusedError) as failure:
        one.files.upload(info, source)
    assert failure.value.result == Result.MESSAGE_TOO_LONG


def test_a_damaged_beginning_is_found_at_the_end(one: Client, tmp_path: Path) -> None:
    source, target = tmp_path / "film", tmp_path / "copy"
    info = new_file(source, 2 * MIB)
    one.files.upload(info, source)
    (tmp_path / f"{info.id}.part").write_bytes(bytes(MIB))
    with pytest.raises(DamagedFileError):
        one.files.download(info.id, target)
    assert not target.exists()
    (tmp_path / f"{info.id}.part").write_bytes(bytes(3 * MIB))
    one.files.download(info.id, target)
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(source.read_bytes()).digest()


def test_a_full_disk_ends_a_download_that_continues_later(one: Client, tmp_path: Path) -> None:
    source, target = tmp_path / "film", tmp_path / "copy"
    info = new_file(source, 2 * MIB)
    one.files.upload(info, source)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, hard))
    try:
        with pytest.raises(LocalFileError):
            one.files.download(info.id, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    first: list[int] = []
    one.files.download(info.id, target, on_progress=first.append)
    assert first[0] > MIB
    assert target.read_bytes() == source.read_bytes()
