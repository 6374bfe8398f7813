"""What came last lies apart from what is kept, and nobody can tell."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.delivery import mailbox, messages
from qqdesk.server.delivery.outgoing import Acknowledgement, Outgoing
from qqdesk.server.errors import DataFolderError
from qqdesk.server.storage import sqlite_recent
from qqdesk.server.storage.lock import FolderLock
from qqdesk.server.storage.migrations import MIGRATIONS
from qqdesk.server.storage.sqlite import FILE_NAME, _statements, open_database
from qqdesk.server.storage.sqlite_store import SqliteStore
from qqdesk.server.storage.store import Batch, Job
from tests.helpers.server import add_to_lists, add_user

ONE, TWO, THREE = 10001, 10002, 10003
DAY = mailbox.DAY_MS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    for number in (ONE, TWO, THREE):
        add_user(tmp_path, number)
    add_to_lists(tmp_path, [(ONE, TWO), (ONE, THREE)])
    store = SqliteStore(tmp_path)
    yield store
    store._close(False)


def send(store: SqliteStore, *messages: tuple[int, int, bytes | None, str], now: int = 40 * DAY) -> list[Outgoing]:
    """Sender, recipient, client id, text; all in one group."""
    group = Batch()
    group.messages = [Outgoing(sender, to, text, id_, now, lambda _: None) for sender, to, id_, text in messages]
    assert store._carry_out(group)
    return group.messages


def acknowledge(store: SqliteStore, number: int, up_to: int, now: int = 40 * DAY) -> None:
    group = Batch()
    group.acknowledgements = [Acknowledgement(number, up_to, now)]
    assert store._carry_out(group)


def job(store: SqliteStore, *statements: tuple[str, tuple[object, ...]]) -> None:
    group = Batch()
    group.jobs = [Job(lambda db: [db.execute(*statement) for statement in statements], None)]  # type: ignore[arg-type]
    assert store._carry_out(group)
    assert group.jobs[0].error is None


def texts(store: SqliteStore, owner: int) -> list[str]:
    return [mail.text for mail in mailbox.waiting(store._reading, owner, 1000, 10**6) if mail.kind == 9]


def rows(store: SqliteStore, table: str) -> int:
    return int(store._reading.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def recent(store: SqliteStore) -> int:
    """What is seen in neither table where mail stays."""
    return rows(store, "mail") - rows(store, "kept_mail")


def test_both_are_one_mailbox_in_order(store: SqliteStore) -> None:
    send(store, (ONE, TWO, b"a" * 16, "first"), (ONE, THREE, None, "other"))
    assert (recent(store), rows(store, "kept_mail")) == (2, 0)
    assert texts(store, TWO) == ["first"]
    assert store._carry_out(Batch()), "who has nothing else to do puts it where it stays"
    assert (recent(store), rows(store, "kept_mail")) == (0, 2)
    send(store, (ONE, TWO, b"b" * 16, "second"))
    assert texts(store, TWO) == ["first", "second"]
    assert [mail.id for mail in mailbox.waiting(store._reading, TWO, 10, 1000)] == [1, 2]
    assert mailbox.waiting_count(store._reading, TWO) == 2
    acknowledge(store, TWO, 1)
    assert texts(store, TWO) == ["second"]


def test_what_is_sent_again_is_known_wherever_it_lies(store: SqliteStore) -> None:
    a, b = b"a" * 16, b"b" * 16
    first, twin = send(store, (ONE, TWO, a, "once"), (ONE, TWO, a, "once"))
    assert (first.id, first.is_new, twin.id, twin.is_new) == (1, True, 1, False)
    (again,) = send(store, (ONE, TWO, a, "once"), now=41 * DAY)
    assert (again.id, again.time, again.is_new) == (1, 40 * DAY, False)
    assert store._carry_out(Batch())
    kept, new, twin = send(store, (ONE, TWO, a, "once"), (ONE, TWO, b, "more"), (ONE, TWO, b, "more"))
    assert (kept.id, kept.is_new, new.id, new.is_new, twin.id, twin.is_new) == (1, False, 2, True, 2, False)
    assert messages.known(store._reading, ONE, a) == (1, 40 * DAY)
    assert messages.known(store._reading, ONE, b) == (2, 40 * DAY)
    (others,) = send(store, (TWO, ONE, a, "another's"))
    assert others.is_new
    assert texts(store, TWO) == ["once", "more"]


def test_what_was_refused_after_it_was_stored_keeps_its_answer(store: SqliteStore) -> None:
    send(store, (ONE, TWO, b"a" * 16, "once"))
    job(store, ("DELETE FROM roster", ()))
    again, new = send(store, (ONE, TWO, b"a" * 16, "once"), (ONE, TWO, b"b" * 16, "not any more"))
    assert (again.id, again.error) == (1, None)
    assert new.error is not None


def test_it_is_there_after_a_kill(store: SqliteStore, tmp_path: Path) -> None:
    send(store, (ONE, TWO, b"a" * 16, "once"))
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert db.execute("SELECT text FROM recent_mail_0").fetchall() == [("once",)]
    other = SqliteStore(tmp_path)
    (again,) = send(other, (ONE, TWO, b"a" * 16, "once"))
    assert (again.id, again.is_new) == (1, False)
    (new,) = send(other, (ONE, TWO, b"b" * 16, "more"))
    assert new.id == 2
    other._close(False)
    # The first one finds that somebody else has written.
    assert [message.id for message in send(store, (ONE, TWO, b"b" * 16, "x"), (ONE, TWO, b"c" * 16, "y"))] == [2, 3]


def test_a_client_id_outlives_its_message(store: SqliteStore) -> None:
    send(store, (ONE, TWO, b"a" * 16, "kept"))
    assert store._carry_out(Batch())
    send(store, (ONE, TWO, b"b" * 16, "recent"), (ONE, TWO, None, "without"))
    with closing(sqlite3.connect(store._path)) as other:
        other.execute("DELETE FROM mail WHERE owner = ?", (TWO,))
        other.commit()
    assert rows(store, "mail") == 0
    assert [message.is_new for message in send(store, (ONE, TWO, b"a" * 16, "x"), (ONE, TWO, b"b" * 16, "x"))] == [
        False,
        False,
    ]
    with closing(sqlite3.connect(store._path)) as other:
        other.execute("DELETE FROM client_ids WHERE sender = ?", (ONE,))
        other.commit()
    assert rows(store, "client_ids") == 0


def test_what_is_received_long_enough_is_deleted(store: SqliteStore) -> None:
    send(store, (ONE, TWO, None, "old"), (ONE, TWO, None, "waits"))
    acknowledge(store, TWO, 1)
    with closing(sqlite3.connect(store._path)) as other:
        mailbox.purge(other, [TWO], 80 * DAY, 30)
        other.commit()
    assert store._reading.execute("SELECT id, text FROM mail").fetchall() == [(2, "waits")]


def test_there_is_an_end_to_what_lies_apart(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_recent, "_FEW", 10)
    for number in range(25):
        send(store, (ONE, TWO, number.to_bytes(16), str(number)))
        assert recent(store) <= 10
    assert texts(store, TWO) == [str(number) for number in range(25)]
    monkeypatch.setattr(sqlite_recent, "_MOST_CHARACTERS", 1000)
    send(store, (ONE, TWO, b"z" * 16, "long" * 250))
    send(store, (ONE, TWO, None, "more"))
    assert recent(store) == 1
    assert [message.is_new for message in send(store, (ONE, TWO, bytes(16), "0"), (ONE, TWO, b"z" * 16, ""))] == [
        False
    ] * 2


@pytest.fixture
def half_empty(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """One of the two tables is being filled, and of the other one a part lies where it stays."""
    monkeypatch.setattr(sqlite_recent, "_FEW", 12)
    monkeypatch.setattr(sqlite_recent, "_LEAST_SLICE", 2)
    for number in range(12):
        send(store, (ONE, (TWO, THREE)[number % 2], number.to_bytes(16), str(number)))
    assert recent(store) == 12
    send(store, (ONE, TWO, (12).to_bytes(16), "12"))
    assert (recent(store), rows(store, "kept_mail")) == (7, 6)
    assert (rows(store, "recent_mail_0"), rows(store, "recent_mail_1")) == (12, 1)
    return store


def test_a_table_is_emptied_mailbox_by_mailbox(half_empty: SqliteStore) -> None:
    store = half_empty
    assert texts(store, TWO) == ["0", "2", "4", "6", "8", "10", "12"]
    assert texts(store, THREE) == ["1", "3", "5", "7", "9", "11"]
    assert rows(store, "client_ids") == 13
    again = send(store, *((ONE, TWO, number.to_bytes(16), "again") for number in range(13)))
    assert not any(message.is_new for message in again)
    assert messages.known(store._reading, ONE, bytes(16)) == (1, 40 * DAY)
    # Nothing was new, so nothing was to be put anywhere; the next one brings the rest.
    send(store, (ONE, THREE, None, "new"))
    assert (recent(store), rows(store, "recent_mail_0"), rows(store, "recent_mail_1")) == (2, 0, 2)
    assert texts(store, THREE) == ["1", "3", "5", "7", "9", "11", "new"]


def test_it_is_whole_after_a_kill_half_way(half_empty: SqliteStore) -> None:
    other = SqliteStore(half_empty._path.parent)
    assert [message.is_new for message in send(other, *((ONE, TWO, n.to_bytes(16), "") for n in range(14)))] == [
        False
    ] * 13 + [True]
    assert other._carry_out(Batch())
    assert recent(other) == 0
    assert texts(other, TWO) == ["0", "2", "4", "6", "8", "10", "12", ""]
    assert texts(other, THREE) == ["1", "3", "5", "7", "9", "11"]
    other._close(False)


def test_what_goes_half_way_is_gone(half_empty: SqliteStore) -> None:
    with closing(sqlite3.connect(half_empty._path)) as other:
        other.execute("DELETE FROM mail WHERE id < 4")
        other.execute("DELETE FROM client_ids WHERE client_id IN (?, ?)", ((4).to_bytes(16), (5).to_bytes(16)))
        other.commit()
    assert (rows(half_empty, "mail"), rows(half_empty, "client_ids")) == (7, 11)
    fourth, fifth, sixth = send(half_empty, *((ONE, TWO, n.to_bytes(16), "x") for n in (4, 5, 6)))
    assert (fourth.is_new, fifth.is_new, sixth.is_new) == (True, True, False)
    assert texts(half_empty, TWO) == ["6", "8", "10", "12", "x", "x"]
    assert texts(half_empty, THREE) == ["7", "9", "11"]


def test_what_comes_after_all_was_deleted_half_way_is_seen_and_stays(half_empty: SqliteStore) -> None:
    assert half_empty._reading.execute("SELECT kept_to FROM recent_parts WHERE part = 0").fetchone() == (TWO,)
    with closing(sqlite3.connect(half_empty._path)) as other:
        other.execute("DELETE FROM mail")
        other.commit()
    store = SqliteStore(half_empty._path.parent)
    send(store, (ONE, TWO, None, "seen"))
    assert texts(store, TWO) == ["seen"]
    assert store._carry_out(Batch())
    assert (texts(store, TWO), recent(store)) == (["seen"], 0)
    store._close(False)


def test_a_user_is_deleted_once_all_lies_where_it_stays(half_empty: SqliteStore) -> None:
    """Else the writers would wait for seconds: nothing that came last is found without looking through all of it."""
    assert cli.main(["user", "delete", str(TWO), "--yes", "--data-dir", str(half_empty._path.parent)]) == 0
    assert (rows(half_empty, "recent_mail_0"), rows(half_empty, "recent_mail_1")) == (0, 0)
    assert texts(half_empty, THREE) == ["1", "3", "5", "7", "9", "11"]


@pytest.mark.errors_expected
def test_a_group_that_failed_left_nothing(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store, "_is_in_place", lambda: False)
        group = Batch()
        group.messages = [Outgoing(ONE, TWO, "lost", b"a" * 16, 1, lambda _: None)]
        assert not store._carry_out(group)
    (again,) = send(store, (ONE, TWO, b"a" * 16, "found"))
    assert (again.id, again.is_new) == (1, True)
    assert texts(store, TWO) == ["found"]


def old_file(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as db:
        for script in MIGRATIONS[:3]:
            for statement in _statements(script):
                db.execute(statement)
        db.execute("INSERT INTO mail VALUES (10002, 1, 9, 10001, 5, ?, 'of before')", (b"a" * 16,))
        db.execute("INSERT INTO client_ids VALUES (10001, ?, 1, 5)", (b"a" * 16,))
        db.execute("PRAGMA application_id = 1903256691")
        db.execute("PRAGMA user_version = 3")


def test_a_file_of_before_is_taken_over(tmp_path: Path) -> None:
    old_file(tmp_path)
    with closing(open_database(tmp_path)) as db:
        assert db.execute("SELECT owner, id, text FROM mail").fetchall() == [(10002, 1, "of before")]
        assert messages.known(db, 10001, b"a" * 16) == (1, 5)


def test_a_file_of_before_that_a_server_uses_is_left_to_it(tmp_path: Path) -> None:
    old_file(tmp_path)
    lock = FolderLock(tmp_path)
    with pytest.raises(DataFolderError, match="older version"):
        open_database(tmp_path)
    # The server itself.
    open_database(tmp_path, checkpoints=True).close()
    open_database(tmp_path).close()
    lock.release()
