"""`say`, and the number that notices come from."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.delivery import mailbox
from qqdesk.server.storage.sqlite import FILE_NAME, open_database
from tests.helpers.command_line import give_input
from tests.helpers.server import add_user
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

HELLO = (9, 10000, "hello, all & sundry\nof you")


def say(folder: Path, *arguments: str) -> int:
    return cli.main(["say", *arguments, "--data-dir", str(folder)])


def fill(folder: Path, number: int, count: int = mailbox.MOST_WAITING, kind: int = 9) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db, db:
        db.executemany(
            "INSERT INTO entries (log, seq, peer, kind, sender, time, text) VALUES (?, ?, 10001, ?, 10001, 1, 'x')",
            ((number, id_, kind) for id_ in range(1, count + 1)),
        )
        db.execute("UPDATE logs SET last_seq = ? WHERE number = ?", (count, number))


def test_everybody_gets_it_whatever_client_they_have(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    extended, classic, absent = world.person(10001).sign_in(), world.person(10002), world.person(10003)
    classic.login()
    assert say(world.folder, HELLO[2]) == 0
    assert capsys.readouterr().out == "sent to 3 users\n"
    reply = extended.ask("GetMsgEx")
    assert (reply.ids, reply["MG"]) == ([1], "hello%2c all %26 sundry%0aof you,")
    assert classic.poll() == absent.sign_in().poll() == reply.rows


def test_ids_continue_without_a_gap(world: World) -> None:
    anna, ben = world.people(10001, 10002)
    for _ in range(2):
        assert say(world.folder, "again") == 0
        assert ben.ask("CLTMSG", UN=10001, MG="between")["RES"] == "0"
    reply = anna.ask("GetMsgEx")
    assert reply.ids == [1, 2, 3, 4]
    assert [sender for _, sender, _ in reply.rows] == [10000, 10002, 10000, 10002]
    assert anna.poll(ACK=4) == []
    assert [sender for _, sender, _ in ben.poll()] == [10000, 10000]


def test_some_get_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    people = [world.person(number).sign_in() for number in (10001, 10002, 10003)]
    assert say(world.folder, "psst", "--to", "10001", "10003", "10001") == 0
    assert capsys.readouterr().out == "sent to 2 users\n"
    assert [len(person.poll()) for person in people] == [1, 0, 1]
    assert say(world.folder, "psst", "--to", "10001", "10009") == 1
    assert capsys.readouterr().err == "There is no user 10009. Nothing was sent.\n"
    assert [len(person.poll()) for person in people] == [1, 0, 1]


def test_full_mailboxes_are_left_out_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (10001, 10002, 10003):
        add_user(tmp_path, number)
    fill(tmp_path, 10001)
    # Receipts fill no mailbox.
    fill(tmp_path, 10002, kind=91)
    assert say(tmp_path, "hello") == 0
    captured = capsys.readouterr()
    assert captured.out == "sent to 2 users\n"
    assert captured.err == "1 did not get it, because their mailboxes are full\n"
    with closing(open_database(tmp_path)) as db:
        rows = db.execute("SELECT log, seq FROM entries WHERE sender = 10000 ORDER BY log").fetchall()
        assert rows == [(10002, mailbox.MOST_WAITING + 1), (10003, 1)]
        counters = db.execute("SELECT last_seq FROM logs ORDER BY number").fetchall()
        assert counters == [(mailbox.MOST_WAITING,), (mailbox.MOST_WAITING + 1,), (1,)]


def test_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(tmp_path, 10001)
    give_input(monkeypatch, "first\nsecond\n")
    assert say(tmp_path, "--stdin") == 0
    assert capsys.readouterr().out == "sent to 1 user\n"
    with closing(open_database(tmp_path)) as db:
        assert db.execute("SELECT text FROM entries").fetchall() == [("first\nsecond",)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (" \n", "The notice is empty."),
        ("x" * 4097, "The notice has 4097 characters, and at most 4096 can be sent."),
        ("\udcff", "The notice is not text in UTF-8."),
    ],
)
def test_invalid_notices(tmp_path: Path, text: str, complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    add_user(tmp_path, 10001)
    assert say(tmp_path, text) == 1
    assert capsys.readouterr().err == complaint + "\n"


@pytest.mark.parametrize("arguments", [[], ["hello", "--stdin"], ["hello", "--to"], ["hello", "--to", "x"]])
def test_misuse(tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        say(tmp_path, *arguments)
    assert ended.value.code == 2
    assert "usage: qqdesk-server say" in capsys.readouterr().err


@pytest.fixture
def anna(world: World) -> Person:
    return world.person(10001).sign_in()


def test_the_sender_of_notices(anna: Person) -> None:
    anna.world.core.server_info = type(anna.world.core.server_info)(name="Office")
    for level in (1, 2, 3):
        reply = anna.ask("GetInfo", LV=level, UN=10000)
        assert (reply["RES"], reply["UN"], reply["NK"]) == ("0", "10000", "Office")


def test_no_one_can_answer_or_add_them(anna: Person) -> None:
    assert anna.ask("CLTMSG", UN=10000, MG="who are you")["RES"] == "31"
    assert anna.ask("CLTMSG", CID="a" * 32, UN=10000, MG="who are you")["RES"] == "31"
    assert anna.ask("AddToList", UN=10000)["CD"] == "3"
    assert anna.ask("Ack_AddToList", UN=10000, CD=2, RS="please")["RES"] == "31"
    assert anna.ask("Finger", AG="", SX="", PV="", NUM=10000)["UN"] == ""


def test_their_number_is_never_assigned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_input(monkeypatch, "secret\n")
    add = ["user", "add", "10000", "--nick", "Server", "--password-stdin", "--data-dir", str(tmp_path)]
    assert cli.main(add) == 1
    assert "the server's own number" in capsys.readouterr().err
