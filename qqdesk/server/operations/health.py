"""The current state of the server, in numbers and as sentences about problems."""

import asyncio
import contextlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from qqdesk.server.core import Core
from qqdesk.server.delivery.mailbox import MOST_WAITING, MailboxQuery
from qqdesk.server.errors import DamageError, StorageError
from qqdesk.server.files import files
from qqdesk.server.http.listener import Listener
from qqdesk.server.rooms import rooms
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME

LEAST_FREE = 32 * 1024 * 1024
"""Bytes; below this the disk counts as full."""
_PATIENCE_S = 2.0
_MOST_TRIED = 10
_MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class State:
    """Current numbers."""

    sessions: int = 0
    classic_sessions: int = 0
    parked_polls: int = 0
    connections: int = 0
    connections_refused: int = 0
    """Since the start."""
    sign_ins_waiting: int = 0
    disk_free: int | None = None
    """Bytes on the disk of the data folder; None if the folder cannot be used."""
    database_size: int | None = None
    """Bytes of the SQLite file; None with PostgreSQL."""
    rooms: int | None = None
    """Rooms with members; None if the database does not answer."""
    files_size: int | None = None
    """Bytes of all files, as `most_files_mib` limits them; None without files, and if the database does not answer."""
    files_disk_free: int | None = None
    """Bytes that files may still take on their disk; None without files, and if the folder cannot be used."""


def state_of(core: Core, listener: Listener | None, folder: Path | None = None) -> State:
    """Return the current numbers. Call it in the event loop's thread."""
    classic = parked = 0
    for session in core.sessions:
        classic += not session.extended
        parked += session.poll is not None and session.poll.is_parked
    connections, refused = (len(listener), listener.refused) if listener is not None else (0, 0)
    free = size = None
    if folder is not None:
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(folder).free
            size = (folder / FILE_NAME).stat().st_size
    return State(len(core.sessions), classic, parked, connections, refused, core.passwords.waiting, free, size)


async def with_rooms_and_files(core: Core, state: State) -> State:
    """Add the numbers that the database and the disk of the files have, if they answer."""
    with contextlib.suppress(TimeoutError, StorageError, OSError):
        async with asyncio.timeout(_PATIENCE_S):
            state = replace(state, rooms=await core.store.read(rooms.used))
            if core.files is not None:
                state = replace(state, files_size=await core.store.scan(files.used))
                state = replace(state, files_disk_free=max(0, await core.files.disk_left()))
    return state


async def problems(core: Core, folder: Path) -> list[str]:
    """Return why a balancer should not use this server now, as sentences; empty if it is ready."""
    if core.is_stopping:
        return ["The server is stopping."]
    found = []
    if not core.settings.database:
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            return [f"The data folder cannot be used: {error.strerror}."]
        if free < LEAST_FREE:
            found.append(f"The disk of the data folder is full: {free // 1024**2} MB are left.")
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await core.store.read(_probe_read)
            for number in list(core.store.unreadable)[:_MOST_TRIED]:
                # A successful read clears the mark.
                with contextlib.suppress(DamageError):
                    await core.store.read(MailboxQuery(number, "", 0, 0, MOST_WAITING, _MOST_BYTES))
            if core.store.is_failing:
                # Try a write: without traffic, nothing else would notice that the store works again.
                await core.store.write(_probe_write)
    except TimeoutError:
        found.append("The database does not answer.")
    except Exception as error:
        found.append(f"The database cannot be used: {type(error).__name__}.")
    return found + damage(core)


def damage(core: Core) -> list[str]:
    """Return what could not be read, as sentences."""
    found = []
    if core.store.unreadable:
        found.append(f"The messages of {_named(core.store.unreadable)} cannot be read. The command doctor says more.")
    if core.store.damage:
        found.append(f"The database could not be read: {core.store.damage}.")
    return found


def _named(numbers: set[int]) -> str:
    more = len(numbers) - _MOST_TRIED
    return ", ".join(map(str, sorted(numbers)[:_MOST_TRIED])) + (f" and {more} others" if more > 0 else "")


def _probe_read(db: Database) -> None:
    db.execute("SELECT value FROM facts WHERE name = ?", ("next_number",)).fetchall()


def _probe_write(db: Database) -> None:
    """Write a value without meaning, which has to reach the disk."""
    db.execute(
        "INSERT INTO facts (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = 1 - facts.value",
        ("probe",),
    )
