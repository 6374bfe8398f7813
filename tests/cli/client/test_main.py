"""The subcommands of `qqdesk-cli`, its help and its exit codes."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from qqdesk.cli.client import COMMANDS, commands, main
from qqdesk.cli.client.command_error import EXIT_CODES_HELP, ExitCode
from qqdesk.cli.option_order import move_after_command
from qqdesk.cli.terminal import one_line, width
from qqdesk.server.settings.settings import Settings
from tests.helpers.command_line import DEADLINE_S, CommandLine, Done, waiting_for
from tests.helpers.server import LocalServer, local_server

pytestmark = pytest.mark.smoke

CHECKOUT = Path(__file__).resolve().parents[3]


def test_every_subcommand_is_in_the_table() -> None:
    folder = Path(str(commands.__file__)).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_subcommand_has_a_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith(f"usage: qqdesk-cli {name} ")
    assert EXIT_CODES_HELP in shown or "Exit codes: 0 " in shown, "those of its own"


def test_the_help_lists_every_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert [name for name, text in COMMANDS.items() if f" {name} {text}" not in shown] == []


@pytest.mark.parametrize(
    "words", [[], ["fly"], ["send"], ["send", "--fast", "10002"], ["send", "--timeout", "-1", "x"]]
)
def test_wrong_use(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == ExitCode.USAGE
    assert capsys.readouterr().out == ""


def test_options_between_arguments(cli: CommandLine, server: LocalServer) -> None:
    for line in ("10002 --once a one", "--once b 10002 two", "10002 --once c -- -3"):
        assert cli.run("send", *cli.user(10001), *line.split()) == Done(0, "", ""), line
    assert [message.text for message in waiting_for(server.address, 10002)] == ["one", "two", "-3"]


def test_options_before_the_command(cli: CommandLine, server: LocalServer) -> None:
    done = cli.run(*cli.user(10001), "--timeout=9", "send", "--once", "a", "10002", "hello")
    assert done == Done(0, "", "")
    assert [message.text for message in waiting_for(server.address, 10002)] == ["hello"]
    assert cli.run("--json", *cli.user(10003), "contacts").out.startswith('{"number": 10001,')


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        ("--user send send Ann -- -x", "send --user send Ann -- -x"),
        ("--server=a --debug find x", "find --server=a --debug x"),
        ("--server a", ""),
        ("--server a --version", "--version"),
        ("--help send", "--help"),
        ("send --user 1 Ann", "send --user 1 Ann"),
        ("--user 1 user list --long", "user list --user 1 --long"),
    ],
)
def test_options_are_moved_behind_the_command(words: str, moved: str) -> None:
    shared = argparse.ArgumentParser()
    for name in ("--user", "--server"):
        shared.add_argument(name)
    shared.add_argument("--debug", action="store_true")
    assert move_after_command(words.split(), shared, ["user"]) == moved.split()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [["protocol"], ["contacts"], ["conformance", "--list"]])
def test_a_full_disk_is_reported(cli: CommandLine, words: list[str], unbuffered: str) -> None:
    who = cli.user(10001) if words == ["contacts"] else []
    argv = ["sh", "-c", 'exec "$@" > /dev/full', "sh", *cli.argv(*words, *who)]
    environment = cli.environment() | {"PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(argv, env=environment, capture_output=True, timeout=DEADLINE_S, check=False)
    assert (done.returncode, done.stderr) == (
        ExitCode.LOCAL,
        b"The output cannot be written: No space left on device.\n",
    )


def test_every_exit_code_is_explained() -> None:
    assert [code for code in ExitCode if f" {int(code)} " not in EXIT_CODES_HELP] == []


def test_a_bug_is_reported_in_one_sentence(cli: CommandLine) -> None:
    program = (
        "import sys; from qqdesk.cli.client import main; from qqdesk.cli.client.commands import send;"
        "send.read_message_text = lambda argument: 1 / 0; sys.exit(main(sys.argv[1:]))"
    )
    for flags, lines in (((), 1), (("--debug",), 4)):
        argv = [sys.executable, "-P", "-c", program, "send", *flags, "10002", "hello"]
        done = subprocess.run(argv, env=cli.environment(), capture_output=True, timeout=DEADLINE_S, check=False)
        assert done.returncode == 70
        shown = done.stderr.decode().splitlines()
        assert len(shown) >= lines
        assert shown[-1] == "A bug in qqdesk-cli (ZeroDivisionError): with --debug it says more."


@pytest.mark.skipif(
    not f"{sys.prefix}{CHECKOUT}".isascii(),
    reason="without UTF-8 Python loads no extension from a path that is not ASCII",
)
def test_output_is_utf_8_in_every_locale(cli: CommandLine, server: LocalServer) -> None:
    argv = cli.argv("contacts", *cli.user(10001))
    odd = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(argv, env=cli.environment() | odd, capture_output=True, timeout=DEADLINE_S, check=False)
    assert done.stdout.decode().splitlines()[0] == "10002\toffline\t贝拉\t贝拉\t"


def test_a_closed_pipe_is_no_error(cli: CommandLine) -> None:
    argv = ["sh", "-c", '"$@" | true', "sh", *cli.argv("contacts", *cli.user(10001))]
    done = subprocess.run(argv, env=cli.environment(), capture_output=True, timeout=DEADLINE_S, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_rate_limit_is_reported_with_the_sent_part(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(messages_per_minute=1)) as server:
        for number in (10001, 10002):
            server.add_user(number)
        server.befriend(10001, 10002)
        cli = CommandLine(tmp_path / "home", server.address)
        words = ["send", *cli.user(10001), "--timeout", "1", "10002"]
        done = cli.run(*words, given=b"word " * 1500)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("The server refused it: too many messages. Try again in ")
        assert done.err.endswith(" The first 1 of 2 messages were accepted.\n")
        assert cli.run("contacts", *cli.user(10001)) == Done(0, "10002\toffline\tuser 10002\tuser 10002\t\n", "")


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("贝拉", 4), ("e\u0301", 1), ("ｱ", 1), ("Ａ", 2), ("\u200b", 0), ("", 0)]
)
def test_the_width_of_a_text_in_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_one_line_escapes_line_feeds_and_tabs() -> None:
    assert one_line("a\\b\r\nc\td\x07\u2028") == "a\\\\b\\r\\nc\\td\ufffd\ufffd"
