"""Delete files that no message and no face has, uploads that were given up, and contents without a row.

Several servers may do this at the same time, beside uploads. A row that is used again meanwhile has another
`unused_since` or `created`, and stays. A content is taken aside first: if a row has it by then, it is put back.
"""

import asyncio
from functools import partial
from pathlib import Path

from qqdesk.server.delivery.store import Store
from qqdesk.server.files.file_folder import PREFIXES, FileFolder
from qqdesk.server.storage.interface import Database, execute_rows

_HOUR_MS = 3600 * 1000
UNUSED_MS = 20 * _HOUR_MS
"""Less than the day between two runs."""
UNFINISHED_MS = 7 * 24 * _HOUR_MS
_STEP = 500

_IS_UNUSED = (
    "NOT EXISTS (SELECT 1 FROM entries WHERE entries.file = files.id) "
    "AND NOT EXISTS (SELECT 1 FROM users WHERE users.picture = files.id)"
)
_UNUSED = f"SELECT id FROM files WHERE id > ? AND {_IS_UNUSED} ORDER BY id LIMIT {_STEP}"
_DELETE = f"""
DELETE FROM files WHERE id IN ({{rows}}) AND {_IS_UNUSED}
AND CASE WHEN is_whole = 1 THEN unused_since <= ? ELSE created <= ? END
""".strip()
_MARK = "UPDATE files SET unused_since = ? WHERE id = ? AND is_whole = 1 AND unused_since IS NULL AND " + _IS_UNUSED
_WITH_DIGEST = "SELECT digest FROM files WHERE digest IN ({rows})"
_WITH_THUMBNAIL = "SELECT thumbnail FROM files WHERE thumbnail IN ({rows})"
_UNFINISHED = "SELECT id FROM files WHERE is_whole = 0 AND id IN ({rows})"


async def clean_up(store: Store, folder: FileFolder) -> None:
    """Delete in short steps. Raises StorageError and OSError."""
    after = b""
    while ids := await store.scan(partial(_unused, after=after)):
        after = ids[-1]
        await store.write(partial(_delete_rows, store=store, ids=ids))
    await _delete_parts(store, folder)
    for prefix in range(PREFIXES):
        digests = await asyncio.to_thread(folder.old_contents, prefix)
        used = await store.scan(partial(_used, digests=digests))
        await asyncio.to_thread(folder.take_aside, sorted({*digests} - used))
        used = await store.scan(partial(_used, digests=digests))
        await asyncio.to_thread(folder.delete_aside, digests, used)


def _unused(db: Database, after: bytes) -> list[bytes]:
    return [id_ for (id_,) in db.execute(_UNUSED, (after,)).fetchall()]


def _delete_rows(db: Database, store: Store, ids: list[bytes]) -> None:
    now = store.time(db)
    execute_rows(db, _DELETE, [(id_,) for id_ in ids], (now - UNUSED_MS, now - UNFINISHED_MS))
    db.executemany(_MARK, [(now, id_) for id_ in ids])


def _used(db: Database, digests: list[bytes]) -> set[bytes]:
    rows = [(digest,) for digest in digests]
    return {digest for sql in (_WITH_DIGEST, _WITH_THUMBNAIL) for (digest,) in execute_rows(db, sql, rows)}


async def _delete_parts(store: Store, folder: FileFolder) -> None:
    parts = await asyncio.to_thread(folder.old_parts)
    unfinished = await store.scan(partial(_unfinished, parts=parts))
    for part in parts:
        if part.name not in unfinished:
            await asyncio.to_thread(part.unlink, missing_ok=True)


def _unfinished(db: Database, parts: list[Path]) -> set[str]:
    """Return the names of these parts whose upload goes on."""
    # A thumbnail that was not written to its end has another name.
    ids = [(bytes.fromhex(part.name),) for part in parts if "-" not in part.name]
    return {id_.hex() for (id_,) in execute_rows(db, _UNFINISHED, ids)}
