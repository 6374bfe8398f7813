"""`qqdesk-cli listen` and `status STATUS`: exactly the printed events are acknowledged."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.protocol.commands import AnswerAdd
from tests.helpers.command_line import DEADLINE_S, CommandLine, Done, waiting_for
from tests.helpers.server import LocalServer, add_to_lists, add_user, running_server, start_server

SECRET = password_hash("secret")


def write(server: LocalServer, *texts: str, sender: int = 10002) -> None:
    with Client(server.address, sender) as client:
        client.login(SECRET)
        for text in texts:
            client.send_message(10001, text, None)


def read_line(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.endswith(b"\n"), (line, process.poll(), process.stderr and process.stderr.read())
    return line.decode()


def until_present(server: LocalServer, number: int) -> None:
    """Return the status that a contact sees."""
    with Client(server.address, 10002) as client:
        client.login(SECRET)
        while number not in {row.number for row in client.query_status() if row.status == Status.ONLINE}:
            client.get_messages(wait=20)


def test_each_event_is_one_line(cli: CommandLine, server: LocalServer) -> None:
    write(server, "hello, 世界", "two\nlines\tand \\n \x1b[2J\u202eevil")
    done = cli.run("listen", *cli.user(10001), "--count", "2")
    assert (done.code, done.err) == (0, "")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[1:] for row in rows] == [
        ["message", "10002", "贝拉", "hello, 世界"],
        ["message", "10002", "贝拉", "two\\nlines\\tand \\\\n \ufffd[2J\ufffdevil"],
    ]
    assert waiting_for(server.address, 10001) == []


def test_json_events(cli: CommandLine, server: LocalServer) -> None:
    server.add_user(10009, nickname="Gert")
    with Client(server.address, 10009) as gert:
        gert.login(SECRET)
        gert.request(AnswerAdd(10001, AddAnswer.ASK, "let me in\nplease"))
    write(server, "two\nlines\x1b")
    done = cli.run("listen", *cli.user(10001), "--json", "--count", "2")
    request, message = map(json.loads, done.out.splitlines())
    assert (request["kind"], request["number"], request["text"]) == ("request", 10009, "let me in\nplease")
    assert {name: message[name] for name in ("kind", "id", "number", "name", "text")} == {
        "kind": "message",
        "id": 2,
        "number": 10002,
        "name": "贝拉",
        "text": "two\nlines\x1b",
    }
    assert message["time"].endswith("+00:00")
    assert "\x1b" not in done.out


def test_transient_events_are_printed_with_all(cli: CommandLine, server: LocalServer) -> None:
    with cli.started("listen", *cli.user(10001), "--all", "--json") as process, Client(server.address, 10002) as bela:
        bela.login(SECRET)
        bela.send_message(10001, "hello")
        while json.loads(read_line(process))["kind"] != "message":
            pass
        bela.change_status(Status.BUSY)
        row = json.loads(read_line(process))
        while row["status"] != "busy":
            row = json.loads(read_line(process))
        assert (row["kind"], row["number"]) == ("presence", 10002)


def test_a_broken_pipe_loses_no_message(cli: CommandLine, server: LocalServer) -> None:
    """The reader closes the pipe after the first line: later messages are not lost."""
    with cli.started("listen", *cli.user(10001)) as process:
        write(server, "first")
        assert read_line(process).endswith("first\n")
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        write(server, "second", "third")
        assert process.wait(DEADLINE_S) == 0
        assert process.stderr.read() == b""
    assert [message.text for message in waiting_for(server.address, 10001)] == ["second", "third"]
    again = cli.run("listen", *cli.user(10001), "--count", "2")
    assert [line.rpartition("\t")[2] for line in again.out.splitlines()] == ["second", "third"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_full_disk_loses_no_message(cli: CommandLine, server: LocalServer) -> None:
    write(server, "kept")
    argv = ["sh", "-c", 'exec "$@" > /dev/full', "sh", *cli.argv("listen", *cli.user(10001))]
    done = subprocess.run(argv, env=cli.environment(), stderr=subprocess.PIPE, timeout=DEADLINE_S, check=False)
    assert (done.returncode, done.stderr) == (7, b"The output cannot be written: No space left on device.\n")
    assert [message.text for message in waiting_for(server.address, 10001)] == ["kept"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_without_an_error(
    cli: CommandLine, server: LocalServer, number: signal.Signals, code: int
) -> None:
    with cli.started("listen", *cli.user(10001)) as process:
        write(server, "hello")
        read_line(process)
        process.send_signal(number)
        assert process.wait(DEADLINE_S) == code
        assert process.stderr is not None and process.stderr.read() == b""
    assert waiting_for(server.address, 10001) == [], "what was printed is off the server"
    with Client(server.address, 10002) as bela:
        bela.login(SECRET)
        assert bela.query_status() == (), "it said goodbye"


def test_a_closed_standard_output_is_reported(cli: CommandLine, server: LocalServer) -> None:
    write(server, "kept")
    argv = ["sh", "-c", 'exec "$@" >&-', "sh", *cli.argv("listen", *cli.user(10001))]
    assert subprocess.run(argv, env=cli.environment(), timeout=DEADLINE_S, check=False).returncode == 7
    assert len(waiting_for(server.address, 10001)) == 1


def test_it_gets_what_the_desktop_program_gets(cli: CommandLine, server: LocalServer) -> None:
    with Client(server.address, 10001) as desktop, cli.started("listen", *cli.user(10001)) as process:
        desktop.login(SECRET)
        write(server, "one")
        assert read_line(process).endswith("one\n")
        write(server, "two")
        assert read_line(process).endswith("two\n")
        assert [message.text for message in desktop.get_messages() if message.kind == 9] == ["one", "two"]


def test_its_owner_signs_it_out(cli: CommandLine, server: LocalServer) -> None:
    with cli.started("listen", *cli.user(10001)) as process:
        write(server, "hello")
        read_line(process)
        server.sign_out_device(10001, server.session_of(10001).device)
        assert process.wait(DEADLINE_S) == 4
        assert process.stderr is not None
        assert process.stderr.read() == b"This device was signed out from another device.\n"


def test_only_one_on_a_computer_receives(cli: CommandLine, server: LocalServer) -> None:
    with cli.started("listen", *cli.user(10001)) as first:
        write(server, "one")
        read_line(first)
        done = cli.run("listen", *cli.user(10001), "--timeout", "0")
        assert done == Done(4, "", "Another qqdesk-cli on this computer is signed in with 10001.\n")
        assert cli.run("status", *cli.user(10001), "busy", "--for", "0").code == 0
        write(server, "two")
        assert read_line(first).endswith("two\n")


def test_a_killed_session_is_continued_at_once(cli: CommandLine, server: LocalServer) -> None:
    with cli.started("listen", *cli.user(10001)) as first:
        write(server, "one")
        read_line(first)
    write(server, "two")
    done = cli.run("listen", *cli.user(10001), "--count", "1")
    assert (done.code, done.err) == (0, "")


def test_it_reconnects_to_a_restarted_server(tmp_path: Path) -> None:
    with running_server(tmp_path) as first:
        for number in (10001, 10002):
            add_user(first.folder, number)
        add_to_lists(first.folder, [(10001, 10002)])
        cli = CommandLine(tmp_path / "home", first.address)
        with cli.started("listen", *cli.user(10001)) as process:
            assert cli.run("send", *cli.user(10002), "10001", "before").code == 0
            assert read_line(process).endswith("before\n")
            first.kill()
            again = start_server(tmp_path, folder=first.folder, port=first.port)
            try:
                assert cli.run("send", *cli.user(10002), "10001", "after").code == 0
                assert read_line(process).endswith("after\n")
                process.send_signal(signal.SIGINT)
                assert process.wait(DEADLINE_S) == 130
                assert process.stdout is not None and process.stdout.read() == b"", "nothing came twice"
                assert waiting_for(again.address, 10001) == []
            finally:
                again.terminate()


def test_a_held_status_acknowledges_no_message(cli: CommandLine, server: LocalServer) -> None:
    write(server, "kept")
    with cli.started("status", *cli.user(10001), "online") as process:
        until_present(server, 10001)
        assert cli.run("status", *cli.user(10001)) == Done(0, "online\n", "")
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_S) == 130
    assert cli.run("status", *cli.user(10001)) == Done(0, "offline\n", "")
    assert cli.run("status", *cli.user(10001), "away", "--for", "0") == Done(0, "", "")
    assert [message.text for message in waiting_for(server.address, 10001)] == ["kept"]


def test_a_wrong_password_ends_it(cli: CommandLine, server: LocalServer) -> None:
    who = ["--user", "10001", "--server", server.address]
    done = cli.run("listen", *who, "--password-stdin", given=b"guess\n")
    assert done == Done(4, "", "The sign-in was refused: Password error or unknown number.\n")
