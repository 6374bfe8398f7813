"""How long messages are kept, and what is kept for ever."""

from pathlib import Path

from qqdesk.cli import server as cli
from qqdesk.server.operations.settings import Settings
from tests.server.world import OTHER_DEVICE, Person, World

DAY_S = 24 * 3600
CID = "c" * 32


def test_old_mail_is_deleted_once_it_was_received(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    for text in "ab":
        anna.ask("CLTMSG", CID=f"{ord(text):032x}", UN=10002, MG=text)
    bert.ask("GetMsgEx", ACK=1)
    world.settle()
    world.advance(31 * DAY_S)
    Person(world, 10002).sign_in(OTHER_DEVICE)
    world.run(world.core.housekeeping.purge())
    rows = world.read("SELECT log, seq FROM entries ORDER BY log, seq")
    assert rows == [(10001, 1), (10002, 2)]
    again = anna.sign_in().ask("CLTMSG", CID=f"{ord('a'):032x}", UN=10002, MG="a")
    assert again["MID"] == "1"


def test_what_was_received_is_kept_by_the_day(world: World) -> None:
    """Thirty days by default: not one less, whatever else was received since."""
    anna, bert = world.people(10001, 10002)

    def texts() -> list[str]:
        world.run(world.core.housekeeping.purge())
        return [text for (text,) in world.read("SELECT text FROM entries WHERE log = 10002 ORDER BY seq")]

    world.core.sessions.is_stale = lambda session: False  # type: ignore[method-assign]
    for number in range(1, 5):
        anna.ask("CLTMSG", UN=10002, MG=str(number))
        bert.poll(ACK=number)
        world.settle()
        world.advance(10 * DAY_S)
    assert texts() == ["1", "2", "3", "4"][1:]
    anna.ask("CLTMSG", UN=10002, MG="waits")
    world.advance(20 * DAY_S)
    assert texts() == ["4", "waits"]
    world.advance(365 * DAY_S)
    assert texts() == ["waits"]


def test_for_how_long_is_set(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("CLTMSG", UN=10002, MG="read")
    bert.poll(ACK=1)
    world.restart(Settings(retention_days=7))
    for days, left in ((7, 1), (1, 0)):
        world.advance(days * DAY_S)
        world.run(world.core.housekeeping.purge())
        assert len(world.read("SELECT seq FROM entries WHERE log = 10002")) == left
    # Ids go on behind what was deleted.
    anna.sign_in().ask("CLTMSG", UN=10002, MG="new")
    assert bert.sign_in().ask("GetMsgEx").ids == [2]


def _send_and_outlive(world: World) -> tuple[Person, Person, str]:
    """A message that was received and deleted; who sent it, who got it, and what the sender was answered."""
    anna, bert = world.people(10001, 10002)
    first = anna.ask("CLTMSG", SEQ=1, CID=CID, UN=10002, MG="once")
    bert.poll()
    bert.poll(ACK=1)
    world.settle()
    world.advance(32 * DAY_S)
    world.run(world.core.housekeeping.purge())
    assert world.read("SELECT seq FROM entries WHERE log = 10002") == []
    return anna, bert, first.text


def _expect_it_known(anna: Person, bert: Person, answer: str) -> None:
    assert anna.sign_in().ask("CLTMSG", SEQ=1, CID=CID, UN=10002, MG="once").text == answer
    assert bert.sign_in().poll() == []


def test_a_client_id_is_known_after_its_message_was_deleted(world: World) -> None:
    anna, bert, answer = _send_and_outlive(world)
    world.restart()
    _expect_it_known(anna, bert, answer)


def test_a_client_id_is_known_in_a_backup(world: World, tmp_path: Path) -> None:
    anna, bert, answer = _send_and_outlive(world)
    assert cli.main(["backup", str(tmp_path / "backup"), "--data-dir", str(world.folder)]) == 0
    other = tmp_path / "other"
    assert cli.main(["restore", str(tmp_path / "backup"), "--data-dir", str(other)]) == 0
    world.folder = other
    world.restart()
    _expect_it_known(anna, bert, answer)
