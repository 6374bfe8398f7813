"""Sessions in the database: functions on a connection.

A row is a session of a device. With EXT its key is the digest of the token; a classic session has no device name, an
address and a random key. `session_cache` keeps the live sessions in memory. Times are by the database's clock, in
milliseconds, because the clocks of several servers differ.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qqdesk.protocol.codes import EndReason, Status
from qqdesk.server.accounts import accounts
from qqdesk.server.delivery import delivery
from qqdesk.server.storage.interface import Database, execute_rows
from qqdesk.server.storage.notifications import SESSIONS

ENDED_KEPT_MS = 7 * 24 * 3600 * 1000
_STEP = 500
"""Values in one statement."""
_LIVE = "SELECT token, number, device, address, status, seen FROM devices WHERE ended IS NULL"
_NOTE_SEEN = """
WITH heard (token, seen) AS (VALUES {rows})
UPDATE devices SET seen = heard.seen FROM heard WHERE devices.token = heard.token AND devices.seen < heard.seen
""".strip()


@dataclass(frozen=True, slots=True)
class LiveSession:
    key: bytes = field(repr=False)
    number: int
    device: str
    address: str
    status: Status
    seen: int


class Found(NamedTuple):
    """The live sessions, by account, and why other accounts' sessions ended. `time`: when they were read."""

    time: int
    live: dict[int, LiveSession]
    ended: dict[int, EndReason]


def new_token() -> str:
    return secrets.token_hex(20)


def digest(token: str) -> bytes:
    """Return the form in which a token is stored; it cannot be used as a token."""
    return hashlib.sha256(token.encode()).digest()


def of(db: Database, known: Mapping[int, bytes], time: int) -> Found:
    """Return the sessions of these accounts. `known` has the key of the session that the caller knows, or b""."""
    live: dict[int, LiveSession] = {}
    for some, marks in _steps(list(known)):
        live |= _read(db.execute(f"{_LIVE} AND number IN ({marks})", some))
    ended = {number: end_reason(db, key, number) for number, key in known.items() if key and number not in live}
    return Found(time, live, ended)


def everyone(db: Database, time: int) -> Found:
    """Return all live sessions."""
    return Found(time, _read(db.execute(_LIVE)), {})


def _read(rows: Iterable[tuple[Any, ...]]) -> dict[int, LiveSession]:
    return {
        number: LiveSession(key, number, device, address, Status(status), seen)
        for key, number, device, address, status, seen in rows
    }


def _steps(values: Sequence[Any]) -> Iterator[tuple[Sequence[Any], str]]:
    for start in range(0, len(values), _STEP):
        some = values[start : start + _STEP]
        yield some, ", ".join("?" * len(some))


def end_reason(db: Database, key: bytes, number: int) -> EndReason:
    """Return why this session has ended. Of a deleted account only the deletion is known."""
    row = db.execute("SELECT ended FROM devices WHERE token = ? AND number = ?", (key, number)).fetchone()
    if row is None and accounts.was_deleted(db, number):
        return EndReason.SHUT_OUT
    return EndReason(row[0]) if row and row[0] is not None else EndReason.UNKNOWN_OR_TIMED_OUT


# Changes. Each notifies the other servers, which read the account's sessions again.


def create(
    db: Database, key: bytes, number: int, device: str, password: str, now: int, wanted: Status | None = None
) -> bool:
    """Create a session with EXT and end the account's other sessions.

    The status is `wanted`, else that of the previous session of this device, else ONLINE. The previous session of this
    device is deleted. Return False if the stored password is not `password` any more, or the account is banned.
    """
    if accounts.required_password(db, number, classic=False) != password:
        return False
    replaced = db.execute(
        "DELETE FROM devices WHERE number = ? AND device = ? AND ended IS NULL RETURNING status", (number, device)
    ).fetchall()
    status = wanted or (Status(replaced[0][0]) if replaced else Status.ONLINE)
    _insert(db, key, number, device, "", status, now)
    return True


def create_classic(
    db: Database, key: bytes, number: int, address: str, password: str, now: int, wanted: Status | None = None
) -> bool:
    """Create a classic session and end the account's other sessions, or continue the session from this address."""
    if accounts.required_password(db, number, classic=True) != password:
        return False
    continued = db.execute(
        "UPDATE devices SET seen = ? WHERE number = ? AND device = '' AND address = ? AND ended IS NULL "
        "RETURNING token",
        (now, number, address),
    ).fetchone()
    if continued is None:
        _insert(db, key, number, "", address, wanted or Status.ONLINE, now)
    elif wanted is not None:
        set_status(db, number, continued[0], wanted)
    return True


def _insert(db: Database, key: bytes, number: int, device: str, address: str, status: Status, now: int) -> None:
    end_all(db, number, EndReason.SIGNED_IN_ELSEWHERE, now)
    db.execute(
        "INSERT INTO devices (token, number, device, address, status, changed, seen) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, number, device, address, int(status), now, now),
    )
    delivery.start_cursor(db, number, device)


def accepts(db: Database, key: bytes, number: int, password: str) -> bool:
    """Return whether this classic session is live and its account still has this password."""
    row = db.execute("SELECT 1 FROM devices WHERE token = ? AND ended IS NULL", (key,)).fetchone()
    return row is not None and accounts.required_password(db, number, classic=True) == password


def set_status(db: Database, number: int, key: bytes, status: Status) -> None:
    db.execute("UPDATE devices SET status = ? WHERE token = ?", (int(status), key))
    db.notify(SESSIONS, number)


def end(db: Database, number: int, key: bytes, why: EndReason, now: int) -> None:
    db.execute("UPDATE devices SET ended = ?, changed = ? WHERE token = ? AND ended IS NULL", (int(why), now, key))
    db.notify(SESSIONS, number)


def end_all(db: Database, number: int, why: EndReason, now: int) -> None:
    db.execute("UPDATE devices SET ended = ?, changed = ? WHERE number = ? AND ended IS NULL", (int(why), now, number))
    db.notify(SESSIONS, number)


def end_classic(db: Database, number: int, why: EndReason, now: int) -> None:
    db.execute(
        "UPDATE devices SET ended = ?, changed = ? WHERE number = ? AND device = '' AND ended IS NULL",
        (int(why), now, number),
    )
    db.notify(SESSIONS, number)


def end_silent(db: Database, keys: Sequence[bytes], silent_since: int, now: int) -> None:
    """End those of these sessions that no server has heard of since `silent_since`."""
    for some, marks in _steps(keys):
        ended = db.execute(
            "UPDATE devices SET ended = ?, changed = ? "
            f"WHERE seen <= ? AND ended IS NULL AND token IN ({marks}) RETURNING number",
            (int(EndReason.UNKNOWN_OR_TIMED_OUT), now, silent_since, *some),
        ).fetchall()
        if ended:
            db.notify(SESSIONS, *(number for (number,) in ended))


def note_seen(db: Database, seen: Mapping[bytes, int]) -> None:
    """Store when a server heard of these sessions, unless another server has heard of them later."""
    execute_rows(db, _NOTE_SEEN, list(seen.items()))


def note_all_seen(db: Database, now: int) -> None:
    """Restart the time-out of all live sessions: they could not send heartbeats while the server was down."""
    db.execute("UPDATE devices SET seen = ? WHERE ended IS NULL", (now,))


def purge(db: Database, now: int) -> None:
    db.execute("DELETE FROM devices WHERE ended IS NOT NULL AND changed < ?", (now - ENDED_KEPT_MS,))
