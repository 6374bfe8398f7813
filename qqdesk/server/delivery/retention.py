"""Delete old entries. Each conversation keeps an entry with the number of its removed messages."""

from collections.abc import Iterable

from qqdesk.protocol.codes import MessageKind
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.schema import CONVERSATION

_DAY_MS = 24 * 3600 * 1000
_REMOVED = int(MessageKind.REMOVED)
_COUNT = f"""
SELECT peer, max(seq), max(time), sum(CASE kind WHEN {_REMOVED} THEN CAST(text AS INTEGER) ELSE 1 END) FROM entries
WHERE log = ? AND seq <= ? AND {CONVERSATION}
GROUP BY peer HAVING sum(CASE kind WHEN {_REMOVED} THEN 0 ELSE 1 END) > 0
""".strip()


def purge(db: Database, owners: Iterable[int], now: int, days: int) -> None:
    """Delete the entries in these accounts' inboxes that are older than `days` days. Those that no device has received
    stay."""
    for owner in owners:
        up_to = _last_old(db, owner, now - days * _DAY_MS)
        removed = db.execute(_COUNT, (owner, up_to)).fetchall()
        for peer, _, _, _ in removed:
            db.execute(
                "DELETE FROM entries WHERE log = ? AND peer = ? AND seq <= ? AND " + CONVERSATION, (owner, peer, up_to)
            )
        db.execute("DELETE FROM entries WHERE log = ? AND seq <= ? AND kind != ?", (owner, up_to, _REMOVED))
        db.executemany(
            "INSERT INTO entries (log, seq, peer, kind, sender, time, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(owner, seq, peer, _REMOVED, owner, time, str(count)) for peer, seq, time, count in removed],
        )


def _last_old(db: Database, owner: int, limit: int) -> int:
    """Return the last received entry before the first entry that is not older than `limit`."""
    row = db.execute(
        "SELECT received, (SELECT seq FROM entries WHERE log = number AND time >= ? AND kind != ? "
        "ORDER BY seq LIMIT 1) FROM logs WHERE number = ?",
        (limit, _REMOVED, owner),
    ).fetchone()
    if row is None:
        return 0
    received, first_young = row
    return int(received if first_young is None else min(received, first_young - 1))


def owners(db: Database, after: int, limit: int) -> list[int]:
    """Return accounts that ever received an entry, ascending."""
    rows = db.execute(
        "SELECT number FROM logs WHERE number > ? AND received > 0 ORDER BY number LIMIT ?", (after, limit)
    )
    return [row[0] for row in rows.fetchall()]
