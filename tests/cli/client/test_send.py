"""`qqdesk-cli send`: after exit code 0, the server has the message exactly once."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.protocol.account_data import AccountValue
from qqdesk.protocol.device_commands import ListDevices
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from tests.helpers.classic_server import ClassicServer
from tests.helpers.command_line import DEADLINE_S, CommandLine, Done, waiting_for
from tests.helpers.proxy import Fault, FaultyProxy, fickle
from tests.helpers.server import LocalServer, add_to_lists, add_user, running_server, start_server

SECRET = password_hash("secret")


def texts(server: LocalServer, number: int) -> list[str]:
    return [message.text for message in waiting_for(server.address, number)]


def test_it_prints_nothing_and_ends_no_session(cli: CommandLine, server: LocalServer) -> None:
    with Client(server.address, 10001) as desktop:
        desktop.login(SECRET)
        assert cli.run("send", *cli.user(10001), "10002", "hello, 世界 & more") == Done(0, "", "")
        assert desktop.list_contacts() == (10002, 10003, 10004), "it is still signed in"
        (device,) = [device for device in desktop.request(ListDevices()).devices if not device.is_here]
    assert device.name.startswith("Command line on ")
    assert "qqdesk-cli" in device.system, "the list of devices shows a terminal"
    assert texts(server, 10002) == ["hello, 世界 & more"]


def test_recipients_by_name(cli: CommandLine, server: LocalServer) -> None:
    with Client(server.address, 10001) as client:
        client.login(SECRET)
        client.account_data.change_values([AccountValue("remark:10003", '"The Boss"', 1)])
        client.logout()
    assert cli.run("send", *cli.user(10001), "贝拉", "by nickname").code == 0
    assert cli.run("send", *cli.user(10001), "the  boss", "by remark").code == 0
    assert texts(server, 10002) == ["by nickname"]
    assert texts(server, 10003) == ["by remark"]
    done = cli.run("send", *cli.user(10001), "CARL", "by whom?")
    assert (done.code, done.err) == (
        5,
        "Several contacts are called CARL: 10003 (Carl), 10004 (carl). Give the number.\n",
    )
    done = cli.run("send", *cli.user(10001), "The Bos", "hello")
    assert (done.code, done.err) == (5, "Nobody on the list is called The Bos. Do you mean The Boss (10003)?\n")
    done = cli.run("send", *cli.user(10001), "贝", "hello")
    assert (done.code, done.err) == (5, "Nobody on the list is called 贝. Do you mean 贝拉 (10002)?\n")
    done = cli.run("send", *cli.user(10001), "Dora", "hello")
    assert (done.code, done.err) == (5, "Nobody on the list is called Dora. Add them first: qqdesk-cli add.\n")


def test_a_long_text_from_a_pipe_is_split(cli: CommandLine, server: LocalServer) -> None:
    lines = [f"line {number} of a log, 第{number}行" for number in range(4000)]
    text = "\r\n".join(lines)
    assert len(text.encode()) > 100_000
    done = cli.run("send", *cli.user(10001), "10002", "--verbose", given=f"\ufeff{text}\r\n\r\n".encode())
    assert (done.code, done.err) == (0, "")
    found = texts(server, 10002)
    assert "\n".join(found).split("\n") == lines, "cut between lines, in their order"
    assert max(map(len, found)) <= MAX_MESSAGE_CHARS
    assert done.out.splitlines() == [f"10002 {number}" for number in range(1, len(found) + 1)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"fine\nnot \xff", "The text is not UTF-8 (line 2).\n"),
        (b"\x00", "The text has a control character in it (U+0000 in line 1): no message may have one.\n"),
        (b"a\n\x1b[1mbold", "The text has a control character in it (U+001B in line 2): no message may have one.\n"),
        (b" \n\n", "There is no text to send.\n"),
        (b"a" * 1_048_577, "The text is too long: at most 1,048,576 bytes are sent.\n"),
    ],
)
def test_invalid_texts_are_refused(cli: CommandLine, server: LocalServer, given: bytes, sentence: str) -> None:
    assert cli.run("send", *cli.user(10001), "10002", "-", given=given) == Done(6, "", sentence)
    assert texts(server, 10002) == []


def test_an_argument_that_is_not_utf_8_is_refused(cli: CommandLine) -> None:
    argv = [word.encode() for word in cli.argv("send", *cli.user(10001), "10002")]
    done = subprocess.run([*argv, b"\xff"], env=cli.environment(), capture_output=True, timeout=DEADLINE_S, check=False)
    assert (done.returncode, done.stderr) == (6, b"The text is not UTF-8 (line 1).\n")


@pytest.mark.parametrize("fault", [Fault.LOSE, Fault.CUT, Fault.REFUSE, Fault.TWICE, Fault.LATE])
def test_a_lost_reply_stores_the_message_once(cli: CommandLine, server: LocalServer, fault: Fault) -> None:
    with FaultyProxy(server.port) as proxy:
        proxy.fault("cltmsg", fault)
        assert cli.run("send", *cli.user(10001, proxy.url), "10002", "once").code == 0
    assert texts(server, 10002) == ["once"]


def test_every_network_fault_stores_the_message_once(cli: CommandLine, server: LocalServer) -> None:
    """QQDESK_TEST_LONG=1 repeats it with lost replies."""
    is_long, dice = "QQDESK_TEST_LONG" in os.environ, random.Random(7)
    wanted = [f"number {number}" for number in range(12 if is_long else 5)]
    quick = [fault for fault in Fault if fault is not Fault.STALL]
    with FaultyProxy(server.port) as proxy:
        proxy.whim = fickle(0.4, dice) if is_long else lambda _: dice.choice(quick) if dice.random() < 0.4 else None
        for text in wanted:
            assert cli.run("send", *cli.user(10001, proxy.url), "--timeout", "40", "10002", text) == Done(0, "", "")
        words = ["listen", *cli.user(10002, proxy.url), "--timeout", "40", "--count", str(len(wanted))]
        assert [line.rpartition("\t")[2] for line in cli.run(*words).out.splitlines()] == wanted
    assert texts(server, 10002) == []


def test_it_waits_for_a_restarting_server(tmp_path: Path) -> None:
    with running_server(tmp_path) as first:
        cli = CommandLine(tmp_path / "home", first.address)
        for number in (10001, 10002):
            add_user(first.folder, number)
        add_to_lists(first.folder, [(10001, 10002)])
        first.kill()
    with cli.started("send", *cli.user(10001), "--timeout", "60", "--debug", "10002", "patient") as process:
        assert process.stderr is not None
        while b"It is tried again" not in process.stderr.readline():
            assert process.poll() is None
        again = start_server(tmp_path, folder=first.folder, port=first.port)
        try:
            assert process.wait(DEADLINE_S) == 0
            assert [message.text for message in waiting_for(again.address, 10002)] == ["patient"]
        finally:
            again.terminate()


def test_an_unreachable_server_is_reported(cli: CommandLine) -> None:
    with FaultyProxy(1) as proxy:
        nowhere = proxy.url
    done = cli.run("send", *cli.user(10001, nowhere), "--timeout", "0", "10002", "hello")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("The server cannot be reached: ")


def test_two_processes_send_at_once(cli: CommandLine, server: LocalServer) -> None:
    words = ["send", *cli.user(10001), "10002"]
    with cli.started(*words, "one") as one, cli.started(*words, "two") as two:
        assert (one.wait(DEADLINE_S), two.wait(DEADLINE_S)) == (0, 0)
    assert sorted(texts(server, 10002)) == ["one", "two"]


def test_a_key_sends_a_text_once(cli: CommandLine, server: LocalServer) -> None:
    words = [*cli.user(10001), "--once", "backup of monday", "--json"]
    first = cli.run("send", *words, "10002", "done")
    assert first == cli.run("send", *words, "10002", "done")
    assert first.code == 0
    assert cli.run("send", *words, "10003", "done").code == 0
    assert (texts(server, 10002), texts(server, 10003)) == (["done"], ["done"])


def test_passwords_from_file_and_standard_input(cli: CommandLine, server: LocalServer) -> None:
    who = ["--user", "10001", "--server", server.address]
    assert cli.run("send", *who, "--password-stdin", "10002", "hello", given=b"secret\n").code == 0
    assert cli.run("send", *who, "--password-stdin", "10002", given=b"secret\r\nby\nthe same pipe\n").code == 0
    assert texts(server, 10002) == ["hello", "by\nthe same pipe"]
    done = cli.run("send", *who, "--password-stdin", "10002", "hello", given=b"guess\n")
    assert done == Done(4, "", "The sign-in was refused: Password error or unknown number.\n")
    done = cli.run("send", *who, "--password-stdin", "10002", "hello", given=b"\nsecret\n")
    assert done == Done(4, "", "There is no password in the standard input: it has to be the first line.\n")
    done = cli.run("send", *who, "--password-file", str(cli.home / "none"), "10002", "hello")
    assert (done.code, done.out) == (7, "")


def test_the_password_file_that_a_variable_names(cli: CommandLine, server: LocalServer) -> None:
    words = ["send", "--user", "10001", "--server", server.address]
    file = str(cli.home / "password")
    assert cli.run(*words, "10002", "hello", QQDESK_PASSWORD_FILE=file).code == 0
    done = cli.run(*words, "--password-stdin", "10002", "hello", given=b"guess\n", QQDESK_PASSWORD_FILE=file)
    assert done.code == 4, "an option goes before the variable"
    assert texts(server, 10002) == ["hello"]


def test_no_password_is_asked_for_without_a_terminal(cli: CommandLine, server: LocalServer) -> None:
    argv = cli.argv("send", "--user", "10001", "--server", server.address, "10002", "hello")
    done = subprocess.run(
        argv,
        input=b"",
        capture_output=True,
        env=cli.environment() | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
        start_new_session=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode == 4
    assert done.stderr.decode().startswith("The password of 10001 is not known here: ")


def test_refusals_of_the_server(cli: CommandLine, server: LocalServer) -> None:
    server.add_user(10009)
    assert cli.run("send", *cli.user(10001), "10777", "hello") == Done(5, "", "There is no such user.\n")
    done = cli.run("send", *cli.user(10001), "10009", "hello")
    assert (done.code, done.err) == (
        1,
        "The server refused it: neither of you has the other on the list or they blocked you.\n",
    )


def test_closed_standard_streams(cli: CommandLine, server: LocalServer) -> None:
    shell = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]
    for words, code in ((("10002", "hello"), 0), (("10002", "-"), 6), (("10002",), 6)):
        argv = [*shell, *cli.argv("send", *cli.user(10001), *words)]
        assert subprocess.run(argv, env=cli.environment(), timeout=DEADLINE_S, check=False).returncode == code
    assert texts(server, 10002) == ["hello"]


def test_no_secret_is_printed(cli: CommandLine) -> None:
    done = cli.run("send", *cli.user(10001), "--debug", "10002", "between us")
    assert done.code == 0
    assert "POST" in done.err
    assert not [word for word in ("between us", "between%20us", "secret", SECRET) if word in done.err]


def test_a_message_through_a_classic_server(tmp_path: Path) -> None:
    with ClassicServer() as server:
        server.add_user(10001, "secret", "Anna")
        server.add_user(10002, "secret", "Bela")
        server.befriend(10001, 10002)
        cli = CommandLine(tmp_path / "home", server.url)
        assert cli.run("send", *cli.user(10001), "bela", "hello") == Done(0, "", "")
        assert server.users[10002].mailbox == [(9, 10001, "hello")]


def test_unneeded_libraries_are_not_loaded(cli: CommandLine) -> None:
    program = (
        "import sys; from qqdesk.cli.client import main; code = main(sys.argv[1:]);"
        "heavy = {'PySide6', 'shiboken6', 'keyring', 'sqlite3', 'asyncio', 'cryptography'} & set(sys.modules);"
        "sys.exit(f'{code} {heavy}')"
    )
    argv = [sys.executable, "-P", "-c", program, "send", *cli.user(10001), "10002", "hello"]
    done = subprocess.run(argv, env=cli.environment(), capture_output=True, timeout=DEADLINE_S, check=False)
    assert done.stderr.decode() == "0 set()\n"
