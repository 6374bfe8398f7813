"""Requests that must not be carried out twice: functions on a connection.

Most commands change nothing the second time. A message without a client id, a new account and a new password do. Their
results are stored in the transaction that carries them out: the repeat may come to another server, or after the server
was killed. The reply consists of the request and the stored number, so a repeat gets the same bytes.

The digest of a request leaves passwords out: with it, an attacker who reads the database could try passwords quickly.
Whether two requests differ only in the password is decided by the stored hash.
"""

import hashlib
from collections.abc import Callable

from qqdesk.server.sessions.reply_cache import WITHIN_S
from qqdesk.server.storage.interface import Database

_WITHIN_MS = round(WITHIN_S * 1000)


def digest_of(sender: bytes, sequence: str, *parts: bytes) -> bytes:
    """Return the same digest for a request and its repeats. `sender` is the key of its session, or its address."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (sender, sequence.encode(), *parts):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def known(db: Database, request: bytes, time: int) -> int | None:
    """Return the result of a recent request, or None. `time` in milliseconds, by the database's clock."""
    row = db.execute(
        "SELECT result FROM requests_done WHERE request = ? AND since > ?", (request, time - _WITHIN_MS)
    ).fetchone()
    return None if row is None else int(row[0])


def run_once(
    db: Database,
    request: bytes,
    time: int,
    carry_out: Callable[[Database], int],
    unlike: int | None = None,
    longer_ms: int = 0,
) -> int:
    """Carry a request out unless it was before, and return its result.

    The result `unlike` belongs to another request with this digest. If `carry_out` raises, nothing is stored. The
    result is known for `longer_ms` more than usual.
    """
    result = known(db, request, time)
    if result is None or result == unlike:
        result = carry_out(db)
        note(db, request, time + longer_ms, result)
    return result


def note(db: Database, request: bytes, time: int, result: int) -> None:
    """Store the result of a request. A time in the future keeps it longer."""
    db.execute(
        "INSERT INTO requests_done (request, result, since) VALUES (?, ?, ?) "
        "ON CONFLICT (request) DO UPDATE SET result = excluded.result, since = excluded.since",
        (request, result, time),
    )


def forget(db: Database, request: bytes) -> None:
    """Delete the result of a request: the same bytes are a new one."""
    db.execute("DELETE FROM requests_done WHERE request = ?", (request,))


def has_old(db: Database, time: int) -> bool:
    """Return whether `forget_old` would delete something."""
    limit = time - _WITHIN_MS
    row = db.execute(
        "SELECT 1 FROM requests_done WHERE since <= ? UNION ALL SELECT 1 FROM fetches WHERE since <= ? LIMIT 1",
        (limit, limit),
    ).fetchone()
    return row is not None


def forget_old(db: Database, time: int) -> None:
    """Delete the requests that cannot come again, the fetches of `classic_replies` included."""
    db.execute("DELETE FROM requests_done WHERE since <= ?", (time - _WITHIN_MS,))
    db.execute("DELETE FROM fetches WHERE since <= ?", (time - _WITHIN_MS,))
