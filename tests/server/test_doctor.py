"""The command `doctor`: each finding with a server that really has the problem."""

import datetime
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from qqdesk.cli import server as cli
from qqdesk.client import probes
from qqdesk.clock import SystemClock
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.commands import HelloReply
from qqdesk.server.operations import reachable
from qqdesk.server.operations.checks import database_checks, file_checks, network_checks
from qqdesk.server.rooms import membership
from qqdesk.server.storage.lock import FolderLock, RunningServer
from qqdesk.server.storage.schema import VERSION
from qqdesk.server.storage.sqlite import FILE_NAME, open_database
from tests.helpers.server import add_user, local_server, running_server
from tests.server.test_backup import damage, small_disk

HEALTHY = "Nothing is wrong. The server does not run."
NOW = datetime.datetime.now(datetime.UTC)
Examine = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a healthy data folder."""
    folder = tmp_path / "server"
    add_user(folder, 10001)
    return folder


@pytest.fixture
def examine(folder: Path, capsys: pytest.CaptureFixture[str]) -> Examine:
    """Return a function that runs doctor on the folder and returns its problems, without notes."""

    def run(*arguments: str, folder: Path = folder) -> list[str]:
        before = contents(folder)
        capsys.readouterr()
        code = cli.main(["doctor", "--port", "0", *arguments, "--data-dir", str(folder)])
        captured = capsys.readouterr()
        assert captured.err == ""
        assert contents(folder) == before
        lines = [line for line in captured.out.splitlines() if not line.startswith("Note: ")]
        assert (code == 0) == lines[-1].startswith("Nothing is wrong."), captured.out
        return lines

    return run


def contents(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Return the contents and modes of the files of a folder, without SQLite's index of the write-ahead log."""
    if not folder.is_dir():
        return {}
    return {
        path: (path.read_bytes(), path.stat().st_mode)
        for path in folder.iterdir()
        if path.is_file() and not path.name.endswith("-shm")
    }


def only(lines: list[str]) -> str:
    assert len(lines) == 1, lines
    return lines[0]


def test_a_stopped_server_without_a_problem(examine: Examine) -> None:
    assert examine() == [HEALTHY]


def test_a_running_server_without_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running_server(tmp_path) as server:
        assert cli.main(["doctor", "--data-dir", str(server.folder)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[-1] == f"Nothing is wrong. The server runs at {server.address}."
        assert lines[0].startswith("Note: Only this computer can reach the server, since it listens on 127.0.0.1.")


def test_a_killed_server_without_a_problem(tmp_path: Path, examine: Examine) -> None:
    """The last writes are in the write-ahead log."""
    with running_server(tmp_path) as server:
        server.add_user(10002)
        server.kill()
    assert (server.folder / f"{FILE_NAME}-wal").stat().st_size
    assert examine() == [HEALTHY]


# The folder


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_missing_data_folder(tmp_path: Path, examine: Examine, name: str) -> None:
    (tmp_path / "file").write_text("x")
    assert "There is no data folder" in only(examine(folder=tmp_path / name))


def test_an_empty_folder_is_no_problem(tmp_path: Path, examine: Examine) -> None:
    (tmp_path / "empty").mkdir()
    assert examine(folder=tmp_path / "empty") == [HEALTHY]


@contextmanager
def unwritable(folder: Path) -> Iterator[Path]:
    """Yield a copy of the folder that not even root can write."""
    if os.geteuid():
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    with small_disk(folder.with_name("disk"), "300m") as disk:
        shutil.copytree(folder, disk / "server")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield disk / "server"


@pytest.mark.skipif(sys.platform != "linux", reason="the test mounts a disk")
def test_a_folder_that_cannot_be_written(folder: Path, examine: Examine) -> None:
    with unwritable(folder) as place:
        assert "cannot be read and written by you" in examine(folder=place)[0]


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_files_that_others_can_change(folder: Path, examine: Examine) -> None:
    folder.chmod(0o777)
    assert only(examine()).endswith(f"chmod go-w {folder}")
    folder.chmod(0o700)
    (folder / "server.toml").write_text("")
    (folder / "server.toml").chmod(0o644)
    assert examine() == [HEALTHY]
    (folder / "server.toml").chmod(0o666)
    assert only(examine()).endswith(f"chmod go-w {folder / 'server.toml'}")


@pytest.mark.skipif(sys.platform != "linux", reason="the test mounts a disk")
def test_a_disk_that_is_nearly_full(tmp_path: Path, examine: Examine) -> None:
    with small_disk(tmp_path / "disk") as disk:
        add_user(disk / "server", 10001)
        assert "is nearly full" in only(examine(folder=disk / "server"))


def test_a_full_mailbox(folder: Path) -> None:
    def put(ids: range, kind: int) -> None:
        with closing(open_database(folder)) as db:
            db.execute("BEGIN")
            entry = "INSERT INTO entries VALUES (10001, ?, 10002, ?, 10002, 1, NULL, 'x', NULL, NULL, NULL, NULL)"
            db.executemany(entry, [(seq, kind) for seq in ids])
            db.execute("UPDATE logs SET last_seq = ? WHERE number = 10001", (ids[-1],))
            db.execute("COMMIT")

    put(range(1, 5000), 9)
    put(range(5000, 5100), 92)
    assert list(database_checks.check_sqlite(folder, SystemClock().now())) == []
    put(range(5100, 5101), 9)
    (finding,) = database_checks.check_sqlite(folder, SystemClock().now())
    assert finding.is_note
    assert finding.text.startswith("The mailboxes of 10001 are full")


def test_no_more_rooms(folder: Path) -> None:
    with closing(open_database(folder)) as db:
        db.execute("BEGIN")
        for _ in range(2):
            membership.create_room(db, SYSTEM_NUMBER, "Class", 1, people=(10001,))
        db.execute("COMMIT")
    assert list(database_checks.check_sqlite(folder, SystemClock().now())) == []
    with mock.patch.object(database_checks, "MAX_ROOMS", 2):
        (finding,) = database_checks.check_sqlite(folder, SystemClock().now())
    assert finding.is_note and finding.text.startswith("There are 2 rooms")


def test_a_network_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, examine: Examine) -> None:
    mounts = (
        "/dev/vda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\nserver:/home /srv/my\\040home nfs4 rw 0 0\n"
        "x /srv/home fuse.sshfs rw 0 0\ny /srv/home ext4 rw 0 0\n"
    )
    assert file_checks.file_system(Path("/srv/my home/server"), mounts) == "nfs4"
    assert file_checks.file_system(Path("/srv/my homes"), mounts) == "ext4"
    assert file_checks.file_system(Path("/srv/home"), mounts) == "ext4"
    listed = folder.parent / "mounts"
    listed.write_text(f"server:/home {folder.parent} nfs4 rw 0 0\n")
    monkeypatch.setattr(file_checks, "_MOUNTS", listed)
    assert "is on a network disk (nfs4)" in only(examine())


# The database


def from_the_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")


def of_an_earlier_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 0")


def of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (x)")
    path.chmod(0o600)


def no_database(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to look at" * 100)


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def with_a_message_from_tomorrow(path: Path) -> None:
    tomorrow = SystemClock().now() + 24 * 3600 * 1000
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO entries VALUES (10001, 1, 10001, 9, 10001, ?, NULL, 'x', NULL, NULL, NULL, NULL)", (tomorrow,)
        )


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (damage, "is damaged: "),
        (cut_short, "is damaged: "),
        (no_database, "is damaged: file is not a database."),
        (from_the_future, "a newer version of this program"),
        (of_an_earlier_version, "an earlier version of this program"),
        (of_another_program, "is the database of another program"),
        (with_a_message_from_tomorrow, "the clock of this computer is or was wrong"),
    ],
)
def test_a_database_with_a_problem(folder: Path, examine: Examine, spoil: Callable[[Path], None], words: str) -> None:
    spoil(folder / FILE_NAME)
    assert words in only(examine())


def test_a_database_in_a_transaction(folder: Path, examine: Examine) -> None:
    with closing(open_database(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE users SET nickname = 'x'")
        assert examine() == [HEALTHY]
        db.execute("ROLLBACK")


# The certificate


def write_certificate(
    certificate: Path, key: Path, *, begin: float = -1, end: float = 365, other_key: bool = False
) -> None:
    """One that is valid from `begin` to `end`, in days from now."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(NOW + datetime.timedelta(days=begin))
        .not_valid_after(NOW + datetime.timedelta(days=end))
        .sign(private, hashes.SHA256())
    )
    if other_key:
        private = ec.generate_private_key(ec.SECP256R1())
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    key.chmod(0o600)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"begin": -20, "end": -10}, "expired on"),
        ({"begin": 1, "end": 10}, "Check the clock of this computer first"),
        ({"end": 3}, "expires on"),
        ({"other_key": True}, "does not belong to the certificate"),
        ({}, "Nothing is wrong."),
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_certificates(
    tmp_path: Path, folder: Path, examine: Examine, dates: dict[str, float], words: str, own: bool
) -> None:
    if own:
        write_certificate(folder / "tls-cert.pem", folder / "tls-key.pem", **dates)  # type: ignore[arg-type]
        assert words in only(examine())
    else:
        pair = (tmp_path / "cert.pem", tmp_path / "key.pem")
        write_certificate(*pair, **dates)  # type: ignore[arg-type]
        assert words in only(examine("--cert", str(pair[0]), "--key", str(pair[1])))


def test_a_certificate_that_is_not_there(tmp_path: Path, folder: Path, examine: Examine) -> None:
    assert "cannot be read" in only(examine("--cert", str(tmp_path / "missing.pem")))
    write_certificate(folder / "tls-cert.pem", folder / "tls-key.pem")
    (folder / "tls-key.pem").unlink()
    assert "cannot be read" in only(examine())
    assert examine("--no-tls") == [HEALTHY]
    (folder / "tls-cert.pem").write_text("none")
    (folder / "tls-key.pem").write_text("none")
    (folder / "tls-key.pem").chmod(0o600)
    assert "certificate" in only(examine())


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_a_key_that_others_can_read(tmp_path: Path, folder: Path, examine: Examine) -> None:
    write_certificate(folder / "tls-cert.pem", folder / "tls-key.pem")
    (folder / "tls-key.pem").chmod(0o644)
    assert only(examine()).endswith(f"chmod 600 {folder / 'tls-key.pem'}")
    pair = (tmp_path / "cert.pem", tmp_path / "key.pem")
    write_certificate(*pair)
    (folder / "tls-key.pem").chmod(0o600)
    pair[1].chmod(0o640)
    assert "can read the key" in only(examine("--cert", str(pair[0]), "--key", str(pair[1])))


# The network


@contextmanager
def listener(host: str = "127.0.0.1") -> Iterator[int]:
    """Yield the port of a program that does not answer."""
    with socket.socket() as taken:
        taken.bind((host, 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_that_another_program_has(examine: Examine) -> None:
    with listener() as port:
        line = only(examine("--port", str(port), "--no-tls", "--no-ops"))
        assert line == f"Port {port} is taken by another program. Stop it, or choose another port with --port."
        assert "with --tls-port." in only(examine("--tls-port", str(port)))
        assert "with --ops-port." in only(examine("--ops-port", str(port)))
        assert examine("--no-tls", "--tls-port", str(port)) == [HEALTHY]


def test_an_address_of_another_computer(examine: Examine) -> None:
    with listener() as port:
        pass
    wanted = ["--port", str(port), "--no-tls", "--no-ops", "--host"]
    assert "There is no address 192.0.2.1" in only(examine(*wanted, "192.0.2.1"))
    assert "There is no address x" in only(examine(*wanted, "x" * 64))


def test_a_finding_of_several_checks_is_reported_once(examine: Examine) -> None:
    with listener() as port, listener() as other:
        pass
    ports = ["--port", str(port), "--tls-port", str(other), "--no-ops"]
    assert "There is no address 192.0.2.1" in only(examine(*ports, "--host", "192.0.2.1"))


def test_a_server_that_does_not_answer(folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "PROBE_S", 0.2)
    lock = FolderLock(folder)
    try:
        with listener() as port:
            lock.write(RunningServer(f"http://127.0.0.1:{port}"))
            assert "The server runs, but does not answer at" in only(examine())
    finally:
        lock.release()


def test_a_server_that_does_not_say_where(folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qqdesk.server.storage.lock._WAIT_S", 0.1)
    lock = FolderLock(folder)
    try:
        assert "The server runs, but does not answer at an address" in only(examine())
    finally:
        lock.release()


def test_an_address_that_others_cannot_reach(
    tmp_path: Path, folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server listens at one of the addresses that others would use."""
    monkeypatch.setattr(reachable, "likely_addresses", lambda host: ("127.0.0.1", "127.0.0.9"))
    with local_server(tmp_path) as server:
        line = only(examine())
        assert f"does not answer at http://127.0.0.9:{server.port}" in line
        assert "through the firewall" in line


def test_the_likely_addresses_are_named_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachable, "likely_addresses", lambda host: ("192.168.1.20", "10.0.5.20"))
    monkeypatch.setattr(network_checks, "hello", lambda url: HelloReply())
    (finding,) = network_checks.check_reachable("0.0.0.0", 8000)
    assert finding.is_note
    assert finding.text.startswith("Others can reach the server at http://192.168.1.20:8000, http://10.0.5.20:8000, ")
    assert "open http://192.168.1.20:8000/i in a browser" in finding.text


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such limit")
def test_too_few_open_files(folder: Path) -> None:
    command = [sys.executable, "-m", "qqdesk.cli.server", "doctor", "--port", "0", "--data-dir", str(folder)]
    limit = (
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256)); "
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", limit, *command], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "the system allows a program only 256 open files" in done.stdout
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[1] != 256


# The settings


def test_invalid_settings(folder: Path, examine: Examine) -> None:
    (folder / "server.toml").write_text("prot = 8000\n")
    # The default ports may be taken.
    line, *_ = examine()
    assert line.startswith(f"{folder / 'server.toml'}: prot is no setting; did you mean port?")


def test_settings_of_the_environment(folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    with listener() as port:
        monkeypatch.setattr(probes, "PROBE_S", 0.2)
        monkeypatch.setenv("QQDESK_TLS_PORT", str(port))
        assert "with --tls-port." in only(examine())


# Backups and other computers


def notes(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert cli.main(["doctor", "--port", "0", "--no-tls", *arguments, "--data-dir", str(folder)]) == 0
    return capsys.readouterr().out


def change(folder: Path, sql: str, *values: object) -> None:
    with closing(open_database(folder)) as db:
        db.execute(sql, values)


def days_ago(days: float) -> int:
    return SystemClock().now() - round(days * 24 * 3600 * 1000)


def test_a_place_needs_a_backup_of_the_last_week(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "backup" not in notes(folder, capsys)
    change(folder, "UPDATE users SET created = ?", days_ago(8))
    assert "Note: There is no backup. Make one" in notes(folder, capsys)
    assert cli.main(["backup", str(tmp_path / "backup"), "--data-dir", str(folder)]) == 0
    assert "The backups lie on the disk of the place" in notes(folder, capsys)
    change(folder, "INSERT INTO facts (name, value) VALUES ('last_copy', ?)", days_ago(2))
    assert "backup" not in notes(folder, capsys)
    change(folder, "UPDATE facts SET value = ? WHERE name = 'last_backup'", days_ago(8))
    assert "Note: The last backup is of " in notes(folder, capsys)


def test_a_missing_folder_of_installers_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "offers no installer"
    assert words not in notes(folder, capsys, "--installers-folder", str(folder))
    assert words in notes(folder, capsys, "--installers-folder", str(folder / "gone"))


def test_invited_people_of_other_computers_reach_the_server(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "no other computer has reached the server"
    change(folder, "UPDATE users SET created = ?", days_ago(2))
    assert words not in notes(folder, capsys, "--host", "0.0.0.0")
    assert cli.main(["invite", "new", "--data-dir", str(folder)]) == 0
    assert words in notes(folder, capsys, "--host", "0.0.0.0")
    assert words not in notes(folder, capsys, "--host", "127.0.0.1")
    for address, is_reached in (("127.0.0.1", False), ("203.0.113.7", True)):
        change(
            folder,
            "INSERT INTO devices (account, device, token, address, changed, seen) VALUES (10001, ?, ?, ?, 1, 1)",
            address,
            address.encode(),
            address,
        )
        assert (words in notes(folder, capsys, "--host", "0.0.0.0")) != is_reached
