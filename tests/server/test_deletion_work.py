"""Deletions read what they delete, and not the whole inbox for each conversation."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from qqdesk.server.conversations import conversations
from qqdesk.server.delivery import retention
from qqdesk.server.storage.sqlite import open_database
from tests.bench.conversations import fill
from tests.bench.own_process import FIRST, ME

MESSAGES = 1000
FAR_FUTURE = 2**50


def work(folder: Path, delete: Callable[..., object]) -> int:
    """Return how many hundreds of steps SQLite makes for a deletion."""
    steps = []
    with closing(open_database(folder)) as db:
        db.set_progress_handler(lambda: steps.append(0), 100)
        db.execute("BEGIN")
        delete(db)
        db.execute("ROLLBACK")
    return len(steps)


def test_retention_reads_no_message_for_each_conversation(tmp_path: Path) -> None:
    fill(tmp_path / "few", 1, MESSAGES, 5)
    fill(tmp_path / "many", 1, MESSAGES, 500)
    few, many = (
        work(tmp_path / name, lambda db: retention.purge(db, [ME], FAR_FUTURE, days=1)) for name in ("few", "many")
    )
    assert many < 3 * few


def test_a_deleted_conversation_is_found_without_the_others(tmp_path: Path) -> None:
    fill(tmp_path, 1, MESSAGES, 500)
    one = work(tmp_path, lambda db: conversations.clear(db, ME, FIRST, MESSAGES, 1))
    everything = work(tmp_path, lambda db: db.execute("SELECT max(time) FROM entries").fetchone())
    assert 2 * one < everything
