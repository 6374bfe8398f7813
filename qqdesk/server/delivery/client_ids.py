"""The client ids of messages and of their changes, by which a repeat is recognised: functions on a connection."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from qqdesk.server.errors import malformed
from qqdesk.server.storage.interface import Database, execute_rows

_KNOWN = """
WITH wanted (sender, client_id) AS (VALUES {rows})
SELECT k.sender, k.client_id, k.own_seq, k.time, k.digest FROM wanted w
CROSS JOIN client_ids k WHERE k.sender = w.sender AND k.client_id = w.client_id
""".strip()
_REMEMBER = "INSERT INTO client_ids (sender, client_id, log, seq, own_seq, time, digest) VALUES {rows}"

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


def digest(to: int, text: str, file: bytes | None, ref: bytes = b"") -> bytes:
    """Return the digest of a message. `ref` is the client id of the message that it answers."""
    # PostgreSQL cannot store NUL.
    content = f"{to} {text}".replace("\0", "\ufffd").encode()
    return hashlib.blake2b(content, digest_size=16, person=file or b"", salt=ref).digest()
