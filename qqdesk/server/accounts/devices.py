"""The devices of accounts, with their sessions, in the database: functions on a connection.

A named device signs in with EXT and DEV. The classic session of an account is one more device, without a name: it has
an address and a random token. `session_cache` keeps the live sessions in memory. Times are by the database's clock, in
milliseconds, because the clocks of several servers differ.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qqdesk.protocol.codes import EndReason, Status
from qqdesk.protocol.device_commands import CLASSIC_DEVICE, MAX_DEVICES, SHORT_CHARS
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.accounts import accounts, known_origins
from qqdesk.server.delivery import cursors, delivery
from qqdesk.server.storage.interface import Database, execute_rows
from qqdesk.server.storage.notifications import SESSIONS

DIGEST_BYTES = 6
"""Of a device in a file token."""
SIGNED_OUT_KEPT_MS = 365 * 24 * 3600 * 1000
"""How long a device that its owner signed out still gets this reason."""
_SIGNED_OUT_KEPT = 100
"""For how many devices of an account, the last ones."""
_STEP = 500
"""Values in one statement."""
_SIGNED_OUT = int(EndReason.SIGNED_OUT_BY_OWNER)
_UNLISTED = f"({_SIGNED_OUT}, {int(EndReason.TOO_MANY_DEVICES)})"
_LIVE = """
SELECT d.token, d.account, d.device, d.address, u.status, d.seen, d.can_devices, d.can_rooms, d.can_files,
d.can_changes, u.shows_read, d.counts, d.is_idle
FROM devices d JOIN users u ON u.number = d.account WHERE d.ended IS NULL
""".strip()
_SIGN_IN = """
INSERT INTO devices
(account, device, token, name, system, address, can_devices, can_rooms, can_files, can_changes, counts, changed, seen)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (account, device) DO UPDATE SET token = excluded.token,
name = CASE WHEN devices.name = '' THEN excluded.name ELSE devices.name END, system = excluded.system,
address = excluded.address, can_devices = excluded.can_devices, can_rooms = excluded.can_rooms,
can_files = excluded.can_files, can_changes = excluded.can_changes, counts = excluded.counts, is_idle = 0,
ended = NULL, changed = excluded.changed, seen = excluded.seen
""".strip()
_NOTE_SEEN = """
WITH heard (token, seen) AS (VALUES {rows})
UPDATE devices SET seen = heard.seen FROM heard WHERE devices.token = heard.token AND devices.seen < heard.seen
""".strip()


@dataclass(frozen=True, slots=True)
class LiveSession:
    """`status` and `shows_read` are the account's."""

    key: bytes = field(repr=False)
    number: int
    device: str
    address: str
    status: Status
    seen: int
    can_devices: bool
    can_rooms: bool
    can_files: bool
    can_changes: bool
    shows_read: bool
    counts: bool
    is_idle: bool


@dataclass(frozen=True, slots=True)
class SignIn:
    """A Login whose password is right. `key` is the digest of the new token. `password` is the stored hash that it was
    compared with. `wanted` is the status that it asked for.
    """

    number: int
    key: bytes = field(repr=False)
    password: str = field(repr=False)
    address: str
    wanted: Status | None = None
    device: str = ""
    name: str = field(default="", repr=False)
    system: str = ""
    can_devices: bool = False
    can_rooms: bool = False
    can_files: bool = False
    can_changes: bool = False


class Listed(NamedTuple):
    """A named device, or the classic session. `seen`: when a server last heard of it, according to the database."""

    device: str
    name: str
    system: str
    address: str
    seen: int
    is_live: bool

    @property
    def short_id(self) -> str:
        return short_id(self.device)


class Found(NamedTuple):
    """The live sessions, by account, and why others ended, by key. `time`: when they were read."""

    time: int
    live: dict[int, list[LiveSession]]
    ended: dict[bytes, EndReason]


def short_id(device: str) -> str:
    """Return the id by which an account's devices know each other."""
    return device[:SHORT_CHARS] or CLASSIC_DEVICE


def new_token() -> str:
    return secrets.token_hex(20)


def digest(token: str) -> bytes:
    """Return the form in which a token is stored; it cannot be used as a token."""
    return hashlib.sha256(token.encode()).digest()


def of(db: Database, known: Mapping[int, Sequence[bytes]], time: int) -> Found:
    """Return the sessions of these accounts. `known` has the keys of the sessions that the caller knows."""
    live: dict[int, list[LiveSession]] = {}
    for some, marks in _steps(list(known)):
        live |= _read(db.execute(f"{_LIVE} AND d.account IN ({marks})", some))
    ended = {}
    for number, keys in known.items():
        gone = set(keys) - {session.key for session in live.get(number, ())}
        ended.update({key: end_reason(db, key, number) for key in gone})
    return Found(time, live, ended)


def everyone(db: Database, time: int) -> Found:
    """Return all live sessions."""
    return Found(time, _read(db.execute(_LIVE)), {})


def _read(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[LiveSession]]:
    found: dict[int, list[LiveSession]] = {}
    for key, number, device, address, status, seen, *flags in rows:
        session = LiveSession(key, number, device, address, Status(status), seen, *map(bool, flags))
        found.setdefault(number, []).append(session)
    return found


def _steps(values: Sequence[Any]) -> Iterator[tuple[Sequence[Any], str]]:
    for start in range(0, len(values), _STEP):
        some = values[start : start + _STEP]
        yield some, ", ".join("?" * len(some))


def end_reason(db: Database, key: bytes, number: int) -> EndReason:
    """Return why this session has ended. Of a deleted account only the deletion is known."""
    row = db.execute("SELECT ended FROM devices WHERE token = ? AND account = ?", (key, number)).fetchone()
    if row is None and accounts.was_deleted(db, number):
        return EndReason.ENDED_BY_OPERATOR
    return EndReason(row[0]) if row and row[0] is not None else EndReason.UNKNOWN_OR_TIMED_OUT


# Changes. Each notifies the other servers, which read the account's sessions again.


def sign_in(db: Database, login: SignIn, now: int) -> int | None:
    """Start a session of a device in place of its previous one, and return the device's cursor. Other devices keep
    theirs, except that a named device beyond MAX_DEVICES signs out the one that is unused for longest.

    Return None if the stored password is not `login.password` any more, or the account is banned.
    """
    number, device = login.number, login.device
    # Sign-ins of one account on several servers come one after the other.
    db.execute(f"SELECT number FROM users WHERE number = ?{db.row_lock}", (number,)).fetchone()
    if accounts.required_password(db, number, classic=not device) != login.password:
        return None
    is_new = _is_new(db, login, now)
    if device and is_new:
        _make_room(db, number, now)
    if is_new and named(db, number):
        text = f"{short_id(device)} {login.address} {login.name}"
        delivery.append(db, number, MessageKind.DEVICE_ADDED, number, text, now)
    cursor = cursors.start(db, number, device)
    if not device:
        cursors.start_classic_in_rooms(db, number)
    counts = _start_presence(db, number, device, login.wanted)
    abilities = (int(login.can_devices), int(login.can_rooms), int(login.can_files), int(login.can_changes))
    values = (login.key, login.name, login.system, login.address, *abilities, int(counts), now, now)
    db.execute(_SIGN_IN, (number, device, *values))
    db.notify(SESSIONS, number)
    return cursor


def continue_classic(db: Database, login: SignIn, now: int) -> bool:
    """Continue the classic session from this address, or start one as `sign_in` does."""
    number = login.number
    row = db.execute(
        "SELECT token, counts FROM devices WHERE account = ? AND device = '' AND address = ? AND ended IS NULL",
        (number, login.address),
    ).fetchone()
    if row is None:
        return sign_in(db, login, now) is not None
    if accounts.required_password(db, number, classic=True) != login.password:
        return False
    counts = row[1] if login.wanted is None else int(_start_presence(db, number, "", login.wanted))
    db.execute("UPDATE devices SET seen = ?, counts = ? WHERE token = ?", (now, counts, row[0]))
    db.notify(SESSIONS, number)
    return True


def _is_new(db: Database, login: SignIn, now: int) -> bool:
    """Whether a named device signs in for the first time, or a classic client from this place."""
    if not login.device:
        return known_origins.add_classic(db, login.number, login.address, now)
    row = db.execute(
        "SELECT ended FROM devices WHERE account = ? AND device = ?", (login.number, login.device)
    ).fetchone()
    return row is None or row[0] in (EndReason.SIGNED_OUT_BY_OWNER, EndReason.TOO_MANY_DEVICES)


def _make_room(db: Database, number: int, now: int) -> None:
    """Sign out the named devices that are unused for longest, so that an account has room for one more."""
    for row in named(db, number)[MAX_DEVICES - 1 :]:
        sign_out(db, number, row.device, now, EndReason.TOO_MANY_DEVICES)


def was_signed_out(db: Database, number: int, device: str) -> bool:
    """Return whether the owner has signed this device out since its last sign-in."""
    row = db.execute("SELECT ended FROM devices WHERE account = ? AND device = ?", (number, device)).fetchone()
    return row is not None and row[0] == _SIGNED_OUT


def token_part(device: str) -> bytes:
    """Return what names a device in the token of a file; a classic session has no device."""
    return hashlib.blake2b(device.encode(), digest_size=DIGEST_BYTES).digest()


def token_is_over(db: Database, number: int, part: bytes) -> bool:
    """Return whether the owner has signed out the device that got the token of a file, by its `token_part`."""
    rows = db.execute("SELECT device FROM devices WHERE account = ? AND ended = ?", (number, _SIGNED_OUT)).fetchall()
    return any(token_part(device) == part for (device,) in rows)


def listed(db: Database, number: int) -> list[Listed]:
    """Return the named devices that their owner has not signed out, and a live classic session, the last used first."""
    rows = db.execute(
        "SELECT device, name, system, address, seen, ended IS NULL FROM devices "
        f"WHERE account = ? AND (ended IS NULL OR (device != '' AND ended NOT IN {_UNLISTED})) "
        "ORDER BY ended IS NULL DESC, seen DESC, device",
        (number,),
    )
    return [Listed(*row) for row in rows.fetchall()]


def named(db: Database, number: int) -> list[Listed]:
    return [row for row in listed(db, number) if row.device]


def rename(db: Database, number: int, device: str, name: str) -> None:
    db.execute("UPDATE devices SET name = ? WHERE account = ? AND device = ?", (name, number, device))


def sign_out_others(db: Database, number: int, device: str, now: int) -> None:
    """End all devices but this one for their owner, and the classic session."""
    for row in listed(db, number):
        if row.device != device:
            sign_out(db, number, row.device, now)


def sign_out(db: Database, number: int, device: str, now: int, why: EndReason = EndReason.SIGNED_OUT_BY_OWNER) -> None:
    """End a device for its owner. Its row stays for a while, for the reason; its cursor does not."""
    db.execute(
        "UPDATE devices SET ended = ?, changed = ? WHERE account = ? AND device = ?", (int(why), now, number, device)
    )
    kept = f"SELECT device FROM devices WHERE account = ? AND ended IN {_UNLISTED} ORDER BY changed DESC LIMIT ?"
    db.execute(
        f"DELETE FROM devices WHERE account = ? AND ended IN {_UNLISTED} AND device NOT IN ({kept})",
        (number, number, _SIGNED_OUT_KEPT),
    )
    cursors.drop(db, number, device)
    db.notify(SESSIONS, number)


def _start_presence(db: Database, number: int, device: str, wanted: Status | None) -> bool:
    """Set the account's status for a sign-in. Return whether the device counts.

    With the status OFFLINE it does not. Else `wanted` counts, or ONLINE, if no other device is there.
    """
    if wanted is Status.OFFLINE:
        return False
    others = db.execute(
        "SELECT device FROM devices WHERE account = ? AND counts = 1 AND ended IS NULL", (number,)
    ).fetchall()
    if wanted is None and not others:
        wanted = Status.ONLINE
    if wanted is not None and all(other == device for (other,) in others):
        db.execute("UPDATE users SET status = ? WHERE number = ?", (int(wanted), number))
    return True


def accepts(db: Database, key: bytes, number: int, password: str) -> bool:
    """Return whether this classic session is live and its account still has this password."""
    row = db.execute("SELECT 1 FROM devices WHERE token = ? AND ended IS NULL", (key,)).fetchone()
    return row is not None and accounts.required_password(db, number, classic=True) == password


def set_status(db: Database, number: int, key: bytes, status: Status) -> None:
    """Set the account's status. The device counts from now on, unless it never did and sets OFFLINE."""
    db.execute("UPDATE users SET status = ? WHERE number = ?", (int(status), number))
    counts = "counts" if status is Status.OFFLINE else "1"
    db.execute(f"UPDATE devices SET is_idle = 0, counts = {counts} WHERE token = ?", (key,))
    db.notify(SESSIONS, number)


def set_idle(db: Database, number: int, key: bytes, is_idle: bool) -> None:
    """Note whether a device is unused. A status that it sets ends the idle state, too."""
    db.execute("UPDATE devices SET is_idle = ? WHERE token = ?", (int(is_idle), key))
    db.notify(SESSIONS, number)


def end(db: Database, number: int, key: bytes, why: EndReason, now: int) -> None:
    _end(db, number, why, now, " AND token = ?", key)


def end_all(db: Database, number: int, why: EndReason, now: int) -> None:
    _end(db, number, why, now)


def end_classic(db: Database, number: int, why: EndReason, now: int) -> None:
    _end(db, number, why, now, " AND device = ''")


def _end(db: Database, number: int, why: EndReason, now: int, condition: str = "", *values: Any) -> None:
    db.execute(
        f"UPDATE devices SET ended = ?, changed = ?, seen = ? WHERE account = ? AND ended IS NULL{condition}",
        (int(why), now, now, number, *values),
    )
    db.notify(SESSIONS, number)


def end_silent(db: Database, keys: Sequence[bytes], silent_since: int, last_heard: int, now: int) -> None:
    """End those of these sessions that no server has heard of since `silent_since`.

    `last_heard` is the latest time at which one may have been heard of; the stored time may be older.
    """
    for some, marks in _steps(keys):
        ended = db.execute(
            "UPDATE devices SET ended = ?, changed = ?, seen = CASE WHEN seen < ? THEN ? ELSE seen END "
            f"WHERE seen <= ? AND ended IS NULL AND token IN ({marks}) RETURNING account",
            (int(EndReason.UNKNOWN_OR_TIMED_OUT), now, last_heard, last_heard, silent_since, *some),
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
    """Delete the devices that their owners signed out some time ago. Others stay listed."""
    db.execute(f"DELETE FROM devices WHERE ended IN {_UNLISTED} AND changed < ?", (now - SIGNED_OUT_KEPT_MS,))
