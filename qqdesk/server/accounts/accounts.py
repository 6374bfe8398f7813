"""Users in the database: plain functions on a connection, run by the store (writes) or in the event loop (reads)."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qqdesk.protocol.codes import MAX_NUMBER, SYSTEM_NUMBER, AddOutcome
from qqdesk.protocol.profile import EDITABLE, Profile
from qqdesk.server.delivery import mailbox
from qqdesk.server.storage.interface import Database

MAX_NICKNAME_CHARS = 64
MAX_TEXT_CHARS = 256
MAX_ABOUT_CHARS = 2000
FACES = 144
_UNPRINTABLE = ("Cc", "Zl", "Zp")

_PROFILE_COLUMNS = ("number", *EDITABLE)
_PROFILE = ", ".join(_PROFILE_COLUMNS)


class TakenError(Exception):
    """The number is another user's."""


class DeletedError(Exception):
    """The number was that of a user who was deleted: others know that person by it."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What others see of a user in a list."""

    number: int
    face: int
    nickname: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """A user as whoever runs the server sees them; times in milliseconds since 1970, None for never.

    `signed_in` is when one of their sessions with a token last began or ended.
    """

    user: Brief
    created: int
    banned: int | None
    signed_in: int | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Search:
    """Who is looked for; None and "" mean any. `seeker` is never found."""

    seeker: int
    after: int = 0
    age: int | None = None
    sex: int | None = None
    province: str = field(default="", repr=False)
    nickname: str = field(default="", repr=False)
    number: int | None = None


def face_of(number: int) -> int:
    """The face id that a new user starts with."""
    return 3 * (number % FACES)


def clean_nickname(text: str) -> str:
    """The nickname as it is stored; ValueError, with a sentence, where it is none."""
    nickname = text.strip()
    if not 1 <= len(nickname) <= MAX_NICKNAME_CHARS:
        raise ValueError(f"a nickname of 1 to {MAX_NICKNAME_CHARS} characters is wanted")
    if any(unicodedata.category(character) in _UNPRINTABLE for character in nickname):
        # It stands in lists, and on the terminal of whoever runs the server.
        raise ValueError("a nickname without control characters is wanted")
    return nickname


def add(
    db: Database, number: int, password: str, nickname: str, now: int, *, face: int | None = None, again: bool = False
) -> None:
    """A new user; `password` as `hash_password` made it, `now` in milliseconds. Raises TakenError, and DeletedError
    unless whoever had the number comes back (`again`)."""
    if was_deleted(db, number):
        if not again:
            raise DeletedError
        db.execute("DELETE FROM deleted_users WHERE number = ?", (number,))
    added = db.execute(
        "INSERT INTO users (number, password, created, allow, nickname, nickname_folded, face) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            number,
            password,
            now,
            int(AddOutcome.CONSENT_NEEDED),
            nickname,
            nickname.casefold(),
            face_of(number) if face is None else face,
        ),
    )
    if added.rowcount != 1:
        raise TakenError
    db.execute("INSERT INTO mailboxes (number) VALUES (?)", (number,))


def register(db: Database, password: str, nickname: str, now: int) -> int:
    """A new user with the next free number, which is returned."""
    # Changed first and read then: two that register at once, on whatever database, wait for one another here.
    row = db.execute("UPDATE facts SET value = value + 1 WHERE name = 'next_number' RETURNING value - 1").fetchone()
    number = first = int(row[0])
    while exists(db, number) or was_deleted(db, number):
        number += 1
    if number > MAX_NUMBER:
        raise OverflowError("there are no numbers left")
    if number != first:
        db.execute("UPDATE facts SET value = ? WHERE name = 'next_number'", (number + 1,))
    add(db, number, password, nickname, now)
    return number


def exists(db: Database, number: int) -> bool:
    return db.execute("SELECT 1 FROM users WHERE number = ?", (number,)).fetchone() is not None


def was_deleted(db: Database, number: int) -> bool:
    """Whether the number is that of somebody who was deleted."""
    return db.execute("SELECT 1 FROM deleted_users WHERE number = ?", (number,)).fetchone() is not None


def delete(db: Database, number: int, now: int) -> None:
    """Delete the row of a user, to which no other refers any more; the number is given to nobody else."""
    db.execute("DELETE FROM users WHERE number = ?", (number,))
    db.execute(
        "INSERT INTO deleted_users (number, deleted) VALUES (?, ?) "
        "ON CONFLICT (number) DO UPDATE SET deleted = excluded.deleted",
        (number, now),
    )


def password(db: Database, number: int) -> str | None:
    """The stored hash; None for nobody."""
    row = db.execute("SELECT password FROM users WHERE number = ?", (number,)).fetchone()
    return None if row is None else str(row[0])


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    password: str = field(repr=False)
    is_banned: bool


def credentials(db: Database, number: int, *, classic: bool) -> Credentials | None:
    """Those of a sign-in without a token (`classic`) or with one; None for nobody. Where somebody has a second
    password for the former, neither opens what the other does."""
    row = db.execute("SELECT password, classic_password, banned FROM users WHERE number = ?", (number,)).fetchone()
    if row is None:
        return None
    password, second, banned = row
    return Credentials(str(second if classic and second is not None else password), banned is not None)


def opens(db: Database, number: int, *, classic: bool) -> str | None:
    """The stored hash that a living session of this kind has to have begun with; None where there may be none."""
    found = credentials(db, number, classic=classic)
    return None if found is None or found.is_banned else found.password


def has_second_password(db: Database, number: int) -> bool:
    """Whether sign-ins without a token take a password of their own."""
    row = db.execute("SELECT 1 FROM users WHERE number = ? AND classic_password IS NOT NULL", (number,)).fetchone()
    return row is not None


def set_classic_password(db: Database, number: int, password: str | None) -> bool:
    """Give a user a password for classic sessions alone; None: the main one opens them again."""
    return db.execute("UPDATE users SET classic_password = ? WHERE number = ?", (password, number)).rowcount == 1


def set_password(db: Database, number: int, password: str) -> bool:
    return db.execute("UPDATE users SET password = ? WHERE number = ?", (password, number)).rowcount == 1


def allow(db: Database, number: int) -> int | None:
    """Who may add this user, an AddOutcome; None for nobody. The server itself is on no list."""
    row = db.execute("SELECT allow FROM users WHERE number = ?", (number,)).fetchone()
    if row is None and number == SYSTEM_NUMBER:
        return int(AddOutcome.NOBODY)
    return None if row is None else int(row[0])


def profile(db: Database, number: int) -> Profile | None:
    row = db.execute(f"SELECT {_PROFILE} FROM users WHERE number = ?", (number,)).fetchone()
    return None if row is None else _profile(row)


def change(db: Database, number: int, changes: Mapping[str, str | int], allow: int | None) -> None:
    """Change the profile; the values are checked before, the names are those of `Profile`."""
    values: dict[str, str | int] = {name: value for name, value in changes.items() if name in EDITABLE}
    if "nickname" in values:
        values["nickname_folded"] = str(values["nickname"]).casefold()
    if allow is not None:
        values["allow"] = int(allow)
    if values:
        columns = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE users SET {columns} WHERE number = ?", (*values.values(), number))


def everyone(db: Database) -> list[Brief]:
    return [Brief(*row) for row in db.execute("SELECT number, face, nickname FROM users ORDER BY number")]


def count(db: Database) -> int:
    return int(db.execute("SELECT count(*) FROM users").fetchone()[0])


def standings(db: Database) -> list[Standing]:
    """All users, ascending, with what is known of them beside their profiles."""
    rows = db.execute(
        "SELECT users.number, face, nickname, created, banned, "
        "(SELECT max(changed) FROM sessions WHERE sessions.number = users.number), last_id - cursor "
        "FROM users JOIN mailboxes ON mailboxes.number = users.number ORDER BY users.number",
    )
    return [
        Standing(Brief(number, *brief), created, banned, seen, mailbox.waiting_count(db, number) if behind else 0)
        for number, *brief, created, banned, seen, behind in rows.fetchall()
    ]


def briefs(db: Database, numbers: Iterable[int]) -> list[Brief]:
    """Those users, at most a page of them, ascending."""
    wanted = tuple(numbers)
    if not wanted:
        return []
    marks = ", ".join("?" * len(wanted))
    rows = db.execute(f"SELECT number, face, nickname FROM users WHERE number IN ({marks}) ORDER BY number", wanted)
    return [Brief(*row) for row in rows.fetchall()]


def find(db: Database, search: Search, limit: int) -> list[Profile]:
    """At most `limit` users, ascending."""
    terms = ["number > ?", "number != ?"]
    values: list[str | int] = [search.after, search.seeker]
    for column, wanted in (("number", search.number), ("age", search.age), ("sex", search.sex)):
        if wanted is not None:
            terms.append(f"{column} = ?")
            values.append(wanted)
    for column, part in (("province", search.province), ("nickname_folded", search.nickname.casefold())):
        if part:
            # Whether it stands in it, in words that every database knows.
            terms.append(f"replace({column}, ?, '') != {column}")
            values.append(part)
    rows = db.execute(
        f"SELECT {_PROFILE} FROM users WHERE {' AND '.join(terms)} ORDER BY number LIMIT ?", (*values, limit)
    )
    return [_profile(row) for row in rows.fetchall()]


def _profile(row: Sequence[str | int]) -> Profile:
    values: dict[str, str | int] = dict(zip(_PROFILE_COLUMNS, row, strict=True))
    return Profile(**values)  # type: ignore[arg-type]
