"""`doctor`: each finding with a thing that really is broken."""

import datetime
import os
import resource
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from qqdesk.cli import server as cli
from qqdesk.cli.server.checks import files, network
from qqdesk.cli.server.checks.data import check_clock
from qqdesk.cli.server.checks.files import check_disk, file_system
from qqdesk.cli.server.checks.finding import CheckContext
from qqdesk.protocol.commands import HelloReply
from qqdesk.server.clock import SystemClock
from qqdesk.server.operations.settings import Settings
from qqdesk.server.storage.lock import FolderLock
from qqdesk.server.storage.schema import VERSION
from qqdesk.server.storage.sqlite import FILE_NAME, open_database
from tests.helpers.server import add_user, local_server, running_server
from tests.server.test_backup import damage, small_disk

HEALTHY = "Nothing is wrong. The server does not run."
NOW = datetime.datetime.now(datetime.UTC)
Examine = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in good health."""
    folder = tmp_path / "server"
    add_user(folder, 10001)
    return folder


@pytest.fixture
def examine(folder: Path, capsys: pytest.CaptureFixture[str]) -> Examine:
    """Runs doctor on the folder; the problems that it tells, and never a note."""

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
    """What is in a folder, but for the file that SQLite keeps for those who have a database open."""
    if not folder.is_dir():
        return {}
    return {
        path: (path.read_bytes(), path.stat().st_mode)
        for path in folder.iterdir()
        if path.is_file() and not path.name.endswith("-shm")
    }


def context(folder: Path, now: int | None = None) -> CheckContext:
    return CheckContext(folder, Settings(), None, now or SystemClock().now())


def only(lines: list[str]) -> str:
    assert len(lines) == 1, lines
    return lines[0]


def test_all_is_well(examine: Examine) -> None:
    assert examine() == [HEALTHY]


def test_it_is_well_while_it_runs_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running_server(tmp_path) as server:
        assert cli.main(["doctor", "--data-dir", str(server.folder)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[-1] == f"Nothing is wrong. The server runs at {server.address}."
        assert lines[0].startswith("Note: Only this computer can reach the server, since it listens on 127.0.0.1.")


def test_it_is_well_after_a_kill(tmp_path: Path, examine: Examine) -> None:
    """What the killed one left, with a log in which the last writes are."""
    with running_server(tmp_path) as server:
        server.add_user(10002)
        server.kill()
    assert (server.folder / f"{FILE_NAME}-wal").stat().st_size
    assert examine() == [HEALTHY]


# The folder


def test_no_folder(tmp_path: Path, examine: Examine) -> None:
    assert "There is no data folder" in only(examine(folder=tmp_path / "elsewhere"))


def test_a_folder_that_is_a_file(tmp_path: Path, examine: Examine) -> None:
    (tmp_path / "file").write_text("x")
    assert "is no folder" in only(examine(folder=tmp_path / "file"))


def test_an_empty_folder_is_no_trouble(tmp_path: Path, examine: Examine) -> None:
    (tmp_path / "empty").mkdir()
    assert examine(folder=tmp_path / "empty") == [HEALTHY]


@contextmanager
def unwritable(folder: Path) -> Iterator[Path]:
    """A folder that cannot be written, not even by root."""
    if os.geteuid():
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    with small_disk(folder.with_name("disk"), "300m") as disk:
        shutil.copytree(folder, disk / "server")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield disk / "server"


@pytest.mark.skipif(sys.platform != "linux", reason="disks are mounted for it")
def test_a_folder_that_cannot_be_written(folder: Path, examine: Examine) -> None:
    with unwritable(folder) as place:
        assert "cannot be written" in examine(folder=place)[0]


@pytest.mark.skipif(os.name != "posix", reason="there are no such rights")
def test_rights_that_go_too_far(folder: Path, examine: Examine) -> None:
    folder.chmod(0o777)
    assert "can put files into the data folder" in only(examine())
    folder.chmod(0o700)
    (folder / FILE_NAME).chmod(0o644)
    line = only(examine())
    assert line.endswith(f"chmod 600 {folder / FILE_NAME}")
    (folder / FILE_NAME).chmod(0o600)
    (folder / "server.toml").write_text("")
    (folder / "server.toml").chmod(0o644)
    assert examine() == [HEALTHY]
    (folder / "server.toml").chmod(0o666)
    assert "server.toml" in only(examine())
    assert stat.S_IMODE((folder / "server.toml").stat().st_mode) == 0o666


@pytest.mark.skipif(sys.platform != "linux", reason="disks are mounted for it")
def test_a_disk_that_is_nearly_full(tmp_path: Path, examine: Examine) -> None:
    with small_disk(tmp_path / "disk") as disk:
        add_user(disk / "server", 10001)
        assert "is nearly full" in only(examine(folder=disk / "server"))
    with small_disk(tmp_path / "roomy", "300m,nr_inodes=90") as disk:
        (disk / "server").mkdir()
        assert [finding.text for finding in check_disk(context(disk / "server"))] == [
            f"The disk of {disk / 'server'} has hardly any free inodes. Delete files that are not needed."
        ]


def test_a_network_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, examine: Examine) -> None:
    """Whatever a list of mounts looks like."""
    mounts = (
        "/dev/vda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\nserver:/home /srv/my\\040home nfs4 rw 0 0\n"
        "x /srv/home fuse.sshfs rw 0 0\ny /srv/home ext4 rw 0 0\nodd\n"
    )
    assert file_system(Path("/srv/my home/server"), mounts) == "nfs4"
    assert file_system(Path("/srv/my homes"), mounts) == "ext4"
    assert file_system(Path("/srv/home"), mounts) == "ext4"
    listed = folder.parent / "mounts"
    listed.write_text(f"server:/home {folder.parent} nfs4 rw 0 0\n")
    monkeypatch.setattr(files, "_MOUNTS", listed)
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


def with_another_journal(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")


def with_a_message_from_tomorrow(path: Path) -> None:
    tomorrow = SystemClock().now() + 24 * 3600 * 1000
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO entries VALUES (10001, 1, 10001, 9, 10001, ?, NULL, 'x')", (tomorrow,))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (damage, "is damaged: "),
        (cut_short, "is damaged: "),
        (no_database, "is damaged: it is no database."),
        (from_the_future, "a newer version of this program"),
        (of_an_earlier_version, "an earlier version of this program"),
        (of_another_program, "is the database of another program"),
        (with_another_journal, "does not use the journal mode WAL"),
        (with_a_message_from_tomorrow, "the clock of this computer is or was wrong"),
    ],
)
def test_a_database_in_bad_health(folder: Path, examine: Examine, spoil: Callable[[Path], None], words: str) -> None:
    spoil(folder / FILE_NAME)
    assert words in only(examine())


def test_a_database_that_somebody_writes_to(folder: Path, examine: Examine) -> None:
    with closing(open_database(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE users SET nickname = 'x'")
        assert examine() == [HEALTHY]
        db.execute("ROLLBACK")


def test_a_clock_that_cannot_be_right(folder: Path) -> None:
    assert "which cannot be" in only([finding.text for finding in check_clock(context(folder, now=1000))])
    assert list(check_clock(context(folder))) == []


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


@pytest.mark.skipif(os.name != "posix", reason="there are no such rights")
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
    """A program that has a port and says nothing on it."""
    with socket.socket() as taken:
        taken.bind((host, 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_that_another_program_has(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_TIMEOUT_S", 0.2)
    with listener() as port:
        line = only(examine("--port", str(port), "--no-tls", "--no-ops"))
        who = f"(process {os.getpid()})" if sys.platform == "linux" else "another program"
        assert line.startswith(f"Port {port} is taken by ")
        assert who in line
        assert line.endswith("choose another port with --port.")
        assert "with --tls-port." in only(examine("--tls-port", str(port)))
        assert "with --ops-port." in only(examine("--ops-port", str(port)))
        assert examine("--no-tls", "--tls-port", str(port)) == [HEALTHY]


def test_a_port_that_another_server_has(tmp_path: Path, examine: Examine) -> None:
    with local_server(tmp_path, folder=tmp_path / "other", settings=Settings(name="Office", tls=False)) as other:
        line = only(examine("--port", str(other.port), "--no-tls", "--no-ops"))
    assert 'is taken by another server like this called "Office", with another data folder.' in line


def test_an_address_that_is_none(examine: Examine) -> None:
    with listener() as port:
        pass
    wanted = ["--port", str(port), "--no-tls", "--no-ops", "--host"]
    assert "is no address of this computer" in only(examine(*wanted, "192.0.2.1"))
    assert "There is no address" in only(examine(*wanted, "x" * 64))


def test_a_finding_of_several_checks_is_reported_once(examine: Examine) -> None:
    with listener() as port, listener() as other:
        pass
    ports = ["--port", str(port), "--tls-port", str(other), "--no-ops"]
    assert "is no address of this computer" in only(examine(*ports, "--host", "192.0.2.1"))


def test_a_server_that_does_not_answer(folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_TIMEOUT_S", 0.2)
    lock = FolderLock(folder)
    try:
        with listener() as port:
            lock.write(f"http://127.0.0.1:{port}")
            assert "The server runs, but does not answer at" in only(examine())
    finally:
        lock.release()


def test_a_server_that_does_not_say_where(folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qqdesk.server.storage.lock._WAIT_S", 0.1)
    lock = FolderLock(folder)
    try:
        assert "does not say where" in only(examine())
    finally:
        lock.release()


def test_others_do_not_get_there(
    tmp_path: Path, folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The addresses that others would use: one where the server listens, one where nothing does."""
    monkeypatch.setattr(network, "likely_addresses", lambda host: ("127.0.0.1", "127.0.0.9"))
    with local_server(tmp_path) as server:
        line = only(examine())
        assert f"does not answer at http://127.0.0.9:{server.port}" in line
        assert "through the firewall" in line


def test_the_likely_addresses_are_named_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "likely_addresses", lambda host: ("192.168.1.20", "10.0.5.20"))
    monkeypatch.setattr(network, "hello", lambda host, port: HelloReply())
    (finding,) = network._check_reachable("0.0.0.0", 8000)
    assert finding.note
    assert finding.text.startswith("Others can reach the server at http://192.168.1.20:8000, http://10.0.5.20:8000, ")
    assert "open http://192.168.1.20:8000/i in a browser" in finding.text


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
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


def test_settings_that_cannot_be_used(folder: Path, examine: Examine) -> None:
    (folder / "server.toml").write_text("prot = 8000\n")
    # With the ports that a server has when nothing is said: others may be on them.
    line, *_ = examine()
    assert line.startswith(f"{folder / 'server.toml'}, line 1: prot is no setting; did you mean port? Correct it;")


def test_settings_come_from_where_run_takes_them(
    folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listener() as port:
        monkeypatch.setattr(network, "_TIMEOUT_S", 0.2)
        monkeypatch.setenv("QQDESK_TLS_PORT", str(port))
        assert "with --tls-port." in only(examine())
