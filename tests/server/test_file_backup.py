"""A backup contains the files of messages; a restore puts them back and compares their digests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from tests.helpers.server import LocalServer, local_server
from tests.helpers.uploads import FileClient, NewUpload
from tests.server.test_backup import small_disk

FIRST, SECOND = NewUpload(b"first picture"), NewUpload(b"second picture" * 100_000)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        server.add_user(10001)
        FileClient(server, 10001).upload(FIRST, thumbnail=b"small")
        yield server


def run(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


def back_up(server: LocalServer, target: Path, *more: object) -> None:
    assert run("backup", target, *more, "--data-dir", server.folder) == 0


def contents(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "place"}


def test_files_come_back(tmp_path: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
    back_up(server, tmp_path / "backup")
    assert "backup.files: 2 files" in capsys.readouterr().out
    assert run("restore", "--check", tmp_path / "backup", "--data-dir", tmp_path / "new") == 0
    assert capsys.readouterr().out.endswith("\t2\n")
    assert run("restore", tmp_path / "backup", "--data-dir", tmp_path / "new") == 0
    with local_server(tmp_path, folder=tmp_path / "new") as new:
        client = FileClient(new, 10001)
        assert client.download(FIRST) == FIRST.content
        assert client.download(FIRST, THUMB=1) == b"small"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="for this one has to be root")
def test_restored_files_belong_to_the_user_of_the_server(tmp_path: Path, server: LocalServer) -> None:
    back_up(server, tmp_path / "backup")
    folder, files = tmp_path / "new", tmp_path / "disk" / "files"
    folder.mkdir()
    (folder / "server.toml").write_text(f'files_folder = "{files}"\n')
    os.chown(folder, 61_777, 61_778)
    assert run("restore", tmp_path / "backup", "--data-dir", folder) == 0
    assert contents(files) == {FIRST.content, b"small"}
    assert {path.stat().st_uid for path in (files, *files.rglob("*"))} == {61_777}


def test_each_backup_copies_new_files_only(tmp_path: Path, server: LocalServer) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("qqdesk-2020-01-01T00-00-00Z.backup", "qqdesk-2020-01-02T00-00-00Z.backup"):
        back_up(server, folder / name)
    FileClient(server, 10001).upload(SECOND)
    back_up(server, folder, "--keep", 2)
    old, new = sorted(folder.glob("*.files"))
    assert contents(old) == {FIRST.content, b"small"}
    assert contents(new) == {FIRST.content, b"small", SECOND.content}
    linked = [path for path in new.rglob("*") if path.is_file() and path.stat().st_nlink == 2]
    assert {path.read_bytes() for path in linked} == {FIRST.content, b"small"}


def test_a_replaced_backup_has_no_old_files(tmp_path: Path, server: LocalServer) -> None:
    back_up(server, tmp_path / "backup")
    stray = tmp_path / "backup.files" / "ab" / "cd" / ("abcd" + "0" * 60)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"of a deleted message")
    back_up(server, tmp_path / "backup", "--force")
    assert contents(tmp_path / "backup.files") == {FIRST.content, b"small"}


def test_a_full_disk_is_said_and_the_next_backup_continues(
    tmp_path: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    FileClient(server, 10001).upload(NewUpload(bytes(2_000_000)))
    with small_disk(tmp_path / "disk") as disk:
        target = disk / "backup"
        assert run("backup", target, "--data-dir", server.folder) == 1
        assert f"The files were not copied into {target}.files. Run the command again: the disk is full." in (
            capsys.readouterr().err
        )
        assert not list(disk.rglob("*.part"))
        subprocess.run(["mount", "-o", "remount,size=9m", str(disk)], check=True)
        back_up(server, target, "--force")
        assert bytes(2_000_000) in contents(disk)


def test_damaged_and_missing_files_are_counted(
    tmp_path: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    FileClient(server, 10001).upload(SECOND)
    back_up(server, tmp_path / "backup")
    first, small, second = (
        next(path for path in (tmp_path / "backup.files").rglob("*") if path.is_file() and path.read_bytes() == content)
        for content in (FIRST.content, b"small", SECOND.content)
    )
    first.write_bytes(b"first pictura")
    second.unlink()
    capsys.readouterr()
    assert run("restore", tmp_path / "backup", "--data-dir", tmp_path / "new") == 0
    assert "2 files are missing or damaged" in capsys.readouterr().err
    assert contents(tmp_path / "new" / "files") == {small.read_bytes()}


def test_a_restore_repairs_and_keeps_what_is_there(tmp_path: Path, server: LocalServer) -> None:
    back_up(server, tmp_path / "backup")
    data = tmp_path / "data"
    shutil.copytree(server.folder, data)
    first = next(path for path in (data / "files").rglob("*") if path.is_file() and path.read_bytes() == FIRST.content)
    first.write_bytes(b"damaged")
    newer = data / "files" / "ab" / "cd" / ("abcd" + "0" * 60)
    newer.parent.mkdir(parents=True)
    newer.write_bytes(b"newer")
    os.utime(newer, (0, 0))
    assert run("restore", tmp_path / "backup", "--data-dir", data) == 0
    assert contents(data / "files") == {FIRST.content, b"small", b"newer"}
    assert newer.stat().st_mtime > 1_000_000


def test_files_of_another_place_are_kept(tmp_path: Path, server: LocalServer) -> None:
    back_up(server, tmp_path / "backup")
    other = tmp_path / "other"
    with local_server(tmp_path, folder=other) as there:
        there.add_user(10001)
        FileClient(there, 10001).upload(SECOND)
    assert run("restore", tmp_path / "backup", "--data-dir", other) == 0
    assert contents(other / "files") == {FIRST.content, b"small"}
    (aside,) = other.glob("files.before-restore-*")
    assert contents(aside) == {SECOND.content}


# Doctor


def examine(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    run("doctor", "--port", 0, "--no-tls", *arguments, "--data-dir", folder)
    return capsys.readouterr().out


def stored(folder: Path, content: bytes) -> Path:
    return next(path for path in (folder / "files").rglob("*") if path.is_file() and path.read_bytes() == content)


def test_doctor_finds_missing_and_damaged_files(
    tmp_path: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    FileClient(server, 10001).upload(SECOND)
    assert "Of 2 files 2 were read" in (healthy := examine(server.folder, capsys, "--digests"))
    assert "damaged" not in healthy
    stored(server.folder, SECOND.content).unlink()
    path = stored(server.folder, FIRST.content)
    path.write_bytes(b"first pictura")
    assert "1 of 2 files are missing" in examine(server.folder, capsys)
    assert f"{path} is damaged" in examine(server.folder, capsys, "--digests")


def test_doctor_checks_the_folder(tmp_path: Path, server: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert "of new files" in examine(server.folder, capsys, "--files-keep-free-percent", 99)
    (server.folder / "files" / "place").write_text("another")
    assert "has the files of another place" in examine(server.folder, capsys)
    (server.folder / "files" / "place").unlink()
    assert "is not the folder with the files of this place" in examine(server.folder, capsys)
