"""A list of rooms reads some of their unread messages, and not their logs."""

from contextlib import closing
from pathlib import Path

from qqdesk.protocol.log_commands import MOST_UNREAD
from qqdesk.server.rooms import rooms
from qqdesk.server.storage.sqlite import open_database
from tests.helpers.rooms import add_room
from tests.helpers.server import add_user

ROOMS = range(20001, 20006)


def work(folder: Path, messages: int) -> int:
    """Return how many hundreds of steps SQLite makes for the list of rooms with so many unread messages."""
    steps = []
    for number in (10001, 10002):
        add_user(folder, number)
    for room in ROOMS:
        add_room(folder, room, (10002, 10001))
    with closing(open_database(folder)) as db:
        db.execute("BEGIN")
        for room in ROOMS:
            db.executemany(
                "INSERT INTO entries (log, seq, peer, kind, sender, time, text) VALUES (?, ?, ?, 9, 10002, 1, 'hello')",
                ((room, seq, room) for seq in range(3, 3 + messages)),
            )
        db.set_progress_handler(lambda: steps.append(0), 100)
        assert [one.unread for one in rooms.listed(db, 10001, "", 0, 100)] == [MOST_UNREAD] * len(ROOMS)
    return len(steps)


def test_a_list_of_rooms_does_not_read_their_logs(tmp_path: Path) -> None:
    assert work(tmp_path / "long", 3 * MOST_UNREAD) < 1.1 * work(tmp_path / "short", MOST_UNREAD)
