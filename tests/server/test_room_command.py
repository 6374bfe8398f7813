"""`qqdesk-server room`, on a stopped server and beside a running one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.server import ServerProcess, add_user, md5, running_server

Room = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder with the people 10001 to 10004."""
    folder = tmp_path / "server"
    for number in range(10001, 10005):
        add_user(folder, number)
    return folder


@pytest.fixture
def room(folder: Path, capsys: pytest.CaptureFixture[str]) -> Room:
    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["room", *words, "--data-dir", str(folder)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_room_from_its_beginning_to_its_end(room: Room) -> None:
    added = room("add", "Class 5b", "--members", "10002", "10003", "--keeper", "10001", "--join", "ask")
    assert added == (0, "added 10005\n", "")
    assert room("list") == (0, "10005\t3\task\tClass 5b\n", "")
    assert room("list", "--long")[1].rstrip("\n").split("\t")[5:] == ["10001", "10002 10003"]
    changed = ("change", "10005", "--name", "Class 6b", "--members", "10004", "--out", "10002", "--keeper", "10003")
    assert room(*changed) == (0, "changed 10005\n", "")
    assert room(*changed) == (0, "10005 is like that already\n", "")
    assert room("list", "--long")[1].rstrip("\n").split("\t")[5:] == ["10001 10003", "10004"]
    assert room("change", "10005", "--no-keeper", "10003")[0] == 0
    assert room("list", "--long")[1].rstrip("\n").split("\t")[5:] == ["10001", "10003 10004"]
    assert room("remove", "10005", "--yes") == (0, "removed 10005\n", "")
    assert room("list") == (0, "", "")
    assert room("add", "Another")[1] == "added 10006\n", "the number of a removed room is not used again"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "Class", "--members", "77777"), "There is no user 77777."),
        (("change", "77777", "--name", "Class"), "There is no room 77777."),
        (("change", "10005", "--out", "77777"), "There is no user 77777."),
        (("change", "10005", "--no-keeper", "10001"), "A room needs a keeper."),
        (("remove", "77777", "--yes"), "There is no room 77777."),
        (("remove", "10005"), "There is no terminal to confirm at. Nothing was deleted. Use --yes to delete 10005."),
    ],
)
def test_what_cannot_be_done(room: Room, words: tuple[str, ...], sentence: str) -> None:
    room("add", "Family", "--members", "10001", "10002")
    before = room("list", "--long")
    assert room(*words) == (1, "", f"{sentence}\n")
    assert room("list", "--long") == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "x" * 41), "a name of 1 to 40 characters is wanted"),
        (("add", "Class", "--notice", "x" * 1001), "a notice of at most 1000 characters is wanted"),
        (("add", "Class", "--join", "never"), "invalid choice: 'never'"),
        (("change", "0"), "a room's number is a number from 1 to"),
    ],
)
def test_invalid_values(room: Room, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(SystemExit):
        room(*words)
    assert sentence in capsys.readouterr().err


def test_beside_a_running_server_the_members_learn_of_it(tmp_path: Path, folder: Path, room: Room) -> None:
    arguments = ("--no-tls", "--no-ops", "--no-announce")
    with running_server(tmp_path, folder=folder, arguments=arguments) as server:
        anna = Device(server, 10001)
        room("add", "Family", "--members", "10001", "10002")
        anna.wait_for(MessageKind.ROOM_JOINED)
        room("change", "10005", "--notice", "Lunch at one")
        anna.wait_for(MessageKind.ROOM_CHANGED)
        assert "&NOTE=Lunch at one&" in anna.ask("RoomInfo&UN=10005")
        room("remove", "10005", "--yes")
        anna.wait_for(MessageKind.ROOM_LEFT)
        assert "&RES=30&" in anna.ask("RoomInfo&UN=10005")
        assert "&RES=30&" in anna.ask(f"CLTMSG&CID={'c' * 32}&UN=10005&MG=hello")
        assert "&SN=0&" in anna.ask("ListRooms")


class Device:
    """A signed-in device that knows rooms."""

    def __init__(self, server: ServerProcess, number: int) -> None:
        self._server, self._head, self._sequence = server, f"&UIN={number}", 0
        self._cursors: dict[str, int] = {}
        reply = self.ask(f"Login&PS={md5('secret')}&EXT=1&DEV={'d' * 32}&CAN=DEV,ROOM")
        self._head += f"&SID={reply.partition('&SID=')[2].partition('&')[0]}"

    def ask(self, command: str) -> str:
        self._sequence += 1
        name, ampersand, fields = command.partition("&")
        return self._server.post(f"VER=1.1&CMD={name}&SEQ={self._sequence}{self._head}{ampersand}{fields}")

    def wait_for(self, kind: MessageKind) -> None:
        while kind not in self.poll():
            pass

    def poll(self) -> list[int]:
        """Wait for entries and acknowledge them with the next call; return their kinds."""
        rooms = {room: id for room, id in self._cursors.items() if room != "0"}
        fields = f"&ACK={self._cursors.get('0', 0)}"
        if rooms:
            fields += f"&ROOM={''.join(f'{room},' for room in rooms)}&RACK={''.join(f'{id},' for id in rooms.values())}"
        reply = dict(field.partition("=")[::2] for field in self.ask(f"GetMsgEx&WAIT=20{fields}").split("&"))
        kinds, ids = reply["MT"].split(",")[:-1], reply["MID"].split(",")[:-1]
        rooms_of = reply["ROOM"].split(",")[:-1] if "ROOM" in reply else ["0"] * len(kinds)
        self._cursors.update({room: int(id) for room, id in zip(rooms_of, ids, strict=True)})
        return [int(kind) for kind in kinds]
