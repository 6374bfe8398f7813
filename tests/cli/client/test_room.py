"""`qqdesk-cli room`, and rooms in `send` and `listen`."""

import json

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from tests.helpers.command_line import CommandLine
from tests.helpers.server import LocalServer

ANNA, BELA, CARL = 10001, 10002, 10003
ROOM = "10005"
SECRET = password_hash("secret")


def outcome(cli: CommandLine, number: int, *words: str) -> tuple[int, str, str]:
    done = cli.run(*words, *cli.user(number))
    return done.code, done.out, done.err


def test_a_room_is_made_shown_changed_and_left(cli: CommandLine) -> None:
    assert outcome(cli, ANNA, "room", "new", "Family", "贝拉", "--notice", "Lunch at one") == (0, f"{ROOM}\n", "")
    assert outcome(cli, ANNA, "room", "list") == (0, f"{ROOM}\tkeeper\t0\t2\tFamily\n", "")
    assert outcome(cli, BELA, "room", "list") == (0, f"{ROOM}\tmember\t0\t2\tFamily\n", "")
    code, out, _ = outcome(cli, BELA, "room", "info", "family")
    assert code == 0
    assert out.splitlines()[-2:] == ["10001\tkeeper\toffline\tAnna", "10002\tmember\toffline\t贝拉"]
    assert "notice\tLunch at one" in out.splitlines()
    assert outcome(cli, BELA, "room", "change", ROOM, "--name", "Mine") == (
        1, "", "The server refused it: only keepers of the room may do this.\n",
    )  # fmt: skip
    assert (
        outcome(cli, ANNA, "room", "change", "Family", "--name", "Friends", "--join", "open", "--write", "keepers")[0]
        == 0
    )
    shown = json.loads(outcome(cli, ANNA, "room", "info", "Friends", "--json")[1])
    assert (shown["name"], shown["join"], shown["write"], shown["past"]) == ("Friends", "open", "keepers", "all")
    assert [member["role"] for member in shown["members"]] == ["keeper", "member"]
    assert outcome(cli, BELA, "room", "leave", "Friends") == (0, "", "")
    assert outcome(cli, BELA, "room", "list") == (0, "", "")
    assert outcome(cli, BELA, "room", "list", "--joinable")[1] == f"{ROOM}\t-\t0\t1\tFriends\n"
    assert outcome(cli, BELA, "room", "join", "Friends") == (0, "joined\n", "")


def test_people_are_added_silenced_and_removed(cli: CommandLine, server: LocalServer) -> None:
    outcome(cli, ANNA, "room", "new", "Family")
    server.add_user(10009, nickname="Gert")
    added = outcome(cli, ANNA, "room", "add", "Family", "10003", "Gert", "--keeper")
    assert added == (0, "10003\tkeeper\n10009\tinvited\n", "")
    assert outcome(cli, 10009, "room", "list")[1] == f"{ROOM}\tinvited\t0\t2\tFamily\n"
    assert outcome(cli, 10009, "room", "refuse", "Family") == (0, "", "")
    assert outcome(cli, 10009, "room", "list")[1] == ""
    outcome(cli, ANNA, "room", "add", "Family", "10002")
    assert outcome(cli, ANNA, "room", "silence", "Family", "10002", "--minutes", "5") == (0, "", "")
    assert outcome(cli, BELA, "send", "Family", "hello")[0] == 1
    outcome(cli, ANNA, "room", "silence", "Family", "10002", "--minutes", "0")
    assert outcome(cli, BELA, "send", "Family", "hello") == (0, "", "")
    assert outcome(cli, ANNA, "room", "remove", "Family", "10002", "10003") == (0, "", "")
    assert outcome(cli, BELA, "send", ROOM, "hello") == (5, "", "There is no such room.\n")


def test_an_invitation_and_a_request_lead_into_a_room(cli: CommandLine) -> None:
    outcome(cli, ANNA, "room", "new", "Club")
    assert outcome(cli, BELA, "room", "join", ROOM) == (1, "", f"{ROOM} is for invited people only.\n")
    code = outcome(cli, ANNA, "room", "invite", "Club")[1].strip()
    assert outcome(cli, BELA, "room", "join", ROOM, "--invitation", code) == (0, "joined\n", "")
    outcome(cli, ANNA, "room", "change", "Club", "--join", "ask")
    assert outcome(cli, CARL, "room", "join", "Club", "--note", "It is me") == (0, "asked\n", "")
    listened = outcome(cli, ANNA, "listen", "--count", "2")[1].splitlines()
    assert listened[-1].split("\t")[1:] == ["room-request", "10003", "Carl", "It is me", ROOM, "Club"]
    assert outcome(cli, ANNA, "room", "add", "Club", "10003") == (0, "10003\tmember\n", "")


def test_listen_prints_room_and_sender(cli: CommandLine, server: LocalServer) -> None:
    with Client(server.address, BELA) as bela:
        bela.login(SECRET)
        room = bela.rooms.create("Family", (ANNA,), join_rule=JoinRule.OPEN)
        assert outcome(cli, ANNA, "listen", "--count", "1")[1].split("\t")[1:] == [
            "joined", "10002", "贝拉", "", str(room), "Family\n",
        ]  # fmt: skip
        bela.rooms.set_role(room, CARL, RoomRole.MEMBER)
        bela.send_message(room, "@Anna hello", "c" * 32, mentions=[ANNA])
        bela.send_message(room, "bye")
    line = json.loads(outcome(cli, ANNA, "listen", "--count", "1", "--json")[1])
    assert (line["kind"], line["number"], line["name"], line["text"]) == ("message", BELA, "贝拉", "@Anna hello")
    assert (line["room"], line["room_name"], line["mentions"], line["mentions_me"]) == (room, "Family", [ANNA], True)
    assert outcome(cli, ANNA, "listen", "--count", "1")[1].split("\t")[1:] == [
        "message", "10002", "贝拉", "bye", str(room), "Family\n",
    ]  # fmt: skip


def test_send_mentions_a_member(cli: CommandLine, server: LocalServer) -> None:
    outcome(cli, ANNA, "room", "new", "Family", "10002")
    with Client(server.address, BELA) as bela:
        bela.login(SECRET)
        assert outcome(cli, ANNA, "send", "family", "@贝拉 hello", "--mention", "贝拉") == (0, "", "")
        (room,) = bela.rooms.list()
        assert (room.text, room.is_mentioned, room.unread) == ("@贝拉 hello", True, 1)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("info",), 2, "Usage: qqdesk-cli room info ROOM"),
        (("add", "Family"), 2, "Usage: qqdesk-cli room add ROOM WHO …"),
        (("info", "Nowhere"), 5, "No room is called Nowhere."),
        (("info", "77777"), 5, "There is no such room."),
        (("change", ROOM), 2, "Say what to change: --name, --notice, --join, --write, --past, --face."),
        (("add", ROOM, "Nobody"), 5, "Nobody on the server is called Nobody."),
    ],
)
def test_what_cannot_be_done(cli: CommandLine, words: tuple[str, ...], code: int, sentence: str) -> None:
    outcome(cli, ANNA, "room", "new", "Family")
    assert outcome(cli, ANNA, "room", *words) == (code, "", f"{sentence}\n")
