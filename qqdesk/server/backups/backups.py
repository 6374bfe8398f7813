"""Backups that administrators start while the server runs.

The command `backup` makes them, in a process of low priority, so that nothing delays the event loop.
"""

import asyncio
import bisect
import contextlib
import os
import secrets
import subprocess
import sys
import tarfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from qqdesk.protocol.admin_commands import BackUp
from qqdesk.protocol.codes import Result
from qqdesk.server.accounts import place_log
from qqdesk.server.background import in_background
from qqdesk.server.backups import backup, backup_job, file_backup
from qqdesk.server.delivery.store import Store
from qqdesk.server.errors import RefusedError
from qqdesk.server.settings.settings import Settings, backups_folder, files_folder

_PIECE_BYTES = 256 * 1024
_BLOCK = tarfile.BLOCKSIZE


class _Part(NamedTuple):
    """Where a header, a file or filling begins in the archive. `content` is its bytes, or the path of the file."""

    start: int
    size: int
    content: bytes | Path


class BackupArchive:
    """A backup as one tar archive, for an administrator's own computer: the database and its files, under
    the names that `restore` wants. It is not stored: each piece is made when needed. `size` is in bytes.
    """

    def __init__(self, path: Path) -> None:
        """Read the sizes of the files. Raises OSError."""
        self.name = path.name
        self._parts: list[_Part] = []
        self.size = 0
        folder = file_backup.folder_of(path)
        for file in (path, *sorted(one for one in folder.rglob("*") if one.is_file())):
            entry = tarfile.TarInfo(file.relative_to(path.parent).as_posix())
            status = file.stat()
            entry.size, entry.mtime, entry.mode = status.st_size, int(status.st_mtime), 0o600
            self._add(header := entry.tobuf(tarfile.GNU_FORMAT), len(header))
            self._add(file, entry.size)
            self._add(filling := bytes(-entry.size % _BLOCK), len(filling))
        self._add(bytes(2 * _BLOCK), 2 * _BLOCK)

    def _add(self, content: bytes | Path, size: int) -> None:
        if size:
            self._parts.append(_Part(self.size, size, content))
            self.size += size

    async def pieces(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Read a part of the archive. Raises OSError."""
        index = bisect.bisect_right(self._parts, start, key=lambda part: part.start) - 1
        while start < end:
            part = self._parts[index]
            offset = start - part.start
            wanted = min(_PIECE_BYTES, part.size - offset, end - start)
            piece = await asyncio.to_thread(_read, part.content, offset, wanted)
            yield piece
            start += len(piece)
            if start == part.start + part.size:
                index += 1


def _read(content: bytes | Path, offset: int, size: int) -> bytes:
    """Raises OSError, also if the file became shorter."""
    if isinstance(content, bytes):
        return content[offset : offset + size]
    with content.open("rb") as file:
        file.seek(offset)
        piece = file.read(size)
    if len(piece) < size:
        raise OSError(f"{content} became shorter")
    return piece


BEGIN = "begin "
"""Before the path of the backup, in the output with --progress."""
PERCENT = "percent "
DONE = 100
"""The backup is noted in the database. Its process only has to end."""
STOPPED = "stopped"
"""The detail in the log of the place, if an administrator stopped a backup."""
_KEPT = 14
_OFFER_MS = 600_000
_MOST_OFFERS = 20
_HOUR_MS = 3_600_000
_NIGHT = range(2, 5)
"""The hours of the day in which nightly backups are made. A computer that is off then makes them later."""
_NICENESS = 19


class Backups:
    """The running backup, and the result of the last one. Belongs to the event loop's thread."""

    def __init__(self, store: Store, folder: Path, settings: Settings) -> None:
        """`folder` is the data folder."""
        self.folder = backups_folder(folder, settings)
        self.percent: int | None = None
        """None while no backup runs."""
        self.error = ""
        """A sentence if the last backup failed."""
        self._store = store
        self._data_folder = folder
        self._settings = settings
        self._work: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._is_stopped = False
        self._offers: dict[str, tuple[BackupArchive, int]] = {}
        """Archives that administrators may fetch, by token, and until when, in milliseconds since 1970."""
        self._nightly = 0
        """The last nightly backup that was tried, in milliseconds since 1970."""
        self._noted: asyncio.Future[None] | None = None
        """The end in the log of the place."""

    def start(self, administrator: int) -> None:
        """Start a backup, unless one runs. Raises RefusedError."""
        if self._settings.database:
            raise RefusedError(
                Result.REFUSED_BY_SERVER, "this server keeps its data in PostgreSQL; its operator makes the backups"
            )
        if self.percent is None:
            self.percent, self.error, self._is_stopped, self._noted = 0, "", False, None
            self._work = asyncio.get_running_loop().create_task(self._run(administrator))

    def start_nightly(self, last: int, now: int) -> None:
        """Start a nightly backup if it is due. `last` is the time of the last one, in milliseconds since 1970."""
        if is_due(max(last, self._nightly), now):
            self._nightly = now
            self.start(place_log.OPERATOR)

    async def find_archive(self, name: str) -> BackupArchive:
        """Return the archive of the backup `name`; of the latest one if it is "". Raises RefusedError."""

        def find() -> BackupArchive | None:
            found = [path for path in backup.dated_backups(self.folder) if name in ("", path.name)]
            return BackupArchive(found[-1]) if found else None

        try:
            archive = await asyncio.to_thread(find)
        except OSError as error:
            raise RefusedError(Result.REFUSED_BY_SERVER, f"the backup cannot be read: {error.strerror}") from None
        if archive is None or self._settings.database:
            raise RefusedError(Result.REFUSED_BY_SERVER, "there is no such backup; make one first")
        return archive

    def offer(self, archive: BackupArchive, now: int) -> str:
        """Return a token with which the archive can be fetched for ten minutes. `now` is in milliseconds since 1970."""
        for token, (_, end) in list(self._offers.items()):
            if end <= now or len(self._offers) >= _MOST_OFFERS:
                del self._offers[token]
        token = new_token()
        self._offers[token] = archive, now + _OFFER_MS
        return token

    def offered(self, token: str, now: int) -> BackupArchive | None:
        """Return the archive of a token, None if the token is wrong or too old."""
        archive, end = self._offers.get(token, (None, 0))
        return archive if now < end else None

    def stop(self, administrator: int) -> None:
        """Stop the backup, and delete what it has written, unless it is done."""
        if self.percent is not None and not self._is_stopped:
            self._kill()
            if self.percent < DONE:
                self._noted = self._note(administrator, STOPPED)

    async def close(self) -> None:
        """Stop the backup, and wait until its files are deleted."""
        if self._work is not None:
            self._kill()
            await self._work

    def _kill(self) -> None:
        self._is_stopped = True
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def _run(self, administrator: int) -> None:
        try:
            error = await self._back_up(administrator)
        except OSError as failure:
            error = f"The backup in {self.folder} cannot be made: {failure.strerror}."
        if error and not self._is_stopped:
            self.error = error
            self._noted = self._note(administrator, error)
        if self._noted is not None:
            # A client that sees the end of the backup then finds it in the log.
            await asyncio.wait([self._noted])
        self.percent = self._process = self._work = None

    async def _back_up(self, administrator: int) -> str:
        """Return the sentence of a failure, or ""."""
        if not self._settings.backups_folder:
            self.folder.mkdir(0o700, exist_ok=True)
        elif not self.folder.is_dir():
            # Its disk may not be mounted.
            return f"There is no folder {self.folder} for the backup."
        process = self._process = await self._start_process(administrator)
        if self._is_stopped:
            self._kill()
        assert process.stdout is not None
        path, last = None, ""
        async for raw in process.stdout:
            line = raw.decode("utf-8", "replace").strip()
            if line.startswith(BEGIN):
                path = Path(line.removeprefix(BEGIN))
            elif line.startswith(PERCENT):
                self.percent = int(line.removeprefix(PERCENT))
            else:
                last = line
        if await process.wait() == 0 or self.percent == DONE:
            return ""
        if path is not None:
            await asyncio.to_thread(backup_job.delete, path)
        return last or "The backup failed."

    async def _start_process(self, administrator: int) -> asyncio.subprocess.Process:
        files = files_folder(self._data_folder, self._settings)
        process = await asyncio.create_subprocess_exec(
            *own_command(), "backup", str(self.folder), "--keep", str(_KEPT), "--progress",
            *(("--administrator", str(administrator)) if administrator else ()),
            "--data-dir", str(self._data_folder), "--database", "",
            *(("--no-files",) if files is None else ("--files-folder", str(files.absolute()))),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            creationflags=_creation_flags(),
        )  # fmt: skip
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
        return process

    def _note(self, administrator: int, detail: str) -> "asyncio.Future[None]":
        noted = self._store.write(
            lambda db: place_log.note(db, self._store.time(db), administrator, BackUp.NAME, detail=detail)
        )
        in_background(noted)
        return noted


def new_token() -> str:
    """Return a random token of 256 bits."""
    return secrets.token_urlsafe(32)


def is_due(last: int, now: int) -> bool:
    """Whether a nightly backup is due: at night, or at any time after a night without one."""
    age = now - last
    is_night = time.localtime(now / 1000).tm_hour in _NIGHT
    return age > 26 * _HOUR_MS or (is_night and age > 12 * _HOUR_MS)


def own_command() -> list[str]:
    """Return the command of the server program: with this interpreter, or frozen."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "qqdesk.cli.server"]


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    return 0
