"""Files of bots: handlers, replies with a file, downloads."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk import Bot, Message
from qqdesk.client.errors import LocalFileError
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.file_info import FileKind, caption_of
from tests.bot.conftest import ANN, BOT, PATIENCE_S, MakePerson, MakeSession, Person
from tests.helpers.line_cutter import LineCutter
from tests.helpers.server import LocalServer

PICTURE = b"GIF89a\x20\x03\x58\x02" + bytes(5000)
"""The header of 800 x 600 pixels."""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cat.gif"
    path.write_bytes(PICTURE)
    return path


def send_file(person: Person, path: Path, caption: str = "") -> None:
    client = person.client
    info = client.files.describe(path, client.number)
    client.files.upload(info, path)
    client.send_message(BOT, caption, file=info)


def files_of(person: Person) -> Iterator[WaitingMessage]:
    while True:
        yield from (row for row in person.inbox.poll() if row.file is not None and row.kind == MessageKind.TEXT)


def test_a_bot_saves_files_and_replies_with_a_file(
    tmp_path: Path, server: LocalServer, person: MakePerson, picture: Path
) -> None:
    bot, called, saved = Bot(server.address, BOT, "secret"), [], []
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    is_done = threading.Event()

    @bot.on_message
    def on_message(message: Message) -> None:
        called.append(("message", message.text, message.file and message.file.name))
        if message.file is None:
            with pytest.raises(LocalError):
                message.save_file(inbox)

    @bot.on_file
    def on_file(message: Message) -> None:
        called.append(("file", message.text, message.file and message.file.name))
        saved.append(message.save_file(inbox))
        message.reply_file(saved[-1], f"{len(saved)} 收到")
        if len(saved) == 2:
            is_done.set()

    ann = person(server.address)
    with bot:
        ann.say("hello")
        send_file(ann, picture, "look!")
        send_file(ann, picture)
        assert is_done.wait(PATIENCE_S), called
    assert called == [("message", "hello", None)] + [
        (kind, text, "cat.gif") for text in ("look!", "") for kind in ("message", "file")
    ]
    assert [path.name for path in saved] == ["cat.gif", "cat (2).gif"]
    assert [path.read_bytes() for path in saved] == [PICTURE] * 2
    assert sorted(inbox.iterdir()) == sorted(saved)
    replies = files_of(ann)
    first, second = next(replies), next(replies)
    assert [caption_of(row.text) for row in (first, second)] == ["1 收到", "2 收到"]
    assert first.file is not None
    assert (first.file.name, first.file.kind, first.file.width, first.file.height) == (
        "cat.gif", FileKind.GIF, 800, 600,
    )  # fmt: skip
    ann.client.files.download(first.file.id, tmp_path / "reply")
    assert (tmp_path / "reply").read_bytes() == PICTURE


def test_a_reply_of_a_killed_bot_is_stored_once(
    server: LocalServer, person: MakePerson, session: MakeSession, picture: Path
) -> None:
    ann = person(server.address)
    ann.say("picture")
    for _ in range(2):
        life = session(server.address)
        event = next(event for event in iter(life.take, 0) if isinstance(event, Message))
        (sent,) = event.reply_file(picture, "as you wish")
        assert sent.to == ANN
        life.stop()  # The event is not finished.
    replies = [row for row in ann.client.get_messages() if row.file is not None and row.kind == MessageKind.TEXT]
    assert [caption_of(row.text) for row in replies] == ["as you wish"]


def test_a_cut_line_delays_a_file(
    tmp_path: Path, server: LocalServer, person: MakePerson, session: MakeSession
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(os.urandom(3_000_000))
    ann = person(server.address)
    with LineCutter(server.port, cut_after=400_000, cuts=3) as line:
        mine = session(line.url)
        mine.send_file(ANN, path)
        row = next(files_of(ann))
        assert row.file is not None
        send_file(ann, path)
        line.cuts_left = 3
        event = next(event for event in iter(mine.take, 0) if isinstance(event, Message))
        assert event.save_file(tmp_path / "copy").read_bytes() == path.read_bytes()
        assert line.cuts_left == 0
    assert row.file.size == 3_000_000
    with pytest.raises(LocalFileError):
        mine.send_file(ANN, tmp_path / "missing")


def test_a_long_caption_continues_in_the_next_message(
    server: LocalServer, person: MakePerson, session: MakeSession, picture: Path
) -> None:
    words = ["word" + "s" * (number % 7) for number in range(800)]
    ann = person(server.address)
    session(server.address).send_file(ANN, picture, " ".join(words))
    first, second = (row for row in ann.client.get_messages() if row.kind == MessageKind.TEXT)
    assert first.file is not None
    assert second.file is None
    assert f"{caption_of(first.text)} {second.text}".split() == words
