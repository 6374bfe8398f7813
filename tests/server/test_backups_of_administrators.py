"""Backups that administrators start while the server runs: the real command in a process of its own."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from qqdesk.client.client import Client
from qqdesk.client.errors import TransferStoppedError
from qqdesk.protocol.admin_commands import FetchBackup
from qqdesk.server.accounts import administrators
from qqdesk.server.backups import backup, backup_job, backups
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import LocalServer, add_user, local_server, transaction
from tests.helpers.uploads import FileClient, NewUpload
from tests.server.test_backup import small_disk

PICTURE = NewUpload(b"first picture")
_DEADLINE_S = 60.0


@contextmanager
def a_server(tmp_path: Path, **options: Any) -> Iterator[LocalServer]:
    """Run a server with an administrator and another person.

    No test opens its database meanwhile: when a process closes a file, it loses all its locks of the file, and the
    process of the backup would take the server for stopped.
    """
    folder = tmp_path / "server"
    add_user(folder, 10001)
    add_user(folder, 10002)
    with transaction(folder) as db:
        administrators.appoint(db, 10001)
    with local_server(tmp_path, **options) as server:
        yield server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with a_server(tmp_path) as server:
        yield server


@pytest.fixture
def admin(server: LocalServer) -> FileClient:
    return FileClient(server, 10001)


def back_up(admin: FileClient, **fields: object) -> str:
    return admin.ask("Backup", **fields)["RES"]


def wait(admin: FileClient, until: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    deadline = time.monotonic() + _DEADLINE_S
    while not until(place := admin.ask("Place")):
        assert time.monotonic() < deadline, place
    return place


def finish(admin: FileClient) -> dict[str, str]:
    return wait(admin, lambda place: not place.get("BACKUPNOW"))


def log(admin: FileClient) -> list[str]:
    """Return the details of the backups in the log of the place."""
    reply = admin.ask("PlaceLog")
    rows = zip(*(reply[name].split(",")[:-1] for name in ("ACT", "UN", "DETAIL")), strict=True)
    return [detail for action, actor, detail in rows if (action, actor) == ("Backup", "10001")]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let the process of a backup wait as soon as half of the database is copied. Return its script."""
    script = tmp_path / "slow.py"
    script.write_text(
        "import sys, time\n"
        "from qqdesk.cli import server\n"
        "from qqdesk.server.storage import durable_files\n"
        "durable_files.sync = lambda path: time.sleep(600)\n"
        "sys.exit(server.main())\n"
    )
    command = [*backups.own_command()[:1], str(script)]
    monkeypatch.setattr(backups, "own_command", lambda: command)
    return script


def test_a_backup_contains_messages_and_files(server: LocalServer, admin: FileClient) -> None:
    admin.upload(PICTURE)
    assert back_up(admin) == "0"
    place = finish(admin)
    assert place["BACKUPERR"] == ""
    folder = server.folder / "backups"
    assert Path(place["BACKUPDIR"]) == folder
    (path,) = backup.dated_backups(folder)
    assert backup.check_backup(path).users == 2
    assert {file.read_bytes() for file in folder.rglob("*") if len(file.name) == 64} == {PICTURE.content}
    assert int(place["BACKUPSIZE"]) == path.stat().st_size + len(PICTURE.content)
    assert int(place["BACKUP"]) > 0
    assert place["COPY"] == "0"
    assert log(admin) == [path.name]


def test_a_backup_on_another_disk_is_noted_as_a_copy(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    add_user(folder, 10001)
    with small_disk(tmp_path / "disk") as other:
        for target, is_copy in ((tmp_path, False), (other, True)):
            backup_job.run(backup_job.Request(folder, target, None), 5)
            with transaction(folder) as db:
                assert backup_job.last_copy(db) == (5 if is_copy else 0)


def test_a_nightly_backup_is_made_without_an_administrator(tmp_path: Path) -> None:
    with a_server(tmp_path, settings=Settings(nightly_backups=True)) as server:
        admin = FileClient(server, 10001)
        place = wait(admin, lambda place: place["BACKUP"] != "0")
        assert place["NIGHTLY"] == "1"
        finish(admin)
        assert len(backup.dated_backups(server.folder / "backups")) == 1
        reply = admin.ask("PlaceLog")
        assert (reply["ACT"], reply["UN"]) == ("Backup,", "0,")


def test_a_backup_is_fetched_from_afar(server: LocalServer, admin: FileClient, tmp_path: Path) -> None:
    admin.upload(PICTURE)
    assert admin.ask("FetchBackup")["RES"] == "32"
    assert back_up(admin) == "0"
    finish(admin)
    folder = tmp_path / "copies"
    folder.mkdir()
    progress: list[int] = []
    with Client(server.address, 10001, device="b" * 32) as client:
        client.login(password="secret")
        path = client.files.backups.fetch(folder, lambda done, size: progress.append(done * 100 // size), lambda: False)
        (made,) = backup.dated_backups(server.folder / "backups")
        assert path == folder / made.name
        assert path.read_bytes() == made.read_bytes()
        assert {file.read_bytes() for file in folder.rglob("*") if len(file.name) == 64} == {PICTURE.content}
        assert progress[-1] == 100
        assert client.files.backups.fetch(folder, lambda done, size: None, lambda: False) == path
        with pytest.raises(TransferStoppedError):
            client.files.backups.fetch(folder, lambda done, size: None, lambda: True)
    assert sorted(one.name for one in folder.iterdir()) == [made.name, f"{made.name}.files"]
    assert "FetchBackup" in admin.ask("PlaceLog")["ACT"].split(",")
    wrong = FetchBackup.NAME
    assert FileClient(server, 10002).ask(wrong)["RES"] == "31"


def test_a_fetched_backup_is_noted_as_a_copy(tmp_path: Path) -> None:
    with a_server(tmp_path) as server:
        admin = FileClient(server, 10001)
        assert back_up(admin) == "0"
        name = finish(admin) and admin.ask("FetchBackup")["NAME"]
        assert admin.ask("FetchBackup", NAME="../server.toml")["RES"] == "32"
        assert admin.ask("FetchBackup", NAME=name, DONE=1)["RES"] == "0"
    with transaction(server.folder) as db:
        assert backup_job.last_copy(db) > 0


@pytest.mark.parametrize(
    ("hour", "age", "is_due"), [(3, 12.5, True), (3, 11, False), (12, 24, False), (12, 27, True), (1, 24, False)]
)
def test_a_nightly_backup_is_made_at_night_or_after_a_missed_one(hour: int, age: float, is_due: bool) -> None:
    now = round(time.mktime((2026, 11, 28, hour, 30, 0, 0, 0, -1)) * 1000)
    assert backups.is_due(now - round(age * 3_600_000), now) is is_due


def test_the_server_answers_while_a_backup_runs_and_starts_no_second_one(
    server: LocalServer, admin: FileClient, slow: Path
) -> None:
    assert back_up(admin) == "0"
    wait(admin, lambda place: place["BACKUPNOW"] != "0")
    assert back_up(admin) == "0"
    assert len(list((server.folder / "backups").glob("*.part"))) == 1


def test_a_stopped_backup_leaves_nothing(server: LocalServer, admin: FileClient, slow: Path) -> None:
    assert back_up(admin) == "0"
    wait(admin, lambda place: place["BACKUPNOW"] != "0")
    assert list((server.folder / "backups").iterdir())
    assert back_up(admin, STOP=1) == "0"
    place = finish(admin)
    assert (place["BACKUPERR"], place["BACKUP"]) == ("", "0")
    assert list((server.folder / "backups").iterdir()) == []
    assert log(admin) == [backups.STOPPED]


def test_a_finished_backup_stays_if_it_is_stopped(server: LocalServer, admin: FileClient, slow: Path) -> None:
    slow.write_text("import time\nfrom qqdesk.cli import server\nserver.main()\ntime.sleep(600)\n")
    assert back_up(admin) == "0"
    wait(admin, lambda place: place["BACKUP"] != "0" and place["BACKUPNOW"] == str(backups.DONE))
    assert back_up(admin, STOP=1) == "0"
    finish(admin)
    (path,) = backup.dated_backups(server.folder / "backups")
    assert log(admin) == [path.name]


def test_a_server_that_stops_ends_its_backup(tmp_path: Path, slow: Path) -> None:
    with a_server(tmp_path) as server:
        admin = FileClient(server, 10001)
        assert back_up(admin) == "0"
        wait(admin, lambda place: place["BACKUPNOW"] != "0")
    assert list((server.folder / "backups").iterdir()) == []
    with transaction(server.folder) as db:
        assert db.execute("SELECT 1 FROM facts WHERE name = 'last_backup'").fetchone() is None


def test_a_stop_without_a_backup_changes_nothing(server: LocalServer, admin: FileClient) -> None:
    assert back_up(admin, STOP=1) == "0"
    assert log(admin) == []


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", "100k") as disk,
        a_server(tmp_path, settings=Settings(tls=False, backups_folder=str(disk))) as server,
    ):
        admin = FileClient(server, 10001)
        assert back_up(admin) == "0"
        place = finish(admin)
        assert place["BACKUPERR"].startswith("The disk is full%2c so there is no backup ")
        assert place["BACKUP"] == "0"
        assert list(disk.iterdir()) == []
        assert log(admin) == [place["BACKUPERR"]]


def test_a_missing_folder_is_said_and_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "disk"
    with a_server(tmp_path, settings=Settings(tls=False, backups_folder=str(missing))) as server:
        admin = FileClient(server, 10001)
        assert back_up(admin) == "0"
        assert finish(admin)["BACKUPERR"] == f"There is no folder {missing} for the backup."
    assert not missing.exists()


def test_the_next_backup_forgets_the_error(server: LocalServer, admin: FileClient) -> None:
    (server.folder / "backups").write_text("not a folder")
    assert back_up(admin) == "0"
    assert finish(admin)["BACKUPERR"].startswith("The backup in ")
    (server.folder / "backups").unlink()
    assert back_up(admin) == "0"
    assert finish(admin)["BACKUPERR"] == ""


def test_another_person_cannot_start_a_backup(server: LocalServer, admin: FileClient) -> None:
    assert back_up(FileClient(server, 10002)) == "31"
    assert not (server.folder / "backups").exists()


def test_a_packaged_server_uses_its_own_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert backups.own_command() == [sys.executable]
