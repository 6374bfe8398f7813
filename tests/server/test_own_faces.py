"""An own picture as face: which files can be one, and who learns of it."""

import pytest

from qqdesk.protocol.file_commands import MAX_FACE_BYTES
from tests.helpers.files import add_file
from tests.server.test_message_files import ANN, BOB, CARL, FILE, OTHER_FILE, ROOM, people, place, send, sign_in
from tests.server.world import World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def test_sessions_with_files_get_the_own_face(world: World) -> None:
    ann, bob, carl = people(world, ANN, BOB, CARL, members=(ANN, BOB))
    old = sign_in(carl, can="DEV,ROOM,")
    add_file(place(world), FILE, ANN, size=MAX_FACE_BYTES)
    assert ann.ask("ModifyInfo", FACE=FILE)["RES"] == "0"
    assert bob.ask("GetInfo", UN=ANN, LV=1)["FACE"] == FILE
    assert bob.ask("GetInfo", UN=CARL, LV=1)["FACE"] == ""
    assert bob.ask("Query_Stat", ALL=1)["FACE"] == f"{FILE},,"
    assert bob.ask("RoomInfo", UN=ROOM)["MFACE"] == f"{FILE},,"
    assert "FACE" not in old.ask("GetInfo", UN=ANN, LV=1) | old.ask("Query_Stat", ALL=1)
    assert ann.ask("ModifyInfo", FACE="")["RES"] == "0"
    assert bob.ask("GetInfo", UN=ANN, LV=1)["FACE"] == ""


def test_everybody_may_read_a_face(world: World) -> None:
    ann, bob = people(world, ANN, BOB)
    add_file(place(world), FILE, ANN, size=1)
    assert send(bob, ANN) == "30"
    ann.ask("ModifyInfo", FACE=FILE)
    assert send(bob, ANN) == "0"


@pytest.mark.parametrize(
    ("options", "result"),
    [
        ({"size": MAX_FACE_BYTES + 1}, "41"),
        ({"size": 1, "kind": "gif"}, "10"),
        ({"size": 1, "kind": ""}, "10"),
        ({"size": 1, "is_whole": False}, "30"),
        ({"size": 1, "owner": BOB}, "30"),
    ],
)
def test_other_files_are_no_face(world: World, options: dict[str, object], result: str) -> None:
    ann, _ = people(world, ANN, BOB)
    add_file(place(world), FILE, **({"owner": ANN} | options))  # type: ignore[arg-type]
    assert ann.ask("ModifyInfo", FACE=FILE, NK="Anna")["RES"] == result
    assert world.read(f"SELECT picture, nickname FROM users WHERE number = {ANN}") == [(None, f"user {ANN}")]


def test_a_session_without_files_changes_no_face(world: World) -> None:
    (ann,) = people(world, ANN)
    add_file(place(world), OTHER_FILE, ANN, size=1)
    assert sign_in(ann, can="DEV,").ask("ModifyInfo", FACE=OTHER_FILE)["RES"] == "0"
    assert world.read("SELECT picture FROM users") == [(None,)]
