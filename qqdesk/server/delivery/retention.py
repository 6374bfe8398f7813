"""Delete old entries. Each conversation keeps an entry with the number of its removed messages."""

from collections.abc import Iterable
from itertools import takewhile

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.schema import CONVERSATION, IS_MESSAGE

STEP = 1000
_DAY_MS = 24 * 3600 * 1000
_REMOVED = int(MessageKind.REMOVED)
_COUNT = f"""
SELECT peer, max(seq), max(time),
sum(CASE WHEN kind = {_REMOVED} THEN CAST(text AS INTEGER) WHEN {IS_MESSAGE} THEN 1 ELSE 0 END) FROM entries
WHERE log = ? AND seq <= ? AND {CONVERSATION}
GROUP BY peer HAVING sum(CASE WHEN {IS_MESSAGE} THEN 1 ELSE 0 END) > 0
""".strip()
# A conversation without other old messages keeps its entry.
_DELETE = f"""
DELETE FROM entries WHERE log = ? AND seq <= ? AND (kind != {_REMOVED} OR peer IN (
    SELECT e.peer FROM entries e WHERE e.log = ? AND e.seq <= ? AND {CONVERSATION} AND e.{IS_MESSAGE}
))
""".strip()


def purge(db: Database, owners: Iterable[int], now: int, days: int) -> list[int]:
    """Delete the first STEP entries in each of these logs (inboxes and rooms) if they are older than `days` days.

    Return the logs that may have more. Entries of an inbox that no device has received stay.
    """
    unfinished = []
    for owner in owners:
        old = _old(db, owner, now - days * _DAY_MS)
        if not old:
            continue
        up_to = old[-1]
        removed = db.execute(_COUNT, (owner, up_to)).fetchall()
        db.execute(_DELETE, (owner, up_to, owner, up_to))
        db.executemany(
            "INSERT INTO entries (log, seq, peer, kind, sender, time, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(owner, seq, peer, _REMOVED, owner, time, str(count)) for peer, seq, time, count in removed],
        )
        if len(old) == STEP:
            unfinished.append(owner)
    return unfinished


def _old(db: Database, owner: int, limit: int) -> list[int]:
    """Return the first received entries, at most STEP, up to one that is not older than `limit`."""
    rows = db.execute(
        "SELECT seq, time FROM entries JOIN logs ON number = log "
        "WHERE log = ? AND seq <= received AND kind != ? ORDER BY seq LIMIT ?",
        (owner, _REMOVED, STEP),
    )
    return [seq for seq, _ in takewhile(lambda row: row[1] < limit, rows.fetchall())]


def owners(db: Database, after: int, limit: int) -> list[int]:
    """Return accounts that ever received an entry, and rooms, ascending."""
    rows = db.execute(
        "SELECT number FROM logs WHERE number > ? AND received > 0 ORDER BY number LIMIT ?", (after, limit)
    )
    return [row[0] for row in rows.fetchall()]
