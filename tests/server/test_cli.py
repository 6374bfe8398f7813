"""The command line, as far as it needs no process."""

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.storage.schema import VERSION
from qqdesk.server.storage.sqlite import FILE_NAME, open_database, unusable_folder
from tests.helpers.command_line import give_input
from tests.helpers.server import add_user


def add(folder: Path, number: str = "10001", *, password: str = "secret\n", monkeypatch: pytest.MonkeyPatch) -> int:
    give_input(monkeypatch, password)
    return cli.main(["user", "add", number, "--nick", "Anna", "--password-stdin", "--data-dir", str(folder)])


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_number_in_use_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(tmp_path, monkeypatch=monkeypatch) == 0
    capsys.readouterr()
    assert add(tmp_path, monkeypatch=monkeypatch) == 1
    assert complaint(capsys) == "The number 10001 is taken."


def test_unknown_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(tmp_path, monkeypatch=monkeypatch) == 0
    capsys.readouterr()
    assert cli.main(["user", "passwd", "10002", "--data-dir", str(tmp_path)]) == 1
    assert complaint(capsys) == "There is no user 10002."


@pytest.mark.parametrize("command", [["list"], ["passwd", "10001"]])
def test_folder_without_a_server(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "elsewhere"
    assert cli.main(["user", *command, "--data-dir", str(folder)]) == 1
    assert complaint(capsys) == f"There is no server's data in {folder}. Say with --data-dir where it is."
    assert not folder.exists()


def test_a_password_that_is_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(tmp_path, password="\udcff\n", monkeypatch=monkeypatch) == 1
    assert complaint(capsys) == "The password is not text in UTF-8."


def test_missing_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def closed(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("qqdesk.cli.terminal.has_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", closed)
    assert cli.main(["user", "add", "10001", "--nick", "Anna", "--data-dir", str(tmp_path)]) == 1
    assert complaint(capsys) == "The password is empty."


def test_an_empty_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(tmp_path, password="\n", monkeypatch=monkeypatch) == 1
    assert complaint(capsys) == "The password is empty."


@pytest.mark.skipif(sys.platform == "win32", reason="no terminals of this kind")
@pytest.mark.parametrize("closed", [False, True])
def test_without_a_terminal_no_password_is_asked_for(closed: bool, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "qqdesk.cli.server", "user", "add", "10001", "--nick", "Anna"]
    starter = ["sh", "-c", 'exec "$@" <&-', "sh"] if closed else []
    done = subprocess.run(
        [*starter, *command, "--data-dir", str(tmp_path)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, start_new_session=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "There is no terminal to ask for a password: give it with --password-stdin.\n"


def test_a_password_is_asked_for_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["one", "another", "same", "same"])
    monkeypatch.setattr("qqdesk.cli.terminal.has_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    arguments = ["user", "add", "10001", "--nick", "Anna", "--data-dir", str(tmp_path)]
    assert cli.main(arguments) == 1
    assert complaint(capsys) == "The two passwords differ."
    assert cli.main(arguments) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["user"],
        ["dance"],
        ["user", "add", "abc", "--nick", "x"],
        ["user", "add", "0", "--nick", "x"],
        ["user", "add", "99999999999", "--nick", "x"],
        ["user", "add", "10001"],
        ["user", "add", "10001", "--nick", "  "],
        ["user", "add", "10001", "--nick", "x" * 65],
        ["user", "add", "10001", "--nick", "x", "--face", "65536"],
        ["run", "--port", "65536"],
    ],
)
def test_misuse_is_explained(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: qqdesk-server" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["user", "--help"], ["user", "add", "--help"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 0
    assert "qqdesk-server" in capsys.readouterr().out


COMMANDS = [["run", "--port", "0"], ["user", "list"], ["user", "passwd", "10001"]]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_a_file(tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert cli.main([*command, "--data-dir", str(tmp_path / "file")]) == 1
    assert "cannot be made" in complaint(capsys)


def test_a_user_without_a_home_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The user of a system service may have none."""
    add_user(tmp_path, 10001)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    assert cli.main(["user", "list", "--data-dir", str(tmp_path)]) == 0
    with pytest.raises(SystemExit):
        cli.main(["user", "list"])
    assert "the following arguments are required: --data-dir" in capsys.readouterr().err
    monkeypatch.setenv("QQDESK_DATA_DIR", str(tmp_path))
    assert cli.main(["user", "list"]) == 0


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="for this one has to be root")
def test_a_database_that_root_creates_belongs_to_the_owner_of_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service may have made its folder before the first account, but no database."""
    os.chown(tmp_path, 61_777, 61_778)
    add_user(tmp_path, 10001)
    assert {(path.stat().st_uid, path.stat().st_gid) for path in tmp_path.iterdir()} == {(61_777, 61_778)}
    os.chown(tmp_path / FILE_NAME, 0, 0)
    assert cli.main(["doctor", "--data-dir", str(tmp_path)]) == 1
    assert f"chown --reference={tmp_path} {tmp_path / FILE_NAME}" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="for this one has to be root")
@pytest.mark.parametrize("command", ["run", "doctor", "user list"])
def test_a_folder_of_root_is_named(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Root added the first account before the service ran."""
    add_user(tmp_path, 10001)
    for folder in tmp_path.parents[:2]:
        folder.chmod(0o711)
    os.seteuid(61_777)
    try:
        assert cli.main([*command.split(), "--data-dir", str(tmp_path)]) == 1
    finally:
        os.seteuid(0)
    printed = "".join(capsys.readouterr())
    assert str(tmp_path) in printed and ("chown" in printed or "as the user" in printed), printed


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no file modes")
def test_a_database_of_another_user_is_named(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.touch()
    error = PermissionError(errno.EACCES, "Permission denied", str(path))
    assert unusable_folder(tmp_path, error) == (
        f"The data folder {tmp_path} cannot be used: Permission denied. Give {path} to the user of the server (chown)."
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_database(tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all, but long enough to look at" * 100)
    assert cli.main([*command, "--data-dir", str(tmp_path)]) == 1
    assert complaint(capsys) == f"{tmp_path / FILE_NAME} is no database."


@pytest.mark.parametrize("command", COMMANDS)
def test_the_database_of_another_program(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    other = sqlite3.connect(tmp_path / FILE_NAME)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    assert cli.main([*command, "--data-dir", str(tmp_path)]) == 1
    assert "another program" in complaint(capsys)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_from_the_future(tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    future = sqlite3.connect(tmp_path / FILE_NAME)
    future.execute(f"PRAGMA user_version = {VERSION + 1}")
    future.close()
    assert cli.main([*command, "--data-dir", str(tmp_path)]) == 5
    assert "newer version" in complaint(capsys)


def test_the_database_is_what_it_should_be(tmp_path: Path) -> None:
    db = open_database(tmp_path)
    facts = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "user_version")
    }
    checkpoints = db.execute("PRAGMA wal_autocheckpoint").fetchone()[0]
    db.close()
    assert facts == {"journal_mode": "wal", "synchronous": 2, "user_version": VERSION}
    assert checkpoints == 0


@pytest.mark.parametrize("group", ["user", "room", "invite"])
def test_options_may_precede_a_group_of_commands(tmp_path: Path, group: str) -> None:
    add_user(tmp_path, 10001)
    assert cli.main(["--data-dir", str(tmp_path), group, "list"]) == 0
