"""Checks of the database, and of the clock by the times in the database."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from qqdesk.cli.server.checks.finding import CheckContext, Finding
from qqdesk.cli.server.common import format_time
from qqdesk.server.errors import DataFolderError
from qqdesk.server.storage.backup import damage
from qqdesk.server.storage.factory import postgresql
from qqdesk.server.storage.sqlite import FILE_NAME, connect_untouched, has_accounts, has_tables, lost

_AHEAD_MS = 10 * 60 * 1000
_APART_MS = 60 * 1000
_FIRST_YEAR = 2025
_LAST_YEAR = 2100
_MOST_NAMED = 10
_REPAIR = "Restore a backup (the command restore keeps the damaged file), or ask an expert for SQLite."


def check_database(context: CheckContext) -> Iterator[Finding]:
    if context.settings.database:
        yield from _check_postgresql(context.settings.database, context.now)
    else:
        yield from _check_file(context)


def _check_postgresql(url: str, now: int) -> Iterator[Finding]:
    try:
        has_our_tables, its_now = postgresql("postgres", url).probe_database(url)
    except DataFolderError as error:
        yield Finding(f"{error} Check the address, and whether PostgreSQL runs there.")
        return
    if not has_our_tables:
        yield Finding("The database is empty; the next start creates the tables.", note=True)
    if abs(its_now - now) > _APART_MS:
        yield Finding(
            f"It is {format_time(now)} here and {format_time(its_now)} where the database is. Set the clock that is "
            "wrong (timedatectl set-ntp true)."
        )


def _check_file(context: CheckContext) -> Iterator[Finding]:
    path = context.folder / FILE_NAME
    sentence = lost(context.folder)
    if not path.exists() and sentence:
        yield Finding(sentence)
        return
    if not path.exists():
        yield Finding(f"There is no database in {context.folder} yet; the first start makes one.", note=True)
        return
    try:
        with contextlib.closing(connect_untouched(path)) as db:
            yield from _check(db, path, context.now)
    except DataFolderError as error:
        yield Finding(str(error))
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
            yield Finding(f"{path} is damaged: it is no database. {_REPAIR}")
        elif error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            yield Finding(f"{path} is damaged: {error}. {_REPAIR}")
        else:
            yield Finding(f"{path} cannot be opened: {error}. Ask as the user who runs the server.")


def _check(db: sqlite3.Connection, path: Path, now: int) -> Iterator[Finding]:
    is_ours = has_tables(db, path)
    sentence = lost(path.parent)
    if sentence and (not is_ours or not has_accounts(db)):
        yield Finding(sentence)
        return
    if not is_ours:
        yield Finding(f"{path} is empty; the next start makes a database of it.", note=True)
        return
    problem = _damage(db)
    if problem:
        yield Finding(f"{path} is damaged: {problem}. {_unreadable(db)}{_REPAIR}")
        return
    if not _has_write_ahead_log(path):
        yield Finding(
            f"{path} does not use the journal mode WAL, so reads and writes block each other. With the server stopped: "
            f"sqlite3 {path} 'PRAGMA journal_mode = WAL'"
        )
    yield from _check_times(db, now)


def _damage(db: sqlite3.Connection) -> str:
    try:
        return damage(db)
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return str(error)


def _unreadable(db: sqlite3.Connection) -> str:
    """Return a sentence that names the accounts whose messages cannot be read."""
    found = []
    try:
        numbers = [row[0] for row in db.execute("SELECT number FROM logs ORDER BY number").fetchall()]
    except sqlite3.Error:
        return ""
    for number in numbers:
        try:
            for _ in db.execute("SELECT text FROM entries WHERE log = ?", (number,)):
                pass
        except sqlite3.Error:
            found.append(number)
    if not found:
        return ""
    more = f" and {len(found) - _MOST_NAMED} others" if len(found) > _MOST_NAMED else ""
    return f"The messages of {', '.join(map(str, found[:_MOST_NAMED]))}{more} cannot be read. "


def _has_write_ahead_log(path: Path) -> bool:
    """Read the journal mode from the file header: SQLite does not report it for immutable=1."""
    with path.open("rb") as file:
        return file.read(20)[18:] == b"\2\2"


def _check_times(db: sqlite3.Connection, now: int) -> Iterator[Finding]:
    times = db.execute("SELECT (SELECT max(time) FROM entries), (SELECT max(created) FROM users)").fetchone()
    last = max(time or 0 for time in times)
    if last > now + _AHEAD_MS:
        yield Finding(
            f"The database contains data from {format_time(last)}, and it is {format_time(now)} now: the clock of this "
            "computer is or was wrong. Set it (timedatectl set-ntp true)."
        )


def check_clock(context: CheckContext) -> Iterator[Finding]:
    year = datetime.fromtimestamp(context.now / 1000, UTC).year
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        yield Finding(
            f"The clock of this computer says {format_time(context.now)}, which cannot be. Set it (timedatectl set-ntp "
            "true): messages and checks of certificates use it."
        )
