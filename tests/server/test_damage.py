"""A database file with a damaged page: the server says so, and continues for all whose messages it can read."""

from pathlib import Path

import pytest

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.backups import backup
from qqdesk.server.delivery import delivery
from qqdesk.server.errors import BackupError
from qqdesk.server.operations.checks.database_checks import check_sqlite
from qqdesk.server.operations.health import problems
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME
from tests.helpers.rooms import add_room
from tests.server.world import Person, World

pytestmark = pytest.mark.errors_expected

_PAGE = 4096


def damage_page_with(path: Path, text: bytes) -> None:
    """Overwrite 64 bytes at the start of the last page that holds a text: that of the recipient's copy."""
    data = bytearray(path.read_bytes())
    page = data.rindex(text) // _PAGE * _PAGE
    data[page : page + 64] = b"\xa5" * 64
    path.write_bytes(data)


def is_in_leaf(path: Path, text: bytes) -> bool:
    """Whether damage of the page with this text leaves the rest of the table readable."""
    data = path.read_bytes()
    return data[data.rindex(text) // _PAGE * _PAGE] == 10


def make_text_invalid(path: Path, text: bytes) -> None:
    """Replace the last byte of a text with one that is not UTF-8."""
    data = bytearray(path.read_bytes())
    data[data.rindex(text) + len(text) - 1] = 0xF3
    path.write_bytes(data)


def why_not_ready(world: World) -> list[str]:
    return world.run(problems(world.core, world.folder))


@pytest.fixture
def damaged() -> bytes:
    """The message of 10002 in whose page the damage is."""
    return b"message 0050"


@pytest.fixture
def people(world: World, damaged: bytes) -> list[Person]:
    """Three people. The messages of 10002 cannot be read after the restart."""
    people = anna, _, carl = world.people(10001, 10002, 10003)
    for number in range(200):
        assert anna.ask("CLTMSG", UN=10002, MG=f"message {number:04} {'x' * 100}")["RES"] == "0"
    carl.ask("CLTMSG", UN=10001, MG="to Anna")
    world.settle()
    world.restart(meanwhile=lambda: damage_page_with(world.folder / FILE_NAME, damaged))
    return people


def test_a_mailbox_that_cannot_be_read_gets_an_error_and_no_more_messages(world: World, people: list[Person]) -> None:
    anna, bert, carl = people
    assert bert.ask("GetMsgEx")["RES"] == "50"
    assert bert.ask("GetMsgEx", WAIT=50)["RES"] == "50"
    assert anna.ask("CLTMSG", UN=10002, MG="x")["RES"] == "50"
    assert anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="x")["RES"] == "50"
    assert anna.ask("Ack_AddToList", UN=10002, CD=2, RS="x")["RES"] == "50"
    assert why_not_ready(world) == ["The messages of 10002 cannot be read. The command doctor says more."]
    assert carl.ask("CLTMSG", UN=10001, MG="again")["RES"] == "0"
    assert [text for kind, _, text in anna.poll() if kind == 9] == ["to Anna", "again"]


def test_a_start_finds_what_cannot_be_read(world: World, people: list[Person]) -> None:
    anna, _, carl = people
    world.run(world.core.housekeeping.check_mailboxes())
    assert why_not_ready(world) == ["The messages of 10002 cannot be read. The command doctor says more."]
    assert anna.ask("CLTMSG", UN=10002, MG="x")["RES"] == "50"
    assert carl.ask("CLTMSG", UN=10001, MG="again")["RES"] == "0"


@pytest.mark.parametrize("damaged", [b"message 0150"])
def test_messages_before_the_damage_do_not_hide_it(world: World, people: list[Person]) -> None:
    """Each sign-in reads the messages before the damage first."""
    anna, bert, _ = people
    assert bert.ask("GetMsgEx")["RES"] == "0"
    assert bert.ask("GetMsgEx", ACK=100)["RES"] == "50"
    assert bert.ask("GetMsgEx")["RES"] == "0"
    assert anna.ask("CLTMSG", UN=10002, MG="x")["RES"] == "50"
    assert why_not_ready(world) == ["The messages of 10002 cannot be read. The command doctor says more."]


def test_a_classic_session_gets_an_error_too(world: World, people: list[Person]) -> None:
    anna, bert, _ = people
    bert.login()
    assert bert.ask("GetMsgEx")["RES"] == "50"
    assert anna.ask("CLTMSG", UN=10002, MG="x")["RES"] == "50"


def test_a_room_that_cannot_be_read_hides_no_inbox_of_old_clients_and_fails_no_commit(world: World) -> None:
    anna, _, carl = world.people(10001, 10002, 10003)
    add_room(world.url or world.folder, 10010, (10001, 10002))
    bert = Person(world, 10002)
    bert.login()

    def fill(db: Database) -> None:
        for number in range(200):
            delivery.append_to_room(db, 10010, MessageKind.TEXT, 10001, f"message {number:04} {'x' * 100}", 0)

    world.run(world.core.store.write(fill))
    anna.ask("CLTMSG", UN=10002, MG="to Bert")

    def damage() -> None:
        path = world.folder / FILE_NAME
        damage_page_with(path, next(text for text in (b"message 0100", b"message 0110") if is_in_leaf(path, text)))

    world.restart(meanwhile=damage)
    with world.one_commit():
        poll = world.start_unsettled(bert.body("GetMsgEx"))
        for _ in range(5):
            world.run(world.core.store.read(lambda db: None))
            world.turn()
        others = world.start_unsettled(anna.body("CLTMSG", UN=10003, MG="to Carl"))
        world.turn()
    assert [text for kind, _, text in poll.reply().rows if kind == 9] == ["to Bert"]
    assert others.reply()["RES"] == "0"
    assert [text for kind, _, text in carl.poll() if kind == 9] == ["to Carl"]


def test_a_room_that_cannot_be_read_does_not_hide_the_others(world: World) -> None:
    world.people(10001, 10002)
    for room in (20001, 20002):
        add_room(world.url or world.folder, room, (10001, 10002))
    world.catch_up()
    bert = Person(world, 10002)
    bert.token = bert.login(EXT=1, DEV="f" * 32, CAN="DEV,ROOM,")["SID"]
    bert.poll(ACK=max(bert.ask("GetMsgEx").ids))

    def fill(db: Database) -> None:
        for number in range(60, 200):
            text = f"message {number:04} {'x' * 100}"
            delivery.append_to_room(db, 20001, MessageKind.TEXT, 10001, text, 0)
        delivery.append_to_room(db, 20002, MessageKind.TEXT, 10001, "in the other room", 0)

    world.run(world.core.store.write(fill))

    def damage() -> None:
        path = world.folder / FILE_NAME
        damage_page_with(path, next(text for text in (b"message 0100", b"message 0110") if is_in_leaf(path, text)))

    world.restart(meanwhile=damage)
    assert (9, 10001, "in the other room") in bert.poll()
    assert why_not_ready(world)


def test_an_empty_classic_poll_does_not_wait_for_the_disk(world: World) -> None:
    bert = world.person(10002)
    bert.login()
    with world.failing_disk():
        assert bert.ask("GetMsgEx")["MN"] == "0"


def test_a_poll_that_hangs_is_answered(world: World, people: list[Person]) -> None:
    bert = people[1]
    session = bert.session
    session.received, session.top, session.is_current = 200, 200, True
    poll = bert.start("GetMsgEx", WAIT=50)
    assert not poll.is_done
    session.received = session.top = 0
    world.core.wake([10002])
    assert poll.reply()["RES"] == "50"


def test_doctor_names_whose_messages_are_lost(world: World, people: list[Person]) -> None:
    findings = [finding.text for finding in check_sqlite(world.folder, world.clock.now())]
    assert any("is damaged" in text and "The messages of 10002 cannot be read." in text for text in findings), findings


def test_a_text_that_is_not_utf_8_counts_as_damage(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("CLTMSG", UN=10002, MG="a private word")
    world.settle()
    world.restart(meanwhile=lambda: make_text_invalid(world.folder / FILE_NAME, b"a private word"))
    world.run(world.core.housekeeping.check_mailboxes())
    assert bert.ask("GetMsgEx")["RES"] == anna.ask("CLTMSG", UN=10002, MG="x")["RES"] == "50"
    assert "private" not in caplog.text
    findings = check_sqlite(world.folder, world.clock.now())
    assert any("a text is not UTF-8. The messages of 10002 cannot be read." in finding.text for finding in findings)
    with pytest.raises(BackupError, match="a text is not UTF-8"):
        backup.make(world.folder, tmp_path / "backup", 0)
