"""Mailboxes: what waits for a user, in order, with ids that rise without gaps, and a cursor behind what was received.

Plain functions on a connection. Ids are taken in the transaction that inserts, so one that was given out is there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qqdesk.protocol.codes import MessageKind, Result
from qqdesk.protocol.wire import escape
from qqdesk.server.database.interface import Database
from qqdesk.server.errors import RefusedError

MOST_WAITING = 5000
MOST_WITH_RECEIPTS = 20_000
"""Receipts are no mail, and lock nobody out; of a user who never comes to fetch them there is an end all the same."""
KEPT_AFTER_RECEIPT_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Mail:
    """`time` in milliseconds since 1970, UTC; `kind` a MessageKind."""

    id: int
    kind: int
    sender: int
    time: int
    text: str


def put(
    db: Database,
    owner: int,
    kind: MessageKind,
    sender: int,
    text: str,
    now: int,
    *,
    client_id: bytes | None = None,
    limited: bool = False,
) -> int:
    """Put something into the mailbox of a user; its id. `limited`, for what others can send without end: RefusedError
    where the mailbox is full."""
    if limited and _is_full(db, owner):
        raise RefusedError(Result.MAILBOX_FULL, "their mailbox is full")
    row = db.execute(
        "UPDATE mailboxes SET last_id = last_id + 1 WHERE number = ? RETURNING last_id", (owner,)
    ).fetchone()
    db.execute(
        "INSERT INTO mail (owner, id, kind, sender, time, client_id, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (owner, row[0], int(kind), sender, now, client_id, text),
    )
    return int(row[0])


def _behind_cursor(db: Database, owner: int) -> int:
    row = db.execute("SELECT last_id - cursor FROM mailboxes WHERE number = ?", (owner,)).fetchone()
    # A user who was deleted has none, and gets nothing.
    return int(row[0]) if row else MOST_WITH_RECEIPTS


def _is_full(db: Database, owner: int) -> bool:
    if _behind_cursor(db, owner) < MOST_WAITING:
        return False
    count = db.execute(
        "SELECT count(*) FROM mail "
        "WHERE owner = ? AND id > (SELECT cursor FROM mailboxes WHERE number = ?) AND kind != ?",
        (owner, owner, int(MessageKind.DELIVERED)),
    ).fetchone()
    return int(count[0]) >= MOST_WAITING


def waiting(db: Database, owner: int, most: int, most_bytes: int, skip: Iterable[int] = ()) -> list[Mail]:
    """What lies behind the cursor, the oldest first: at most so many, and so many bytes on the wire, but one at least.

    `skip` are kinds that are left out.
    """
    skipped = ", ".join(str(int(kind)) for kind in skip)
    rows = db.execute(
        "SELECT id, kind, sender, time, text FROM mail "
        "WHERE owner = ? AND id > (SELECT cursor FROM mailboxes WHERE number = ?) "
        f"{f'AND kind NOT IN ({skipped}) ' if skipped else ''}ORDER BY id LIMIT ?",
        (owner, owner, most),
    )
    found: list[Mail] = []
    size = 0
    for row in rows.fetchall():
        mail = Mail(*row)
        size += len(escape(mail.text).encode()) + 48
        if found and size > most_bytes:
            break
        found.append(mail)
    return found


def last_id(db: Database, owner: int) -> int:
    row = db.execute("SELECT last_id FROM mailboxes WHERE number = ?", (owner,)).fetchone()
    return int(row[0]) if row else 0


def receive(db: Database, owner: int, up_to: int, now: int) -> set[int]:
    """Move the cursor, forward only. Whoever sent a message with a client id is told; those are returned.

    An id that was never given out is none of this mailbox (a backup was restored, say): it says nothing of what is
    here, which rather comes once more than not at all.
    """
    row = db.execute("SELECT cursor, last_id FROM mailboxes WHERE number = ?", (owner,)).fetchone()
    if row is None or not row[0] < up_to <= row[1]:
        return set()
    before = row[0]
    received = db.execute(
        "SELECT sender, client_id FROM mail "
        "WHERE owner = ? AND id > ? AND id <= ? AND kind = ? AND client_id IS NOT NULL ORDER BY id",
        (owner, before, up_to, int(MessageKind.TEXT)),
    ).fetchall()
    db.execute("UPDATE mailboxes SET cursor = ? WHERE number = ?", (up_to, owner))
    for sender, client_id in received:
        if _behind_cursor(db, sender) < MOST_WITH_RECEIPTS:
            put(db, sender, MessageKind.DELIVERED, owner, client_id.hex(), now)
    return {sender for sender, _ in received}


def purge(db: Database, owners: Iterable[int], now: int) -> None:
    """Delete what those users received long ago."""
    for owner in owners:
        db.execute(
            "DELETE FROM mail WHERE owner = ? AND id <= (SELECT cursor FROM mailboxes WHERE number = ?) AND time < ?",
            (owner, owner, now - KEPT_AFTER_RECEIPT_MS),
        )


def owners(db: Database, after: int, limit: int) -> list[int]:
    """Users who ever received something, ascending."""
    rows = db.execute(
        "SELECT number FROM mailboxes WHERE number > ? AND cursor > 0 ORDER BY number LIMIT ?", (after, limit)
    )
    return [row[0] for row in rows.fetchall()]
