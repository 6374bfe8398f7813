"""`qqdesk-server invite`, and the invitation that a new server begins with."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.cli.server.invitation_links import ServerReach, make_link
from qqdesk.domain.invitation_link import find_link
from qqdesk.server.operations.reachable import addresses_for_others
from tests.helpers.server import add_user, md5, running_server

if sys.platform != "win32":
    import fcntl
    import termios


def register(invitation: str) -> str:
    return f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('new')}&NICK=Anna&INVITE={invitation}"


def show(invitation: str) -> str:
    return f"VER=1.1&CMD=ShowInvite&SEQ=2&UIN=0&INVITE={invitation}"


def invite(capsys: pytest.CaptureFixture[str], *arguments: str, folder: Path) -> tuple[int, str, str]:
    code = cli.main(["invite", *arguments, "--data-dir", str(folder)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_new_list_and_revoke(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    code, made, _ = invite(capsys, "new", "--uses", "3", "--days", "2", folder=tmp_path)
    assert code == 0
    made = made.splitlines()[-1]
    assert len(made) == 24
    _, listed, _ = invite(capsys, "list", folder=tmp_path)
    (line,) = listed.splitlines()
    id_, uses, _, *rest = line.split("\t")
    assert (uses, rest) == ("3", ["0", "-", "-", "-"])
    assert made not in listed
    assert invite(capsys, "revoke", id_, folder=tmp_path) == (0, f"took back {id_}\n", "")
    assert invite(capsys, "revoke", id_, folder=tmp_path) == (1, "", f"There is no invitation {id_} that is good.\n")
    assert invite(capsys, "list", folder=tmp_path)[1] == ""


@pytest.mark.parametrize(("flag", "value"), [("--uses", "0"), ("--uses", "x"), ("--days", "0"), ("--days", "99999")])
def test_invalid_values(tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: str, value: str) -> None:
    with pytest.raises(SystemExit):
        invite(capsys, "new", flag, value, folder=tmp_path)
    assert "is a number from 1 to" in capsys.readouterr().err


def test_the_link_leads_to_the_running_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The link is that of the window: with the fingerprint, and another address if the operator knows one."""
    arguments = ("--registration", "invite", "--host", "0.0.0.0", "--no-announce")
    folder = tmp_path / "server"
    with running_server(tmp_path, folder=folder, arguments=arguments) as server:
        printed = server.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")
        hello = dict(pair.partition("=")[::2] for pair in printed.split("&"))
        _, made, _ = invite(capsys, "new", "--address", "203.0.113.7", folder=folder)
        text, code = made.splitlines()
        link = find_link(text)
        assert link is not None
        assert (link.code, link.fingerprint) == (code.replace("-", ""), hello["FPR"])
        assert (link.addresses[0], str(link.tls_port)) == (f"203.0.113.7:{server.port}", hello["TLS"])
        assert set(link.addresses[1:]) <= set(hello["ADDR"].split(","))
        assert "&RES=0&" in server.post(show(code))


def test_a_proxy_with_https_is_named_with_its_scheme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    _, made, error = invite(capsys, "new", "--address", "https://chat.example.org/", folder=tmp_path)
    text, code = made.splitlines()
    assert text == f"https://chat.example.org/i#{code.replace('-', '')}"
    assert error == ""
    assert "this computer only" in invite(capsys, "new", folder=tmp_path)[2]


def test_a_wrong_address_makes_no_invitation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    code, made, error = invite(capsys, "new", "--address", "https://home.local", folder=tmp_path)
    assert (code, made) == (1, "")
    assert "--address https://home.local" in error
    assert invite(capsys, "list", folder=tmp_path)[1] == ""


@pytest.mark.parametrize(
    ("reach", "address", "link"),
    [
        (
            ServerReach((), 8000, 8443, "", True, ("*.example.org", "chat.example.org")),
            "",
            "https://chat.example.org:8443/i#",
        ),
        (ServerReach((), 8000, 443, "", True, ("*.example.org",)), "qq.example.org", "https://qq.example.org/i#"),
        (ServerReach((), 8000, 443, "", True, ("*.example.org",)), "", ""),
        (ServerReach(("10.0.0.5:8000",), 8000, 0, ""), "", ""),
        (ServerReach((), 8001, 0, ""), "", "http://127.0.0.1:8001/i#"),
    ],
)
def test_links_without_a_fingerprint(reach: ServerReach, address: str, link: str) -> None:
    made = make_link("0" * 20, reach, address)
    assert (made.http() if made is not None else "") == (link and link + "0" * 20)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_gets_a_qr_code(tmp_path: Path) -> None:
    add_user(tmp_path, 10001)
    reader, writer = os.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    command = [sys.executable, "-m", "qqdesk.cli.server", "invite", "new", "--data-dir", str(tmp_path)]
    subprocess.run(command, stdout=writer, env=environment, check=True, timeout=60)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        printed = stream.read1(100_000).decode()
    assert "http://127.0.0.1:8000/i#" in printed
    assert printed.count("█") > 100


def test_run_names_an_address_for_others(tmp_path: Path) -> None:
    arguments = ("--registration", "invite", "--host", "0.0.0.0", "--no-announce")
    with running_server(tmp_path, arguments=arguments) as server:
        assert server.process.stdout is not None
        lines = [server.process.stdout.readline() for _ in range(3)]
        addresses = addresses_for_others("0.0.0.0", server.port)
        code = lines[1].split(" ")[1].removesuffix(",").replace("-", "")
        if addresses:
            link = find_link(lines[2])
            assert link is not None and link.code == code and link.fingerprint


def test_a_folder_where_no_server_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, error = invite(capsys, "new", folder=tmp_path)
    assert code == 1
    assert "There is no server's data" in error


def test_a_new_server_by_invitation_prints_one_and_only_once(tmp_path: Path) -> None:
    by_invitation = ("--registration", "invite", "--no-tls")
    with running_server(tmp_path, arguments=by_invitation) as server:
        assert server.process.stdout is not None
        word, invitation, rest = server.process.stdout.readline().split(" ", 2)
        assert (word, rest) == ("invitation", "for one administrator, 7 days\n")
        assert "&RES=35&" in server.post(register("WRONG-ONE"))
        assert server.post(register(invitation.removesuffix(","))).endswith("&RES=0&NUM=10001")
        assert invitation.removesuffix(",") not in server.log()
    with running_server(tmp_path, arguments=by_invitation) as server:
        server.process.terminate()
        assert server.process.stdout is not None
        assert server.process.stdout.read() == ""


def test_a_server_without_accounts_prints_a_new_one_at_each_start(tmp_path: Path) -> None:
    by_invitation = ("--registration", "invite", "--no-tls")
    printed = []
    for _ in range(2):
        with running_server(tmp_path, arguments=by_invitation) as server:
            assert server.process.stdout is not None
            printed.append(server.process.stdout.readline().split(" ")[1].removesuffix(","))
            results = [server.post(show(code)).split("&RES=")[1][:2] for code in printed]
    assert results == ["35", "0&"]


def test_administrators(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main([*arguments, "--data-dir", str(tmp_path)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    last = "10001 is the last administrator and cannot be {}; first appoint another one.\n".format
    for number in (10001, 10002):
        add_user(tmp_path, number)
    assert run("user", "admin", "10001") == (0, "10001 is an administrator now\n", "")
    assert run("user", "admin", "10001") == (0, "10001 is an administrator already\n", "")
    assert [line.split("\t")[3] for line in run("user", "list")[1].splitlines()] == ["administrator", "-"]
    assert run("user", "admin", "10001", "--off") == (1, "", last("made an ordinary user"))
    assert run("user", "ban", "10001") == (1, "", last("banned"))
    assert run("user", "delete", "10001", "--yes") == (1, "", last("deleted"))
    assert run("user", "admin", "10002", "--off") == (0, "10002 is an ordinary user already\n", "")
    assert run("user", "admin", "77777") == (1, "", "There is no user 77777.\n")
    run("user", "admin", "10002")
    # A banned administrator cannot look after the place.
    assert run("user", "ban", "10002")[0] == 0
    assert run("user", "delete", "10001", "--yes") == (1, "", last("deleted"))
    run("user", "unban", "10002")
    assert run("user", "delete", "10001", "--yes") == (1, "", last("deleted"))
    run("user", "admin", "10002")
    assert run("user", "delete", "10001", "--yes")[0] == 0


def test_an_invitation_of_administrators(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running_server(tmp_path, arguments=("--registration", "open")) as server:
        _, made, _ = invite(capsys, "new", "--admin", "--uses", "2", folder=server.folder)
        assert server.post(register(made.split()[-1])).endswith("&RES=0&NUM=10001")
        (line,) = invite(capsys, "list", folder=server.folder)[1].splitlines()
        assert line.split("\t")[1::2] == ["1", "1", "administrators"]
        cli.main(["user", "list", "--data-dir", str(server.folder)])
        assert capsys.readouterr().out.endswith("Anna\tadministrator\n")


def test_an_invitation_that_is_made_beside_the_running_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running_server(tmp_path, arguments=("--registration", "invite")) as server:
        _, made, _ = invite(capsys, "new", folder=server.folder)
        assert server.post(register(made.split()[-1])).endswith("&RES=0&NUM=10001")


def test_an_invitation_to_a_room(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    assert invite(capsys, "new", "--room", "10002", folder=tmp_path) == (1, "", "There is no room 10002.\n")
    cli.main(["room", "add", "Family", "--members", "10001", "--data-dir", str(tmp_path)])
    capsys.readouterr()
    with running_server(tmp_path, folder=tmp_path, arguments=("--registration", "invite", "--no-tls")) as server:
        _, made, _ = invite(capsys, "new", "--room", "10002", folder=tmp_path)
        assert invite(capsys, "list", folder=tmp_path)[1].splitlines()[0].split("\t")[-1] == "10002"
        assert "&ROOM=10002&ROOMNAME=Family" in server.post(show(made.split()[-1]))
        assert server.post(register(made.split()[-1])).endswith("&RES=0&NUM=10003")
        cli.main(["room", "list", "--long", "--data-dir", str(tmp_path)])
        assert capsys.readouterr().out.endswith("\t10001\t10003\n")
