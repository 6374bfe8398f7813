"""`migrate`: everything that is in the file comes over, during any activity, and no failure loses anything."""

import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from qqdesk.cli import server as cli
from qqdesk.clock import SystemClock
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage import moved, postgres_move
from qqdesk.server.storage import postgres as database
from qqdesk.server.storage.sqlite import FILE_NAME, open_database
from tests.helpers.postgres import Cluster
from tests.helpers.server import ServerProcess, local_server, running_server, start_server
from tests.helpers.uploads import FileClient, NewUpload
from tests.server.test_process import ask, sign_in

DEADLINE_S = 60.0


def migrate(folder: Path, url: str) -> int:
    return cli.main(["migrate", "--to", url, "--data-dir", str(folder)])


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1, captured.err
    return captured.err.strip()


def in_file(folder: Path) -> dict[str, list[Any]]:
    """The tables of the file, all of them, with their columns' names and their rows."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        return {name: contents(db.execute(f"SELECT * FROM {name}")) for name in moved.own_tables(db)}


def in_target(url: str) -> dict[str, list[Any]]:
    with psycopg.connect(url) as db:
        rows = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: contents(db.execute(f"SELECT * FROM {name}".encode())) for (name,) in rows}


def contents(cursor: Any) -> list[Any]:
    names = [column[0] for column in cursor.description]
    rows = [{name: clean(value) for name, value in zip(names, row, strict=True)} for row in cursor]
    return [sorted(names), sorted(rows, key=lambda row: repr(sorted(row.items())))]


def clean(value: Any) -> Any:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def a_row(db: sqlite3.Connection, table: str, number: int) -> None:
    """Something in every column of a table, whichever it has."""
    made = {"INTEGER": 2**40 + number, "TEXT": f"文 {number} & \\N \t\n\0'", "BLOB": bytes([number, 0, 92, 255])}
    values = [made[row[2]] for row in db.execute(f"PRAGMA table_info({table})")]
    db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that has something in every table there is, in every column."""
    folder = tmp_path / "server"
    with closing(open_database(folder)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for table in moved.own_tables(db):
            for number in range(3):
                a_row(db, table, number)
    return folder


def is_whole(folder: Path) -> bool:
    """The file counts, and can be written to."""
    with closing(open_database(folder)) as db:
        db.execute("UPDATE facts SET value = value")
    return True


RANDOM = ("place", "epoch")
"""The facts that each new database draws."""


def is_new(url: str) -> bool:
    """There is nothing in the database, and the next attempt finds it empty."""
    found = in_target(url)
    found.pop(database.FORMAT_TABLE, None)
    if not found:
        return True
    _, facts = found.pop("facts")
    _, secrets = found.pop("secrets")
    return (
        len(secrets) == 1
        and {row["name"]: row["value"] for row in facts if row["name"] not in RANDOM} == facts_of_a_new_one()
        and not any(rows for _, rows in found.values())
    )


@cache
def facts_of_a_new_one() -> dict[str, int]:
    with tempfile.TemporaryDirectory() as name, closing(open_database(Path(name))) as db:
        return dict(db.execute("SELECT name, value FROM facts WHERE name NOT IN ('place', 'epoch')").fetchall())


# Migrated data


def test_files_stay_and_are_served_from_their_folder(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = NewUpload(b"some bytes")
    with local_server(tmp_path) as server:
        server.add_user(10001)
        client = FileClient(server, 10001)
        client.upload(file)
        token = client.token(file)
    folder = server.folder
    assert migrate(folder, database_url) == 0
    assert f"People's files stay in {folder / 'files'}" in capsys.readouterr().out
    settings = Settings(tls=False, database=database_url, files_folder=str(folder / "files"))
    with local_server(tmp_path, settings=settings) as server:
        assert client.at(server).get(token).body == file.content


def test_every_row_of_every_table_comes_over(
    folder: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = in_file(folder)
    assert len(before) >= 12
    assert all(len(rows) >= 3 for _, rows in before.values())
    assert migrate(folder, database_url) == 0
    after = in_target(database_url)
    assert after.pop(database.FORMAT_TABLE)
    assert after == before
    output = capsys.readouterr().out
    for table, (_, rows) in before.items():
        assert re.search(rf"(?m)^{table} +{len(rows)} here +{len(rows)} there$", output)
    assert "hidden" not in output


def test_connected_clients_have_time_to_move(folder: Path, database_url: str) -> None:
    with closing(open_database(folder)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("INSERT INTO devices (account, device, token, changed, seen) VALUES (10001, 'x', x'01', 0, 0)")
    assert migrate(folder, database_url) == 0
    with psycopg.connect(database_url) as db_there:
        rows = db_there.execute("SELECT ended, seen FROM devices ORDER BY ended NULLS FIRST").fetchall()
    (ended, seen), *others = rows
    assert ended is None
    assert abs(seen - SystemClock().now()) < 60_000
    assert [seen for _, seen in others] == [2**40 + number for number in range(3)]


def test_a_moved_database_is_not_changed(folder: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as other, closing(sqlite3.connect(folder / FILE_NAME)) as db:
        # Somebody who had the file open, and knows nothing of the mark.
        assert other.execute("SELECT count(*) FROM entries").fetchone() == (3,)
        assert migrate(folder, database_url) == 0
        for table in moved.own_tables(db):
            for change in (f"INSERT INTO {table} SELECT * FROM {table}", f"DELETE FROM {table}"):
                with pytest.raises(sqlite3.IntegrityError):
                    other.execute(change)
                other.rollback()
    capsys.readouterr()
    for command in (["run"], ["user", "list"], ["migrate", "--to", database_url], ["backup", str(folder / "b")]):
        assert cli.main([*command, "--data-dir", str(folder)]) == 2
        assert "was moved to test_" in complaint(capsys)
    assert cli.main(["doctor", "--port", "0", "--data-dir", str(folder)]) == 1
    assert "was moved to test_" in capsys.readouterr().out


# A server at work


def test_a_server_at_work_moves_and_its_clients_go_on(tmp_path: Path, database_url: str) -> None:
    """Acknowledged messages arrive once and in order; tokens, ids and cursors continue."""
    # However fast this computer is: no one sends too many.
    unbounded = ("--messages-per-minute", "0")
    with running_server(tmp_path, arguments=unbounded) as server:
        server.add_user(10001)
        server.add_user(10002, contacts=[10001])
        tokens = {number: sign_in(server, number) for number in (10001, 10002)}
        sender = Sender(server, tokens[10001])
        with sender.at_work():
            sender.wait_for(30)
            fetched = ask(server, "GetMsgEx", 10002, tokens[10002])
            first = highest(fetched)
            ask(server, "GetMsgEx", 10002, tokens[10002], f"&ACK={first}", 2)
            moved_ = run("migrate", "--to", database_url, "--data-dir", str(server.folder))
            assert moved_.returncode == 0, moved_.stderr
            assert f"The server at {server.address} has ended." in moved_.stdout
        assert server.process.wait(DEADLINE_S) == 1
        assert "was moved to test_" in server.log()
    with running_server(tmp_path, port=server.port, arguments=("--database", database_url, *unbounded)) as server:
        for number, id_ in enumerate(sender.answered):
            assert f"&MID={id_}&" in sender.send(number), "a repeat is the same message"
        # The last one never got an answer.
        assert "&RES=0&" in sender.send(len(sender.answered))
        texts: list[str] = []
        acknowledge = first
        while True:
            reply = ask(server, "GetMsgEx", 10002, tokens[10002], f"&ACK={acknowledge}", 100 + acknowledge)
            if "&MN=0" in reply:
                break
            acknowledge = highest(reply)
            texts += reply.partition("&MG=")[2].removesuffix(",").split(",")
        assert [int(text) for text in texts] == list(range(first, len(sender.answered) + 1))


class Sender:
    """Somebody who sends numbers, one after the other, until there is no answer."""

    def __init__(self, server: ServerProcess, token: str) -> None:
        self._server = server
        self._token = token
        self._more = threading.Semaphore(0)
        self.answered: list[str] = []
        """The ids of the answered messages."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        thread = threading.Thread(target=self._run)
        thread.start()
        yield
        thread.join(DEADLINE_S)
        assert not thread.is_alive()

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self._more.acquire(timeout=DEADLINE_S)

    def send(self, number: int) -> str:
        more = f"&CID={number:032x}&UN=10002&MG={number}"
        return ask(self._server, "CLTMSG", 10001, self._token, more, number)

    def _run(self) -> None:
        try:
            while "&RES=0&" in (reply := self.send(len(self.answered))):
                self.answered.append(reply.partition("&MID=")[2].partition("&")[0])
                self._more.release()
        except OSError:
            pass


def highest(reply: str) -> int:
    return int(reply.partition("&MID=")[2].partition("&")[0].removesuffix(",").rpartition(",")[2])


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "qqdesk.cli.server", *arguments],
        capture_output=True, text=True, timeout=DEADLINE_S, check=False,
    )  # fmt: skip


def test_a_restarted_server_finds_its_new_place(tmp_path: Path, database_url: str) -> None:
    """As under a service manager: the settings say it already, and the server comes back by itself."""
    with running_server(tmp_path) as server:
        server.add_user(10001)
        token = sign_in(server, 10001)
        (server.folder / "server.toml").write_text(f'database = "{database_url}"\n')
        assert run("migrate", "--to", database_url, "--data-dir", str(server.folder)).returncode == 0
        assert server.process.wait(DEADLINE_S) == 1
    with running_server(tmp_path) as server:
        assert "&RES=0" in ask(server, "List", 10001, token, "&TN=1&UN=0")


def test_no_server_starts_while_it_is_moved(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(
        postgres_move, "_check_empty", lambda *_: codes.append(cli.main(["run", "--data-dir", str(folder)]))
    )
    assert migrate(folder, database_url) == 0
    assert codes == [3]


# Whatever goes wrong


def test_it_is_killed_in_the_middle(tmp_path: Path, database_url: str) -> None:
    with running_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002, contacts=[10001])
        token = sign_in(server, 10001)
        with closing(open_database(server.folder)) as db:
            fill(db)
        mover = start(server.folder, database_url)
        wait_until(lambda: copying(database_url) is not None)
        mover.kill()
        mover.communicate()
        wait_until(lambda: copying(database_url) is None)
        assert is_new(database_url)
        assert "&RES=0&" in ask(server, "CLTMSG", 10001, token, f"&CID={1:032x}&UN=10002&MG=x")
        server.terminate()
    assert migrate(server.folder, database_url) == 0


def fill(db: sqlite3.Connection) -> None:
    """So much that it takes a while to copy it."""
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO client_ids VALUES (10009, ?, 1, ?, 1, 0, x'00')",
        ((number.to_bytes(16), number) for number in range(400_000)),
    )
    db.execute("COMMIT")


def start(folder: Path, url: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "qqdesk.cli.server", "migrate", "--to", url, "--data-dir", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


_COPYING = (
    "pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY %' AND application_name = 'qqdesk move'"
)


def copying(url: str) -> int | None:
    """The process of the database that takes the rows."""
    with psycopg.connect(url) as db:
        row = db.execute(f"SELECT pid FROM {_COPYING}").fetchone()
    return row[0] if row else None


def terminate_copying(url: str) -> None:
    """Terminate that process of the database in the query that finds it, before the copy is complete."""
    with psycopg.connect(url, autocommit=True) as db:
        wait_until(lambda: db.execute(f"SELECT pg_terminate_backend(pid) FROM {_COPYING}").fetchone() is not None)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline


def test_the_database_goes_away_in_the_middle(folder: Path, database_url: str) -> None:
    with closing(open_database(folder)) as db:
        fill(db)
    mover = start(folder, database_url)
    terminate_copying(database_url)
    output, errors = mover.communicate(timeout=DEADLINE_S)
    assert (mover.returncode, output) == (1, "")
    assert re.fullmatch(r"Nothing was moved, for the database test_.* cannot be used: .*\.\n", errors)
    wait_until(lambda: is_new(database_url))
    assert is_whole(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_it_is_interrupted(folder: Path, database_url: str) -> None:
    with closing(open_database(folder)) as db:
        fill(db)
    mover = start(folder, database_url)
    wait_until(lambda: copying(database_url) is not None)
    mover.send_signal(signal.SIGINT)
    output, errors = mover.communicate(timeout=DEADLINE_S)
    assert (mover.returncode, output, errors) == (1, "", "Interrupted.\n")
    wait_until(lambda: is_new(database_url))
    assert is_whole(folder)


class Killed(BaseException):
    """Simulate the end of the process."""


def test_killed_when_all_is_there_and_the_file_still_counts(
    tmp_path: Path,
    folder: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(moved, "mark", raises(Killed()))
        with pytest.raises(Killed):
            migrate(folder, database_url)
    assert is_whole(folder)
    # The rest is not mistaken for the data of a server.
    for command in (["run", "--port", "0"], ["user", "list"]):
        assert cli.main([*command, "--database", database_url, "--data-dir", str(tmp_path)]) == 1
        assert "was not finished" in complaint(capsys)
    with closing(open_database(tmp_path / "other")):
        pass
    assert migrate(tmp_path / "other", database_url) == 1
    assert f"{folder}" in complaint(capsys)
    with closing(open_database(folder)) as db:
        db.execute("DELETE FROM entries WHERE seq = (SELECT max(seq) FROM entries)")
    before = in_file(folder)
    assert migrate(folder, database_url) == 0
    after = in_target(database_url)
    del after[database.FORMAT_TABLE]
    assert after == before


def raises(error: BaseException) -> Callable[..., None]:
    def function(*_: object) -> None:
        raise error

    return function


def test_kill_after_the_file_is_marked_as_moved(
    tmp_path: Path,
    folder: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = in_file(folder)
    with monkeypatch.context() as patch:
        patch.setattr(postgres_move, "_finish", raises(Killed()))
        with pytest.raises(Killed):
            migrate(folder, database_url)
    for where in (["--database", database_url], []):
        assert cli.main(["user", "list", "--data-dir", str(folder), *where]) in (1, 2)
    capsys.readouterr()
    assert migrate(folder, database_url) == 0
    assert "moved to test_" in capsys.readouterr().out
    after = in_target(database_url)
    del after[database.FORMAT_TABLE]
    assert after == before


def test_database_fails_after_the_file_is_marked_as_moved(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, mark = in_file(folder), moved.mark

    def mark_and_cut(source: sqlite3.Connection, place: str) -> None:
        mark(source, place)
        with psycopg.connect(database_url, autocommit=True) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'qqdesk move'"
            )

    with monkeypatch.context() as patch:
        patch.setattr(moved, "mark", mark_and_cut)
        assert migrate(folder, database_url) == 1
    sentence = complaint(capsys)
    assert sentence.startswith("Everything was moved to test_")
    assert sentence.endswith("Run `qqdesk-server migrate` again.")
    assert migrate(folder, database_url) == 0
    after = in_target(database_url)
    del after[database.FORMAT_TABLE]
    assert after == before


def test_the_disk_of_the_file_is_full(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the mark cannot be written, what was copied goes again."""
    with monkeypatch.context() as patch:
        patch.setattr(moved, "mark", raises(sqlite3.OperationalError("database or disk is full")))
        assert migrate(folder, database_url) == 1
    assert complaint(capsys).startswith("The database cannot be used: database or disk is full.")
    assert is_new(database_url)
    assert is_whole(folder)
    assert migrate(folder, database_url) == 0


def test_a_row_too_few_is_noticed(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database_url, autocommit=True) as db:
        database.open_database(database_url).close()
        db.execute("CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        db.execute(
            "CREATE TRIGGER lose BEFORE INSERT ON entries FOR EACH ROW WHEN (NEW.seq > 1) EXECUTE FUNCTION lose()"
        )
    assert migrate(folder, database_url) == 1
    assert complaint(capsys) == "Nothing was moved, for of 3 rows of entries only 0 came over."
    assert is_new(database_url)
    assert is_whole(folder)


def test_a_target_that_is_not_empty(folder: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with database.transaction(database_url) as db:
        db.execute("INSERT INTO deleted_users VALUES (10001, 1)")
    before = in_target(database_url)
    assert migrate(folder, database_url) == 1
    assert "is not empty: there is something in deleted_users." in complaint(capsys)
    assert in_target(database_url) == before
    assert is_whole(folder)


def test_a_target_of_another_program(folder: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with psycopg.connect(database_url, autocommit=True) as db:
        db.execute("CREATE TABLE users (name text)")
        assert migrate(folder, database_url) == 1
        assert "is that of another program" in complaint(capsys)
        assert is_whole(folder)


def test_a_target_that_a_server_uses(
    tmp_path: Path, folder: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server = start_server(tmp_path, folder=tmp_path / "other", arguments=("--database", database_url))
    try:
        assert migrate(folder, database_url) == 1
        assert "a server uses the database test_" in complaint(capsys)
    finally:
        server.terminate()
    assert is_whole(folder)


def test_a_target_that_cannot_be_reached(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate(folder, f"postgresql://somebody:hidden@/there?host={tmp_path}") == 1
    sentence = complaint(capsys)
    assert sentence.startswith("The database there on ")
    assert "hidden" not in sentence
    assert migrate(folder, "mysql://localhost/there") == 1
    assert "postgresql://USER@HOST:PORT/NAME" in complaint(capsys)
    assert is_whole(folder)


def test_a_target_in_which_nothing_may_be_made(
    folder: Path, postgres: Cluster, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with postgres.connect() as db:
        db.execute("CREATE ROLE guest LOGIN")
    try:
        assert migrate(folder, database_url.replace("postgres@", "guest@")) == 1
        assert "cannot be used: permission denied" in complaint(capsys)
        assert is_new(database_url)
        assert is_whole(folder)
    finally:
        with postgres.connect() as db:
            db.execute("DROP ROLE guest")


def test_a_folder_without_data(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate(tmp_path / "nothing", database_url) == 1
    assert "There is no server's data" in complaint(capsys)
    assert not (tmp_path / "nothing").exists()


def test_settings_that_name_another_database(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QQDESK_DATABASE", "postgresql://localhost/other")
    assert migrate(folder, database_url) == 1
    assert "keeps its data in PostgreSQL already" in complaint(capsys)
    assert is_whole(folder)


def test_a_server_in_this_process_ends_nothing_else(tmp_path: Path, database_url: str) -> None:
    """Until its administrator stops it, it refuses writes."""
    received: list[str] = []
    with local_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002, contacts=[10001])
        token = sign_in(server, 10001)
        server.daemon.core.store.on_moved = received.append
        postgres_move.move(server.folder, database_url)
        for sequence in (1, 2):
            reply = ask(server, "CLTMSG", 10001, token, f"&CID={sequence:032x}&UN=10002&MG=x", sequence)
            assert "&RES=50&" in reply
    assert received
    assert "was moved to test_" in received[0]
