"""Acknowledged data is on disk: after a power cut, and on a full disk."""

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, RefusedError
from qqdesk.history.history import History
from qqdesk.protocol.codes import Result
from qqdesk.server.delivery.sqlite_store import SqliteStore
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME
from tests.chaos.people import SERVER, a_crowd
from tests.helpers.server import ServerProcess, add_user, md5, running_server, start_server
from tests.helpers.small_disk import a_small_disk, fill_disk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other signals and no tmpfs there")
ONE, TWO = 10001, 10002
_IMAGES = 8


def a_client(server: ServerProcess, number: int) -> Client:
    client = Client(server.address, number)
    client.login(md5("secret"))
    return client


def make_people(server: ServerProcess) -> None:
    server.add_user(ONE)
    server.add_user(TWO, contacts=[ONE])


def texts(path: Path, owner: int) -> list[str]:
    """Return the entries of a mailbox; checks the file's integrity."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = db.execute("SELECT text FROM entries WHERE log = ? AND kind = 9 ORDER BY seq", (owner,)).fetchall()
    return [text for (text,) in rows]


def test_every_commit_is_flushed(tmp_path: Path) -> None:
    def modes(db: Database | sqlite3.Connection) -> list[object]:
        return [db.execute(f"PRAGMA {name}").fetchone() for name in ("synchronous", "journal_mode")]

    async def of_server() -> list[object]:
        store = SqliteStore(tmp_path / "server")
        store.start()
        try:
            return await store.write(modes)
        finally:
            await store.close()

    full = [(2,), ("wal",)]
    assert asyncio.run(of_server()) == full
    with closing(History(tmp_path / "history.db")) as history:
        assert modes(history.file.connection) == full


def test_an_image_of_the_disk_taken_at_any_moment_has_all_that_was_answered(tmp_path: Path) -> None:
    with running_server(tmp_path, arguments=SERVER) as server:
        make_people(server)
        answered: list[str] = []
        enough, more = threading.Event(), threading.Semaphore(0)
        failures: list[BaseException] = []

        def talk() -> None:
            try:
                with a_client(server, ONE) as client:
                    while not enough.is_set():
                        text = uuid.uuid4().hex
                        client.send_message(TWO, text, text)
                        answered.append(text)
                        more.release()
            except ClientError as error:
                failures.append(error)
                more.release(10**6)

        def listen() -> None:
            with a_client(server, TWO) as client:
                upto = None
                while not enough.is_set():
                    # Its cursor moves, so that more than one kind of write is at work.
                    batch = client.get_messages(1, upto)
                    upto = max((message.id or 0 for message in batch), default=upto)

        threads = [threading.Thread(target=target) for target in (talk, listen)]
        for thread in threads:
            thread.start()
        try:
            for number in range(_IMAGES):
                for _ in range(40):
                    assert more.acquire(timeout=20)
                until_now = list(answered)
                image = _image(server, tmp_path / f"image-{number}")
                # In order; one more may be stored whose answer was in flight.
                assert texts(image, TWO)[: len(until_now)] == until_now
        finally:
            enough.set()
            for thread in threads:
                thread.join(20)
        assert not failures


def _image(server: ServerProcess, folder: Path) -> Path:
    """Copy the files at one moment, while the process is stopped."""
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        os.waitid(os.P_PID, server.process.pid, os.WSTOPPED | os.WNOWAIT)
        folder.mkdir()
        for path in server.folder.glob(f"{FILE_NAME}*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, folder)
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    return folder / FILE_NAME


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount here")
@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--registration=closed", "disk is full. The command doctor says more."),
        ("--no-introduce", "No space left on device"),
    ],
)
def test_a_server_that_has_no_disk_to_start_says_so(tmp_path: Path, option: str, sentence: str) -> None:
    """The first write of the start fails, that of a setting or that of its address: opening the database writes
    nothing."""
    command = [sys.executable, "-m", "qqdesk.cli.server", "run", "--port", "0", *SERVER, option, "--data-dir"]
    with a_small_disk(tmp_path / "disk") as disk:
        add_user(disk / "server", ONE)
        ballast = disk / "ballast"
        with contextlib.suppress(OSError):
            ballast.write_bytes(b"x" * 4096 * 1024)
        os.truncate(ballast, ballast.stat().st_size - 40 * 1024)
        ended = subprocess.run(
            [*command, str(disk / "server"), "--exit-with-stdin"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
        )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount here")
def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path) -> None:
    with a_small_disk(tmp_path / "disk") as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * 512 * 1024)
        server = start_server(tmp_path, folder=disk / "server", arguments=SERVER)
        try:
            make_people(server)
            with a_client(server, ONE) as one, a_client(server, TWO) as two:
                sent: list[str] = []
                with pytest.raises(RefusedError) as refusal:
                    for number in range(2000):
                        sent.append(f"{number} " + "x" * 2000)
                        one.send_message(TWO, sent[-1], f"{number:032x}")
                assert refusal.value.result == Result.SERVER_FAILED
                with pytest.raises(RefusedError):
                    one.send_message(TWO, sent[-1], f"{len(sent) - 1:032x}")
                # Reading continues.
                batch = two.get_messages()
                assert [message.text for message in batch] == sent[: len(batch)]
                assert batch
                ballast.unlink()
                for number, text in list(enumerate(sent))[-3:]:
                    one.send_message(TWO, text, f"{number:032x}")
                assert _fetch_all(two) == sent
        finally:
            assert server.terminate() == 0
        assert texts(disk / "server" / FILE_NAME, TWO) == sent
        assert "Traceback" not in server.log()
        assert server.log().count("ERROR") < 5, "a full disk is not made fuller"


def test_people_go_on_when_a_full_disk_has_room_again(qtbot: QtBot, tmp_path: Path) -> None:
    with a_small_disk(tmp_path / "disk", 8192) as disk:
        server = start_server(tmp_path, folder=disk / "server", arguments=SERVER)
        try:
            with a_crowd(tmp_path / "people", 2, old=4) as crowd:
                crowd.register_with(server)
                crowd.sign_in(server.address)
                crowd.set_talking(True)
                crowd.run_until_answered(50)
                fill_disk(disk)
                # The log of the database has some room left in it.
                crowd.run_until(lambda: "The database could not be written" in server.log())
                crowd.run_for(0.5)
                (disk / "ballast").unlink()
                crowd.run_until_answered(50)
                crowd.come_to_rest()
                # No one gave a message up, and a server that says that it failed has not done it.
                tally = crowd.tally(was_killed=False)
                assert tally.is_clean, str(tally)
        finally:
            assert server.terminate() == 0
        assert "Traceback" not in server.log()


def _fetch_all(client: Client) -> list[str]:
    found: list[str] = []
    acknowledge = None
    while batch := [message for message in client.get_messages(0, acknowledge) if message.kind == 9]:
        found += [message.text for message in batch]
        acknowledge = batch[-1].id
    return found
