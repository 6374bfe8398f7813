"""The command `place`, and what `config` and `run` say about changed settings."""

from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.accounts import place_log
from tests.helpers.server import add_user, running_server, transaction


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    add_user(folder, 10001)
    (folder / "server.toml").write_text('name = "Home"\ninvites = "all"\n')
    return folder


def run(folder: Path, *arguments: str) -> int:
    return cli.main([*arguments, "--data-dir", str(folder)])


def lines(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert run(folder, *arguments) == 0
    return capsys.readouterr().out.splitlines()


def test_it_shows_each_setting_and_where_it_is_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(folder, capsys, "place", "--registration", "closed") == [
        "introduce = true  # default",
        f'invites = "all"  # {folder / "server.toml"}',
        "most_file_mib = 2048  # default",
        "most_files_mib = 20480  # default",
        f'name = "Home"  # {folder / "server.toml"}',
        "nightly_backups = false  # default",
        'registration = "closed"  # changed by administrators, in the database',
    ]


def test_the_limits_of_files_are_changed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "most_file_mib = 2048  # default" in lines(folder, capsys, "place")
    changed = "changed by administrators, in the database"
    assert f"most_file_mib = 500  # {changed}" in lines(folder, capsys, "place", "--most-file-mib", "500")
    assert f"most_files_mib = 50000  # {changed}" in lines(folder, capsys, "place", "--most-files-mib", "50000")
    assert run(folder, "place", "--most-file-mib", "0") == run(folder, "place", "--most-files-mib", "0") == 1


def test_people_can_be_left_to_add_each_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = "changed by administrators, in the database"
    assert lines(folder, capsys, "place", "--no-introduce")[0] == f"introduce = false  # {changed}"
    assert lines(folder, capsys, "place", "--introduce")[0] == f"introduce = true  # {changed}"


def test_changes_are_logged_and_forgotten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 'name = "The Lis"  # changed by administrators' in lines(folder, capsys, "place", "--name", "The Lis")[4]
    assert 'name = "Home"' in lines(folder, capsys, "place", "--reset")[4]
    with transaction(folder) as db:
        assert [line.detail for line in place_log.lines(db, 10)] == ["name=", "name=The Lis"]


def test_a_setting_of_the_environment_cannot_be_changed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QQDESK_REGISTRATION", "invite")
    assert run(folder, "place", "--registration", "open", "--name", "The Lis") == 1
    assert "The operator has fixed registration" in capsys.readouterr().err
    assert 'name = "Home"' in lines(folder, capsys, "place")[4]


def test_config_says_which_settings_are_in_effect(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "place", "--name", "The Lis") == 0
    capsys.readouterr()
    assert run(folder, "config", "--check") == 0
    captured = capsys.readouterr()
    assert 'name = "The Lis"  # changed by administrators, in the database' in captured.out
    assert "name has no effect, since an administrator has changed it" in captured.err


def test_a_server_warns_at_its_start_of_a_value_without_effect(tmp_path: Path, folder: Path) -> None:
    assert run(folder, "place", "--name", "The Lis", "--invites", "all") == 0
    with running_server(tmp_path, folder=folder) as server:
        assert "NAM=The Lis" in server.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")
        assert server.log().count("has no effect") == 1


def test_a_name_on_the_command_line_can_be_changed(tmp_path: Path, folder: Path) -> None:
    with running_server(tmp_path, folder=folder, arguments=("--name", "Office")) as server:
        assert "NAM=Office" in server.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")
    assert run(folder, "place", "--name", "The Lis") == 0
    with running_server(tmp_path, folder=folder, arguments=("--name", "Office")) as server:
        assert "NAM=The Lis" in server.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")
        assert "flag --name: name has no effect, since an administrator has changed it" in server.log()
