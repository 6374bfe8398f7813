"""Requests to join, until an administrator answers: functions on a connection.

The client draws the code of the invitation. The database holds its SHA-256, so a repeated request is recognized.
"""

from dataclasses import dataclass, field

from qqdesk.protocol.admin_commands import REFUSE_ASK
from qqdesk.protocol.codes import Result
from qqdesk.protocol.place_commands import AnswerJoinRequest
from qqdesk.server.accounts import invitations, place_log
from qqdesk.server.accounts.invitations import DAY_MS
from qqdesk.server.errors import RefusedError
from qqdesk.server.storage.interface import Database

MOST = 50
"""Open requests of a place."""
MOST_OF_ONE_ORIGIN = 3
_INVITATION_DAYS = 1


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """An open request. `time` is in milliseconds since 1970; `origin` is the asker's address group."""

    id: str
    nickname: str = field(repr=False)
    face: int
    time: int
    origin: str


def add(db: Database, code: str, nickname: str, face: int, origin: str, now: int) -> bool:
    """Store a request from an address group; return False if it is known. Raises RefusedError if there are too many."""
    digest, since = invitations.digest_of(code), now - DAY_MS
    if open_since(db, code, now) is not None or invitations.find(db, code, now) is not None:
        return False
    everyone, here = db.execute(
        "SELECT count(*), coalesce(sum(CASE WHEN origin = ? THEN 1 ELSE 0 END), 0) FROM join_requests "
        "WHERE created > ?",
        (origin, since),
    ).fetchone()
    if here >= MOST_OF_ONE_ORIGIN or everyone >= MOST:
        raise RefusedError(Result.TOO_MANY_REQUESTS, "too many people wait for an answer", wait=60)
    db.execute(
        "INSERT INTO join_requests (digest, nickname, face, origin, created) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (digest) DO UPDATE SET nickname = excluded.nickname, face = excluded.face, "
        "origin = excluded.origin, created = excluded.created",
        (digest, nickname, face, origin, now),
    )
    return True


def open_since(db: Database, code: str, now: int) -> int | None:
    row = db.execute(
        "SELECT created FROM join_requests WHERE digest = ? AND created > ?",
        (invitations.digest_of(code), now - DAY_MS),
    ).fetchone()
    return None if row is None else int(row[0])


def open_requests(db: Database, now: int) -> list[JoinRequest]:
    """Return the open requests, oldest first."""
    rows = db.execute(
        "SELECT digest, nickname, face, created, origin FROM join_requests WHERE created > ? ORDER BY created, digest",
        (now - DAY_MS,),
    ).fetchall()
    return [JoinRequest(invitations.id_of(digest), *columns) for digest, *columns in rows]


def admit(db: Database, id_: str, admin: int, now: int) -> bool:
    """Make an invitation of `admin` of the request; return False if there is no such request."""
    found = _remove(db, id_, now)
    if found is None:
        return False
    digest, nickname = found
    invitations.add(db, digest, now, 1, _INVITATION_DAYS, admin)
    place_log.note(db, now, admin, AnswerJoinRequest.NAME, detail=nickname)
    return True


def refuse(db: Database, id_: str, admin: int, now: int) -> bool:
    """Delete the request; return False if there is no such request."""
    found = _remove(db, id_, now)
    if found is None:
        return False
    place_log.note(db, now, admin, REFUSE_ASK, detail=found[1])
    return True


def purge(db: Database, now: int) -> None:
    """Delete requests older than a day."""
    db.execute("DELETE FROM join_requests WHERE created <= ?", (now - DAY_MS,))


def _remove(db: Database, id_: str, now: int) -> tuple[bytes, str] | None:
    """Delete the request with this id and return its digest and nickname: one, or a client that draws several codes
    with the same id would join several times by one answer."""
    bounds = invitations.digests_of_id(id_)
    if bounds is None:
        return None
    row = db.execute(
        "DELETE FROM join_requests WHERE digest = ("
        "SELECT digest FROM join_requests WHERE digest BETWEEN ? AND ? AND created > ? ORDER BY created, digest "
        "LIMIT 1) RETURNING digest, nickname",
        (*bounds, now - DAY_MS),
    ).fetchone()
    return None if row is None else (bytes(row[0]), str(row[1]))
