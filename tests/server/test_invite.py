"""`qqdesk-server invite`, and the invitation that a new server begins with."""

from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from tests.helpers.server import add_user, md5, running_server


def register(invitation: str) -> str:
    return f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('new')}&NICK=Anna&INVITE={invitation}"


def invite(capsys: pytest.CaptureFixture[str], *arguments: str, folder: Path) -> tuple[int, str, str]:
    code = cli.main(["invite", *arguments, "--data-dir", str(folder)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_new_list_and_revoke(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    code, made, _ = invite(capsys, "new", "--uses", "3", "--days", "2", folder=tmp_path)
    assert (code, len(made.strip())) == (0, 19)
    _, listed, _ = invite(capsys, "list", folder=tmp_path)
    (line,) = listed.splitlines()
    id_, uses, _ = line.split("\t")
    assert uses == "3"
    assert made.strip() not in listed
    assert invite(capsys, "revoke", id_, folder=tmp_path) == (0, f"took back {id_}\n", "")
    assert invite(capsys, "revoke", id_, folder=tmp_path) == (1, "", f"There is no invitation {id_} that is good.\n")
    assert invite(capsys, "list", folder=tmp_path)[1] == ""


@pytest.mark.parametrize(("flag", "value"), [("--uses", "0"), ("--uses", "x"), ("--days", "0"), ("--days", "99999")])
def test_values_that_cannot_be_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: str, value: str) -> None:
    with pytest.raises(SystemExit):
        invite(capsys, "new", flag, value, folder=tmp_path)
    assert "is a number from 1 to" in capsys.readouterr().err


def test_a_folder_where_no_server_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, error = invite(capsys, "new", folder=tmp_path)
    assert code == 1
    assert "There is no server's data" in error


def test_a_new_server_by_invitation_prints_one_and_only_once(tmp_path: Path) -> None:
    by_invitation = ("--registration", "invite", "--no-tls")
    with running_server(tmp_path, arguments=by_invitation) as server:
        assert server.process.stdout is not None
        word, invitation, rest = server.process.stdout.readline().split(" ", 2)
        assert (word, rest) == ("invitation", "for one account, 7 days\n")
        assert "&RES=32&" in server.post(register("WRONG-ONE"))
        assert server.post(register(invitation.removesuffix(","))).endswith("&RES=0&NUM=10001")
        assert invitation.removesuffix(",") not in server.log()
    with running_server(tmp_path, arguments=by_invitation) as server:
        server.process.terminate()
        assert server.process.stdout is not None
        assert server.process.stdout.read() == ""


def test_an_invitation_that_is_made_beside_the_running_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running_server(tmp_path, arguments=("--registration", "invite")) as server:
        _, made, _ = invite(capsys, "new", folder=server.folder)
        assert server.post(register(made.strip())).endswith("&RES=0&NUM=10001")
