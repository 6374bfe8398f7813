"""Who may read a file: its uploader, everybody with a message that has it, and everybody if it is an own face."""

from qqdesk.server.storage.interface import Database

# Each part searches an index, also if many messages have the file.
_MAY_READ = """
SELECT 1 FROM files f WHERE f.id = ? AND (
    f.owner = ? OR EXISTS (SELECT 1 FROM users u WHERE u.picture = f.id)
    OR EXISTS (SELECT 1 FROM entries e WHERE e.file = f.id AND e.log = ?)
    OR EXISTS (
        SELECT 1 FROM memberships m CROSS JOIN entries e WHERE m.account = ? AND e.file = f.id AND e.log = m.room
        AND e.seq > m.after_seq AND e.seq <= coalesce(m.to_seq, e.seq)
    )
)
""".strip()


def may_read(db: Database, account: int, file: bytes) -> bool:
    """Return whether an account may read a file. A file that is not complete has its uploader only."""
    return db.execute(_MAY_READ, (file, account, account, account)).fetchone() is not None
