"""The file with the GetMsgEx requests of the repeat window."""

from pathlib import Path

import pytest

from qqdesk.server.delivery.fetch_journal import FILE_NAME, FetchJournal, FetchRecord
from tests.server.world import Person, World

RECORDS = [
    FetchRecord(1, 10001, "10.0.0.1", "007", b"x" * 16),
    FetchRecord(2, 10002, "::1", "", b"y" * 16),
    FetchRecord(3, 10003, "::1", "a b\n\u4f60", b"z" * 16),
]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    journal = FetchJournal(tmp_path)
    assert journal.load() == []
    for record in RECORDS:
        journal.append(record)
    assert FetchJournal(tmp_path).load() == RECORDS
    journal.replace(RECORDS[1:])
    journal.append(RECORDS[0])
    assert FetchJournal(tmp_path).load() == [*RECORDS[1:], RECORDS[0]]
    journal.close()
    journal.append(RECORDS[0])
    assert len(FetchJournal(tmp_path).load()) == 3


def test_a_damaged_line_is_skipped(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"rubbish\n1 2 3\n\xff\xff a b c d\n" + RECORDS[0].line() + b"1 100")
    assert FetchJournal(tmp_path).load() == RECORDS[:1]


def test_it_does_not_grow(world: World) -> None:
    bert: Person = world.person(10002)
    bert.login()
    path = world.folder / FILE_NAME
    for turn in range(20):
        for _ in range(200):
            bert.ask("GetMsgEx")
        world.advance(20)
        world.core.sweep()
        assert path.stat().st_size < 400_000, turn


@pytest.mark.parametrize("polls", [(100,), (100, 101)])
def test_a_late_copy_from_before_a_restart_takes_nothing(world: World, polls: tuple[int, ...]) -> None:
    anna, bert = world.person(10001).sign_in(), world.person(10002, contacts=[10001])
    bert.login()
    bert.poll()
    world.advance(20)
    for sequence in polls:
        assert bert.poll(SEQ=sequence) == []
    world.restart()
    bert.login(SEQ=102)
    assert anna.ask("CLTMSG", UN=10002, MG="a")["RES"] == "0"
    bert.session.news.clear()
    assert bert.poll(SEQ=100) == []
    assert bert.poll(SEQ=103) == [(9, 10001, "a")]
