"""The write-ahead log is lost: which data the file has by then, and a server that does not start over silently."""

import shutil
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.clock import SystemClock
from qqdesk.server.delivery import sqlite_store
from qqdesk.server.errors import DataFolderError
from qqdesk.server.operations.checks.database_checks import check_sqlite
from qqdesk.server.operations.daemon import Daemon
from qqdesk.server.storage.sqlite import FILE_NAME, MARKER_NAME
from tests.helpers.server import md5, running_server, start_server
from tests.server.world import World, a_world

REGISTER = f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('secret')}&NICK=Anna"
LIST = "VER=1.1&CMD=List&SEQ=3&UIN=10001&SID="


def killed(world: World, folder: Path, *, is_missing: bool = False) -> Path:
    """Copy the current files, without the log or without the database."""
    shutil.copytree(world.folder, folder)
    (folder / f"{FILE_NAME}-wal").unlink()
    (folder / f"{FILE_NAME}-shm").unlink()
    if is_missing:
        (folder / FILE_NAME).unlink()
    return folder


def test_the_first_account_is_in_the_file_before_it_is_answered(world: World, tmp_path: Path) -> None:
    assert world.post(REGISTER)["NUM"] == "10001"
    with a_world(killed(world, tmp_path / "killed")) as again:
        assert again.read("SELECT number FROM users") == [(10001,)]


def test_the_log_goes_into_the_file_when_nothing_waits(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_store, "_CHECKPOINT_EVERY_S", 0.0)
    anna, _ = world.people(10001, 10002)
    world.core.housekeeping.sweep()
    world.settle()
    anna.ask("CLTMSG", UN=10002, MG="x")
    world.core.housekeeping.sweep()
    world.settle()
    with a_world(killed(world, tmp_path / "killed")) as again:
        assert again.read("SELECT DISTINCT text FROM entries") == [("x",)]


@pytest.mark.parametrize("is_missing", [False, True])
def test_a_server_that_had_accounts_does_not_start_with_none(
    world: World, tmp_path: Path, is_missing: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    world.post(REGISTER)
    folder = killed(world, tmp_path / "killed", is_missing=is_missing)
    if not is_missing:
        (folder / FILE_NAME).write_bytes(b"")
    with pytest.raises(DataFolderError, match=r"The accounts of this server are missing: .*-wal.* backup .*delete"):
        Daemon(folder)
    if not is_missing:
        assert cli.main(["user", "list", "--data-dir", str(folder)]) == 1
        assert "The accounts of this server are missing" in capsys.readouterr().err
    (finding,) = check_sqlite(folder, world.clock.now())
    assert "The accounts of this server are missing" in finding.text
    (folder / MARKER_NAME).unlink()
    with a_world(folder) as again:
        assert again.post(REGISTER)["NUM"] == "10001"


def test_a_server_whose_accounts_were_all_deleted_starts(world: World) -> None:
    world.post(REGISTER)
    assert cli.main(["user", "delete", "10001", "--yes", "--data-dir", str(world.folder)]) == 0
    world.restart()
    assert world.post(REGISTER)["NUM"] == "10002"


def killed_server(folder: Path) -> tuple[Path, str]:
    """Kill a server with one account. Return its data folder and the token of a session."""
    with running_server(folder) as server:
        assert "&NUM=10001" in server.post(REGISTER)
        login = f"VER=1.1&CMD=Login&SEQ=2&UIN=10001&PS={md5('secret')}&M5=1&EXT=1&DEV={'d' * 32}"
        token = dict(pair.split("=", 1) for pair in server.post(login).split("&"))["SID"]
        server.kill()
    return server.folder, token


def findings(folder: Path) -> list[str]:
    return [finding.text for finding in check_sqlite(folder, SystemClock().now()) if not finding.is_note]


def test_a_lost_log_of_a_killed_server_is_said_once(tmp_path: Path) -> None:
    folder, token = killed_server(tmp_path)
    assert findings(folder) == []
    (folder / f"{FILE_NAME}-wal").unlink()
    assert ["-wal is missing" in text for text in findings(folder)] == [True]
    server = start_server(tmp_path)
    # The clients know of messages that are lost: they begin again.
    refused = server.post(LIST + token)
    server.terminate()
    assert "&RES=20" in refused
    assert "-wal is missing: messages and changes of its last minute are lost" in server.log()
    assert findings(folder) == []
    with running_server(tmp_path) as server:
        pass
    assert "-wal is missing" not in server.log()


def test_a_killed_server_whose_log_another_command_took_in_has_lost_nothing(tmp_path: Path) -> None:
    folder, token = killed_server(tmp_path)
    assert cli.main(["user", "list", "--data-dir", str(folder)]) == 0
    assert not (folder / f"{FILE_NAME}-wal").exists()
    assert findings(folder) == []
    with running_server(tmp_path) as server:
        assert "&RES=0" in server.post(LIST + token)
