"""The example bots as processes on real servers, with kills in between."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.client.errors import RefusedError
from qqdesk.protocol.codes import AddAnswer, AddOutcome
from qqdesk.protocol.commands import AddToList, AnswerAdd, DeleteFromList
from qqdesk.protocol.room_commands import RoomRole
from tests.bot.conftest import ANN, BOB, BOT, MakePerson, populate
from tests.bot.programs import EXAMPLES, BotProcess, running_example
from tests.helpers.server import LocalServer, ServerProcess, start_server

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem != "__init__")
QUIET = ("--no-tls", "--no-ops", "--no-announce", "--messages-per-minute", "0")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other signals there")


def python_blocks(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


def test_the_pages_show_the_echo_that_is_tried_here() -> None:
    """Word for word."""
    shown = [block for page in (ROOT / "qqdesk/bot/bots.md", ROOT / "README.md") for block in python_blocks(page)]
    echoes = [block for block in shown if "def echo" in block and "import Bot" in block]
    assert echoes
    assert {" ".join(block.split()) for block in echoes} == {
        " ".join((EXAMPLES / "echo.py").read_text("utf-8").split())
    }
    assert len([line for line in echoes[0].splitlines() if line.strip()]) <= 12


@pytest.mark.parametrize("name", [name for name in NAMES if name != "echo"])
def test_each_says_what_it_takes(name: str) -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / f"{name}.py"), "--help"], capture_output=True, text=True, check=True
    )
    assert "address" in done.stdout
    assert len((EXAMPLES / f"{name}.py").read_text("utf-8").splitlines()) <= 100


@pytest.mark.parametrize("runner", [(), ("-m", "qqdesk.cli.client", "bot")], ids=["python", "qqdesk-cli bot"])
def test_echo_bot_from_the_documentation(
    tmp_path: Path, server: LocalServer, person: MakePerson, runner: tuple[str, ...]
) -> None:
    (block,) = (block for block in python_blocks(ROOT / "qqdesk/bot/bots.md") if "def echo" in block)
    script = tmp_path / "my_bot.py"
    script.write_text(block, "utf-8")
    mine = BotProcess(tmp_path / "robot", script, server.address, str(BOT), runner=runner)
    mine.start()
    try:
        ann = person(server.address)
        ann.say("hello", "你好")
        assert ann.hear(2) == ["hello", "你好"]
        assert mine.terminate() == 0, mine.said()
        assert "hello" not in mine.said()
    finally:
        mine.kill()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server to kill; `restart` uses its data and its port."""
    server = start_server(tmp_path, arguments=QUIET)
    populate(server)
    yield server
    server.kill()


def restarted(server: ServerProcess, tmp_path: Path) -> None:
    """Start the killed server again."""
    server.kill()
    again = start_server(tmp_path, folder=server.folder, port=server.port, arguments=QUIET)
    server.process, server.errors = again.process, again.errors


def test_a_reminder_is_kept_over_restarts(tmp_path: Path, process: ServerProcess, person: MakePerson) -> None:
    ann, bob = person(process.address), person(process.address, BOB)
    with running_example(tmp_path, "reminder", process.address) as reminder:
        ann.say("what can you do?", "Remind me in 2 seconds to call home & 你好")
        bob.say("remind me in 9 days to rest")
        assert bob.hear(1) == ["In 9 day(s), then."]
        help_, promise = ann.hear(2)
        assert "remind me in 10 minutes" in help_
        assert promise == "In 2 second(s), then."
        reminder.kill()
        restarted(process, tmp_path)
        reminder.start()
        assert ann.hear(1) == ["You wanted to call home & 你好"]
        # Kill it and restore its file, as if it died after sending and before saving.
        reminder.kill()
        reminder.start()
        ann.say("remind me in 0 seconds to rest, too")
        assert ann.hear(2) == ["In 0 second(s), then.", "You wanted to rest, too"]
        assert ann.hears_nothing_more()


def test_a_reminder_that_was_sent_and_not_noted_is_not_sent_again(
    tmp_path: Path, process: ServerProcess, person: MakePerson
) -> None:
    ann = person(process.address)
    with running_example(tmp_path, "reminder", process.address) as reminder:
        kept = tmp_path / "robot" / "reminders.json"
        ann.say("remind me in 1 second to look up")
        assert ann.hear(1) == ["In 1 second(s), then."]
        before = kept.read_bytes()
        assert ann.hear(1) == ["You wanted to look up"]
        reminder.kill()
        kept.write_bytes(before)
        reminder.start()
        ann.say("remind me in 1 second to look again")
        assert ann.hear(2) == ["In 1 second(s), then.", "You wanted to look again"]
        assert ann.hears_nothing_more()


def test_a_broadcast_reaches_everybody_once(tmp_path: Path, process: ServerProcess, person: MakePerson) -> None:
    ann, bob = person(process.address), person(process.address, BOB)
    with running_example(tmp_path, "broadcast", process.address, "--key", "today", start=False) as broadcast:
        broadcast.start("午饭 & lunch\n".encode())
        assert broadcast.wait() == 0, broadcast.said()
        broadcast.start("午饭 & lunch\n".encode())
        assert broadcast.wait() == 0
        assert broadcast.said().splitlines()[-1] == "sent to 2"
    assert ann.hear(1) == bob.hear(1) == ["午饭 & lunch"]
    bob.client.account_data.block(BOT)
    with running_example(tmp_path, "broadcast", process.address, start=False) as broadcast:
        broadcast.start(b"dinner")
        assert broadcast.wait() == 1
        assert f"{BOB}: The server refused" in broadcast.said()
    assert ann.hear(1) == ["dinner"]
    assert ann.hears_nothing_more()


def test_a_log_is_followed(tmp_path: Path, process: ServerProcess, person: MakePerson) -> None:
    ann, log = person(process.address), tmp_path / "service.log"
    log.write_text("ERROR long ago\n")

    def write(text: str) -> None:
        with log.open("a") as file:
            file.write(text)

    arguments = (str(log), "--to", str(ANN), "--match", "ERROR|WARN", "--place", str(tmp_path / "place"))
    with running_example(tmp_path, "log_bridge", process.address, *arguments) as bridge:
        # Wait until the bot has found the end of the file.
        while not (tmp_path / "place").exists():
            assert bridge.process is not None
            assert bridge.process.poll() is None, bridge.said()
        write("INFO nothing\nERROR one\nWARN tw")
        assert ann.hear(1) == ["ERROR one"]
        write("o\n")
        assert ann.hear(1) == ["WARN two"]
        log.rename(tmp_path / "service.log.1")
        log.write_text("ERROR in a new file\n")
        assert ann.hear(1) == ["ERROR in a new file"]
        bridge.kill()
        write("ERROR while it was away\n")
        restarted(process, tmp_path)
        bridge.start()
        assert ann.hear(1) == ["ERROR while it was away"]
        log.write_text("")
        log.write_text("ERROR new\n")
        assert ann.hear(1) == ["ERROR new"]
        bridge.kill()
        log.rename(tmp_path / "service.log.2")
        log.write_text("ERROR of another file\n")
        bridge.start()
        assert ann.hear(1) == ["ERROR of another file"]
        assert ann.hears_nothing_more()


def test_a_member_who_is_present_is_chosen(tmp_path: Path, server: LocalServer, person: MakePerson) -> None:
    ann = person(server.address)
    room = ann.client.rooms.create("Family", (BOB,))
    with running_example(tmp_path, "chooser", server.address):
        ann.client.rooms.set_role(room, BOT, RoomRole.MEMBER)
        assert ann.hear(1) == ["Mention me, and I choose one of you."]
        ann.client.send_message(room, "who is it?", "1" * 32)
        ann.client.send_message(room, "@机器人 who is it?", "2" * 32, mentions=[BOT])
        assert ann.hear(1) == ["@Ann it is!"]


def test_files_are_kept_and_sent_back(tmp_path: Path, server: LocalServer, person: MakePerson) -> None:
    ann, note = person(server.address), tmp_path / "note.txt"
    note.write_text("milk, eggs")
    with running_example(tmp_path, "file_box", server.address, str(tmp_path / "box")):
        ann.say("hello")
        assert ann.hear(1) == ["Send me a file."]
        info = ann.client.files.describe(note, ANN)
        ann.client.files.upload(info, note)
        ann.client.send_message(BOT, "", file=info)
        assert ann.hear(1) == ["I have note.txt now."]
        assert (tmp_path / "box" / str(ANN) / "note.txt").read_text() == "milk, eggs"
        ann.say("../note.txt")
        assert ann.hear(1) == ["Write one of these names:\nnote.txt"]
        ann.say("note.txt")
        assert ann.hear(1) == ["[file] note.txt 10 B"]


def test_who_asks_is_welcome_once(tmp_path: Path, process: ServerProcess, person: MakePerson) -> None:
    process.add_user(10009, nickname="Eve")
    eve = person(process.address, 10009)
    with pytest.raises(RefusedError):
        eve.say("nobody lets me")
    with running_example(tmp_path, "welcome", process.address, "--greeting", "Hello, {name}!") as welcome:
        eve.client.request(AnswerAdd(BOT, AddAnswer.ASK, "please"))
        assert eve.hear(1) == ["Hello, Eve!"]
        assert eve.client.list_contacts() == (BOT,)
        welcome.kill()
        restarted(process, tmp_path)
        eve.client.request(DeleteFromList(BOT))
        assert eve.client.request(AddToList(BOT)).outcome == AddOutcome.ADDED
        welcome.start()
        ann = person(process.address)
        # All earlier events are handled by then.
        process.add_user(10010, nickname="Finn")
        finn = person(process.address, 10010)
        finn.client.request(AnswerAdd(BOT, AddAnswer.ASK, "me, too"))
        assert finn.hear(1) == ["Hello, Finn!"]
        assert eve.hears_nothing_more()
        assert ann.hears_nothing_more()
