"""Accounts in the database: functions on a connection. The store runs writes, the event loop may run reads."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from qqdesk.protocol.codes import SYSTEM_NUMBER, AddOutcome
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.protocol.profile import EDITABLE, Profile
from qqdesk.server.accounts import shared_roster
from qqdesk.server.delivery import delivery
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import SESSIONS

MAX_NICKNAME_CHARS = 64
MAX_TEXT_CHARS = 256
MAX_ABOUT_CHARS = 2000
FACES = 144
_UNPRINTABLE = ("Cc", "Zl", "Zp")
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They would turn the text around them, too."""
_INVISIBLE = ("Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp")
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159")

_PROFILE_COLUMNS = ("number", *EDITABLE)
_PROFILE = ", ".join(_PROFILE_COLUMNS)


class TakenError(Exception):
    """The number belongs to another account."""


class DeletedError(Exception):
    """The number belonged to a deleted account. It is not given to another person, because contacts still know it."""


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account as a contact list shows it. `own_face` is the id of a file.

    `last_seen`: when the account last went offline for others, in milliseconds, 0 for never.
    """

    number: int
    face: int
    nickname: str = field(repr=False)
    own_face: bytes | None = None
    signature: str = field(default="", repr=False)
    status_text: str = field(default="", repr=False)
    last_seen: int = 0
    shows_seen: bool = True


@dataclass(frozen=True, slots=True)
class AccountOverview:
    """An account as the operator sees it. Times are milliseconds since 1970; None means never.

    `signed_in` is the last start or end of a session with a token; `waiting_messages` counts undelivered messages.
    `is_admin`: an administrator of the place. `is_present`: one of the devices has a session.
    """

    account: AccountSummary
    created: int
    banned: int | None
    signed_in: int | None
    waiting_messages: int
    is_admin: bool = False
    is_present: bool = False


@dataclass(frozen=True, slots=True)
class PersonOverview:
    """An account as an administrator sees it. Times are milliseconds since 1970; None means never.

    `seen` is when a server last heard of one of its devices; `is_present`: one of them has a session.
    """

    account: AccountSummary
    created: int
    banned: int | None
    is_admin: bool
    seen: int | None
    is_present: bool


@dataclass(frozen=True, slots=True)
class Search:
    """The criteria of a search. None and "" match any value; `searcher`, who searches, is never a result."""

    searcher: int
    after: int = 0
    age: int | None = None
    sex: int | None = None
    province: str = field(default="", repr=False)
    nickname: str = field(default="", repr=False)
    number: int | None = None


def face_of(number: int) -> int:
    """Return the default face id of a new account."""
    return 3 * (number % FACES)


def clean_nickname(text: str) -> str:
    """Return the nickname in its stored form. Raises ValueError, with a sentence for the user, if it is invalid."""
    nickname = text.strip()
    if not 1 <= len(nickname) <= MAX_NICKNAME_CHARS:
        raise ValueError(f"a nickname of 1 to {MAX_NICKNAME_CHARS} characters is wanted")
    if not is_printable(nickname):
        raise ValueError("a nickname without control characters is wanted")
    if not is_visible(nickname):
        raise ValueError("a nickname that shows something is wanted")
    return nickname


def is_printable(name: str) -> bool:
    """Whether lists and the operator's terminal can show a name."""
    return not any(character in _DIRECTIONS or unicodedata.category(character) in _UNPRINTABLE for character in name)


def is_visible(name: str) -> bool:
    """Whether a name shows anything."""
    return any(character not in _BLANKS and unicodedata.category(character) not in _INVISIBLE for character in name)


def add(
    db: Database,
    number: int,
    password: str,
    nickname: str,
    now: int,
    *,
    face: int | None = None,
    is_admin: bool = False,
    reuse_deleted: bool = False,
) -> None:
    """Create an account. `password` is a stored hash, `now` is in milliseconds.

    In a place whose people know each other the account gets all others as contacts, see `shared_roster`.

    Raises TakenError, and DeletedError unless `reuse_deleted` says that the previous owner returns.
    """
    if _is_room(db, number):
        raise TakenError
    if was_deleted(db, number):
        if not reuse_deleted:
            raise DeletedError
        db.execute("DELETE FROM deleted_users WHERE number = ?", (number,))
    shared_roster.before_account(db)
    added = db.execute(
        "INSERT INTO users (number, password, created, is_admin, allow, nickname, nickname_folded, face) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            number,
            password,
            now,
            int(is_admin),
            int(AddOutcome.CONSENT_NEEDED),
            nickname,
            nickname.casefold(),
            face_of(number) if face is None else face,
        ),
    )
    if added.rowcount != 1:
        raise TakenError
    delivery.open_inbox(db, number)


def register(
    db: Database, password: str, nickname: str, now: int, *, face: int | None = None, is_admin: bool = False
) -> int:
    """Create an account with the next free number; return the number."""
    number = next_number(db)
    add(db, number, password, nickname, now, face=face, is_admin=is_admin)
    return number


def next_number(db: Database) -> int:
    """Return the next free number, for an account or a room, and reserve it."""
    # UPDATE before reading: on both databases, concurrent registrations wait for each other here.
    row = db.execute("UPDATE facts SET value = value + 1 WHERE name = 'next_number' RETURNING value - 1").fetchone()
    number = first = int(row[0])
    while exists(db, number) or was_deleted(db, number) or _is_room(db, number):
        number += 1
    if number > MAX_NUMBER:
        raise OverflowError("there are no numbers left")
    if number != first:
        db.execute("UPDATE facts SET value = ? WHERE name = 'next_number'", (number + 1,))
    return number


def _is_room(db: Database, number: int) -> bool:
    return db.execute("SELECT 1 FROM rooms WHERE number = ?", (number,)).fetchone() is not None


def exists(db: Database, number: int) -> bool:
    return db.execute("SELECT 1 FROM users WHERE number = ?", (number,)).fetchone() is not None


def was_deleted(db: Database, number: int) -> bool:
    """Whether the number belonged to a deleted account or room."""
    return db.execute("SELECT 1 FROM deleted_users WHERE number = ?", (number,)).fetchone() is not None


def delete(db: Database, number: int, now: int) -> None:
    """Delete the row of an account after all rows that refer to it, and reserve its number."""
    db.execute("DELETE FROM users WHERE number = ?", (number,))
    retire_number(db, number, now)


def retire_number(db: Database, number: int, now: int) -> None:
    """Reserve the number of a deleted account or room, so that nobody else gets it."""
    db.execute(
        "INSERT INTO deleted_users (number, deleted) VALUES (?, ?) "
        "ON CONFLICT (number) DO UPDATE SET deleted = excluded.deleted",
        (number, now),
    )


def password(db: Database, number: int) -> str | None:
    """Return the stored hash; None if there is no such account."""
    row = db.execute("SELECT password FROM users WHERE number = ?", (number,)).fetchone()
    return None if row is None else str(row[0])


@dataclass(frozen=True, slots=True)
class Credentials:
    """The stored password hash and the ban that a sign-in is checked against, and the account's rights."""

    password: str = field(repr=False)
    is_banned: bool
    is_admin: bool


def credentials(db: Database, number: int, *, classic: bool) -> Credentials | None:
    """Return the credentials for a classic sign-in or one with EXT; None if there is no such account.

    If an account has a second password for classic sessions, each password opens only its own kind.
    """
    row = db.execute(
        "SELECT password, classic_password, banned, is_admin FROM users WHERE number = ?", (number,)
    ).fetchone()
    if row is None:
        return None
    password, second, banned, is_admin = row
    return Credentials(str(second if classic and second is not None else password), banned is not None, bool(is_admin))


def required_password(db: Database, number: int, *, classic: bool) -> str | None:
    """Return the hash that a live session of this kind must have signed in with; None if no session is allowed."""
    found = credentials(db, number, classic=classic)
    return None if found is None or found.is_banned else found.password


def has_classic_password(db: Database, number: int) -> bool:
    """Whether classic sign-ins have a password of their own."""
    row = db.execute("SELECT 1 FROM users WHERE number = ? AND classic_password IS NOT NULL", (number,)).fetchone()
    return row is not None


def set_classic_password(db: Database, number: int, password: str | None) -> bool:
    """Set a password for classic sessions only. None removes it; the main password opens them again."""
    return db.execute("UPDATE users SET classic_password = ? WHERE number = ?", (password, number)).rowcount == 1


def set_password(db: Database, number: int, password: str) -> bool:
    return db.execute("UPDATE users SET password = ? WHERE number = ?", (password, number)).rowcount == 1


def allow(db: Database, number: int) -> int | None:
    """Return who may add this account, an AddOutcome; None if there is no such account.

    The server's own number cannot be added.
    """
    row = db.execute("SELECT allow FROM users WHERE number = ?", (number,)).fetchone()
    if row is None and number == SYSTEM_NUMBER:
        return int(AddOutcome.NOBODY)
    return None if row is None else int(row[0])


def is_listed(db: Database, number: int) -> bool:
    """Whether others are introduced to this account and find it in a search."""
    return db.execute("SELECT 1 FROM users WHERE number = ? AND unlisted = 0", (number,)).fetchone() is not None


def set_listed(db: Database, number: int, listed: bool) -> bool:
    """Return whether that is a change."""
    unlisted = int(not listed)
    sql = "UPDATE users SET unlisted = ? WHERE number = ? AND unlisted != ?"
    return db.execute(sql, (unlisted, number, unlisted)).rowcount == 1


class Sharing(NamedTuple):
    """Two settings of ModifyInfo."""

    shows_seen: bool
    shows_read: bool


def sharing(db: Database, number: int) -> Sharing:
    row = db.execute("SELECT shows_seen, shows_read FROM users WHERE number = ?", (number,)).fetchone()
    return Sharing(*map(bool, row))


def set_sharing(db: Database, number: int, shows_seen: bool | None, shows_read: bool | None) -> None:
    """Change the settings that are not None."""
    if shows_read is not None:
        # Sessions have it.
        db.notify(SESSIONS, number)
    db.execute(
        "UPDATE users SET shows_seen = coalesce(?, shows_seen), shows_read = coalesce(?, shows_read) WHERE number = ?",
        (*(None if value is None else int(value) for value in (shows_seen, shows_read)), number),
    )


def note_last_seen(db: Database, number: int, now: int) -> None:
    db.execute("UPDATE users SET last_seen = ? WHERE number = ?", (now, number))


def profile(db: Database, number: int) -> Profile | None:
    row = db.execute(f"SELECT {_PROFILE} FROM users WHERE number = ?", (number,)).fetchone()
    return None if row is None else _profile(row)


def change(db: Database, number: int, changes: Mapping[str, str | int], allow: int | None) -> None:
    """Change the profile. Keys are field names of `Profile`; the caller has checked the values."""
    values: dict[str, str | int] = {name: value for name, value in changes.items() if name in EDITABLE}
    if "nickname" in values:
        values["nickname_folded"] = str(values["nickname"]).casefold()
    if allow is not None:
        values["allow"] = int(allow)
    if values:
        columns = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE users SET {columns} WHERE number = ?", (*values.values(), number))


def count(db: Database) -> int:
    return int(db.execute("SELECT count(*) FROM users").fetchone()[0])


def overviews(db: Database) -> list[AccountOverview]:
    """Return all accounts by number, with their state for the operator."""
    rows = db.execute(
        "SELECT users.number, face, nickname, created, banned, "
        "(SELECT max(changed) FROM devices WHERE devices.account = users.number), last_seq - received, is_admin, "
        "EXISTS (SELECT 1 FROM devices WHERE devices.account = users.number AND ended IS NULL) "
        "FROM users JOIN logs ON logs.number = users.number ORDER BY users.number",
    )
    return [
        AccountOverview(
            AccountSummary(number, *summary),
            created,
            banned,
            seen,
            delivery.waiting_count(db, number) if behind else 0,
            bool(is_admin),
            bool(is_present),
        )
        for number, *summary, created, banned, seen, behind, is_admin, is_present in rows.fetchall()
    ]


def people(db: Database, after: int, limit: int) -> list[PersonOverview]:
    """Return at most `limit` accounts with numbers above `after`, by number."""
    rows = db.execute(
        "SELECT number, face, nickname, picture, created, banned, is_admin, "
        "(SELECT max(seen) FROM devices WHERE account = number), "
        "EXISTS (SELECT 1 FROM devices WHERE account = number AND ended IS NULL) "
        "FROM users WHERE number > ? ORDER BY number LIMIT ?",
        (after, limit),
    )
    return [
        PersonOverview(AccountSummary(*row), created, banned, bool(is_admin), seen, bool(is_present))
        for *row, created, banned, is_admin, seen, is_present in rows.fetchall()
    ]


def summaries(db: Database, numbers: Iterable[int]) -> list[AccountSummary]:
    """Return these accounts by number. `numbers` is at most one page: each is an SQL parameter."""
    wanted = tuple(numbers)
    if not wanted:
        return []
    marks = ", ".join("?" * len(wanted))
    rows = db.execute(
        "SELECT number, face, nickname, picture, signature, status_text, last_seen, shows_seen FROM users "
        f"WHERE number IN ({marks}) ORDER BY number",
        wanted,
    )
    return [AccountSummary(*row) for row in rows.fetchall()]


def find(db: Database, search: Search, limit: int) -> list[Profile]:
    """Return at most `limit` accounts that match, by number. An unlisted account is found by its number only."""
    terms = ["number > ?", "number != ?"]
    values: list[str | int] = [search.after, search.searcher]
    if search.number is None:
        terms.append("unlisted = 0")
    for column, wanted in (("number", search.number), ("age", search.age), ("sex", search.sex)):
        if wanted is not None:
            terms.append(f"{column} = ?")
            values.append(wanted)
    for column, part in (("province", search.province), ("nickname_folded", search.nickname.casefold())):
        if part:
            # A substring test that both databases understand, without wildcards to escape.
            terms.append(f"replace({column}, ?, '') != {column}")
            values.append(part)
    rows = db.execute(
        f"SELECT {_PROFILE} FROM users WHERE {' AND '.join(terms)} ORDER BY number LIMIT ?", (*values, limit)
    )
    return [_profile(row) for row in rows.fetchall()]


def _profile(row: Sequence[str | int]) -> Profile:
    values: dict[str, str | int] = dict(zip(_PROFILE_COLUMNS, row, strict=True))
    return Profile(**values)  # type: ignore[arg-type]
