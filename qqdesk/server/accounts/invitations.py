"""Invitations in the database, which holds only their SHA-256: functions on a connection.

A code for a new password is a row with an `account`. It is no invitation: it is not listed and admits nobody.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field

from qqdesk.protocol.admin_commands import RESET_DAYS
from qqdesk.protocol.place_commands import MOST_DAYS as MOST_DAYS
from qqdesk.protocol.place_commands import MOST_USES as MOST_USES
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from qqdesk.server.storage.interface import Database

USES = 1
DAYS = 7
DAY_MS = 24 * 3600 * 1000
MOST_OF_ONE = 50
"""Valid invitations of one inviter."""
MOST_LISTED = 1000

# Crockford's base 32: no I, L, O and U, so that a code can be read aloud and typed.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
# 100 bits: guesses are not slowed down by a lock-out, because a valid code always passes.
_GROUPS, _GROUP = 5, 4
_STRANGE = re.compile("[^0-9A-Z]")
_CODE = re.compile(f"[{_ALPHABET}]{{{_GROUPS * _GROUP}}}").fullmatch
_ID = re.compile("[0-9a-f]{8}").fullmatch
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Invitation:
    """A valid invitation. `id` identifies it but cannot be used to register; times are milliseconds since 1970.

    `inviter` is None for one of the operator; `nickname` and `face` are the inviter's. `room` is the room to which it
    also admits.
    """

    id: str
    created: int
    expires: int
    uses_left: int
    used: int
    makes_admin: bool
    inviter: int | None
    nickname: str = field(repr=False)
    face: int
    room: int | None
    room_name: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The inviter and the rights of an account, and the room to which it is admitted.

    `room` is None if the inviter may no longer invite people to it.
    """

    inviter: int | None
    makes_admin: bool
    room: int | None


@dataclass(frozen=True, slots=True)
class Reset:
    """A valid code for a new password of the account `number`."""

    number: int
    nickname: str = field(repr=False)
    face: int
    expires: int


def create(
    db: Database,
    now: int,
    uses: int = USES,
    days: int = DAYS,
    *,
    inviter: int | None = None,
    makes_admin: bool = False,
    room: int | None = None,
) -> str:
    """Create an invitation for `uses` accounts within `days`; return its code, which is not stored."""
    symbols = new_symbols()
    add(db, digest_of(symbols), now, uses, days, inviter, makes_admin=makes_admin, room=room)
    return _code(symbols)


def create_reset(db: Database, account: int, now: int, administrator: int | None) -> str:
    """Create the code for a new password of the account, which ends an earlier one. Return it; it is not stored."""
    symbols = new_symbols()
    db.execute("DELETE FROM invitations WHERE account = ?", (account,))
    add(db, digest_of(symbols), now, 1, RESET_DAYS, administrator, account=account)
    return _code(symbols)


def find_reset(db: Database, code: str, now: int) -> Reset | None:
    row = db.execute(
        "SELECT number, nickname, face, expires FROM invitations JOIN users ON number = account "
        "WHERE digest = ? AND expires > ?",
        (digest_of(code), now),
    ).fetchone()
    return None if row is None else Reset(*row)


def redeem_reset(db: Database, code: str, now: int) -> int | None:
    """Use up the code for a new password. Return the account, or None if the code is not valid."""
    row = db.execute(
        "DELETE FROM invitations WHERE digest = ? AND account IS NOT NULL AND expires > ? RETURNING account",
        (digest_of(code), now),
    ).fetchone()
    return None if row is None else int(row[0])


def _code(symbols: str) -> str:
    return "-".join(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))


def new_symbols() -> str:
    """Draw a code, without its hyphens."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP))


def add(
    db: Database,
    digest: bytes,
    now: int,
    uses: int,
    days: int,
    inviter: int | None,
    *,
    makes_admin: bool = False,
    room: int | None = None,
    account: int | None = None,
) -> None:
    """Store an invitation whose code has this digest, or the code for a new password of `account`."""
    db.execute(
        "INSERT INTO invitations (digest, created, expires, uses_left, used, inviter, makes_admin, room, account) "
        "VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
        (digest, now, now + days * DAY_MS, uses, inviter, int(makes_admin), room, account),
    )


def may_invite_to(db: Database, room: int, account: int) -> bool:
    """Whether the account may invite people to the room: keepers may, and the members of an open room."""
    found = db.execute(
        "SELECT 1 FROM memberships JOIN rooms ON number = room WHERE room = ? AND account = ? AND to_seq IS NULL "
        "AND (role = ? OR join_rule = ?)",
        (room, account, RoomRole.ADMIN, JoinRule.OPEN),
    )
    return found.fetchone() is not None


def create_first(db: Database, now: int) -> str | None:
    """Create the invitation of the first administrator and end the earlier ones of this kind.

    Return None if the server has accounts.
    """
    if db.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None:
        return None
    db.execute("DELETE FROM invitations WHERE makes_admin = 1")
    return create(db, now, makes_admin=True)


def find(db: Database, code: str, now: int) -> Invitation | None:
    found = _select(db, "digest = ? AND", (digest_of(code),), now, 1)
    return found[0] if found else None


def redeem(db: Database, code: str, now: int) -> Redeemed | None:
    """Use the code once, in the transaction that creates the account or joins the room. Return None if it is not
    valid."""
    row = db.execute(
        "UPDATE invitations SET uses_left = uses_left - 1, used = used + 1 "
        "WHERE digest = ? AND account IS NULL AND uses_left > 0 AND expires > ? RETURNING inviter, makes_admin, room",
        (digest_of(code), now),
    ).fetchone()
    if row is None:
        return None
    inviter, makes_admin, room = row
    is_admitted = room is not None and (inviter is None or may_invite_to(db, room, inviter))
    return Redeemed(inviter, bool(makes_admin), room if is_admitted else None)


def valid(db: Database, now: int, inviter: int | None = None) -> list[Invitation]:
    """Return the valid invitations, newest first: all, or those of `inviter`."""
    if inviter is None:
        return _select(db, "", (), now, MOST_LISTED)
    return _select(db, "inviter = ? AND", (inviter,), now, MOST_LISTED)


def count(db: Database, inviter: int, now: int) -> int:
    """Return the number of valid invitations of `inviter`."""
    row = db.execute(
        "SELECT count(*) FROM invitations WHERE inviter = ? AND account IS NULL AND uses_left > 0 AND expires > ?",
        (inviter, now),
    ).fetchone()
    return int(row[0])


def revoke(db: Database, id_: str, now: int, inviter: int | None = None) -> int:
    """Delete the valid invitations with this id, of any inviter or of `inviter`. Return their number, which is 1 except
    after a digest collision."""
    bounds = digests_of_id(id_)
    if bounds is None:
        return 0
    of_whom, values = ("", ()) if inviter is None else (" AND inviter = ?", (inviter,))
    return db.execute(
        f"DELETE FROM invitations WHERE digest BETWEEN ? AND ? AND account IS NULL AND uses_left > 0 AND expires > ?"
        f"{of_whom}",
        (*bounds, now, *values),
    ).rowcount


def end_all_of(db: Database, number: int) -> None:
    """Delete the invitations of an account that is banned or deleted, and the code for its new password."""
    db.execute("DELETE FROM invitations WHERE inviter = ? OR account = ?", (number, number))


def end_those_of(db: Database, inviter: int) -> None:
    """Delete the invitations, and the codes for new passwords, of an account that no longer is an administrator."""
    db.execute("DELETE FROM invitations WHERE inviter = ?", (inviter,))


def purge(db: Database, now: int) -> None:
    """Delete expired and used invitations."""
    db.execute("DELETE FROM invitations WHERE expires <= ? OR uses_left <= 0", (now,))


def digest_of(code: str) -> bytes:
    """Hash the code, ignoring letter case, hyphens, spaces and confusable letters."""
    return hashlib.sha256(_symbols(code).encode()).digest()


def is_code(code: str) -> bool:
    """Whether the text has the form of a code."""
    return _CODE(_symbols(code)) is not None


def id_of(digest: bytes) -> str:
    """Return the id of an invitation: the beginning of its digest."""
    return bytes(digest).hex()[:8]


def digests_of_id(id_: str) -> tuple[bytes, bytes] | None:
    """Return the lowest and the highest digest with this id; None if it is no id."""
    if _ID(id_.lower()) is None:
        return None
    begin = bytes.fromhex(id_)
    rest = _DIGEST_BYTES - len(begin)
    return begin + b"\x00" * rest, begin + b"\xff" * rest


def _select(db: Database, condition: str, values: tuple[object, ...], now: int, limit: int) -> list[Invitation]:
    rows = db.execute(
        "SELECT digest, i.created, expires, uses_left, used, makes_admin, inviter, nickname, u.face, room, name "
        "FROM invitations i LEFT JOIN users u ON u.number = inviter LEFT JOIN rooms r ON r.number = room "
        f"WHERE {condition} account IS NULL AND uses_left > 0 AND expires > ? "
        "ORDER BY i.created DESC, digest LIMIT ?",
        (*values, now, limit),
    ).fetchall()
    return [
        Invitation(
            id_of(digest),
            created,
            expires,
            left,
            used,
            bool(admin),
            inviter,
            nickname or "",
            face or 0,
            room,
            room_name,
        )
        for digest, created, expires, left, used, admin, inviter, nickname, face, room, room_name in rows
    ]


def _symbols(code: str) -> str:
    return _STRANGE.sub("", code.upper()).translate(_MISREAD)
