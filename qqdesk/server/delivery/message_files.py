"""The files of messages, and who may read a file: functions on a connection."""

from collections.abc import Iterable, Sequence
from typing import Any

from qqdesk.protocol.file_info import FileInfo, FileKind
from qqdesk.server.storage.interface import Database, execute_rows

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


_COLUMNS = "id, size, kind, width, height, hint, name"
_INFOS = f"SELECT {_COLUMNS} FROM files WHERE id IN ({{rows}})"
_USE = f"UPDATE files SET unused_since = NULL WHERE id = ? AND is_whole = 1 RETURNING {_COLUMNS}"


def read_infos(db: Database, ids: Iterable[bytes | None]) -> dict[bytes | None, FileInfo]:
    """Return the descriptions of these files that exist. None is no file."""
    wanted = [(id_,) for id_ in {*ids} - {None}]
    return {row[0]: _info(row) for row in execute_rows(db, _INFOS, wanted)}


def use(db: Database, wanted: Iterable[tuple[int, bytes]]) -> dict[tuple[int, bytes], FileInfo]:
    """Return the descriptions of the files that new messages have, by sender and id: those that are complete, and that
    the sender may read. Until the commit no other server deletes them."""
    found = {}
    # In one order on all servers, so that none waits for a row of another that waits for it.
    for sender, file in sorted(wanted, key=lambda pair: pair[1]):
        if may_read(db, sender, file):
            row = db.execute(_USE, (file,)).fetchone()
            if row is not None:
                found[sender, file] = _info(row)
    return found


def _info(row: Sequence[Any]) -> FileInfo:
    id_, size, kind, width, height, hint, name = row
    return FileInfo(id_.hex(), size, FileKind(kind), width, height, hint, name)
