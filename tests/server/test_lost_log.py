"""The write-ahead log is lost: which data the file has by then, and a server that does not start over silently."""

import shutil
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.errors import DataFolderError
from qqdesk.server.operations.checks.database_checks import check_sqlite
from qqdesk.server.operations.daemon import Daemon
from qqdesk.server.storage import sqlite_store
from qqdesk.server.storage.sqlite import FILE_NAME, MARKER_NAME
from tests.helpers.server import md5
from tests.server.world import World, a_world

REGISTER = f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('secret')}&NICK=Anna"


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
    findings = [finding.text for finding in check_sqlite(folder, world.clock.now())]
    assert len(findings) == 1
    assert "The accounts of this server are missing" in findings[0]
    (folder / MARKER_NAME).unlink()
    with a_world(folder) as again:
        assert again.post(REGISTER)["NUM"] == "10001"


def test_a_server_whose_accounts_were_all_deleted_starts(world: World) -> None:
    world.post(REGISTER)
    assert cli.main(["user", "delete", "10001", "--yes", "--data-dir", str(world.folder)]) == 0
    world.restart()
    assert world.post(REGISTER)["NUM"] == "10002"
