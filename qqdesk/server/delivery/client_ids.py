"""The client ids of messages and of their changes, by which a repeat is recognised: functions on a connection."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from qqdesk.server.errors import malformed
from qqdesk.server.storage.interface import Database, execute_rows

_KNOWN = """
WITH wanted (sender, client_id) AS (VALUES {rows})
SELECT k.sender, k.client_id, k.own_seq, k.time, k.digest FROM wanted w
CROSS JOIN client_ids k WHERE k.sender = w.sender AND k.client_id = w.client_id
""".strip()
_REMEMBER = "INSERT INTO client_ids (sender, client_id, log, seq, own_seq, time, digest) VALUES {rows}"
KEPT_DAYS = 400
"""A client id is known for this time at least, and as long as an entry has it."""
STEP = 1000
_DAY_MS = 24 * 3600 * 1000
_OLD = """
SELECT k.sender, k.client_id FROM client_ids k WHERE (k.sender, k.client_id) > (?, ?) AND k.time < ?
AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.log = k.log AND e.seq = k.seq AND e.client_id = k.client_id)
AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.log = k.sender AND e.seq = k.own_seq AND e.client_id = k.client_id)
ORDER BY k.sender, k.client_id LIMIT ?
""".strip()
_FORGET = "DELETE FROM client_ids WHERE (sender, client_id) IN (VALUES {rows})"

Key = tuple[int, bytes]
Row = tuple[int, bytes, int, int, int, int, bytes]


class Sent(NamedTuple):
    """Where a message is stored; `time` in milliseconds since 1970, UTC."""

    id: int
    time: int


def ask(db: Database, wanted: Iterable[tuple[int, bytes]]) -> Iterator[tuple[Any, ...]]:
    """Ask which of these client ids are known, by sender. `read` reads the result."""
    return execute_rows(db, _KNOWN, list(set(wanted)))


def read(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, bytes], tuple[Sent, bytes]]:
    """Return the known messages and their digests, by sender and client id."""
    return {
        (sender, bytes(client_id)): (Sent(seq, time), bytes(digest)) for sender, client_id, seq, time, digest in rows
    }


def remember(db: Database, rows: Iterable[Row]) -> None:
    execute_rows(db, _REMEMBER, sorted(rows))


def known(db: Database, sender: int, client_id: bytes, digest: bytes) -> Sent | None:
    """Return what `sender` stored with this client id. Raises RefusedError if that was something else."""
    for found in read(ask(db, [(sender, client_id)])).values():
        return same(found, digest)
    return None


def same(known: tuple[Sent, bytes], digest: bytes) -> Sent:
    """Return where the message or change is stored. Raises RefusedError if the client id now stands for another one."""
    sent, known_digest = known
    if known_digest != digest:
        raise malformed("CID: it is the id of another message")
    return sent


def old(db: Database, after: Key, now: int) -> list[Key]:
    """Return the next client ids behind `after` that are old and that no entry has, by sender and id."""
    rows = db.execute(_OLD, (*after, now - KEPT_DAYS * _DAY_MS, STEP))
    return [(sender, bytes(client_id)) for sender, client_id in rows]


def forget(db: Database, keys: Sequence[Key]) -> None:
    execute_rows(db, _FORGET, keys)


def digest(to: int, text: str, file: bytes | None, ref: bytes = b"") -> bytes:
    """Return the digest of a message. `ref` is the client id of the message that it answers."""
    # PostgreSQL cannot store NUL.
    content = f"{to} {text}".replace("\0", "\ufffd").encode()
    return hashlib.blake2b(content, digest_size=16, person=file or b"", salt=ref).digest()
