"""Installers that the operator put into a folder, for guests without the program. `GET /i/NAME` downloads one."""

import asyncio
import hashlib
import logging
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from qqdesk.clock import Clock
from qqdesk.server.http.responses import Response, Stream

logger = logging.getLogger(__name__)

_SYSTEMS = {
    ".deb": "linux",
    ".appimage": "linux",
    ".tar.gz": "linux",
    ".exe": "windows",
    ".msi": "windows",
    ".dmg": "mac",
    ".pkg": "mac",
}
"""The endings of installers, in the order of the page, with their systems."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,99}")
_MOST = 20
_SCAN_EVERY_S = 10.0
_MOST_DOWNLOADS = 16
"""At a time, of all clients: they need no account."""
_PIECE_BYTES = 256 * 1024
_HEADERS = (
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: sandbox; default-src 'none'\r\n"
    "Cache-Control: no-store\r\n"
)


@dataclass(frozen=True, slots=True)
class Installer:
    """A file of the folder. `state` is its size and its time of change in nanoseconds."""

    name: str
    system: str
    state: tuple[int, int]
    digest: str
    """SHA-256, in hex digits."""

    @property
    def size(self) -> int:
        return self.state[0]


class Installers:
    """The folder is read when the page is shown, at most every 10 seconds. A request never names a path."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._known: dict[str, Installer] = {}
        self._next = 0.0
        self._lock = asyncio.Lock()
        self._downloads = 0

    async def list(self) -> tuple[Installer, ...]:
        """Return the installers of the folder; none if it cannot be read."""
        async with self._lock:
            now = self._clock.monotonic()
            if now >= self._next:
                self._next = now + _SCAN_EVERY_S
                self._known = await asyncio.to_thread(_scan, self._folder, self._known)
        return tuple(self._known.values())

    def knows(self, name: str) -> bool:
        """Whether an installer with this name is in the last list."""
        return name in self._known

    async def download(self, name: str) -> Response:
        installer = {one.name: one for one in await self.list()}.get(name)
        if installer is None:
            return Response(404, b"This installer is not there any more.")
        if self._downloads >= _MOST_DOWNLOADS:
            return Response.error(503)
        headers = f'{_HEADERS}Content-Disposition: attachment; filename="{installer.name}"\r\n'
        stream = Stream(installer.size, self._pieces(installer))
        return Response(content_type="application/octet-stream", headers=headers, stream=stream)

    async def _pieces(self, installer: Installer) -> AsyncIterator[bytes]:
        """Read the file. Raises OSError, also if it is another file by now."""
        self._downloads += 1
        try:
            with await asyncio.to_thread((self._folder / installer.name).open, "rb") as file:
                if _state(os.fstat(file.fileno())) != installer.state:
                    raise OSError(f"{installer.name} was replaced")
                left = installer.size
                while left:
                    piece = await asyncio.to_thread(file.read, min(_PIECE_BYTES, left))
                    if not piece:
                        raise OSError(f"{installer.name} became shorter")
                    left -= len(piece)
                    yield piece
        finally:
            self._downloads -= 1


def _scan(folder: Path, known: dict[str, Installer]) -> dict[str, Installer]:
    """Return the installers in the folder. Digests of unchanged files are kept. Links and folders are left out."""
    found: list[tuple[int, Installer]] = []
    try:
        with os.scandir(folder) as entries:
            files = [entry for entry in entries if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)]
        for entry in files:
            ending = next((ending for ending in _SYSTEMS if entry.name.lower().endswith(ending)), None)
            if ending is None:
                continue
            state = _state(entry.stat(follow_symlinks=False))
            one = known.get(entry.name)
            if one is None or one.state != state:
                with Path(entry.path).open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                one = Installer(entry.name, _SYSTEMS[ending], state, digest)
            found.append((list(_SYSTEMS).index(ending), one))
    except FileNotFoundError:
        return {}
    except OSError as error:
        logger.warning("The installers in %s cannot be offered: %s", folder, error.strerror or error)
        return {}
    found.sort(key=lambda each: (each[0], each[1].name))
    return {one.name: one for _, one in found[:_MOST]}


def _state(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
