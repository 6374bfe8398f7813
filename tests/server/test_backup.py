"""A backup contains all acknowledged data; a restore contains the whole backup."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import NotSignedInError
from qqdesk.clock import SystemClock
from qqdesk.domain.incoming import MessageReceived
from qqdesk.history.history import History
from qqdesk.protocol.codes import EndReason
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.server.accounts import place_log
from qqdesk.server.backups import backup, backup_job, restore
from qqdesk.server.rooms import rooms
from qqdesk.server.storage import durable_files
from qqdesk.server.storage.lock import FolderLock, RunningServer
from qqdesk.server.storage.schema import APPLICATION_ID, VERSION
from qqdesk.server.storage.sqlite import FILE_NAME, open_database
from tests.helpers.history import add_received
from tests.helpers.inbox import Inbox
from tests.helpers.rooms import add_room
from tests.helpers.server import Server, add_user, local_server, running_server
from tests.server.test_process import ask, sign_in


def run(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


def make(folder: Path, target: Path, *more: str) -> Path:
    assert run("backup", target, *more, "--data-dir", folder) == 0
    return target


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1, captured.err
    return captured.err.strip()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with two users and a message between them."""
    folder = tmp_path / "server"
    with local_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002, contacts=[10001])
        assert "&MID=1" in ask(server, "CLTMSG", 10001, sign_in(server, 10001), "&UN=10002&MG=hello")
    return folder


# Backup


def test_a_backup_of_a_server_at_work_is_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The backup contains all data acknowledged before its start, and the server continues."""
    with running_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002, contacts=[10001])
        token = sign_in(server, 10001)
        answered: list[int] = []
        enough, stop = threading.Event(), threading.Event()

        def send() -> None:
            number = 0
            while not stop.is_set():
                more = f"&CID={number:032x}&UN=10002&MG={number}"
                if "&RES=0&" not in ask(server, "CLTMSG", 10001, token, more, number):
                    break
                answered.append(number)
                number += 1
                if number == 50:
                    enough.set()

        sender = threading.Thread(target=send)
        sender.start()
        try:
            assert enough.wait(30)
            before = len(answered)
            target = make(server.folder, tmp_path / "backup")
            after = len(answered)
        finally:
            stop.set()
            sender.join(30)
        assert not sender.is_alive()
    output = capsys.readouterr().out
    assert output.startswith(f"{target}: 2 users, ")
    assert output.endswith(" MB, checked\n")
    found = backup.check_backup(target)
    assert before <= found.messages <= after + 1
    with closing(sqlite3.connect(target)) as db:
        texts = [int(text) for (text,) in db.execute("SELECT text FROM entries WHERE kind = 9 ORDER BY seq")]
    assert texts == list(range(found.messages))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600 or sys.platform == "win32"
    assert names(tmp_path) >= {"backup", "server"}
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_a_backup_contains_the_write_ahead_log(tmp_path: Path, folder: Path) -> None:
    with closing(open_database(folder)) as db:
        reader = sqlite3.connect(folder / FILE_NAME)
        db.execute("INSERT INTO entries VALUES (10002, 2, 10001, 9, 10001, 1, NULL, 'log', NULL, NULL, NULL, NULL)")
        assert (folder / f"{FILE_NAME}-wal").stat().st_size
        assert backup.check_backup(make(folder, tmp_path / "backup")).messages == 2
        reader.close()


def test_the_certificate_goes_along(tmp_path: Path, folder: Path) -> None:
    (folder / "tls-key.pem").write_bytes(b"key")
    (folder / "tls-cert.pem").write_bytes(b"certificate")
    (folder / "server.toml").write_text('name = "Office"\n')
    found = backup.check_backup(make(folder, tmp_path / "backup"))
    assert found.files == {
        "tls-key.pem": b"key",
        "tls-cert.pem": b"certificate",
        "server.toml": b'name = "Office"\n',
    }


def test_a_file_is_replaced_only_when_that_is_said(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "backup"
    target.write_text("something else")
    assert run("backup", target, "--data-dir", folder) == 1
    assert "say --force to replace it" in complaint(capsys)
    assert target.read_text() == "something else"
    assert backup.check_backup(make(folder, target, "--force")).users == 2


def test_a_folder_gets_dated_backups_and_keeps_the_newest(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    old = [backups / f"qqdesk-2025-01-0{day}T03-00-00Z.backup" for day in (1, 2, 3)]
    others = [backups / name for name in ("qqdesk-old.backup", "letter.txt")]
    for path in (*old, *others):
        path.write_text("old")
    make(folder, backups)
    (new,) = set(backups.iterdir()) - {*old, *others}
    assert backup.check_backup(new).users == 2
    new.unlink()
    capsys.readouterr()
    make(folder, backups, "--keep", "2")
    (new,) = set(backups.iterdir()) - {*old, *others}
    assert capsys.readouterr().out.splitlines()[1:] == [f"deleted {path}" for path in old[:2]]
    assert names(backups) == {new.name, old[2].name, *(path.name for path in others)}


def test_a_failed_backup_deletes_no_older_one(tmp_path: Path, folder: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    for day in (1, 2):
        (backups / f"qqdesk-2025-01-0{day}T03-00-00Z.backup").write_text("old")
    damage(folder / FILE_NAME)
    assert run("backup", "--keep", "1", backups, "--data-dir", folder) == 1
    assert len(names(backups)) == 2


def test_keep_wants_a_folder(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backup", "--keep", "1", tmp_path / "backup", "--data-dir", folder) == 2
    assert "--keep needs a folder" in complaint(capsys)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing/backup", "There is no folder"),
        (f"server/{FILE_NAME}", "is the server's own file"),
        (f"server/{FILE_NAME}-wal", "is the server's own file"),
        ("server/server.lock", "is the server's own file"),
        ("server/tls-key.pem", "is the server's own file"),
    ],
)
def test_invalid_backup_targets(
    tmp_path: Path, folder: Path, name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert run("backup", tmp_path / name, "--force", "--data-dir", folder) == 1
    assert words in complaint(capsys)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_folder_without_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backup", tmp_path / "backup", "--data-dir", tmp_path / "elsewhere") == 1
    assert "There is no server's data" in complaint(capsys)
    assert names(tmp_path) == set()


def test_a_damaged_database_makes_no_backup(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(folder / FILE_NAME)
    assert run("backup", tmp_path / "backup", "--data-dir", folder) == 1
    words = complaint(capsys)
    assert "was not written, for the copy is damaged" in words or "malformed. Ask doctor what is wrong." in words
    assert names(tmp_path) == {"server"}


def test_postgresql_has_its_own_tool(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QQDESK_DATABASE", "postgresql://localhost/qqdesk")
    assert run("backup", tmp_path / "backup", "--data-dir", folder) == 1
    assert "pg_dump" in complaint(capsys)
    assert run("restore", tmp_path / "backup", "--data-dir", folder) == 1
    assert "pg_restore" in complaint(capsys)


def test_an_interrupted_backup_leaves_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(durable_files, "sync", interrupt)
    assert run("backup", tmp_path / "backup", "--data-dir", folder) == 1
    assert complaint(capsys) == "Interrupted."
    assert names(tmp_path) == {"server"}


def test_a_backup_that_is_interrupted_during_its_check_leaves_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(share: float) -> None:
        if share > 0.1:
            raise KeyboardInterrupt

    monkeypatch.setattr(backup, "_STEP_OPERATIONS", 10)
    with pytest.raises(KeyboardInterrupt):
        backup.make(folder, tmp_path / "backup", 1, on_progress=interrupt)
    assert names(tmp_path) == {"server"}


def test_the_database_says_when_the_last_backup_was_made(tmp_path: Path, folder: Path) -> None:
    assert last_backup(folder) == (0, 0)
    before = SystemClock().now()
    target = make(folder, tmp_path / "backup")
    time, size = last_backup(folder)
    assert before <= time <= SystemClock().now()
    assert size == target.stat().st_size
    with closing(open_database(folder)) as db:
        assert [line.detail for line in place_log.lines(db, 10)] == ["backup"]


def test_a_backup_is_good_if_the_database_cannot_be_written(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_database(folder)) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON place_log BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    make(folder, tmp_path / "backup")
    assert "doctor does not know of this backup" in capsys.readouterr().err
    assert last_backup(folder) == (0, 0)


def test_another_program_reads_the_progress(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = make(folder, tmp_path / "backup", "--progress")
    first, *percents, summary = capsys.readouterr().out.splitlines()
    assert first == f"begin {target}"
    numbers = [int(line.removeprefix("percent ")) for line in percents]
    assert numbers and numbers == sorted(set(numbers)) and numbers[-1] <= 100
    assert summary.startswith(f"{target}: 2 users")


def last_backup(folder: Path) -> tuple[int, int]:
    with closing(open_database(folder)) as db:
        return backup_job.last_backup(db)


def damage(path: Path) -> None:
    """Overwrite the middle of a database."""
    with path.open("rb+") as file:
        size = path.stat().st_size
        file.seek(size // 3)
        file.write(b"\xa5" * (size // 3))


@contextmanager
def small_disk(place: Path, size: str = "1m") -> Iterator[Path]:
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_backup_that_does_not_fit_is_not_begun(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk may be that of the running server, which refuses messages while it is full."""
    with closing(open_database(folder)) as db:
        db.executemany("INSERT INTO place_log VALUES (?, 1, 0, 0, 'x', ?)", ((id_, "x" * 4000) for id_ in range(3000)))
    with small_disk(tmp_path / "disk", "8m") as disk:
        assert run("backup", disk / "backup", "--progress", "--data-dir", folder) == 1
        captured = capsys.readouterr()
        assert captured.err.startswith(f"The disk is full, so there is no backup {disk / 'backup'}.")
        assert "percent" not in captured.out


def test_a_full_disk_leaves_nothing(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_database(folder)) as db:
        db.executemany(
            "INSERT INTO entries VALUES (10002, ?, 10001, 9, 10001, 1, NULL, ?, NULL, NULL, NULL, NULL)",
            ((id_, "x" * 4000) for id_ in range(2, 1000)),
        )
    with small_disk(tmp_path / "disk") as disk:
        assert run("backup", disk / "backup", "--data-dir", folder) == 1
        assert complaint(capsys).startswith(f"The disk is full, so there is no backup {disk / 'backup'}.")
        assert names(disk) == set()
    make(folder, tmp_path / "backup")
    with small_disk(tmp_path / "another") as disk:
        add_user(disk / "server", 10001)
        capsys.readouterr()
        assert run("restore", tmp_path / "backup", "--data-dir", disk / "server") == 1
        assert "disk is full" in complaint(capsys)
        assert names(disk / "server") == {FILE_NAME, "server.lock"}
        with closing(open_database(disk / "server")) as db:
            assert db.execute("SELECT number FROM users").fetchall() == [(10001,)]


# Restore


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="for this one has to be root")
def test_files_restored_by_root_belong_to_the_user_of_the_server(tmp_path: Path, folder: Path) -> None:
    target = make(folder, tmp_path / "backup")
    for path in (folder, *folder.iterdir()):
        os.chown(path, 61_777, 61_778)
    assert run("restore", target, "--data-dir", folder) == 0
    assert {(path.name, path.stat().st_uid, path.stat().st_gid) for path in folder.iterdir()} == {
        (name, 61_777, 61_778) for name in names(folder)
    }
    assert FILE_NAME in names(folder)


def test_a_restored_server_is_what_it_was(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tls-key.pem").write_bytes(b"key")
    target = make(folder, tmp_path / "backup")
    add_user(folder, 10003)
    (folder / "tls-key.pem").write_bytes(b"another key")
    capsys.readouterr()
    assert run("restore", target, "--data-dir", folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("restored 2 users, 1 messages of which 1 wait to be fetched, as of 2")
    assert len(lines) == 3
    kept = {name.partition(".before-restore-")[0]: folder / name for name in names(folder) if "before-restore" in name}
    assert set(kept) == {FILE_NAME, "tls-key.pem"}
    assert kept["tls-key.pem"].read_bytes() == b"another key"
    assert (folder / "tls-key.pem").read_bytes() == b"key"
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in ("tls-key.pem", FILE_NAME)} == {0o600}
    with closing(sqlite3.connect(kept[FILE_NAME])) as db:
        assert db.execute("SELECT count(*) FROM users").fetchone() == (3,)
    with closing(open_database(folder)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'backup%'").fetchall() == []
        assert db.execute("SELECT name FROM facts WHERE name = 'backed_up'").fetchall() == []
    with local_server(tmp_path) as server:
        assert "&MG=hello," in ask(server, "GetMsgEx", 10002, sign_in(server, 10002))


def test_a_restored_server_has_its_rooms(tmp_path: Path, folder: Path) -> None:
    add_room(folder, 10003, (10001, 10002))
    target, other = make(folder, tmp_path / "backup"), tmp_path / "other"
    assert run("restore", target, "--data-dir", other) == 0
    with closing(open_database(other)) as db:
        assert [(one.number, one.role) for one in rooms.members(db, 10003, 0, 10, RoomRole.ADMIN)] == [
            (10001, RoomRole.ADMIN),
            (10002, RoomRole.MEMBER),
        ]


def test_onto_a_new_machine(tmp_path: Path, folder: Path) -> None:
    (folder / "server.toml").write_text('name = "Office"\n')
    target = make(folder, tmp_path / "backup")
    other = tmp_path / "other"
    assert run("restore", target, "--data-dir", other) == 0
    assert names(other) == {FILE_NAME, "server.toml", "server.lock"}
    with local_server(tmp_path, folder=other) as server:
        sign_in(server, 10001)
        # Others may have registered since.
        reply = server.post(f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={'0' * 32}&NICK=New")
        assert f"&NUM={10001 + restore.NUMBERS_SKIPPED}" in reply


def test_numbers_of_after_the_backup_are_not_given_out_again(tmp_path: Path, folder: Path) -> None:
    register = f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={'0' * 32}&NICK=New"
    target = make(folder, tmp_path / "backup")
    with local_server(tmp_path) as server:
        assert "&NUM=10003" in server.post(register)
    assert run("restore", target, "--data-dir", folder) == 0
    with local_server(tmp_path) as server:
        assert "&NUM=10004" in server.post(register)


def test_own_settings_stay(tmp_path: Path, folder: Path) -> None:
    (folder / "server.toml").write_text('name = "Office"\n')
    target = make(folder, tmp_path / "backup")
    (folder / "server.toml").write_text('name = "Workshop"\n')
    assert run("restore", target, "--data-dir", folder) == 0
    assert (folder / "server.toml").read_text() == 'name = "Workshop"\n'


def test_the_settings_of_the_backup_are_restored_on_request(tmp_path: Path, folder: Path) -> None:
    (folder / "server.toml").write_text('name = "Workshop"\n')
    target = make(folder, tmp_path / "backup")
    (folder / "server.toml").write_text('name = "Cellar"\n')
    assert run("restore", target, "--settings", "--data-dir", folder) == 0
    assert (folder / "server.toml").read_text() == 'name = "Workshop"\n'
    (kept,) = folder.glob("server.toml.before-restore-*")
    assert kept.read_text() == 'name = "Cellar"\n'


def test_a_check_of_a_backup_changes_nothing(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = make(folder, tmp_path / "backup")
    capsys.readouterr()
    assert run("restore", "--check", target, "--data-dir", tmp_path / "nowhere") == 0
    users, messages, made, files = capsys.readouterr().out.rstrip("\n").split("\t")
    assert (users, messages, files) == ("2", "1", "0") and made.startswith("2")
    assert not (tmp_path / "nowhere").exists()
    target.write_bytes(target.read_bytes()[:4096])
    assert run("restore", "--check", target, "--data-dir", tmp_path / "nowhere") == 1


def test_restore_refuses_a_running_server(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = make(folder, tmp_path / "backup")
    capsys.readouterr()
    lock = FolderLock(folder)
    lock.write(RunningServer("http://127.0.0.1:8000"))
    before = (folder / FILE_NAME).read_bytes()
    try:
        assert run("restore", target, "--data-dir", folder) == 3
    finally:
        lock.release()
    assert complaint(capsys) == f"The server of {folder} runs at http://127.0.0.1:8000. Stop it first."
    assert (folder / FILE_NAME).read_bytes() == before


def no_database(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to look at" * 100)


def of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (x)")


def from_the_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")


def with_an_orphan(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO roster VALUES (10001, 10009)")


def without_users(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {VERSION}")


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def with_a_log(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"x")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (Path.unlink, "cannot be read"),
        (no_database, "is no backup of a server"),
        (of_another_program, "the database of another program"),
        (from_the_future, "a newer version of this program"),
        (with_an_orphan, "a row of roster belongs to no user"),
        (without_users, "another version of this program"),
        (damage, "is damaged"),
        (cut_short, "is damaged"),
        (empty, "is no backup of a server"),
        (with_a_log, "Take a file that `backup` made"),
    ],
)
def test_failed_restore_changes_nothing(
    tmp_path: Path, folder: Path, spoil: object, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = make(folder, tmp_path / "backup")
    assert callable(spoil)
    spoil(target)
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    capsys.readouterr()
    assert run("restore", target, "--data-dir", folder) == (5 if "version of this program" in words else 1)
    assert words in complaint(capsys)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_damaged_database_is_replaced_and_kept(tmp_path: Path, folder: Path) -> None:
    target = make(folder, tmp_path / "backup")
    no_database(folder / FILE_NAME)
    (folder / f"{FILE_NAME}-wal").write_bytes(b"what is left of it")
    assert run("restore", target, "--data-dir", folder) == 0
    kept = sorted(name for name in names(folder) if "before-restore" in name)
    assert [name.rpartition("-")[2] == "wal" for name in kept] == [False, True]
    assert (folder / kept[1]).read_bytes() == b"what is left of it"
    with local_server(tmp_path) as server:
        assert "&MG=hello," in ask(server, "GetMsgEx", 10002, sign_in(server, 10002))


# What clients remember of the time between


class Person:
    """Somebody with our client and a history on their disk."""

    def __init__(self, folder: Path, server: Server, number: int) -> None:
        self.client = Client(server.address, number, device="d" * 32)
        self.history = History(folder / f"{number}.sqlite3")
        self.client.login(password_hash("secret"))
        self.inbox = Inbox(self.client)
        self.shown: list[str] = []

    def poll(self) -> None:
        """Fetch and store once; the next time acknowledges."""
        batch = self.inbox.poll(0)
        self.shown += [
            one.message.text for one in add_received(self.history, batch, 1) if isinstance(one, MessageReceived)
        ]

    def sign_in_again(self) -> None:
        self.client.login(password_hash("secret"))
        self.inbox.restart()

    def close(self) -> None:
        self.client.close()
        self.history.close()


def test_a_client_that_saw_later_messages_gets_the_new_ones(tmp_path: Path) -> None:
    """The restored server gives out ids that the client has seen before, for other messages."""
    folder = tmp_path / "server"
    with local_server(tmp_path) as server:
        port, epoch = server.port, server.daemon.core.epoch
        server.add_user(10001)
        server.add_user(10002, contacts=[10001])
        anna, ben = Person(tmp_path, server, 10001), Person(tmp_path, server, 10002)
        for text in ("one", "two"):
            anna.client.send_message(10002, text)
        ben.poll()
        target = make(folder, tmp_path / "backup")
        for text in ("lost three", "lost four", "lost five"):
            anna.client.send_message(10002, text)
        ben.poll()
        ben.poll()
        assert ben.shown == ["one", "two", "lost three", "lost four", "lost five"]
    assert run("restore", target, "--data-dir", folder) == 0
    with local_server(tmp_path, port=port) as restored:
        assert restored.daemon.core.epoch != epoch
        # Ben's session has ended; its acknowledgements would refer to discarded ids.
        with pytest.raises(NotSignedInError) as ended:
            ben.poll()
        assert ended.value.why is EndReason.UNKNOWN_OR_TIMED_OUT
        anna.sign_in_again()
        for text in ("new three", "new four", "new five", "new six"):
            anna.client.send_message(10002, text)
        ben.sign_in_again()
        for _ in range(3):
            ben.poll()
        # Entries in the backup that were not acknowledged arrive again, and are recognized by their time.
        assert ben.shown[5:] == ["new three", "new four", "new five", "new six"]
    anna.close()
    ben.close()


def test_a_place_that_is_restored_empty_keeps_its_id_and_has_no_administrator(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def register(server: Server, sequence: int, code: str = "") -> str:
        invitation = f"&INVITE={code}" if code else ""
        secret = password_hash("secret")
        return server.post(f"VER=1.1&CMD=Register&SEQ={sequence}&UIN=0&PS={secret}&NICK=Ann{invitation}")

    def place(server: Server) -> str:
        return server.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0").split("&PID=")[1][:16]

    with running_server(tmp_path, arguments=("--registration", "invite", "--no-tls")) as server:
        assert server.process.stdout is not None
        printed = server.process.stdout.readline().split()[1].removesuffix(",")
        before, copy = place(server), make(server.folder, tmp_path / "empty.backup")
        assert register(server, 1, printed).endswith("&RES=0&NUM=10001")
    folder = tmp_path / "new" / "server"
    assert run("restore", copy, "--data-dir", folder) == 0
    with local_server(tmp_path, folder=folder) as restored:
        assert place(restored) == before
        assert register(restored, 2).endswith(f"&RES=0&NUM={10001 + restore.NUMBERS_SKIPPED}")
    capsys.readouterr()
    assert run("user", "list", "--data-dir", folder) == 0
    assert capsys.readouterr().out.endswith("Ann\t-\n")
