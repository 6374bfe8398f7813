"""A change, a page and a list of conversations cost the same in a conversation with many changes."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.server.conversations import conversations, message_changes
from qqdesk.server.conversations.message_changes import Change
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import open_database
from tests.helpers.server import add_to_lists, add_user

ANNA, BERT = 10001, 10002
FEW, MANY = 1000, 5000
NOW = 1_700_000_000_000


def fill(folder: Path, count: int) -> None:
    """Let Anna write messages, and Bert react to each afterwards."""
    for number in (ANNA, BERT):
        add_user(folder, number)
    add_to_lists(folder, [(ANNA, BERT), (BERT, ANNA)])
    entry = (
        "INSERT INTO entries (log, seq, peer, kind, sender, time, client_id, text, ref_author, ref) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'x', ?, ?)"
    )
    with closing(open_database(folder)) as db:
        db.execute("BEGIN")
        for log, peer, kind in ((ANNA, BERT, 92), (BERT, ANNA, 9)):
            db.executemany(
                entry, [(log, seq, peer, kind, ANNA, NOW, seq.to_bytes(16), None, None) for seq in range(1, count + 1)]
            )
            reactions = [
                (log, count + seq, peer, 96, BERT, NOW, (count + seq).to_bytes(16), ANNA, seq.to_bytes(16))
                for seq in range(1, count + 1)
            ]
            db.executemany(entry, reactions)
            db.execute("UPDATE logs SET last_seq = ? WHERE number = ?", (2 * count, log))
        db.executemany(
            "INSERT INTO client_ids (sender, client_id, log, seq, own_seq, time, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(ANNA, seq.to_bytes(16), BERT, seq, seq, NOW, b"") for seq in range(1, count + 1)],
        )
        db.execute("COMMIT")


def work(folder: Path, operation: Callable[[Database], object]) -> int:
    """Return how many tens of steps SQLite makes."""
    steps = []
    with closing(open_database(folder)) as db:
        db.set_progress_handler(lambda: steps.append(0), 10)
        db.execute("BEGIN")
        operation(db)
        db.execute("ROLLBACK")
    return len(steps)


def change(kind: MessageKind, maker: int, text: str) -> Callable[[Database], object]:
    target = MessageRef(ANNA, (50).to_bytes(16).hex())
    one = Change(kind, maker, BERT if maker == ANNA else ANNA, target, b"c" * 16, text, "", NOW)
    return lambda db: message_changes.store(db, one, 10)


@pytest.mark.parametrize(
    "operation",
    [
        change(MessageKind.REACTED, BERT, "👍"),
        change(MessageKind.EDITED, ANNA, "y"),
        change(MessageKind.RECALLED, ANNA, ""),
        lambda db: conversations.page(db, BERT, None, 10),
        lambda db: conversations.read(db, BERT, ANNA, None, None, 50, 1 << 18, has_changes=True, shows_read=True),
        lambda db: conversations.read(db, BERT, ANNA, None, None, 50, 1 << 18, has_changes=False, shows_read=False),
    ],
    ids=["react", "edit", "recall", "talks", "log", "log of an old client"],
)
def test_it_does_not_read_the_conversation(tmp_path: Path, operation: Callable[[Database], object]) -> None:
    fill(tmp_path / "few", FEW)
    fill(tmp_path / "many", MANY)
    few, many = work(tmp_path / "few", operation), work(tmp_path / "many", operation)
    assert many < 2 * few, (few, many)


def test_reactions_leave_one_entry_each(tmp_path: Path) -> None:
    fill(tmp_path, FEW)
    target = MessageRef(ANNA, (50).to_bytes(16).hex())
    with closing(open_database(tmp_path)) as db:
        db.execute("BEGIN")
        for number in range(100):
            one = Change(MessageKind.REACTED, BERT, ANNA, target, (9000 + number).to_bytes(16), "👍", "", NOW)
            message_changes.store(db, one, 10)
        assert db.execute("SELECT count(*) FROM entries WHERE log = ? AND kind = 96", (ANNA,)).fetchone() == (FEW,)
        db.execute("ROLLBACK")
