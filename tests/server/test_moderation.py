"""Banning, deletion and the second password, with the command beside a running server."""

import io
import socket
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.operations.daemon import SWEEP_EVERY_S
from qqdesk.server.storage.moved import own_tables
from qqdesk.server.storage.sqlite import open_database
from tests.helpers.clock import FakeClock
from tests.helpers.command_line import give_input
from tests.helpers.server import add_user, local_server
from tests.server.test_process import parked, sign_in
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

OFFLINE = (99, 10001, "20")


@pytest.fixture
def anna(world: World) -> Person:
    return world.people(10001, 10002)[0]


def run(world: World, *arguments: str) -> None:
    assert cli.main([*arguments, "--data-dir", str(world.folder)]) == 0
    if world.core.store.is_shared:
        # The notification comes at any moment. This is what the server does then.
        world.core.store.on_change()
    world.core.housekeeping.sweep()
    world.settle()


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(open_database(folder)) as db:
        return db.execute(sql).fetchall()


def without_lists(rows: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Leave out that the contact list changed, which only servers on PostgreSQL hear of a command."""
    return [row for row in rows if row[0] != MessageKind.LIST_CHANGED]


def friend_of(anna: Person) -> Person:
    return Person(anna.world, 10002).sign_in()


def test_a_ban_ends_the_session_and_says_why(world: World, anna: Person) -> None:
    friend = friend_of(anna)
    poll = anna.start("GetMsgEx", WAIT=50)
    run(world, "user", "ban", "10001")
    reply = poll.reply()
    assert (reply["RES"], reply["WHY"]) == ("20", "3")
    assert anna.ask("List", TN=10, UN=0)["WHY"] == "3"
    assert friend.poll() == [OFFLINE]


def test_a_ban_ends_a_classic_session(world: World, anna: Person) -> None:
    anna.login()
    run(world, "user", "ban", "10001")
    assert anna.ask("GetMsgEx")["RES"] == "20"


def test_nothing_is_lost_by_a_ban(world: World, anna: Person) -> None:
    friend = friend_of(anna)
    run(world, "user", "ban", "10001")
    assert anna.login()["RS"] == anna.login(EXT=1, DEV="d" * 32)["RS"] == "1"
    assert friend.ask("CLTMSG", UN=10001, MG="are you there")["RES"] == "0"
    run(world, "user", "unban", "10001")
    anna.sign_in()
    assert (9, 10002, "are you there") in anna.poll()


def test_banned_and_unbanned_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    for action in ("ban", "ban", "unban", "unban"):
        assert cli.main(["user", action, "10001", "--data-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "banned 10001",
        "10001 is banned already",
        "10001 may sign in again",
        "10001 is not banned",
    ]


@pytest.mark.parametrize("action", [["ban"], ["unban"], ["delete", "--yes"], ["passwd", "--classic", "--remove"]])
def test_an_unknown_number_is_refused(tmp_path: Path, action: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    assert cli.main(["user", action[0], "10002", *action[1:], "--data-dir", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "There is no user 10002.\n"


def test_a_deleted_user_is_gone_and_is_notified(world: World, anna: Person) -> None:
    friend = friend_of(anna)
    friend.poll()
    assert anna.ask("CLTMSG", CID="a" * 32, UN=10002, MG="remember me")["RES"] == "0"
    poll = anna.start("GetMsgEx", WAIT=50)
    run(world, "user", "delete", "10001", "--yes")
    reply = poll.reply()
    assert (reply["RES"], reply["WHY"]) == ("20", "3")
    # Also for a client that returns much later.
    assert anna.ask("GetMsgEx")["WHY"] == "3"
    assert anna.login()["RS"] == "1"
    # Sent messages stay; their receipts go to no one and stop nothing.
    reply = friend.ask("GetMsgEx")
    assert without_lists(reply.rows) == [(9, 10001, "remember me"), OFFLINE]
    assert friend.poll(ACK=max(reply.ids)) == []
    assert friend.ask("List", TN=10, UN=0)["UN"] == ""
    assert friend.ask("GetInfo", LV=2, UN=10001)["RES"] == "30"
    assert friend.ask("CLTMSG", UN=10001, MG="hello")["RES"] == "30"
    assert friend.ask("AddToList", UN=10001)["RES"] == "30"


def test_contacts_of_a_deleted_user_see_them_go(world: World, anna: Person) -> None:
    friend = friend_of(anna)
    poll = friend.start("GetMsgEx", WAIT=50)
    run(world, "user", "delete", "10001", "--yes")
    # A poll that hangs may end with the changed list alone.
    came = without_lists(poll.reply().rows) if poll.is_done else []
    assert (came or without_lists(friend.poll())) == [OFFLINE]


@pytest.mark.stores("sqlite")
def test_nothing_of_a_deleted_user_stays_in_the_database(world: World, anna: Person) -> None:
    friend = friend_of(anna)
    stranger = world.person(10003).sign_in()
    stranger.ask("Ack_AddToList", UN=10001, CD=2, RS="please")
    anna.ask("Ack_AddToList", UN=10003, CD=2, RS="please")
    anna.ask("Ack_AddToList", UN=10003, CD=0, RS="")
    friend.ask("CLTMSG", CID="b" * 32, UN=10001, MG="hello")
    anna.ask("CLTMSG", CID="a" * 32, UN=10002, MG="hello")
    run(world, "user", "delete", "10001", "--yes")
    with closing(open_database(world.folder)) as db:
        tables = own_tables(db)
        found = {
            (table, column[1])
            for table in tables
            for column in db.execute(f"PRAGMA table_info({table})")
            if db.execute(f"SELECT 1 FROM {table} WHERE {column[1]} = 10001").fetchone()
        }
        found.discard(("facts", "value"))
        assert found == {
            ("client_ids", "log"),
            ("entries", "peer"),
            ("entries", "sender"),
            ("deleted_users", "number"),
            ("place_log", "subject"),
        }
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_requests_of_a_deleted_user_before_the_sweep_leave_nothing_behind(world: World, anna: Person) -> None:
    open_user = world.person(10003, allow=0)
    assert cli.main(["user", "delete", "10001", "--yes", "--data-dir", str(world.folder)]) == 0
    assert anna.ask("AddToList", UN=10003)["RES"] in ("20", "30")
    assert anna.ask("CLTMSG", UN=10003, MG="hello")["RES"] in ("20", "31")
    assert anna.ask("ModifyInfo", NK="Anna")["RES"] in ("0", "20")
    assert open_user.sign_in().poll() == []
    assert rows(world.folder, "SELECT * FROM roster WHERE owner = 10001") == []
    world.core.housekeeping.sweep()
    world.settle()
    assert anna.ask("List", TN=10, UN=0)["WHY"] == "3"


@pytest.mark.stores("sqlite")
def test_the_number_of_a_deleted_user_is_not_given_again(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(world.folder, 10001)
    run(world, "user", "delete", "10001", "--yes")
    assert world.post("VER=1.1&CMD=Register&SEQ=1&UIN=0&PS=" + "0" * 32 + "&NICK=New")["NUM"] == "10002"
    add = ["user", "add", "10001", "--nick", "Anna", "--password-stdin", "--data-dir", str(world.folder)]
    give_input(monkeypatch, "secret\n")
    assert cli.main(add) == 1
    assert "use --again if the same person" in capsys.readouterr().err
    give_input(monkeypatch, "secret\n")
    assert cli.main([*add, "--again"]) == 0
    assert Person(world, 10001).sign_in().poll() == []


def test_deleting_asks_for_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    add_user(tmp_path, 10001)
    delete = ["user", "delete", "10001", "--data-dir", str(tmp_path)]
    for typed, code in (("yes\n", 1), ("", 1), ("10001\n", 0)):
        monkeypatch.setattr("sys.stdin", Terminal(typed))
        assert cli.main(delete) == code, typed
    assert capsys.readouterr().out.endswith("deleted 10001\n")
    assert rows(tmp_path, "SELECT number FROM users") == []


def test_deleting_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(tmp_path, 10001)
    give_input(monkeypatch, "10001\n")
    assert cli.main(["user", "delete", "10001", "--data-dir", str(tmp_path)]) == 1
    assert "Use --yes to delete 10001." in capsys.readouterr().err
    assert rows(tmp_path, "SELECT number FROM users") == [(10001,)]


def test_a_password_for_old_clients_ends_their_sessions_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    classic, extended = world.person(10001), world.person(10002).sign_in()
    classic.login()
    for number in ("10001", "10002"):
        give_input(monkeypatch, "other\n")
        run(world, "user", "passwd", number, "--classic", "--password-stdin")
    assert classic.ask("GetMsgEx")["RES"] == "20"
    assert extended.ask("GetMsgEx")["RES"] == "0"
    run(world, "user", "passwd", "10001", "--classic", "--remove")
    assert classic.login()["RS"] == "0"
    assert classic.ask("GetMsgEx")["RES"] == "0"


def test_removing_a_missing_second_password(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    assert cli.main(["user", "passwd", "10001", "--remove", "--data-dir", str(tmp_path)]) == 2
    assert "--classic --remove" in capsys.readouterr().err


def test_a_list_that_is_long(world: World, anna: Person, capsys: pytest.CaptureFixture[str]) -> None:
    friend_of(anna)
    anna.ask("CLTMSG", UN=10002, MG="hello")
    world.person(10003, nickname="\u202eevil\x1b[2J\u200d")
    run(world, "user", "ban", "10003")
    capsys.readouterr()
    run(world, "user", "list")
    assert [line.split("\t")[::2] for line in capsys.readouterr().out.splitlines()] == [
        ["10001", "user 10001"],
        ["10002", "user 10002"],
        ["10003", "\ufffdevil\ufffd[2J\u200d"],
    ]
    run(world, "user", "list", "--long")
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [len(line) for line in lines] == [8, 8, 8]
    assert [line[7] for line in lines] == ["0", "1", "0"]
    assert [line[5] == "-" for line in lines] == [True, True, False]
    assert [line[6] == "-" for line in lines] == [False, False, True]
    assert lines[0][6].endswith("Z")
    run(world, "user", "list", "--here")
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == ["10001", "10002"]


def until(connection: socket.socket, words: bytes) -> None:
    """Read until this arrives."""
    connection.settimeout(20)
    data = b""
    while words not in data:
        part = connection.recv(4096)
        assert part, data
        data += part


def test_the_real_server_finds_out_by_itself(tmp_path: Path) -> None:
    """It notices at its sweep."""
    clock = FakeClock()
    with local_server(tmp_path, clock=clock) as server:
        for number in (10001, 10002, 10003):
            server.add_user(number)
        tokens = {number: sign_in(server, number) for number in (10001, 10002, 10003)}
        with (
            parked(server, 10001, tokens[10001]) as banned,
            parked(server, 10002, tokens[10002]) as deleted,
            parked(server, 10003, tokens[10003]) as notified,
        ):
            folder = ["--data-dir", str(server.folder)]
            assert cli.main(["user", "ban", "10001", *folder]) == 0
            assert cli.main(["user", "delete", "10002", "--yes", *folder]) == 0
            assert cli.main(["say", "hello", "--to", "10003", *folder]) == 0
            server.loop.call_soon_threadsafe(clock.advance, SWEEP_EVERY_S)
            until(banned, b"&RES=20&RA=not signed in&WHY=3")
            until(deleted, b"&RES=20&RA=not signed in&WHY=3")
            until(notified, b"&MN=1&MT=9,&UN=10000,&MG=hello,")
