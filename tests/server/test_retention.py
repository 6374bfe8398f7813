"""How long messages are kept, and which data is never deleted."""

from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.delivery import client_ids, retention
from qqdesk.server.settings.settings import Settings
from tests.server.test_rooms import sign_in
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

DAY_S = 24 * 3600
CID = "c" * 32


def purge(world: World, days: float) -> None:
    """Let `days` pass, then delete old messages."""
    world.advance(round(days * DAY_S))
    world.run(world.core.housekeeping.purge())


def log_of(world: World, number: int) -> list[tuple[int, int, int, str]]:
    """Id, kind, peer and text of each entry in an inbox."""
    return world.read(f"SELECT seq, kind, peer, text FROM entries WHERE log = {number} ORDER BY seq")


def test_messages_are_kept_for_ever_by_default(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("CLTMSG", UN=10002, MG="old")
    bert.poll(ACK=1)
    world.settle()
    purge(world, 3650)
    assert log_of(world, 10002) == [(1, 9, 10001, "old")]


def test_a_removed_part_of_a_conversation_is_counted_in_its_place(world: World) -> None:
    world.restart(Settings(retention_days=7))
    anna, bert, carl = world.people(10001, 10002, 10003)
    for sender, text in ((anna, "1"), (carl, "2"), (anna, "3")):
        sender.ask("CLTMSG", UN=10002, MG=text)
    bert.ask("CLTMSG", UN=10001, MG="4")
    bert.poll(ACK=4)
    world.settle()
    world.advance(5 * DAY_S)
    anna.sign_in().ask("CLTMSG", UN=10002, MG="young")
    bert.sign_in().poll(ACK=5)
    world.settle()
    purge(world, 3)
    assert log_of(world, 10002) == [(2, 88, 10003, "1"), (4, 88, 10001, "3"), (5, 9, 10001, "young")]
    purge(world, 8)
    assert log_of(world, 10002) == [(2, 88, 10003, "1"), (5, 88, 10001, "4")]
    purge(world, 8)
    assert log_of(world, 10002) == [(2, 88, 10003, "1"), (5, 88, 10001, "4")]


def test_many_old_messages_are_deleted_in_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "STEP", 2)
    world.restart(Settings(retention_days=7))
    anna, bert, carl = world.people(10001, 10002, 10003)
    for sender, text in ((anna, "1"), (anna, "2"), (carl, "3"), (anna, "4"), (carl, "5")):
        sender.ask("CLTMSG", UN=10002, MG=text)
    bert.poll(ACK=5)
    world.settle()
    purge(world, 8)
    assert log_of(world, 10002) == [(4, 88, 10001, "3"), (5, 88, 10003, "2")]


def test_entries_that_no_device_has_received_are_kept(world: World) -> None:
    world.restart(Settings(retention_days=7))
    anna, bert = world.people(10001, 10002)
    for text in ("received", "waits"):
        anna.ask("CLTMSG", UN=10002, MG=text)
    bert.poll(ACK=1)
    world.settle()
    purge(world, 8)
    assert log_of(world, 10002) == [(1, 88, 10001, "1"), (2, 9, 10001, "waits")]
    assert bert.sign_in().poll() == [(9, 10001, "waits")]
    # Ids go on behind what was deleted.
    anna.sign_in().ask("CLTMSG", UN=10002, MG="new")
    assert bert.ask("GetMsgEx", ACK=2).ids[-1:] == [3]


def _send_and_outlive(world: World) -> tuple[Person, Person, str]:
    """A message that was received and deleted; who sent it, who got it, and what the sender was answered."""
    world.restart(Settings(retention_days=30))
    anna, bert = world.people(10001, 10002)
    first = anna.ask("CLTMSG", SEQ=1, CID=CID, UN=10002, MG="once")
    bert.poll()
    bert.poll(ACK=1)
    world.settle()
    world.advance(32 * DAY_S)
    world.run(world.core.housekeeping.purge())
    assert log_of(world, 10002) == [(1, 88, 10001, "1")]
    return anna, bert, first.text


def _expect_it_known(anna: Person, bert: Person, answer: str) -> None:
    assert anna.sign_in().ask("CLTMSG", SEQ=1, CID=CID, UN=10002, MG="once").text == answer
    assert bert.sign_in().poll() == []


def test_a_client_id_is_known_after_its_message_was_deleted(world: World) -> None:
    anna, bert, answer = _send_and_outlive(world)
    world.restart()
    _expect_it_known(anna, bert, answer)


def client_ids_of(world: World, number: int) -> set[int]:
    """The last digits of the client ids that are known of an account."""
    return {int(bytes(id).hex()) for (id,) in world.read(f"SELECT client_id FROM client_ids WHERE sender = {number}")}


def test_client_ids_of_deleted_messages_are_forgotten_after_400_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_ids, "STEP", 2)
    world.restart(Settings(retention_days=30))
    anna, bert = world.people(10001, 10002)
    for number in range(1, 6):
        assert anna.ask("CLTMSG", CID=f"{number:032}", UN=10002, MG="old")["RES"] == "0"
    bert.poll()
    bert.poll(ACK=5)
    world.settle()
    purge(world, 399)
    assert client_ids_of(world, 10001) == {1, 2, 3, 4, 5}
    assert log_of(world, 10002) == [(5, 88, 10001, "5")]
    anna.sign_in().ask("CLTMSG", CID=f"{6:032}", UN=10002, MG="young")
    purge(world, 2)
    assert client_ids_of(world, 10001) == {6}


def test_a_client_id_is_known_as_long_as_a_copy_of_its_message(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    room = int(sign_in(anna).ask("NewRoom", CID=CID, NAME="Family", UN="10002,")["NUM"])
    for number, to, text in ((1, 10002, "mine"), (2, 10002, "gone"), (3, room, "of a room")):
        assert anna.ask("CLTMSG", CID=f"{number:032}", UN=to, MG=text)["RES"] == "0"
    world.settle()
    deletion = "DELETE FROM entries WHERE text = 'gone' OR (text = 'mine' AND log = 10002)"
    world.run(world.core.store.write(lambda db: db.execute(deletion).rowcount))
    purge(world, 401)
    assert client_ids_of(world, 10001) == {1, 3}


@pytest.mark.stores("sqlite")
def test_a_client_id_is_known_in_a_backup(world: World, tmp_path: Path) -> None:
    anna, bert, answer = _send_and_outlive(world)
    assert cli.main(["backup", str(tmp_path / "backup"), "--data-dir", str(world.folder)]) == 0
    other = tmp_path / "other"
    assert cli.main(["restore", str(tmp_path / "backup"), "--data-dir", str(other)]) == 0
    world.folder = other
    world.restart()
    _expect_it_known(anna, bert, answer)


def test_a_removed_part_of_a_room_is_counted_in_its_place(world: World) -> None:
    world.restart(Settings(retention_days=7))
    anna, bert = world.people(10001, 10002)
    room = int(sign_in(anna).ask("NewRoom", CID=CID, NAME="Family", UN="10002,")["NUM"])
    for text in ("1", "2"):
        sign_in(anna).ask("CLTMSG", CID=text * 32, UN=room, MG=text)
    world.advance(5 * DAY_S)
    sign_in(anna).ask("CLTMSG", CID="3" * 32, UN=room, MG="young")
    purge(world, 3)
    assert log_of(world, room) == [(4, 88, room, "2"), (5, 9, room, "young")]
    assert sign_in(bert).ask("GetLog", UN=room).rows == [(88, room, "2"), (9, 10001, "young")]


def test_old_changes_of_a_room_are_removed_in_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "STEP", 2)
    world.restart(Settings(retention_days=7))
    anna, _, _ = world.people(10001, 10002, 10003)
    room = int(sign_in(anna).ask("NewRoom", CID=CID, NAME="Family", UN="10002,10003,")["NUM"])
    purge(world, 8)
    assert log_of(world, room) == []
