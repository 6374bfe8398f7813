"""Sessions as servers on one database share them: plain functions on a connection, beside those of `tokens`.

The row of a session is the truth, and every server has a picture of all living ones in memory, see `cluster`. Rows are
changed in the writes of a store, of which there is one at a time among all servers, so that versions are given out in
the order in which they can be seen. Times are by the database's clock, in milliseconds: those of
servers may differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from qqdesk.protocol.codes import EndReason, Status
from qqdesk.server.accounts import accounts, tokens
from qqdesk.server.accounts.sessions import TIMEOUT_S
from qqdesk.server.storage.interface import Database

_TIMEOUT_MS = round(TIMEOUT_S * 1000)
STEP = 500
"""How many sessions are named in a statement."""
_COLUMNS = "token, number, device, address, status, seen"


@dataclass(frozen=True, slots=True)
class Living:
    """A living session. One without a token has no `device`, and a `key` that nobody knows but the database."""

    key: bytes = field(repr=False)
    number: int
    device: str
    address: str
    status: Status
    age: int
    """Milliseconds since one of the servers is known to have heard of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the sessions of some users: the living ones, by number; why the last of others ended."""

    living: dict[int, Living]
    ended: dict[int, EndReason]


def _read(rows: Iterable[tuple[Any, ...]], time: int) -> dict[int, Living]:
    return {
        number: Living(token, number, device, address, Status(status), time - seen)
        for token, number, device, address, status, seen in rows
    }


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def of(db: Database, numbers: Sequence[int], time: int) -> Found:
    """Those of these users."""
    living: dict[int, Living] = {}
    for start in range(0, len(numbers), STEP):
        some = numbers[start : start + STEP]
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM devices WHERE ended IS NULL AND number IN ({_marks(some)})", some
        ).fetchall()
        living |= _read(rows, time)
    return Found(living, {number: _why(db, number) for number in numbers if number not in living})


def _why(db: Database, number: int) -> EndReason:
    row = db.execute(
        "SELECT ended FROM devices WHERE number = ? AND ended IS NOT NULL ORDER BY version DESC LIMIT 1", (number,)
    ).fetchone()
    if row is None and accounts.was_deleted(db, number):
        return EndReason.SHUT_OUT
    return EndReason.UNKNOWN_OR_TIMED_OUT if row is None else EndReason(row[0])


def everyone(db: Database, time: int) -> dict[int, Living]:
    """All that live, by number."""
    return _read(db.execute(f"SELECT {_COLUMNS} FROM devices WHERE ended IS NULL").fetchall(), time)


def version(db: Database) -> int:
    """The number of the last change."""
    return int(db.execute("SELECT value FROM facts WHERE name = 'session_changes'").fetchone()[0])


def changed(db: Database, after: int) -> list[int]:
    """Whose sessions changed since the change of this number."""
    rows = db.execute("SELECT DISTINCT number FROM devices WHERE version > ?", (after,))
    return [row[0] for row in rows.fetchall()]


# Changes


def begin(
    db: Database, token: bytes, number: int, device: str, password: str, time: int, wanted: Status | None = None
) -> bool:
    """As `tokens.create`, unless the user's password, as it is stored, is not `password` any more or they are shut
    out: then False."""
    if accounts.required_password(db, number, classic=False) != password:
        return False
    _end_if_silent(db, number, time)
    tokens.create(db, token, number, device, time, time, wanted)
    return True


def begin_classic(
    db: Database, key: bytes, number: int, address: str, password: str, time: int, wanted: Status | None = None
) -> bool:
    """The same for one without a token; from the same address it goes on with the one that is there."""
    if accounts.required_password(db, number, classic=True) != password:
        return False
    _end_if_silent(db, number, time)
    if _goes_on(db, number, address, time):
        if wanted is not None:
            row = db.execute("SELECT token FROM devices WHERE number = ? AND ended IS NULL", (number,)).fetchone()
            tokens.set_status(db, row[0], wanted)
        return True
    tokens.end_all(db, number, EndReason.SIGNED_IN_ELSEWHERE, time)
    db.execute(
        "INSERT INTO devices (token, number, device, address, status, changed, seen, version) "
        "VALUES (?, ?, '', ?, ?, ?, ?, ?)",
        (key, number, address, int(wanted or Status.ONLINE), time, time, tokens.next_version(db)),
    )
    return True


def _end_if_silent(db: Database, number: int, time: int) -> None:
    rows = db.execute("SELECT token FROM devices WHERE number = ? AND ended IS NULL", (number,)).fetchall()
    end_silent(db, [row[0] for row in rows], time)


def _goes_on(db: Database, number: int, address: str, time: int) -> bool:
    where = "number = ? AND device = '' AND address = ? AND ended IS NULL"
    return db.execute(f"UPDATE devices SET seen = ? WHERE {where}", (time, number, address)).rowcount > 0


def is_good(db: Database, key: bytes, number: int, password: str) -> bool:
    """Whether this session without a token lives, and its user's password is still this one."""
    row = db.execute("SELECT 1 FROM devices WHERE token = ? AND ended IS NULL", (key,)).fetchone()
    return row is not None and accounts.required_password(db, number, classic=True) == password


def renew(db: Database, keys: Sequence[bytes], seen: int) -> None:
    """These were heard of then."""
    for start in range(0, len(keys), STEP):
        some = keys[start : start + STEP]
        db.execute(
            f"UPDATE devices SET seen = ? WHERE seen < ? AND ended IS NULL AND token IN ({_marks(some)})",
            (seen, seen, *some),
        )


def renew_all(db: Database, time: int) -> None:
    """All live from now on, unless one was heard of lately: then some server was there all the while."""
    row = db.execute("SELECT max(seen) FROM devices WHERE ended IS NULL").fetchone()
    if row[0] is not None and row[0] <= time - _TIMEOUT_MS // 2:
        db.execute("UPDATE devices SET seen = ? WHERE ended IS NULL", (time,))


def end_silent(db: Database, keys: Sequence[bytes], time: int) -> None:
    """End those of them that no server heard of for too long."""
    for start in range(0, len(keys), STEP):
        some = keys[start : start + STEP]
        db.execute(
            "UPDATE devices SET ended = ?, changed = ?, version = ? "
            f"WHERE seen < ? AND ended IS NULL AND token IN ({_marks(some)})",
            (int(EndReason.UNKNOWN_OR_TIMED_OUT), time, tokens.next_version(db), time - _TIMEOUT_MS, *some),
        )
