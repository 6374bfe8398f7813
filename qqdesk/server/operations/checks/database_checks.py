"""Check the database. The checks change nothing."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from qqdesk.clock import format_time
from qqdesk.protocol.entry_kinds import in_sql
from qqdesk.protocol.room_commands import MAX_ROOMS
from qqdesk.server.backups.backup import damage
from qqdesk.server.delivery.inboxes import COUNTED
from qqdesk.server.delivery.mailbox import MOST_WAITING
from qqdesk.server.errors import DataFolderError, OtherVersionError
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.storage.lock import running_server
from qqdesk.server.storage.postgres_import import postgresql
from qqdesk.server.storage.sqlite import FILE_NAME, connect_untouched, has_accounts, has_tables, lost, lost_log

_MOST_CLOCK_MS = 60 * 1000
_MOST_NAMED = 10
_FULL = (
    f"SELECT number FROM logs JOIN entries ON log = number AND seq > received AND {in_sql(COUNTED)} "
    "WHERE last_seq - received >= ? GROUP BY number HAVING count(*) >= ?"
)
_REPAIR = "Restore a backup (the command restore keeps the damaged file), or ask an expert for SQLite."


def check_postgresql(url: str, now: int) -> Iterator[Finding]:
    try:
        has_our_tables, its_now = postgresql("storage.postgres", url).probe_database(url)
    except OtherVersionError as error:
        yield Finding(str(error))
        return
    except DataFolderError as error:
        yield Finding(f"{error} Check the address, and whether PostgreSQL runs there.")
        return
    if not has_our_tables:
        yield Finding("The database is empty; the next start creates the tables.", is_note=True)
    if abs(its_now - now) > _MOST_CLOCK_MS:
        yield Finding(
            f"It is {format_time(now)} here and {format_time(its_now)} where the database is. Set the clock that is "
            "wrong (timedatectl set-ntp true)."
        )


def check_sqlite(folder: Path, now: int) -> Iterator[Finding]:
    path = folder / FILE_NAME
    if not path.exists():
        missing = lost(folder)
        note = f"There is no database in {folder} yet; the first start makes one."
        yield Finding(missing or note, is_note=not missing)
        return
    if (sentence := lost_log(folder)) and running_server(folder) is None:
        yield Finding(sentence)
    try:
        with contextlib.closing(connect_untouched(path)) as db:
            yield from _check_tables(db, path, now)
    except DataFolderError as error:
        yield Finding(str(error))
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            yield Finding(f"{path} is damaged: {error}. {_unreadable(path)}{_REPAIR}")
        else:
            yield Finding(f"{path} cannot be opened: {error}. Ask as the user who runs the server.")


def _check_tables(db: sqlite3.Connection, path: Path, now: int) -> Iterator[Finding]:
    is_ours = has_tables(db, path)
    missing = lost(path.parent)
    if missing and not (is_ours and has_accounts(db)):
        yield Finding(missing)
    elif not is_ours:
        yield Finding(f"{path} is empty; the next start makes a database of it.", is_note=True)
    elif problem := damage(db):
        yield Finding(f"{path} is damaged: {problem}. {_unreadable(path)}{_REPAIR}")
    else:
        (last,) = db.execute("SELECT max((SELECT max(time) FROM entries), (SELECT max(created) FROM users))").fetchone()
        if (last or 0) > now + _MOST_CLOCK_MS:
            yield Finding(
                f"The database contains data from {format_time(last)}, and it is {format_time(now)} now: the clock of "
                "this computer is or was wrong. Set it (timedatectl set-ntp true)."
            )
        yield from _check_space(db, path)
        (rooms,) = db.execute("SELECT count(DISTINCT room) FROM memberships WHERE to_seq IS NULL").fetchone()
        if rooms >= MAX_ROOMS:
            yield Finding(
                f"There are {MAX_ROOMS} rooms with members, and there cannot be more. To delete some: room remove.",
                is_note=True,
            )


def _check_space(db: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if size > free:
        yield Finding(
            f"The database has {size / 1e6:.0f} MB, and {free / 1e6:.0f} MB of its disk are free: a backup does not "
            "fit beside it. Keep messages for fewer days (retention_days), or move the data folder to another disk.",
            is_note=True,
        )
    full = [number for (number,) in db.execute(_FULL, (MOST_WAITING, MOST_WAITING))]
    if full:
        more = f" and {len(full) - _MOST_NAMED} others" if len(full) > _MOST_NAMED else ""
        yield Finding(
            f"The mailboxes of {', '.join(map(str, full[:_MOST_NAMED]))}{more} are full: no device has fetched the "
            f"last {MOST_WAITING} messages. They take messages again after a sign-in.",
            is_note=True,
        )


def _unreadable(path: Path) -> str:
    """Return a sentence that names the accounts whose messages cannot be read."""
    found = []
    with contextlib.suppress(sqlite3.Error), contextlib.closing(connect_untouched(path)) as db:
        for (number,) in db.execute("SELECT number FROM logs ORDER BY number").fetchall():
            try:
                db.execute("SELECT text FROM entries WHERE log = ?", (number,)).fetchall()
            except sqlite3.Error:
                found.append(number)
    more = f" and {len(found) - _MOST_NAMED} others" if len(found) > _MOST_NAMED else ""
    return f"The messages of {', '.join(map(str, found[:_MOST_NAMED]))}{more} cannot be read. " if found else ""
