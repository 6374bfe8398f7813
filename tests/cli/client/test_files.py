"""Files on the command line: `send --file` and `listen --save`."""

import json
import os
from pathlib import Path

import pytest

from qqdesk.protocol.file_info import caption_of
from qqdesk.server.settings.settings import Settings
from tests.helpers.command_line import CommandLine, Done, waiting_for
from tests.helpers.line_cutter import LineCutter
from tests.helpers.server import LocalServer, local_server
from tests.helpers.uploads import FileClient, NewUpload

PICTURE = b"GIF89a\x20\x03\x58\x02" + bytes(5000)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "cat.gif").write_bytes(PICTURE)
    (tmp_path / "报告.pdf").write_bytes(b"%PDF" + os.urandom(2_500_000))
    return [str(tmp_path / "cat.gif"), str(tmp_path / "报告.pdf")]


def test_files_arrive_with_a_caption(tmp_path: Path, cli: CommandLine, server: LocalServer, files: list[str]) -> None:
    words = ["send", *cli.user(10001), "10002", "--file", files[0], "--file", files[1]]
    assert cli.run(*words, "have a look") == Done(0, "", "")
    rows = [json.loads(line) for line in cli.run(*words, "--json").out.splitlines()]
    assert [row["file"] for row in rows] == ["cat.gif", "报告.pdf"], "without a text no standard input is read"

    inbox = tmp_path / "inbox"
    done = cli.run("listen", *cli.user(10002), "--count", "2", "--save", str(inbox))
    assert (done.code, done.err) == (0, "")
    texts = [line.split("\t")[4] for line in done.out.splitlines()]
    assert texts == [str(inbox / "cat.gif"), f"{inbox / '报告.pdf'}\\nhave a look"]
    done = cli.run("listen", *cli.user(10002), "--count", "2", "--save", str(inbox), "--json")
    again = [json.loads(line) for line in done.out.splitlines()]
    assert [(row["text"], row["file"]["name"], row["file"]["saved"]) for row in again] == [
        ("", "cat.gif", str(inbox / "cat (2).gif")),
        ("", "报告.pdf", str(inbox / "报告 (2).pdf")),
    ]
    for name in ("cat.gif", "cat (2).gif"):
        assert (inbox / name).read_bytes() == PICTURE
    assert (inbox / "报告 (2).pdf").read_bytes() == Path(files[1]).read_bytes()
    assert len(list(inbox.iterdir())) == 4


def test_an_upload_continues_when_the_command_is_repeated(
    cli: CommandLine, server: LocalServer, files: list[str]
) -> None:
    with LineCutter(server.port, cut_after=900_000, cuts=100) as line:
        words = ["send", *cli.user(10001, line.url), "--timeout", "0", "10002", "--file", files[1]]
        done = cli.run(*words)
        assert (done.code, done.out) == (3, "")
        before, line.cuts_left = line.sent, 0
        assert cli.run(*words) == Done(0, "", "")
        assert line.sent - before < 2_000_000
    (message,) = waiting_for(server.address, 10002)
    assert message.file is not None
    assert message.file.size == 2_500_004


def test_a_terminal_shows_the_progress(cli: CommandLine, server: LocalServer, files: list[str]) -> None:
    with cli.on_a_terminal("send", *cli.user(10001), "10002", "look", "--file", files[1]) as terminal:
        assert terminal.end() == 0
    assert "报告.pdf: 2.5 MB of 2.5 MB" in terminal.seen
    (message,) = waiting_for(server.address, 10002)
    assert caption_of(message.text) == "look"


def test_a_file_that_cannot_be_read_sends_nothing(cli: CommandLine, server: LocalServer, files: list[str]) -> None:
    done = cli.run("send", *cli.user(10001), "10002", "look", "--file", files[0], "--file", files[0] + ".missing")
    assert (done.code, done.out) == (7, "")
    assert done.err == "A file cannot be read or written: No such file or directory.\n"
    assert waiting_for(server.address, 10002) == []


def test_a_file_that_is_gone_is_reported(tmp_path: Path, cli: CommandLine, server: LocalServer) -> None:
    anna, file = FileClient(server, 10001), NewUpload(b"evil", "evil.sh")
    anna.upload(file)
    assert anna.ask("CLTMSG", UN=10002, CID=os.urandom(16).hex(), FID=file.id, MG="[file]")["RES"] == "0"
    for path in (server.folder / "files").rglob("*"):
        if path.is_file() and path.read_bytes() == b"evil":
            path.unlink()
    done = cli.run("listen", *cli.user(10002), "--count", "1", "--save", str(tmp_path / "inbox"))
    assert done.code == 0
    assert done.out.endswith("\tevil.sh\n")
    assert done.err.startswith("evil.sh from 10001 is not saved. ")


def test_a_server_without_files(tmp_path: Path, files: list[str]) -> None:
    with local_server(tmp_path, settings=Settings(tls=False, files=False)) as server:
        for number in (10001, 10002):
            server.add_user(number)
        cli = CommandLine(tmp_path / "home", server.address)
        done = cli.run("send", *cli.user(10001), "10002", "--file", files[0])
    assert done == Done(1, "", "This server takes no files.\n")
