"""The cursors of devices: the last entry of a log that each device has received. Functions on a connection."""

from collections.abc import Sequence

from qqdesk.server.storage.interface import Database, execute_rows

MOST_BACK = 50
"""Entries of a room's log before its end that a classic session gets after its sign-in."""
_MOVE = """
WITH moved (account, device, log, seq) AS (VALUES {rows})
UPDATE cursors SET seq = moved.seq FROM moved WHERE cursors.account = moved.account
AND cursors.device = moved.device AND cursors.log = moved.log AND cursors.seq < moved.seq
""".strip()
_START_ROOMS = """
INSERT INTO cursors (account, device, log, seq) SELECT m.account, ?, m.room, l.last_seq
FROM memberships m JOIN logs l ON l.number = m.room WHERE m.account = ? AND m.to_seq IS NULL
""".strip()
_START_IN_ROOM = """
INSERT INTO cursors (account, device, log, seq) SELECT account, device, ?, ? FROM cursors WHERE account = ? AND log = ?
ON CONFLICT (account, device, log) DO UPDATE SET seq = excluded.seq WHERE cursors.seq < excluded.seq
""".strip()

_START_CLASSIC = (
    "INSERT INTO cursors (account, device, log, seq) VALUES {rows} "
    "ON CONFLICT (account, device, log) DO UPDATE SET seq = excluded.seq"
)


def start(db: Database, account: int, device: str) -> int:
    """Return the cursor of a device that signs in.

    A new device begins where the foremost other device is, and at the ends of the rooms' logs. The cursor of a classic
    session rises to there.
    """
    (received,) = db.execute(f"SELECT received FROM logs WHERE number = ?{db.row_lock}", (account,)).fetchone()
    known = "NOTHING" if device else "UPDATE SET seq = excluded.seq WHERE cursors.seq < excluded.seq"
    is_new = db.execute(
        "INSERT INTO cursors (account, device, log, seq) VALUES (?, ?, ?, ?) "
        f"ON CONFLICT (account, device, log) DO {known}",
        (account, device, account, received),
    ).rowcount
    if device and is_new:
        db.execute(_START_ROOMS, (device, account))
    row = db.execute(
        "SELECT seq FROM cursors WHERE account = ? AND device = ? AND log = ?", (account, device, account)
    ).fetchone()
    return int(row[0])


def start_classic_in_rooms(db: Database, account: int) -> None:
    """Begin the classic session in each room where the foremost device of the account is, but at most MOST_BACK entries
    before the end. Nothing more comes from rooms that the account has left."""
    db.execute(
        "DELETE FROM cursors WHERE account = ? AND device = '' AND log IN (SELECT room FROM memberships "
        "WHERE account = ?) AND log NOT IN (SELECT room FROM memberships WHERE account = ? AND to_seq IS NULL)",
        (account, account, account),
    )
    foremost = dict(
        db.execute("SELECT log, max(seq) FROM cursors WHERE account = ? GROUP BY log", (account,)).fetchall()
    )
    rows = db.execute(
        "SELECT room, after_seq, last_seq FROM memberships JOIN logs ON number = room "
        "WHERE account = ? AND to_seq IS NULL",
        (account,),
    ).fetchall()
    starts = [(account, "", room, max(after, last - MOST_BACK, foremost.get(room, 0))) for room, after, last in rows]
    execute_rows(db, _START_CLASSIC, starts)


def start_in_room(db: Database, account: int, room: int, seq: int) -> None:
    """Someone joins a room: the cursors of all devices, and the read mark, move to the id `seq` of its log."""
    db.execute(_START_IN_ROOM, (room, seq, account, account))
    db.execute(
        "INSERT INTO read_marks (account, peer, seq, entry) VALUES (?, ?, ?, 0) ON CONFLICT (account, peer) "
        "DO UPDATE SET seq = excluded.seq WHERE read_marks.seq < excluded.seq",
        (account, room, seq),
    )


def move(db: Database, rows: Sequence[tuple[int, str, int, int]]) -> None:
    """Move cursors forward: account, device, log and sequence number of each."""
    execute_rows(db, _MOVE, rows)


def drop(db: Database, account: int, device: str) -> None:
    """Delete the cursors of a device that its owner signed out."""
    db.execute("DELETE FROM cursors WHERE account = ? AND device = ?", (account, device))
