"""Requests that must not be carried out twice, where a repeat may come to another server, or to one that was killed
before it answered: plain functions on a connection.

Most that change something may come twice and change nothing the second time. For a message without a client id, a new
account and a new password that is not so: they are noted in the transaction that carries them out, so that whoever is
killed in between has done neither. The reply is made of the request and the number that is kept here, which makes it
the same, byte by byte.

A password is no part of what is kept, or that would be a quick way to try passwords for whoever gets to see it: whether
two requests differ in that alone is found out by the hash that is stored for it.
"""

import hashlib
from collections.abc import Callable

from qqdesk.server.delivery.reply_cache import WITHIN_S
from qqdesk.server.storage.interface import Database

_WITHIN_MS = round(WITHIN_S * 1000)


def name(asker: bytes, sequence: str, *said: bytes) -> bytes:
    """What tells a request from all but its repeats; `asker` is the key of its session, or where it comes from."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (asker, sequence.encode(), *said):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def known(db: Database, request: bytes, time: int) -> int | None:
    """What became of a request lately; `time` in milliseconds, by the database's clock."""
    row = db.execute(
        "SELECT result FROM requests_done WHERE request = ? AND since > ?", (request, time - _WITHIN_MS)
    ).fetchone()
    return None if row is None else int(row[0])


def once(
    db: Database, request: bytes, time: int, carry_out: Callable[[Database], int], unlike: int | None = None
) -> int:
    """Carry a request out, unless it was; `unlike` came of another one of the same name. What `carry_out` raises comes
    out, and nothing is noted."""
    result = known(db, request, time)
    if result is None or result == unlike:
        result = carry_out(db)
        note(db, request, time, result)
    return result


def note(db: Database, request: bytes, time: int, result: int) -> None:
    """It was carried out."""
    db.execute(
        "INSERT INTO requests_done (request, result, since) VALUES (?, ?, ?) "
        "ON CONFLICT (request) DO UPDATE SET result = excluded.result, since = excluded.since",
        (request, result, time),
    )


def has_old(db: Database, time: int) -> bool:
    """Whether there is something to forget."""
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
